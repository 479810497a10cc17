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
    a_product_is_made_changed_and_deleted(&service).await;
    customers_write_what_is_theirs(&service).await;
    what_is_unique_is_told_to_those_who_may_know(&service).await;
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

async fn a_product_is_made_changed_and_deleted(service: &Running) {
    let admin = service.token(None, &["admin"]);
    let category = service
        .ask(
            Some(&admin),
            "mutation { createCategory(input: {slug: \"hats\", name: \"Hats\"}) { id slug parent { id } } }",
            json!({}),
        )
        .await;
    let category = &category["data"]["createCategory"];
    assert_eq!(category["slug"], "hats");
    assert_eq!(category["parent"], Value::Null);

    let create = "mutation ($input: CreateProductInput!) { createProduct(input: $input) { id sku brand price cost status } }";
    let input = json!({ "input": { "sku": "HAT", "name": "Hat", "categoryId": category["id"], "price": "12.50",
        "brand": "Felt", "cost": 3 } });
    let created = service.ask(Some(&admin), create, input.clone()).await;
    let mut product = created["data"]["createProduct"].clone();
    let id = product["id"].take();
    assert_eq!(
        product,
        json!({ "id": null, "sku": "HAT", "brand": "Felt", "price": "12.50", "cost": "3.00", "status": "draft" }),
        "{created}"
    );

    // What is absent stays, null clears, and a member of an enum is one of GraphQL's.
    let update = "mutation ($id: ID!, $brand: String, $name: String) {
        updateProduct(id: $id, input: {brand: $brand, name: $name, status: active}) { name brand price status } }";
    let changed = service.ask(Some(&admin), update, json!({ "id": id, "brand": null })).await;
    assert_eq!(
        changed["data"]["updateProduct"],
        json!({ "name": "Hat", "brand": null, "price": "12.50", "status": "active" }),
        "{changed}"
    );
    let cleared = service.ask(Some(&admin), update, json!({ "id": id, "name": null })).await;
    assert_eq!(code(&cleared), "BAD_INPUT", "{cleared}");

    let customer = service.token(Some(ALICE), &["customer"]);
    assert_eq!(code(&service.ask(Some(&customer), create, input).await), "FORBIDDEN");
    let delete = "mutation ($id: ID!) { deleteProduct(id: $id) }";
    assert_eq!(code(&service.ask(None, delete, json!({ "id": id })).await), "UNAUTHENTICATED");
    let gone = service.ask(Some(&admin), delete, json!({ "id": id })).await;
    assert_eq!(gone, json!({ "data": { "deleteProduct": id } }));
    assert_eq!(code(&service.ask(Some(&admin), delete, json!({ "id": id })).await), "NOT_FOUND");
    // What others hold on to stays.
    let held = service.ask(Some(&admin), delete, json!({ "id": crate::shop::SHIRT })).await;
    assert_eq!(code(&held), "CONFLICT", "{held}");
}

async fn customers_write_what_is_theirs(service: &Running) {
    let create = "mutation ($customer: ID!) { createAddress(input: {customerId: $customer, line1: \"1\",
        city: \"Springfield\", postalCode: \"1\", country: \"US\"}) { id city customer { id } } }";
    let alice = service.token(Some(ALICE), &["customer"]);
    let own = service.ask(Some(&alice), create, json!({ "customer": ALICE })).await;
    let address = &own["data"]["createAddress"];
    assert_eq!(address["customer"]["id"], ALICE, "{own}");
    let of_other = service.ask(Some(&alice), create, json!({ "customer": BOB })).await;
    assert!(["FORBIDDEN", "NOT_FOUND"].contains(&code(&of_other)), "{of_other}");

    let delete = "mutation ($id: ID!) { deleteAddress(id: $id) }";
    let bob = service.token(Some(BOB), &["customer"]);
    assert_eq!(code(&service.ask(Some(&bob), delete, json!({ "id": address["id"] })).await), "NOT_FOUND");
    let deleted = service.ask(Some(&alice), delete, json!({ "id": address["id"] })).await;
    assert_eq!(deleted["data"]["deleteAddress"], address["id"], "{deleted}");
    assert_eq!(code(&service.ask(Some(&alice), delete, json!({ "id": address["id"] })).await), "NOT_FOUND");
}

async fn what_is_unique_is_told_to_those_who_may_know(service: &Running) {
    let create = "mutation { createCategory(input: {slug: \"shirts\", name: \"Again\"}) { id } }";
    let admin = service.token(None, &["admin"]);
    let known = service.ask(Some(&admin), create, json!({})).await;
    assert_eq!(code(&known), "CONFLICT", "{known}");
    assert!(known["errors"][0].to_string().contains("slug"), "{known}");
}

/// The code of the first error.
pub(crate) fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("{answer}"))
}
