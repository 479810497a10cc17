//! Who sees what.

use fraise_runtime::{BadClaim, Identity};
use pretty_assertions::assert_eq;
use serde_json::json;

use crate::model::SERVICE;
use crate::server::{ANN, BOB, Shop, ann, bob, boss, nobody, viewer};

#[tokio::test]
async fn identities() {
    let shop = Shop::open().await;
    own_orders(&shop).await;
    via(&shop).await;
    soft_delete(&shop).await;
    fields(&shop).await;
    operations(&shop).await;
    claims();
}

async fn own_orders(shop: &Shop) {
    let query = "{ myOrders { number items { quantity variant { sku } } } }";
    let item = |sku: &str| json!({ "quantity": 1, "variant": { "sku": sku } });
    assert_eq!(
        shop.data(&ann(), query, json!({})).await,
        json!({ "myOrders": [{ "number": "N-2", "items": [] }, { "number": "N-1", "items": [item("S-1-a"), item("S-1-b")] }] })
    );
    // Bob bought a variant of a product that is a draft now: he sees the line, not the variant.
    assert_eq!(
        shop.data(&bob(), query, json!({})).await,
        json!({ "myOrders": [{ "number": "N-3", "items": [{ "quantity": 1, "variant": null }] }] })
    );
    let order = "query($id: ID!) { order(id: $id) { number customer { name } } }";
    let id = "90000000-0000-4000-8000-000000000001";
    assert_eq!(
        shop.data(&ann(), order, json!({ "id": id })).await,
        json!({ "order": { "number": "N-1", "customer": { "name": "Ann" } } })
    );
    assert_eq!(shop.data(&bob(), order, json!({ "id": id })).await, json!({ "order": null }));
    // The warehouse reads orders, and no customers.
    assert_eq!(
        shop.data(&viewer(BOB, &["warehouse"]), order, json!({ "id": id })).await,
        json!({ "order": { "number": "N-1", "customer": null } })
    );
    // Roles without an id: the rule compares with null.
    let nameless =
        Identity::from_claims(&SERVICE, json!({ "roles": "customer" }).as_object().unwrap()).unwrap();
    assert_eq!(shop.data(&nameless, query, json!({})).await, json!({ "myOrders": [] }));
}

async fn via(shop: &Shop) {
    let query = "query($id: ID!) { customer(id: $id) { name orders { number items { order { number } } } } }";
    assert_eq!(
        shop.data(&bob(), query, json!({ "id": BOB })).await,
        json!({ "customer": { "name": "Bob", "orders": [{ "number": "N-3", "items": [{ "order": { "number": "N-3" } }] }] } })
    );
    assert_eq!(shop.data(&ann(), query, json!({ "id": BOB })).await, json!({ "customer": null }));
    assert_eq!(
        shop.data(&boss(), "query($id: ID!) { customer(id: $id) { name } }", json!({ "id": BOB })).await,
        json!({ "customer": { "name": "Bob" } })
    );
}

async fn soft_delete(shop: &Shop) {
    // A list sees living rows; a to-one still resolves to a deleted one.
    let query =
        "query($id: ID!) { customer(id: $id) { addresses { city } orders(limit: 2) { address { city } } } }";
    assert_eq!(
        shop.data(&ann(), query, json!({ "id": ANN })).await,
        json!({ "customer": {
            "addresses": [{ "city": "Oslo" }],
            "orders": [{ "address": null }, { "address": { "city": "Bergen" } }],
        } })
    );
}

async fn fields(shop: &Shop) {
    let answer = shop.ask(&nobody(), "{ products { sku cost } }", json!({})).await;
    let forbidden = |path: serde_json::Value| json!({ "message": "not allowed", "path": path, "extensions": { "code": "FORBIDDEN", "class": "forbidden" } });
    assert_eq!(
        answer,
        json!({
            "data": { "products": [{ "sku": "S-2", "cost": null }, { "sku": "S-1", "cost": null }] },
            "errors": [forbidden(json!(["products", 0, "cost"])), forbidden(json!(["products", 1, "cost"]))],
        })
    );
    // A condition of the field is asked of each row: support reads the name of everybody, and no other's address.
    let email = "query($id: ID!) { customer(id: $id) { name mail: email } }";
    assert_eq!(
        shop.ask(&viewer(BOB, &["support"]), email, json!({ "id": ANN })).await,
        json!({
            "data": { "customer": { "name": "Ann", "mail": null } },
            "errors": [forbidden(json!(["customer", "mail"]))],
        })
    );
    assert_eq!(
        shop.data(&viewer(ANN, &["support"]), email, json!({ "id": ANN })).await,
        json!({ "customer": { "name": "Ann", "mail": "ann@example.org" } })
    );
}

async fn operations(shop: &Shop) {
    assert_eq!(
        shop.ask(&nobody(), "{ myOrders { number } }", json!({})).await,
        json!({ "data": null, "errors": [{
            "message": "this needs a valid token", "path": ["myOrders"],
            "extensions": { "code": "UNAUTHENTICATED", "class": "unauthorized" } }] })
    );
    // A nullable root field is null alone; its neighbours are answered.
    let answer = shop.ask(&ann(), "{ lowStock { id } categories(limit: 1) { slug } }", json!({})).await;
    assert_eq!(answer["data"], json!({ "lowStock": null, "categories": [{ "slug": "fruit" }] }));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
    // `customer if input.customer = viewer`.
    let query = "query($c: ID!) { ordersOf(customerId: $c) { number } }";
    assert_eq!(shop.codes(&ann(), query, json!({ "c": BOB })).await, ["FORBIDDEN"]);
    assert_eq!(
        shop.data(&bob(), query, json!({ "c": BOB })).await,
        json!({ "ordersOf": [{ "number": "N-3" }] })
    );
    assert_eq!(
        shop.data(&boss(), query, json!({ "c": BOB })).await,
        json!({ "ordersOf": [{ "number": "N-3" }] })
    );
}

fn claims() {
    let read = |claims: serde_json::Value| Identity::from_claims(&SERVICE, claims.as_object().unwrap());
    let with = |roles: serde_json::Value| read(json!({ "roles": roles })).unwrap();
    assert_eq!(with(json!(["admin", "unknown"])), with(json!("unknown admin")));
    // An internal role never comes from a token.
    assert_eq!(with(json!(["system"])), with(json!([])));
    assert_eq!(read(json!({ "sub": "not a uuid" })), Err(BadClaim("sub")));
    assert_eq!(read(json!({ "session": 7 })), Err(BadClaim("session")));
}
