use pretty_assertions::assert_eq;

use super::{ALICE, BOB, Shop, lines, order_of, variant};

#[tokio::test]
async fn the_warehouse_keeps_its_books() {
    for shop in Shop::each().await {
        shop.speak_for(ALICE, "customer").await;
        shop.done(&order_of(&lines(&[(1, 10)]), "")).await;
        let of = |call: &str| format!("select {}", call.replace(":v", &format!("'{}'", variant(1))));
        assert_eq!(shop.call(&of("receive_stock(:v, 1)")).await, "ZF005 FORBIDDEN");
        shop.speak_for(BOB, "warehouse").await;
        for (call, refusal) in [
            ("receive_stock(:v, 0)", "ZF010 BAD_INPUT"),
            ("receive_stock(:v, -1)", "ZF010 BAD_INPUT"),
            ("receive_stock(:v, null)", "ZF010 BAD_INPUT"),
            ("receive_stock(:v, 2147483647)", "22003 -"),
            ("receive_stock('00000000-0000-0000-0005-000000000077', 1)", "ZF006 NOT_FOUND"),
            ("adjust_stock(:v, -91)", "ZF100 SHORT_COUNT"),
            ("damage_stock(:v, 91)", "ZF100 INSUFFICIENT_STOCK"),
            ("damage_stock(:v, -1)", "ZF010 BAD_INPUT"),
        ] {
            assert_eq!(shop.call(&of(call)).await, refusal, "{call}");
        }
        assert_eq!(shop.stock(1).await, "100|10");
        shop.done(&of("receive_stock(:v, 5)")).await;
        shop.done(&of("adjust_stock(:v, -3, 'counted')")).await;
        shop.done(&of("adjust_stock(:v, 0)")).await;
        shop.done(&of("damage_stock(:v, 2, 'rain')")).await;
        assert_eq!(shop.stock(1).await, "100|10");
        let moved = "select movement_type, quantity, notes from stock_movements where movement_type <> 'reserve' order by id";
        assert_eq!(shop.sees(moved).await, "purchase|5|null, adjustment|-3|counted, damage|2|rain");
    }
}
