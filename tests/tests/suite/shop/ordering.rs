use pretty_assertions::assert_eq;

use super::{ALICE, BOB, NOBODY, Shop, address, lines, order_of, variant};

#[tokio::test]
async fn an_order_reserves_what_it_holds() {
    for shop in Shop::each_and_by_hand().await {
        shop.speak_for(ALICE, "customer").await;
        let quote = r#", p_quote => '{"tax": 1.50, "shipping_cost": 4}'"#;
        let items = lines(&[(1, 3), (1, 4), (2, 1)]);
        let order = shop.done(&format!("select create_order('{items}', '{}'{quote})", address('a'))).await;
        let written =
            "select status, subtotal, tax, shipping_cost, total, customer_id, billing_address_id from orders";
        let expected = format!("pending|160.00|1.50|4.00|165.50|{ALICE}|{}", address('a'));
        assert_eq!(shop.sees(written).await, expected);
        assert_eq!(shop.sees("select count(*), sum(quantity) from order_items").await, "3|8");
        assert_eq!((shop.stock(1).await, shop.stock(2).await), ("100|7".to_owned(), "100|1".to_owned()));
        let told = format!("order_created|{order}|{ALICE}");
        assert_eq!(shop.sees("select event, row_id, actor from fraise.outbox").await, told);
    }
}

#[tokio::test]
async fn what_cannot_be_sold_is_refused_and_leaves_nothing() {
    for shop in Shop::each_and_by_hand().await {
        shop.speak_for(ALICE, "customer").await;
        for (items, refusal) in [
            (lines(&[(1, 101)]), "ZF100 INSUFFICIENT_STOCK"),
            (lines(&[(1, 60), (1, 60)]), "ZF100 INSUFFICIENT_STOCK"),
            (lines(&[(1, 0)]), "ZF010 BAD_INPUT"),
            (lines(&[(1, -5)]), "ZF010 BAD_INPUT"),
            // More than a price may be.
            (lines(&[(1, 2_147_483_647)]), "22003 -"),
            (lines(&[(1, 99_999), (1, 99_999)]), "ZF100 INSUFFICIENT_STOCK"),
            (lines(&[(1, 2_147_483_648)]), "ZF010 BAD_INPUT"),
            (lines(&[]), "ZF010 BAD_INPUT"),
            (lines(&[(1, 1); 101]), "ZF010 BAD_INPUT"),
            // A draft is not there for a customer, as one that does not exist.
            (lines(&[(9, 1)]), "ZF006 NOT_FOUND"),
            (lines(&[(77, 1)]), "ZF006 NOT_FOUND"),
            (r#"[{"variant_id": "x", "quantity": 1}]"#.to_owned(), "ZF010 BAD_INPUT"),
            (r#"[{"quantity": 1}]"#.to_owned(), "ZF010 BAD_INPUT"),
            (
                format!(r#"[{{"variant_id": "{}", "quantity": 1, "price": 0}}]"#, variant(1)),
                "ZF010 BAD_INPUT",
            ),
            (format!(r#"[{{"variant_id": "{}", "quantity": 1.5}}]"#, variant(1)), "ZF010 BAD_INPUT"),
            (r#"{"a": 1}"#.to_owned(), "ZF010 BAD_INPUT"),
        ] {
            assert_eq!(shop.call(&order_of(&items, "")).await, refusal, "{items}");
        }
        assert_eq!(shop.stock(1).await, "100|0");
        assert_eq!(shop.sees("select count(*) from orders").await, "0");
        assert_eq!(shop.sees("select count(*) from fraise.outbox").await, "0");
        shop.speak_for("", "support").await;
        assert_eq!(shop.call(&order_of(&lines(&[(1, 1)]), "")).await, "ZF005 UNAUTHENTICATED");
        shop.speak_for(BOB, "warehouse").await;
        assert_eq!(shop.call(&order_of(&lines(&[(1, 1)]), "")).await, "ZF005 FORBIDDEN");
    }
}

#[tokio::test]
async fn an_unlisted_product_is_seen_and_not_sold() {
    for shop in Shop::each_and_by_hand().await {
        shop.owner
            .batch_execute("update products set status = 'discontinued' where sku = 'SHIRT1'")
            .await
            .unwrap();
        shop.speak_for(ALICE, "customer").await;
        assert_eq!(shop.call(&order_of(&lines(&[(1, 1)]), "")).await, "ZF010 BAD_INPUT");
    }
}

#[tokio::test]
async fn addresses_of_others_are_as_if_they_were_not_there() {
    for shop in Shop::each_and_by_hand().await {
        shop.speak_for(ALICE, "customer").await;
        let items = lines(&[(1, 1)]);
        let to = |address: &str| {
            format!(
                r#"select create_order('{items}', '{address}', p_quote => '{{"tax": 0, "shipping_cost": 0}}')"#
            )
        };
        let theirs = shop.call(&to(&address('b'))).await;
        assert_eq!(theirs, "ZF006 NOT_FOUND");
        assert_eq!(shop.call(&to(NOBODY)).await, theirs);
        let billed = |address: &str| order_of(&items, &format!(", p_billing_address_id => '{address}'"));
        assert_eq!(shop.call(&billed(&address('b'))).await, theirs);
        assert_eq!(shop.call(&billed(NOBODY)).await, theirs);
        shop.owner.batch_execute("update addresses set deleted_at = now()").await.unwrap();
        assert_eq!(shop.call(&to(&address('a'))).await, theirs);
    }
}

#[tokio::test]
async fn prices_are_the_servers() {
    for shop in Shop::each_and_by_hand().await {
        shop.speak_for(ALICE, "customer").await;
        let without = format!("select create_order('{}', '{}')", lines(&[(1, 1)]), address('a'));
        assert_eq!(shop.call(&without).await, "ZF005 FORBIDDEN");
        let people = "create role till_customer login; grant storefront_role_customer to till_customer";
        shop.owner.batch_execute(people).await.unwrap();
        let person = shop.database.connect_as("till_customer").await.unwrap();
        for statement in [without, order_of(&lines(&[(1, 1)]), "")] {
            assert_eq!(super::answer(&person, &statement).await, "ZF005 FORBIDDEN", "{statement}");
        }
    }
}

#[tokio::test]
async fn discounts_are_bounded() {
    for shop in Shop::each_and_by_hand().await {
        shop.speak_for(ALICE, "customer").await;
        let with =
            |count, code: &str| order_of(&lines(&[(1, count)]), &format!(", p_discount_code => '{code}'"));
        for code in ["NONE", "", "TEN "] {
            assert_eq!(shop.call(&with(1, code)).await, "ZF100 DISCOUNT_INVALID", "{code}");
        }
        assert_eq!(shop.call(&with(4, "MANY")).await, "ZF100 DISCOUNT_INVALID");
        shop.done(&with(5, "many")).await;
        assert_eq!(shop.call(&with(5, "MANY")).await, "ZF100 DISCOUNT_EXHAUSTED");
        for _ in 0..10 {
            shop.done(&with(1, "ten")).await;
        }
        assert_eq!(shop.call(&with(1, "ten")).await, "ZF100 DISCOUNT_EXHAUSTED");
        let uses = "select code, current_uses from discounts order by code";
        assert_eq!(shop.sees(uses).await, "ALL|0, MANY|1, TEN|10");
        let totals = "select distinct total from orders order by 1";
        assert_eq!(shop.sees(totals).await, "18.00, 95.00");
        assert_eq!(shop.stock(1).await, "100|15");
    }
}

#[tokio::test]
async fn an_order_with_nothing_to_pay_is_confirmed() {
    for shop in Shop::each_and_by_hand().await {
        shop.speak_for(ALICE, "customer").await;
        shop.done(&order_of(&lines(&[(1, 2)]), ", p_discount_code => 'all'")).await;
        assert_eq!(shop.sees("select status, total from orders").await, "confirmed|0.00");
        let told = "order_created, order_confirmed";
        assert_eq!(shop.sees("select event from fraise.outbox order by id").await, told);
    }
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer() {
    for shop in Shop::each_and_by_hand().await {
        shop.speak_for(ALICE, "customer").await;
        let keyed =
            |count, key: &str| order_of(&lines(&[(1, count)]), &format!(", p_idempotency_key => '{key}'"));
        let first = shop.done(&keyed(2, "k")).await;
        assert_eq!(shop.done(&keyed(2, "k")).await, first);
        assert_eq!(shop.call(&keyed(3, "k")).await, "ZF011 IDEMPOTENCY_MISMATCH");
        assert_eq!(shop.call(&keyed(3, "")).await, "ZF010 BAD_INPUT");
        assert_eq!(shop.call(&keyed(3, &"k".repeat(256))).await, "ZF010 BAD_INPUT");
        assert_ne!(shop.done(&keyed(2, "other")).await, first);
        assert_eq!(shop.stock(1).await, "100|4");
        // A call that failed has claimed nothing.
        assert_eq!(shop.call(&keyed(500, "failed")).await, "ZF100 INSUFFICIENT_STOCK");
        shop.done(&keyed(1, "failed")).await;
        shop.owner.batch_execute("update fraise.idempotency set expires_at = now()").await.unwrap();
        assert_ne!(shop.done(&keyed(2, "k")).await, first);
    }
}
