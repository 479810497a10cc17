//! What somebody may not see is to him as what does not exist: the whole error is the same, to the last field.

use fraise_pg::Session;
use pretty_assertions::assert_eq;

use super::{ALICE, BOB, NOBODY, Shop, lines, order_of, paying::paid_for, variant};

/// All that an error says, with the id taken out.
async fn whole_error(session: &Session, statement: &str, id: &str) -> String {
    let error = match session.simple_query(statement).await {
        Ok(_) => panic!("{statement}: no error"),
        Err(error) => error.as_db_error().unwrap_or_else(|| panic!("{statement}: {error}")).clone(),
    };
    let told = [
        Some(error.code().code()),
        Some(error.message()),
        error.detail(),
        error.hint(),
        error.where_(),
        error.schema(),
        error.table(),
        error.column(),
        error.datatype(),
        error.constraint(),
    ];
    let told: Vec<&str> = told.into_iter().map(Option::unwrap_or_default).collect();
    told.join("\n").replace(id, ":id")
}

/// Each call, with a row that is there for others and with one that is not there at all. What both answer begins with.
async fn same_for_both(session: &Session, calls: &[(&str, String, &str)]) {
    let mut different = Vec::new();
    for (call, hidden, expected) in calls {
        let of = |id: &str| format!("select {}", call.replace(":id", id));
        let told = whole_error(session, &of(hidden), hidden).await;
        let missing = whole_error(session, &of(NOBODY), NOBODY).await;
        if told != missing || !told.starts_with(expected) {
            different
                .push(format!("{call}, expected {expected}\n--- hidden\n{told}\n--- missing\n{missing}"));
        }
    }
    assert_eq!(different, [""; 0], "{}", different.join("\n\n"));
}

/// Rows of Alice's: an order that was shipped and is returned, one that is pending with a payment, a cart.
struct Hers {
    shipped: String,
    line: String,
    fulfillment: String,
    returned: String,
    pending: String,
    payment: String,
    item: String,
    review: String,
}

impl Hers {
    async fn of(shop: &Shop) -> Hers {
        let (shipped, payment) = paid_for(shop, 2).await;
        shop.speak_for("", "system").await;
        shop.done(&format!("select payment_result('{payment}', true, 't1')")).await;
        let line = shop.sees("select id from order_items").await;
        shop.speak_for(BOB, "warehouse").await;
        let pieces = format!(r#"'[{{"order_item_id": "{line}", "quantity": 2}}]'"#);
        let fulfillment =
            shop.done(&format!("select create_fulfillment('{shipped}', {pieces}, 'DHL', 'x')")).await;
        shop.speak_for(ALICE, "customer").await;
        let returned = shop.done(&format!("select return_items('{shipped}', {pieces})")).await;
        let (pending, payment) = paid_for(shop, 1).await;
        let item = shop.done(&format!("select add_to_cart('{}', 2)", variant(1))).await;
        let review = "insert into reviews (product_id, customer_id, stars)
            select id, '00000000-0000-0000-0000-00000000000a', 4 from products where status = 'active'";
        shop.owner.batch_execute(review).await.unwrap();
        let review = shop.sees("select id from reviews").await;
        Hers { shipped, line, fulfillment, returned, pending, payment, item, review }
    }

    /// Every function that takes the id of a row that she alone may see.
    fn calls(&self) -> Vec<(&'static str, String, &'static str)> {
        let mut calls = Vec::new();
        for order in [&self.shipped, &self.pending] {
            for call in [
                "cancel_order(':id')",
                "cancel_order(':id', 'a note')",
                "update_order_status(':id', 'cancelled')",
                "update_order_status(':id', 'pending')",
                "update_order_status(':id', 'shipped')",
                "process_payment(':id')",
                "process_payment(':id', 'stripe', 'token', 'a key')",
                "order_fire(':id', 'cancel')",
                "order_fire(':id', 'confirm')",
                "order_fire(':id', 'recall')",
                "order_fire(':id', 'cancel', '{\"status\": 1}')",
                r#"return_items(':id', '[{"order_item_id": "00000000-0000-0000-9999-000000000000", "quantity": 1}]')"#,
            ] {
                calls.push((call, order.clone(), "ZF006"));
            }
        }
        for (call, hidden) in [
            ("payment_fire(':id', 'complete', '{\"transaction_id\": \"t\"}')", &self.payment),
            ("payment_fire(':id', 'refund')", &self.payment),
            ("fulfillment_fire(':id', 'deliver')", &self.fulfillment),
            ("fulfillment_fire(':id', 'cancel')", &self.fulfillment),
            ("return_fire(':id', 'approve')", &self.returned),
            ("return_fire(':id', 'ship')", &self.returned),
            ("update_return_status(':id', 'shipped')", &self.returned),
            ("update_return_status(':id', 'pending')", &self.returned),
            ("update_cart_item(':id', '{\"quantity\": 1}')", &self.item),
            ("update_cart_item(':id', '{\"quantity\": -1}')", &self.item),
            ("delete_cart_item(':id')", &self.item),
            ("delete_address(':id')", &super::address('a')),
            ("update_customer(':id', '{\"name\": \"x\"}')", &ALICE.to_owned()),
            (
                "create_review('{\"product_id\": \"00000000-0000-0000-0004-000000000001\", \"customer_id\": \":id\", \"stars\": 1}')",
                &ALICE.to_owned(),
            ),
            (
                "create_address('{\"customer_id\": \":id\", \"line1\": \"x\", \"city\": \"x\", \"postal_code\": \"x\", \"country\": \"US\"}')",
                &ALICE.to_owned(),
            ),
            // A draft is nobody's yet.
            (
                "create_review('{\"product_id\": \":id\", \"customer_id\": \"00000000-0000-0000-0000-00000000000b\", \"stars\": 1}')",
                &"00000000-0000-0000-0004-000000000002".to_owned(),
            ),
            ("add_to_cart(':id', 1)", &variant(9)),
        ] {
            calls.push((call, hidden.clone(), "ZF006"));
        }
        for (call, hidden) in [
            ("refund_payment(':id')", &self.payment),
            ("payment_result(':id', true, 't')", &self.payment),
            ("deliver_fulfillment(':id')", &self.fulfillment),
            ("update_review(':id', '{\"approved\": true}')", &self.review),
            ("receive_stock(':id', 1)", &variant(9)),
            ("delete_product_variant(':id')", &variant(9)),
            ("update_product_variant(':id', '{\"name\": \"x\"}')", &variant(9)),
        ] {
            calls.push((call, hidden.clone(), "ZF005"));
        }
        calls
    }
}

#[tokio::test]
async fn another_customer_learns_nothing() {
    for shop in Shop::each().await {
        let hers = Hers::of(&shop).await;
        shop.speak_for(BOB, "customer").await;
        same_for_both(&shop.service, &hers.calls()).await;
        let (items, quote) = (lines(&[(1, 1)]), r#"'{"tax": 0, "shipping_cost": 0}'"#);
        let shipped = format!("create_order('{items}', ':id', p_quote => {quote})");
        let address = "00000000-0000-0000-0001-00000000000b";
        let billed = format!(
            "create_order('{items}', '{address}', p_billing_address_id => ':id', p_quote => {quote})"
        );
        let of = format!(
            r#"create_order('[{{"variant_id": ":id", "quantity": 1}}]', '{address}', p_quote => {quote})"#
        );
        let theirs = super::address('a');
        let calls = [
            (shipped.as_str(), theirs.clone(), "ZF006"),
            (&billed, theirs, "ZF006"),
            (&of, variant(9), "ZF006"),
        ];
        same_for_both(&shop.service, &calls).await;
    }
}

#[tokio::test]
async fn a_line_of_another_order_is_as_one_that_is_not_there() {
    for shop in Shop::each().await {
        let hers = Hers::of(&shop).await;
        shop.speak_for(BOB, "customer").await;
        let to_bob = r#", p_quote => '{"tax": 0, "shipping_cost": 0}'"#;
        let bobs = shop
            .done(&format!("select create_order('{}', '{}'{to_bob})", lines(&[(1, 1)]), super::address('b')))
            .await;
        let sent = format!(
            "update orders set status = 'confirmed' where id = '{bobs}';
             update orders set status = 'processing' where id = '{bobs}';
             insert into fulfillments (id, order_id, tracking_number) values ('{bobs}', '{bobs}', 'x');
             insert into fulfillment_items (fulfillment_id, order_item_id, quantity) select '{bobs}', id, 1 from order_items where order_id = '{bobs}';
             update fulfillments set status = 'shipped' where id = '{bobs}'"
        );
        let paid = format!(
            "insert into payments (id, order_id, amount) values ('{bobs}', '{bobs}', 20); update payments set status = 'completed', transaction_id = 'b' where id = '{bobs}'"
        );
        shop.owner.batch_execute(&paid).await.unwrap();
        for statement in sent.split(';') {
            // Payment has confirmed it.
            if !statement.contains("'confirmed'") {
                shop.owner.batch_execute(statement).await.unwrap();
            }
        }
        let items = format!(r#"return_items('{bobs}', '[{{"order_item_id": ":id", "quantity": 1}}]')"#);
        same_for_both(&shop.service, &[(items.as_str(), hers.line.clone(), "ZF006")]).await;
    }
}

#[tokio::test]
async fn a_customer_with_psql_learns_nothing() {
    for shop in Shop::each().await {
        let hers = Hers::of(&shop).await;
        let people = "create role shopper_customer login; grant storefront_role_customer to shopper_customer";
        shop.owner.batch_execute(people).await.unwrap();
        let person = shop.database.connect_as("shopper_customer").await.unwrap();
        // He cannot say which customer he is, so he has no cart.
        let mut calls = hers.calls();
        calls.retain(|(call, ..)| !call.starts_with("create_review('{\"product_id\": \":id\""));
        same_for_both(&person, &calls).await;
    }
}

#[tokio::test]
async fn codes_that_do_not_apply_are_as_those_that_do_not_exist() {
    for shop in Shop::each().await {
        shop.owner
            .batch_execute(
                "insert into discounts (code, type, value, is_active, valid_from, valid_until) values
                   ('OFF', 'percentage', 10, false, null, null),
                   ('OLD', 'percentage', 10, true, null, current_date - 2),
                   ('NEW', 'percentage', 10, true, current_date + 2, null)",
            )
            .await
            .unwrap();
        shop.speak_for(ALICE, "customer").await;
        let with = |code: &str| order_of(&lines(&[(1, 1)]), &format!(", p_discount_code => '{code}'"));
        let unknown = whole_error(&shop.service, &with("NONE"), "NONE").await;
        assert!(unknown.starts_with("ZF100"), "{unknown}");
        for code in ["OFF", "OLD", "NEW"] {
            assert_eq!(whole_error(&shop.service, &with(code), code).await, unknown);
        }
    }
}

#[tokio::test]
async fn a_key_of_somebody_else_is_no_key() {
    for shop in Shop::each().await {
        shop.speak_for(ALICE, "customer").await;
        let hers = shop.done(&order_of(&lines(&[(1, 1)]), ", p_idempotency_key => 'k'")).await;
        shop.speak_for(BOB, "customer").await;
        let quote = r#", p_quote => '{"tax": 0, "shipping_cost": 0}', p_idempotency_key => 'k'"#;
        let his = format!("select create_order('{}', '{}'{quote})", lines(&[(1, 1)]), super::address('b'));
        assert_ne!(shop.done(&his).await, hers);
        // Neither does the key say whether she has asked the same.
        let hers = format!("select create_order('{}', '{}'{quote})", lines(&[(1, 1)]), super::address('a'));
        assert_eq!(shop.call(&hers).await, "ZF011 IDEMPOTENCY_MISMATCH");
    }
}

#[tokio::test]
async fn an_address_of_mail_that_is_taken_says_no_more_than_that() {
    for shop in Shop::each().await {
        let carol = "00000000-0000-0000-0000-00000000000c";
        let claims = "select set_config('fraise.claim.email', 'Alice@example.com', false), set_config('fraise.claim.name', 'Carol', false)";
        shop.service.batch_execute(claims).await.unwrap();
        shop.speak_for(carol, "customer").await;
        let told = whole_error(&shop.service, "select register_customer()", carol).await;
        assert!(told.starts_with("23505\n"), "{told}");
        for word in [ALICE, "Alice"] {
            assert!(!told.contains(word), "{told}");
        }
        assert_eq!(
            shop.sees("select email, name from customers order by email").await,
            "alice@example.com|Alice, bob@example.com|Bob"
        );
    }
}

#[tokio::test]
async fn a_transaction_that_is_known_settles_no_other_payment() {
    for shop in Shop::each().await {
        let (_, first) = paid_for(&shop, 1).await;
        let (_, second) = paid_for(&shop, 1).await;
        shop.speak_for("", "system").await;
        shop.done(&format!("select payment_result('{first}', true, 't1')")).await;
        assert_eq!(shop.call(&format!("select payment_result('{second}', true, 't1')")).await, "23505 -");
        let states =
            "select p.status, o.status from payments p join orders o on o.id = p.order_id order by 1";
        assert_eq!(shop.sees(states).await, "completed|confirmed, pending|pending");
    }
}
