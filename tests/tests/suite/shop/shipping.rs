use pretty_assertions::assert_eq;

use super::{ALICE, BOB, Shop, paying::paid_for};

/// A confirmed order of so many, and its one line.
async fn confirmed(shop: &Shop, count: i64) -> (String, String) {
    let (order, payment) = paid_for(shop, count).await;
    shop.speak_for("", "system").await;
    shop.done(&format!("select payment_result('{payment}', true, 't-' || '{payment}')")).await;
    let line = shop.sees(&format!("select id from order_items where order_id = '{order}'")).await;
    (order, line)
}

fn pieces(line: &str, count: i64) -> String {
    format!(r#"'[{{"order_item_id": "{line}", "quantity": {count}}}]'"#)
}

#[tokio::test]
async fn an_order_leaves_in_parts() {
    for shop in Shop::each().await {
        let (order, line) = confirmed(&shop, 5).await;
        shop.speak_for(BOB, "warehouse").await;
        let ship = |count| {
            format!("select create_fulfillment('{order}', {}, 'DHL', 'x{count}')", pieces(&line, count))
        };
        assert_eq!(shop.call(&ship(6)).await, "ZF100 OVER_QUANTITY");
        assert_eq!(shop.call(&ship(0)).await, "ZF010 BAD_INPUT");
        let first = shop.done(&ship(2)).await;
        assert_eq!(shop.stock(1).await, "98|3");
        assert_eq!(shop.sees("select status from orders").await, "processing");
        assert_eq!(shop.call(&ship(4)).await, "ZF100 OVER_QUANTITY");
        let second = shop.done(&ship(3)).await;
        assert_eq!(shop.stock(1).await, "95|0");
        assert_eq!(shop.sees("select status, shipped_at is not null from orders").await, "shipped|t");
        assert_eq!(shop.call(&ship(1)).await, "ZF100 WRONG_STATE");
        for fulfillment in [&first, &second] {
            shop.done(&format!("select deliver_fulfillment('{fulfillment}')")).await;
        }
        assert_eq!(shop.sees("select status from orders").await, "delivered");
    }
}

#[tokio::test]
async fn lines_of_another_order_do_not_ship() {
    for shop in Shop::each().await {
        let (_, theirs) = confirmed(&shop, 1).await;
        let (order, _) = confirmed(&shop, 1).await;
        shop.speak_for(BOB, "warehouse").await;
        let ship = format!("select create_fulfillment('{order}', {}, 'DHL', 'x')", pieces(&theirs, 1));
        assert_eq!(shop.call(&ship).await, "ZF007 -");
        let missing = super::NOBODY;
        let ship = format!("select create_fulfillment('{order}', {}, 'DHL', 'x')", pieces(missing, 1));
        assert_eq!(shop.call(&ship).await, "ZF006 NOT_FOUND");
        assert_eq!(shop.stock(1).await, "100|2");
    }
}

#[tokio::test]
async fn goods_come_back_as_they_left() {
    for shop in Shop::each().await {
        let (order, line) = confirmed(&shop, 5).await;
        let give_back =
            |count| format!("select return_items('{order}', {}, 'too small')", pieces(&line, count));
        shop.speak_for(ALICE, "customer").await;
        assert_eq!(shop.call(&give_back(1)).await, "ZF100 WRONG_STATE");
        shop.speak_for(BOB, "warehouse").await;
        shop.done(&format!("select create_fulfillment('{order}', {}, 'DHL', 'x')", pieces(&line, 5))).await;
        shop.speak_for(BOB, "customer").await;
        assert_eq!(shop.call(&give_back(1)).await, "ZF006 NOT_FOUND");
        shop.speak_for(ALICE, "customer").await;
        assert_eq!(shop.call(&give_back(6)).await, "ZF100 OVER_QUANTITY");
        let returned = shop.done(&give_back(2)).await;
        assert_eq!(shop.call(&give_back(4)).await, "ZF100 OVER_QUANTITY");
        let to = |state: &str| format!("select update_return_status('{returned}', '{state}')");
        assert_eq!(shop.call(&to("approved")).await, "ZF005 FORBIDDEN");
        shop.speak_for(BOB, "support").await;
        shop.done(&to("approved")).await;
        shop.speak_for(BOB, "warehouse").await;
        for _ in 0..2 {
            shop.done(&to("received")).await;
        }
        assert_eq!(shop.stock(1).await, "97|0");
        let row = "select status, refund_amount from returns";
        assert_eq!(shop.sees(row).await, "received|40.00");
        shop.speak_for(BOB, "admin").await;
        shop.done(&to("refunded")).await;
        assert_eq!(shop.sees("select status, refund_status from returns").await, "refunded|completed");
    }
}
