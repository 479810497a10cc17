//! What answers look like.

use pretty_assertions::assert_eq;
use serde_json::json;

use crate::server::{ANN, Shop, ann, boss, nobody};

const STRAWBERRY: &str = "a0000000-0000-4000-8000-000000000001";
const WILD: &str = "a0000000-0000-4000-8000-000000000002";
const SECRET: &str = "a0000000-0000-4000-8000-000000000003";

#[tokio::test]
async fn reads() {
    let shop = Shop::open().await;
    nested(&shop).await;
    order_of_keys(&shop).await;
    fragments(&shop).await;
    directives(&shop).await;
    nulls(&shop).await;
    lists(&shop).await;
    objects(&shop).await;
    search(&shop).await;
    inputs(&shop).await;
    enums(&shop).await;
    several_roots(&shop).await;
    introspection(&shop).await;
    internal(&shop).await;
}

async fn nested(shop: &Shop) {
    let query = "query($id: ID!) { product(id: $id) {
        id name price inStock createdAt
        category { name products { name } }
        variants { sku name price inventory { on_hand reserved available variant { product { sku } } } }
    } }";
    let expected = json!({ "product": {
        "id": STRAWBERRY, "name": "Red strawberry", "price": "4.50", "inStock": true,
        "createdAt": "2026-01-02T03:04:05.678Z",
        "category": { "name": "Fruit", "products": [{ "name": "Wild strawberry" }, { "name": "Red strawberry" }] },
        "variants": [
            { "sku": "S-1-a", "name": "Small", "price": "4.50", "inventory": {
                "on_hand": 10, "reserved": 3, "available": 7, "variant": { "product": { "sku": "S-1" } } } },
            { "sku": "S-1-b", "name": null, "price": "5.60", "inventory": null },
        ],
    } });
    assert_eq!(shop.data(&nobody(), query, json!({ "id": STRAWBERRY })).await, expected);
}

async fn order_of_keys(shop: &Shop) {
    let body = r#"{"query": "{ b: product(id: \"a0000000-0000-4000-8000-000000000001\") { sku a: name __typename id } __typename a: categories(limit: 1) { slug } }"}"#;
    let response = shop.engine.execute(body.as_bytes(), &nobody(), "r").await;
    assert_eq!(
        String::from_utf8(response.body).unwrap(),
        r#"{"data":{"b":{"sku":"S-1","a":"Red strawberry","__typename":"Product","id":"a0000000-0000-4000-8000-000000000001"},"__typename":"Query","a":[{"slug":"fruit"}]}}"#
    );
}

async fn fragments(shop: &Shop) {
    let query = "query Q($id: ID!) { product(id: $id) { ...Head ... on Product { category { id } } category { slug } ...Tail } }
        fragment Head on Product { name category { name } } fragment Tail on Product { ...Head sku }";
    let expected = json!({ "product": {
        "name": "Red strawberry",
        "category": { "name": "Fruit", "id": "c0000000-0000-4000-8000-000000000001", "slug": "fruit" },
        "sku": "S-1",
    } });
    assert_eq!(shop.data(&nobody(), query, json!({ "id": STRAWBERRY })).await, expected);
}

async fn directives(shop: &Shop) {
    let query = "query($id: ID!, $yes: Boolean!, $no: Boolean = false) { product(id: $id) {
        sku @include(if: $yes) name @skip(if: $yes) ... @include(if: $no) { price } brand @include(if: false) status @skip(if: false)
    } }";
    let with = |yes: bool, no: bool| json!({ "id": STRAWBERRY, "yes": yes, "no": no });
    assert_eq!(
        shop.data(&nobody(), query, json!({ "id": STRAWBERRY, "yes": true })).await,
        json!({ "product": { "sku": "S-1", "status": "active" } })
    );
    assert_eq!(
        shop.data(&nobody(), query, with(false, true)).await,
        json!({ "product": { "name": "Red strawberry", "price": "4.50", "status": "active" } })
    );
}

async fn nulls(shop: &Shop) {
    let query =
        "query($id: ID!) { product(id: $id) { description dimensions { width } stockPlaces { place } } }";
    assert_eq!(
        shop.data(&nobody(), query, json!({ "id": WILD })).await,
        json!({ "product": { "description": null, "dimensions": null, "stockPlaces": null } })
    );
    // A draft is not there for the public, and an unknown id is nowhere: both answers are the same.
    for id in [SECRET, "a0000000-0000-4000-8000-00000000ffff"] {
        assert_eq!(shop.data(&nobody(), query, json!({ "id": id })).await, json!({ "product": null }));
        let answer = shop
            .ask(&nobody(), "query($id: ID!) { neededProduct(id: $id) { sku } }", json!({ "id": id }))
            .await;
        assert_eq!(
            answer,
            json!({ "data": null, "errors": [{
                "message": "not found", "path": ["neededProduct"],
                "extensions": { "code": "NOT_FOUND", "class": "not_found" } }] })
        );
    }
}

async fn lists(shop: &Shop) {
    let names = "query($limit: Int, $offset: Int) { products(limit: $limit, offset: $offset) { sku } }";
    let skus =
        |skus: &[&str]| json!({ "products": skus.iter().map(|it| json!({ "sku": it })).collect::<Vec<_>>() });
    assert_eq!(shop.data(&nobody(), names, json!({})).await, skus(&["S-2", "S-1"]));
    assert_eq!(
        shop.data(&nobody(), names, json!({ "limit": null, "offset": null })).await,
        skus(&["S-2", "S-1"])
    );
    assert_eq!(shop.data(&nobody(), names, json!({ "limit": 1 })).await, skus(&["S-2"]));
    assert_eq!(shop.data(&nobody(), names, json!({ "limit": 1, "offset": 1 })).await, skus(&["S-1"]));
    assert_eq!(shop.data(&nobody(), names, json!({ "limit": 0 })).await, skus(&[]));
    assert_eq!(shop.data(&boss(), names, json!({})).await, skus(&["T-1", "S-2", "S-1"]));
    assert_eq!(
        shop.data(&nobody(), "{ categories { slug products(limit: 1, offset: 1) { sku } } }", json!({}))
            .await,
        json!({ "categories": [{ "slug": "fruit", "products": [{ "sku": "S-1" }] }, { "slug": "tools", "products": [] }] })
    );
}

async fn objects(shop: &Shop) {
    let query = "query($id: ID!) { product(id: $id) { tags dimensions { unit w: width __typename } stockPlaces { count place } } }";
    assert_eq!(
        shop.data(&nobody(), query, json!({ "id": STRAWBERRY })).await,
        json!({ "product": {
            "tags": ["fresh", "a, b", "q\"x"],
            "dimensions": { "unit": "cm", "w": "1.50", "__typename": "Dimensions" },
            "stockPlaces": [{ "count": 3, "place": "A1" }, { "count": 0, "place": "B2" }],
        } })
    );
}

async fn search(shop: &Shop) {
    let query = "query($q: String!, $c: String, $min: Decimal, $max: Decimal) {
        searchProducts(query: $q, category: $c, minPrice: $min, maxPrice: $max) { sku } }";
    let found = async |variables: serde_json::Value| {
        let data = shop.data(&nobody(), query, variables).await;
        let found = data["searchProducts"].as_array().unwrap().clone();
        found.iter().map(|it| it["sku"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found(json!({ "q": "strawberries" })).await, ["S-1", "S-2"]);
    assert_eq!(found(json!({ "q": "sweet" })).await, ["S-1"]);
    assert_eq!(found(json!({ "q": "" })).await, [""; 0]);
    assert_eq!(found(json!({ "q": "strawberry -wild" })).await, ["S-1"]);
    assert_eq!(found(json!({ "q": "strawberry", "min": "4.51" })).await, ["S-2"]);
    assert_eq!(found(json!({ "q": "strawberry", "max": 12.00 })).await, ["S-1", "S-2"]);
    assert_eq!(found(json!({ "q": "strawberry", "min": 4.5, "max": "11.99", "c": "fruit" })).await, ["S-1"]);
    assert_eq!(found(json!({ "q": "strawberry", "c": "tools" })).await, [""; 0]);
    assert_eq!(found(json!({ "q": "') or 1=1 --" })).await, [""; 0]);
}

async fn inputs(shop: &Shop) {
    let query = "query($tags: [String!]) { products(tags: $tags) { sku } }";
    let first = json!({ "products": [{ "sku": "S-1" }] });
    assert_eq!(shop.data(&nobody(), query, json!({ "tags": ["a, b", "q\"x"] })).await, first);
    assert_eq!(shop.data(&nobody(), query, json!({ "tags": "fresh" })).await, first);
    assert_eq!(shop.data(&nobody(), r#"{ products(tags: ["fresh"]) { sku } }"#, json!({})).await, first);
    assert_eq!(
        shop.data(&nobody(), r#"query($t: String = "fresh") { products(tags: [$t]) { sku } }"#, json!({}))
            .await,
        first
    );
}

async fn enums(shop: &Shop) {
    let query = "query($s: String) { myOrders(status: $s) { number status } }";
    let one = json!({ "myOrders": [{ "number": "N-1", "status": "IN_TRANSIT" }] });
    assert_eq!(shop.data(&ann(), query, json!({ "s": "IN_TRANSIT" })).await, one);
    assert_eq!(shop.data(&ann(), query, json!({ "s": "in_transit" })).await, one);
    assert_eq!(shop.codes(&ann(), query, json!({ "s": "lost" })).await, ["BAD_INPUT"]);
    let query = "query($c: ID!) { ordersOf(customerId: $c) { number } a: ordersOf(customerId: $c, status: IN_TRANSIT) { number } }";
    assert_eq!(
        shop.data(&ann(), query, json!({ "c": ANN })).await,
        json!({ "ordersOf": [{ "number": "N-2" }], "a": [{ "number": "N-1" }] })
    );
    assert_eq!(
        shop.data(&ann(), "{ myOrders(since: \"2026-03-02T00:00:00Z\") { number } }", json!({})).await,
        json!({ "myOrders": [{ "number": "N-2" }] })
    );
}

async fn several_roots(shop: &Shop) {
    let query = "query($id: ID!) { product(id: $id) { sku } all: products { sku } again: product(id: $id) { name } categories { slug } }";
    assert_eq!(
        shop.data(&nobody(), query, json!({ "id": WILD })).await,
        json!({
            "product": { "sku": "S-2" },
            "all": [{ "sku": "S-2" }, { "sku": "S-1" }],
            "again": { "name": "Wild strawberry" },
            "categories": [{ "slug": "fruit" }, { "slug": "tools" }],
        })
    );
}

async fn introspection(shop: &Shop) {
    let query = r#"{ __typename c: categories(limit: 1) { slug } t: __type(name: "Category") { name kind } __schema { queryType { name } } }"#;
    assert_eq!(
        shop.data(&nobody(), query, json!({})).await,
        json!({
            "__typename": "Query",
            "c": [{ "slug": "fruit" }],
            "t": { "name": "Category", "kind": "OBJECT" },
            "__schema": { "queryType": { "name": "Query" } },
        })
    );
}

async fn internal(shop: &Shop) {
    let system = fraise_runtime::Identity::internal(&crate::model::SERVICE, crate::model::SYSTEM);
    assert_eq!(
        shop.data(&system, "{ products { sku cost } lowStock { reorder_point } }", json!({})).await,
        json!({
            "products": [
                { "sku": "T-1", "cost": "50.00" }, { "sku": "S-2", "cost": null }, { "sku": "S-1", "cost": "1.25" }
            ],
            "lowStock": [{ "reorder_point": 5 }],
        })
    );
}
