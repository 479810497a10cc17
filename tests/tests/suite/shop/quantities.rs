//! Quantities that are odd, and lines that are changed by hand: refused, or exact in the stock, the total and the journal.

use pretty_assertions::assert_eq;

use super::{ALICE, BOB, NOBODY, Shop, answer, lines, order_of, variant};

/// A product that costs so little that a price never stands in the way of a quantity.
const CENT: &str = "update products set price = 0.01 where sku = 'SHIRT1'";

async fn refused(shop: &Shop, of: &[(usize, i64)], expected: &str) {
    shop.speak_for(ALICE, "customer").await;
    assert_eq!(shop.call(&order_of(&lines(of), "")).await, expected, "{of:?}");
    nothing_is_held(shop).await;
}

async fn nothing_is_held(shop: &Shop) {
    assert_eq!(
        shop.sees("select distinct quantity_on_hand, quantity_reserved from inventory").await,
        "100|0"
    );
    let written = "select (select count(*) from orders), (select count(*) from order_items), (select count(*) from stock_movements)";
    assert_eq!(shop.sees(written).await, "0|0|0");
}

/// A pending order of three of the first variant and one of the second, and its first line.
async fn pending(shop: &Shop) -> (String, String) {
    shop.speak_for(ALICE, "customer").await;
    let order = shop.done(&order_of(&lines(&[(1, 3), (2, 1)]), "")).await;
    let line = format!("select id from order_items where order_id = '{order}' and quantity = 3");
    let line = shop.sees(&line).await;
    (order, line)
}

/// The same, further on: paid, in the warehouse's hands, or all of it shipped.
async fn in_state(shop: &Shop, state: &str) -> (String, String) {
    let (order, line) = pending(shop).await;
    if state == "pending" {
        return (order, line);
    }
    let payment = shop.done(&format!("select process_payment('{order}')")).await;
    shop.speak_for("", "system").await;
    shop.done(&format!("select payment_result('{payment}', true, 't' || '{order}')")).await;
    shop.speak_for(BOB, "warehouse").await;
    match state {
        "confirmed" => {}
        "processing" => drop(shop.done(&ship(&order, &[(&line, 1)])).await),
        "shipped" => {
            let second = shop
                .sees(&format!("select id from order_items where order_id = '{order}' and quantity = 1"))
                .await;
            shop.done(&ship(&order, &[(&line, 3), (&second, 1)])).await;
        }
        "cancelled" => {
            shop.speak_for(BOB, "support").await;
            shop.done(&format!("select cancel_order('{order}')")).await;
        }
        _ => panic!("{state}"),
    }
    let row = format!("select status from orders where id = '{order}'");
    assert_eq!(shop.sees(&row).await, state);
    (order, line)
}

fn pieces(of: &[(&str, i64)]) -> String {
    let one =
        |(line, quantity): &(&str, i64)| format!(r#"{{"order_item_id": "{line}", "quantity": {quantity}}}"#);
    format!("'[{}]'", of.iter().map(one).collect::<Vec<_>>().join(", "))
}

fn ship(order: &str, of: &[(&str, i64)]) -> String {
    format!("select create_fulfillment('{order}', {}, 'DHL', 'x')", pieces(of))
}

fn give_back(order: &str, of: &[(&str, i64)]) -> String {
    format!("select return_items('{order}', {})", pieces(of))
}

/// What the owner's own statement gives.
async fn by_hand(shop: &Shop, statement: &str) -> String {
    answer(&shop.owner, statement).await
}

#[tokio::test]
async fn lines_of_one_variant_are_added_up() {
    for shop in Shop::each().await {
        shop.speak_for(ALICE, "customer").await;
        shop.done(&order_of(&lines(&[(1, 40), (1, 60)]), "")).await;
        assert_eq!(shop.stock(1).await, "100|100");
        let journal = "select count(*), sum(quantity) from stock_movements where movement_type = 'reserve'";
        assert_eq!(shop.sees(journal).await, "2|100");
        assert_eq!(shop.sees("select total from orders").await, "2000.00");
    }
}

#[tokio::test]
async fn lines_of_one_variant_are_refused_by_their_sum() {
    for shop in Shop::each().await {
        refused(&shop, &[(1, 50), (2, 1), (1, 51)], "ZF100 INSUFFICIENT_STOCK").await;
    }
}

#[tokio::test]
async fn a_hundred_lines_of_one_variant_are_one_sum() {
    for shop in Shop::each().await {
        refused(&shop, &[&[(1, 2); 1][..], &[(1, 1); 99]].concat(), "ZF100 INSUFFICIENT_STOCK").await;
        shop.done(&order_of(&lines(&[(1, 1); 100]), "")).await;
        assert_eq!(shop.stock(1).await, "100|100");
    }
}

#[tokio::test]
async fn nothing_of_a_variant_is_no_line() {
    for shop in Shop::each().await {
        refused(&shop, &[(1, 0)], "ZF010 BAD_INPUT").await;
        refused(&shop, &[(1, 1), (2, 0)], "ZF010 BAD_INPUT").await;
    }
}

#[tokio::test]
async fn less_than_nothing_is_no_line() {
    for shop in Shop::each().await {
        refused(&shop, &[(1, -1)], "ZF010 BAD_INPUT").await;
        // Nor does it make room for another.
        refused(&shop, &[(1, 150), (1, -100)], "ZF010 BAD_INPUT").await;
        refused(&shop, &[(1, -2_147_483_648)], "ZF010 BAD_INPUT").await;
    }
}

/// The total of a line is written with the line, before stock is asked: it is out of the range of money, which is bad input.
#[tokio::test]
async fn a_line_that_costs_more_than_money_can_say_is_refused() {
    for shop in Shop::each().await {
        refused(&shop, &[(1, 2_147_483_647)], "22003 -").await;
        refused(&shop, &[(1, 500_000_000)], "22003 -").await;
        refused(&shop, &[(1, 499_999_999)], "ZF100 INSUFFICIENT_STOCK").await;
        // So is the order's of two that fit.
        refused(&shop, &[(1, 300_000_000), (2, 300_000_000)], "22003 -").await;
    }
}

#[tokio::test]
async fn the_greatest_quantity_of_what_costs_a_cent_is_not_in_stock() {
    for shop in Shop::each().await {
        shop.owner.batch_execute(CENT).await.unwrap();
        refused(&shop, &[(1, 2_147_483_647)], "ZF100 INSUFFICIENT_STOCK").await;
        refused(&shop, &[(1, 2_147_483_647); 2], "ZF100 INSUFFICIENT_STOCK").await;
        refused(&shop, &[(1, 2_147_483_647); 100], "ZF100 INSUFFICIENT_STOCK").await;
    }
}

#[tokio::test]
async fn more_than_the_greatest_quantity_is_no_number() {
    for shop in Shop::each().await {
        refused(&shop, &[(1, 2_147_483_648)], "ZF010 BAD_INPUT").await;
        refused(&shop, &[(1, i64::MAX)], "ZF010 BAD_INPUT").await;
        shop.speak_for(ALICE, "customer").await;
        for odd in ["1e3", "1e400", "0.5", "\"1\"", "null", "true", "[1]", "{}"] {
            let line = format!(r#"[{{"variant_id": "{}", "quantity": {odd}}}]"#, variant(1));
            let found = shop.call(&order_of(&line, "")).await;
            if odd == "1e3" {
                // A thousand, and there are a hundred.
                assert_eq!(found, "ZF100 INSUFFICIENT_STOCK", "{odd}");
            } else {
                assert_eq!(found, "ZF010 BAD_INPUT", "{odd}");
            }
        }
        nothing_is_held(&shop).await;
    }
}

#[tokio::test]
async fn a_line_of_a_pending_order_keeps_its_quantity() {
    for shop in Shop::each().await {
        let (_, line) = in_state(&shop, "pending").await;
        for (set, refusal) in [
            ("quantity = 1", "ZF003 -"),
            ("quantity = 200", "ZF003 -"),
            ("quantity = quantity - 1, unit_price = 30", "ZF003 -"),
            ("unit_price = 0", "ZF003 -"),
            ("order_id = gen_random_uuid()", "ZF003 -"),
            ("variant_id = null", "23502 -"),
            ("quantity_shipped = 4", "23514 -"),
            ("quantity_returned = 1", "23514 -"),
            ("discount_amount = 60.01", "23514 -"),
            ("total = 0", "428C9 -"),
        ] {
            let statement = format!("update order_items set {set} where id = '{line}'");
            assert_eq!(by_hand(&shop, &statement).await, refusal, "{set}");
        }
        assert_eq!(shop.stock(1).await, "100|3");
    }
}

#[tokio::test]
async fn a_line_taken_from_a_pending_order_is_given_back() {
    for shop in Shop::each().await {
        let (order, line) = in_state(&shop, "pending").await;
        assert_eq!(by_hand(&shop, &format!("delete from order_items where id = '{line}'")).await, "null");
        assert_eq!((shop.stock(1).await, shop.stock(2).await), ("100|0".to_owned(), "100|1".to_owned()));
        assert_eq!(shop.sees(&format!("select total from orders where id = '{order}'")).await, "20.00");
    }
}

#[tokio::test]
async fn a_line_put_into_a_pending_order_is_held() {
    for shop in Shop::each().await {
        let (order, _) = in_state(&shop, "pending").await;
        let add = |count| {
            format!(
                "insert into order_items (order_id, variant_id, quantity) values ('{order}', '{}', {count})",
                variant(1)
            )
        };
        assert_eq!(by_hand(&shop, &add(98)).await, "ZF100 INSUFFICIENT_STOCK");
        assert_eq!(by_hand(&shop, &add(97)).await, "null");
        assert_eq!(shop.stock(1).await, "100|100");
        assert_eq!(shop.sees(&format!("select total from orders where id = '{order}'")).await, "2020.00");
    }
}

#[tokio::test]
async fn lines_stay_once_an_order_is_no_longer_pending() {
    for shop in Shop::each().await {
        for state in ["confirmed", "processing", "shipped", "cancelled"] {
            let (order, line) = in_state(&shop, state).await;
            let before =
                shop.sees("select sum(quantity_on_hand), sum(quantity_reserved) from inventory").await;
            let total = format!("select total, subtotal from orders where id = '{order}'");
            let was = shop.sees(&total).await;
            let insert = format!(
                "insert into order_items (order_id, variant_id, quantity) values ('{order}', '{}', 1)",
                variant(1)
            );
            let delete = format!("delete from order_items where id = '{line}'");
            let all = format!("delete from order_items where order_id = '{order}'");
            let cheaper = format!("update order_items set discount_amount = 1 where id = '{line}'");
            let more = format!("update order_items set quantity = quantity + 1 where id = '{line}'");
            let parent = format!("delete from orders where id = '{order}'");
            // What was shipped is referred to, and that may be seen first: by a state that is another in later servers.
            let stays = ["ZF004 NOT_EDITABLE", "23503 -", "23001 -"];
            for (statement, expected) in [
                (insert, &stays[..1]),
                (cheaper, &stays[..1]),
                (more, &["ZF003 -"][..]),
                (delete, &stays[..]),
                (all, &stays[..]),
                (parent, &stays[..]),
            ] {
                let found = by_hand(&shop, &statement).await;
                assert!(expected.contains(&found.as_str()), "{state}: {statement}: {found}");
            }
            assert_eq!(
                shop.sees("select sum(quantity_on_hand), sum(quantity_reserved) from inventory").await,
                before
            );
            assert_eq!(shop.sees(&total).await, was);
        }
    }
}

#[tokio::test]
async fn no_more_is_shipped_than_was_ordered() {
    for shop in Shop::each().await {
        let (order, line) = in_state(&shop, "confirmed").await;
        for (of, refusal) in [
            (vec![(line.as_str(), 4)], "ZF100 OVER_QUANTITY"),
            (vec![(line.as_str(), 2_147_483_647)], "ZF100 OVER_QUANTITY"),
            (vec![(line.as_str(), 2_147_483_648)], "ZF010 BAD_INPUT"),
            (vec![(line.as_str(), 0)], "ZF010 BAD_INPUT"),
            (vec![(line.as_str(), -1)], "ZF010 BAD_INPUT"),
            // One line of the order is one line of a shipment.
            (vec![(line.as_str(), 1), (line.as_str(), 1)], "23505 -"),
            (vec![(NOBODY, 1)], "ZF006 NOT_FOUND"),
            (vec![], "ZF010 BAD_INPUT"),
        ] {
            assert_eq!(shop.call(&ship(&order, &of)).await, refusal, "{of:?}");
        }
        assert_eq!(shop.stock(1).await, "100|3");
        assert_eq!(shop.sees("select count(*) from fulfillments").await, "0");
        shop.done(&ship(&order, &[(&line, 2)])).await;
        assert_eq!(shop.call(&ship(&order, &[(&line, 2)])).await, "ZF100 OVER_QUANTITY");
        assert_eq!(shop.stock(1).await, "98|1");
    }
}

#[tokio::test]
async fn a_shipment_written_by_hand_ships_no_more() {
    for shop in Shop::each().await {
        let (order, line) = in_state(&shop, "processing").await;
        let parcel = "00000000-0000-0000-000b-000000000001";
        let new = format!(
            "insert into fulfillments (id, order_id, tracking_number) values ('{parcel}', '{order}', 'x')"
        );
        shop.owner.batch_execute(&new).await.unwrap();
        let put = |count: i64| {
            format!(
                "insert into fulfillment_items (fulfillment_id, order_item_id, quantity) values ('{parcel}', '{line}', {count})"
            )
        };
        assert_eq!(by_hand(&shop, &put(3)).await, "ZF100 OVER_QUANTITY");
        assert_eq!(by_hand(&shop, &put(2_147_483_647)).await, "ZF100 OVER_QUANTITY");
        assert_eq!(by_hand(&shop, &put(-1)).await, "23514 -");
        shop.owner.batch_execute(&put(2)).await.unwrap();
        let raise = format!("update fulfillment_items set quantity = 3 where fulfillment_id = '{parcel}'");
        assert_eq!(by_hand(&shop, &raise).await, "ZF003 -");
        shop.owner
            .batch_execute(&format!("update fulfillments set status = 'shipped' where id = '{parcel}'"))
            .await
            .unwrap();
        assert_eq!(shop.stock(1).await, "97|0");
        let gone = format!("delete from fulfillment_items where fulfillment_id = '{parcel}'");
        assert_eq!(by_hand(&shop, &gone).await, "ZF004 NOT_EDITABLE");
    }
}

#[tokio::test]
async fn no_more_comes_back_than_was_shipped() {
    for shop in Shop::each().await {
        let (order, line) = in_state(&shop, "shipped").await;
        shop.speak_for(ALICE, "customer").await;
        for (of, refusal) in [
            (vec![(line.as_str(), 4)], "ZF100 OVER_QUANTITY"),
            (vec![(line.as_str(), 2_147_483_647)], "ZF100 OVER_QUANTITY"),
            (vec![(line.as_str(), 0)], "ZF010 BAD_INPUT"),
            (vec![(line.as_str(), -1)], "ZF010 BAD_INPUT"),
            (vec![(line.as_str(), 1), (line.as_str(), 1)], "23505 -"),
            (vec![(NOBODY, 1)], "ZF006 NOT_FOUND"),
        ] {
            assert_eq!(shop.call(&give_back(&order, &of)).await, refusal, "{of:?}");
        }
        assert_eq!(shop.sees("select count(*) from returns").await, "0");
        shop.done(&give_back(&order, &[(&line, 2)])).await;
        assert_eq!(shop.call(&give_back(&order, &[(&line, 2)])).await, "ZF100 OVER_QUANTITY");
        assert_eq!(shop.stock(1).await, "97|0");
    }
}

#[tokio::test]
async fn lines_of_another_order_do_not_come_back() {
    for shop in Shop::each().await {
        let (_, theirs) = in_state(&shop, "shipped").await;
        let (order, _) = in_state(&shop, "shipped").await;
        shop.speak_for(ALICE, "customer").await;
        assert_eq!(shop.call(&give_back(&order, &[(&theirs, 1)])).await, "ZF007 -");
        assert_eq!(shop.sees("select count(*) from returns").await, "0");
    }
}

#[tokio::test]
async fn what_was_not_shipped_does_not_come_back() {
    for shop in Shop::each().await {
        for state in ["pending", "confirmed", "processing"] {
            let (order, line) = in_state(&shop, state).await;
            shop.speak_for(ALICE, "customer").await;
            assert_eq!(shop.call(&give_back(&order, &[(&line, 1)])).await, "ZF100 WRONG_STATE", "{state}");
        }
        let (order, line) = in_state(&shop, "cancelled").await;
        shop.speak_for(ALICE, "customer").await;
        assert_eq!(shop.call(&give_back(&order, &[(&line, 1)])).await, "ZF100 OVER_QUANTITY");
    }
}

#[tokio::test]
async fn a_draft_is_not_sold() {
    for shop in Shop::each().await {
        refused(&shop, &[(1, 1), (9, 1)], "ZF006 NOT_FOUND").await;
    }
}

#[tokio::test]
async fn what_is_discontinued_is_not_sold() {
    for shop in Shop::each().await {
        shop.owner
            .batch_execute("update products set status = 'discontinued' where sku = 'SHIRT1'")
            .await
            .unwrap();
        refused(&shop, &[(1, 1)], "ZF010 BAD_INPUT").await;
        // Staff that sees drafts sells none either.
        shop.speak_for(ALICE, "customer,admin").await;
        assert_eq!(shop.call(&order_of(&lines(&[(9, 1)]), "")).await, "ZF010 BAD_INPUT");
        nothing_is_held(&shop).await;
    }
}

#[tokio::test]
async fn what_was_sold_ships_though_it_is_no_longer_listed() {
    for shop in Shop::each().await {
        let (order, line) = in_state(&shop, "confirmed").await;
        shop.owner
            .batch_execute("update products set status = 'discontinued' where sku = 'SHIRT1'")
            .await
            .unwrap();
        shop.done(&ship(&order, &[(&line, 3)])).await;
        assert_eq!(shop.stock(1).await, "97|0");
    }
}

#[tokio::test]
async fn a_variant_without_stock_has_no_counter() {
    for shop in Shop::each().await {
        shop.owner
            .batch_execute(&format!("delete from inventory where variant_id = '{}'", variant(3)))
            .await
            .unwrap();
        shop.speak_for(ALICE, "customer").await;
        assert_eq!(shop.call(&order_of(&lines(&[(1, 1), (3, 1)]), "")).await, "ZF009 NO_COUNTER_ROW");
        nothing_is_held(&shop).await;
    }
}
