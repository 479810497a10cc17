//! The rival of the benchmark: tables without triggers that act when an order comes, and a function that does all of it.

use pretty_assertions::assert_eq;

use super::{ALICE, Shop, lines, order_of};

/// Makes the tables and `create_order` of a storefront those that are written by hand.
pub(super) fn script() -> String {
    const TABLES: &str = include_str!("../../../../crates/fraise-emit-postgres/benches/rival/tables.sql");
    const FUNCTION: &str =
        include_str!("../../../../crates/fraise-emit-postgres/benches/rival/create_order.sql");
    format!("set role storefront_owner;\n{TABLES}\n{FUNCTION}\nreset role;")
}

/// What calls of `create_order` leave, but for keys that are made up and times.
const LEFT: [&str; 9] = [
    "select order_number, customer_id, status, currency, subtotal, tax, shipping_cost, discount_amount, total,
       payment_status, billing_address_id, shipping_address_id, created_at = updated_at, created_at = status_since
     from orders order by order_number",
    "select order_number, variant_id, quantity, unit_price, order_items.discount_amount, order_items.total,
       quantity_shipped, quantity_returned
     from order_items join orders on orders.id = order_id order by order_number, variant_id, quantity",
    "select variant_id, quantity_on_hand, quantity_reserved, quantity_available, updated_at > created_at
     from inventory order by variant_id",
    "select order_number, moved.variant_id, warehouse_id, movement_type, moved.quantity, notes
     from stock_movements as moved join order_items as item on item.id::text = reference_id
     join orders on orders.id = order_id order by order_number, moved.variant_id, moved.quantity",
    "select order_number, discount_id, order_discounts.discount_amount
     from order_discounts join orders on orders.id = order_id order by order_number",
    "select code, current_uses, updated_at > created_at from discounts order by code",
    "select event, type, payload - 'id', payload ->> 'id' = row_id, row_id = orders.id::text, actor, published_at
     from fraise.outbox join orders on orders.order_number = payload ->> 'order_number' order by outbox.id",
    "select order_number, from_state, to_state, event, actor, role, note
     from order_transitions join orders on orders.id = row_id order by order_number",
    "select mutation, viewer, key, input, order_number, expires_at = orders.created_at + interval '24 hours'
     from fraise.idempotency join orders on orders.id::text = result order by key",
];

#[tokio::test]
async fn the_rows_are_those_of_the_compiled_function() {
    let mut left = Vec::new();
    for shop in Shop::each_and_by_hand().await {
        shop.owner
            .batch_execute(&format!("insert into carts (holder) values ('customer:{ALICE}')"))
            .await
            .unwrap();
        shop.speak_for(ALICE, "customer").await;
        for (items, further) in [
            (lines(&[(1, 3), (2, 1), (1, 2)]), ""),
            (lines(&[(3, 1)]), ", p_idempotency_key => 'k'"),
            (lines(&[(2, 7), (4, 1)]), ", p_discount_code => 'ten'"),
            (lines(&[(5, 5)]), ", p_discount_code => 'Many', p_idempotency_key => 'l'"),
            (lines(&[(6, 2), (7, 2)]), ", p_discount_code => 'all'"),
        ] {
            shop.done(&order_of(&items, further)).await;
        }
        let mut seen = Vec::new();
        for query in LEFT {
            let rows = shop.sees(query).await;
            assert_ne!(rows, "", "{query}");
            seen.push(rows);
        }
        seen.push(shop.sees("select count(*) from carts where ordered_at is not null").await);
        left.push(seen);
    }
    let first = left.first().unwrap();
    for other in &left {
        assert_eq!(other, first);
    }
}
