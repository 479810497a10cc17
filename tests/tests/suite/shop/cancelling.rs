use pretty_assertions::assert_eq;

use super::{ALICE, BOB, NOBODY, Shop, lines, order_of};

#[tokio::test]
async fn a_cancelled_order_gives_everything_back_once() {
    for shop in Shop::each().await {
        shop.speak_for(ALICE, "customer").await;
        let order = shop.done(&order_of(&lines(&[(1, 3), (1, 4)]), ", p_discount_code => 'ten'")).await;
        let cancel = format!("select cancel_order('{order}', 'changed my mind')");
        assert_eq!(shop.done(&cancel).await, order);
        assert_eq!(shop.stock(1).await, "100|0");
        assert_eq!(shop.sees("select current_uses from discounts where code = 'TEN'").await, "0");
        let log = "select from_state, to_state, event, actor, role, note from order_transitions";
        let expected = format!("pending|cancelled|cancel|{ALICE}|customer|changed my mind");
        assert_eq!(shop.sees(log).await, expected);
        // His right ends with the state.
        assert_eq!(shop.call(&cancel).await, "ZF005 FORBIDDEN");
        shop.speak_for(BOB, "support").await;
        assert_eq!(shop.call(&cancel).await, "ZF001 -");
        assert_eq!(shop.stock(1).await, "100|0");
    }
}

#[tokio::test]
async fn orders_of_others_are_as_if_they_were_not_there() {
    for shop in Shop::each().await {
        shop.speak_for(ALICE, "customer").await;
        let order = shop.done(&order_of(&lines(&[(1, 1)]), "")).await;
        shop.speak_for(BOB, "customer").await;
        for call in ["cancel_order(:id)", "update_order_status(:id, 'cancelled')", "process_payment(:id)"] {
            let of = |id: &str| format!("select {}", call.replace(":id", &format!("'{id}'")));
            assert_eq!(shop.call(&of(&order)).await, "ZF006 NOT_FOUND", "{call}");
            assert_eq!(shop.call(&of(NOBODY)).await, "ZF006 NOT_FOUND", "{call}");
        }
        assert_eq!(shop.sees("select status from orders").await, "pending");
    }
}

#[tokio::test]
async fn states_by_name_are_events() {
    for shop in Shop::each().await {
        shop.speak_for(ALICE, "customer").await;
        let order = shop.done(&order_of(&lines(&[(1, 1)]), "")).await;
        let to = |state: &str| format!("select update_order_status('{order}', '{state}')");
        assert_eq!(shop.done(&to("pending")).await, order);
        assert_eq!(shop.call(&to("wibble")).await, "ZF010 BAD_INPUT");
        assert_eq!(shop.call(&to("shipped")).await, "ZF005 FORBIDDEN");
        assert_eq!(shop.call(&to("confirmed")).await, "ZF005 FORBIDDEN");
        shop.speak_for(BOB, "warehouse").await;
        assert_eq!(shop.call(&to("shipped")).await, "ZF001 -");
        shop.speak_for(BOB, "admin").await;
        assert_eq!(shop.call(&to("confirmed")).await, "ZF002 GUARD_FAILED");
        shop.speak_for(ALICE, "customer").await;
        assert_eq!(shop.done(&to("cancelled")).await, order);
        assert_eq!(shop.done(&to("cancelled")).await, order);
        assert_eq!(shop.sees("select count(*) from order_transitions").await, "1");
    }
}
