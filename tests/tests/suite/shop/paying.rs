use pretty_assertions::assert_eq;

use super::{ALICE, Shop, lines, order_of};

/// An order of so many, with a payment that waits for the provider.
pub(super) async fn paid_for(shop: &Shop, count: i64) -> (String, String) {
    shop.speak_for(ALICE, "customer").await;
    let order = shop.done(&order_of(&lines(&[(1, count)]), "")).await;
    let payment = shop.done(&format!("select process_payment('{order}', 'stripe', 'tok')")).await;
    (order, payment)
}

#[tokio::test]
async fn a_payment_waits_for_its_job() {
    for shop in Shop::each().await {
        let (order, payment) = paid_for(&shop, 2).await;
        let row = "select amount, status, payment_method from payments";
        assert_eq!(shop.sees(row).await, "40.00|pending|stripe");
        let job = "select mutation, arguments #>> '{input,order_id}', arguments #>> '{input,payment_token}',
            arguments #>> '{steps,payment}', attempts, done_at, results, run_at <= now() from fraise.jobs";
        assert_eq!(shop.sees(job).await, format!("process_payment|{order}|tok|{payment}|0|null|{{}}|t"));
        assert_eq!(
            shop.call(&format!("select process_payment('{order}', 'barter')")).await,
            "ZF010 BAD_INPUT"
        );
        // One payment at a time.
        assert_eq!(shop.call(&format!("select process_payment('{order}')")).await, "23505 -");
    }
}

#[tokio::test]
async fn the_providers_answer_may_come_twice() {
    for shop in Shop::each().await {
        let (order, payment) = paid_for(&shop, 2).await;
        let approve = format!("select payment_result('{payment}', true, 't1')");
        assert_eq!(shop.call(&approve).await, "ZF005 FORBIDDEN");
        shop.speak_for("", "system").await;
        let without = format!("select payment_result('{payment}', true)");
        assert_eq!(shop.call(&without).await, "ZF010 BAD_INPUT");
        for _ in 0..2 {
            assert_eq!(shop.done(&approve).await, payment);
        }
        let reject = format!("select payment_result('{payment}', false, null, 'no money')");
        assert_eq!(shop.call(&reject).await, "ZF001 -");
        let row = "select p.status, p.transaction_id, o.status, o.payment_status from payments p join orders o on o.id = p.order_id";
        assert_eq!(shop.sees(row).await, "completed|t1|confirmed|completed");
        let told = "order_created, order_confirmed, payment_completed";
        assert_eq!(shop.sees("select event from fraise.outbox order by event = 'payment_completed', event = 'order_confirmed'").await, told);
        shop.speak_for(ALICE, "customer").await;
        assert_eq!(shop.call(&format!("select process_payment('{order}')")).await, "ZF100 WRONG_STATE");
        shop.speak_for(ALICE, "admin").await;
        assert_eq!(shop.done(&format!("select refund_payment('{payment}')")).await, payment);
        assert_eq!(shop.call(&format!("select refund_payment('{payment}')")).await, "ZF001 -");
    }
}

#[tokio::test]
async fn a_failed_payment_may_be_tried_again() {
    for shop in Shop::each().await {
        let (order, payment) = paid_for(&shop, 1).await;
        shop.speak_for("", "system").await;
        let reject = format!("select payment_result('{payment}', false, null, 'no money')");
        for _ in 0..2 {
            shop.done(&reject).await;
        }
        assert_eq!(shop.sees("select status, error_message from payments").await, "failed|no money");
        shop.speak_for(ALICE, "customer").await;
        let again = shop.done(&format!("select process_payment('{order}')")).await;
        shop.speak_for("", "system").await;
        shop.done(&format!("select payment_result('{again}', true, 't2')")).await;
        assert_eq!(shop.sees("select status, payment_status from orders").await, "confirmed|completed");
    }
}
