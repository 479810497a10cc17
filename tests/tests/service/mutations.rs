//! Mutations of the storefront over HTTP.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::build::Built;
use crate::client::Running;
use crate::shop::{ALICE, BOB, Shop};

const ORDER_OF_ALICE: &str = "0d000000-0000-4000-8000-000000000001";
const ORDER_OF_BOB: &str = "0d000000-0000-4000-8000-000000000002";

#[tokio::test(flavor = "multi_thread")]
async fn the_storefront_changes() {
    let built = Built::storefront();
    let shop = Shop::storefront(&built).await;
    let service = Running::start(&built, &shop).await;

    an_order_is_cancelled_by_its_owner_alone(&service).await;
}

async fn an_order_is_cancelled_by_its_owner_alone(service: &Running) {
    let cancel =
        "mutation ($order: ID!) { cancelOrder(orderId: $order, note: \"changed my mind\") { id status } }";
    let [alice, bob] = [ALICE, BOB].map(|it| service.token(Some(it), &["customer"]));
    let order = json!({ "order": ORDER_OF_ALICE });

    assert_eq!(code(&service.ask(None, cancel, order.clone()).await), "UNAUTHENTICATED");
    // Somebody else's order is as one that is not there.
    let of_other = service.ask(Some(&bob), cancel, order.clone()).await;
    let of_nobody = service.ask(Some(&bob), cancel, json!({ "order": ALICE })).await;
    assert_eq!(code(&of_other), "NOT_FOUND", "{of_other}");
    assert_eq!(of_other["errors"][0]["message"], of_nobody["errors"][0]["message"]);
    assert_eq!(of_other["data"], Value::Null);
    assert_eq!(of_other["errors"][0]["path"], json!(["cancelOrder"]));

    let cancelled = service.ask(Some(&alice), cancel, order.clone()).await;
    assert_eq!(cancelled, json!({"data": {"cancelOrder": {"id": ORDER_OF_ALICE, "status": "cancelled"}}}));
    // The owner may cancel what is pending; who may cancel anything is told that it is cancelled.
    assert_eq!(code(&service.ask(Some(&alice), cancel, order.clone()).await), "FORBIDDEN");
    let again = service.ask(Some(&service.token(None, &["support"])), cancel, order).await;
    assert_eq!(code(&again), "INVALID_TRANSITION", "{again}");
    assert_eq!(again["errors"][0]["extensions"]["class"], "conflict");

    // One transaction for each, in the order written: the first stays, and what follows a failure does not run.
    let two = "mutation ($bob: ID!, $alice: ID!) {
        first: cancelOrder(orderId: $bob) { status } second: cancelOrder(orderId: $alice) { status }
        third: cancelOrder(orderId: $bob) { status } }";
    let answer = service.ask(Some(&bob), two, json!({ "bob": ORDER_OF_BOB, "alice": ORDER_OF_ALICE })).await;
    assert_eq!(answer["data"], Value::Null);
    assert_eq!(answer["errors"].as_array().unwrap().len(), 1, "{answer}");
    assert_eq!(answer["errors"][0]["path"], json!(["second"]));
    let status = service.ask(Some(&bob), "{ myOrders { status } }", json!({})).await;
    assert_eq!(status["data"]["myOrders"][0]["status"], "cancelled", "{status}");
}

/// The code of the first error.
pub(crate) fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("{answer}"))
}
