//! What is refused, and how.

use std::fmt::Write;

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::server::{Shop, ann, nobody};

#[tokio::test]
async fn errors() {
    let shop = Shop::open().await;
    bad_inputs(&shop).await;
    bad_requests(&shop).await;
    limits(&shop).await;
    masked(&shop).await;
}

async fn bad_inputs(shop: &Shop) {
    let product = "query($id: ID!) { product(id: $id) { sku } }";
    for id in [
        json!("x"),
        json!(""),
        json!(7),
        json!("a0000000-0000-4000-8000-00000000000\u{0}"),
        json!(null),
        json!(["a"]),
    ] {
        assert_eq!(shop.codes(&nobody(), product, json!({ "id": id })).await, ["BAD_INPUT"], "{id}");
    }
    assert_eq!(
        shop.ask(&nobody(), "{ p: product(id: \"x\") { sku } }", json!({})).await,
        json!({ "errors": [{ "message": "id is not a UUID", "path": ["p"],
            "extensions": { "code": "BAD_INPUT", "class": "validation" } }] })
    );
    let search = "query($q: String!, $min: Decimal, $limit: Int, $offset: Int) {
        searchProducts(query: $q, minPrice: $min, limit: $limit, offset: $offset) { sku } }";
    for bad in [
        json!({ "q": "a\u{0}b" }),
        json!({ "q": "x".repeat(201) }),
        json!({ "q": "x", "min": "ten" }),
        json!({ "q": "x", "min": true }),
        json!({ "q": "x", "min": "1e999" , "limit": -1 }),
        json!({ "q": "x", "limit": 201 }),
        json!({ "q": "x", "limit": 3_000_000_000_u64 }),
        json!({ "q": "x", "limit": 1.5 }),
        json!({ "q": "x", "offset": -1 }),
        json!({}),
    ] {
        assert_eq!(shop.codes(&nobody(), search, bad.clone()).await, ["BAD_INPUT"], "{bad}");
    }
    // Also one that no line reads.
    let unread = "{ neededProduct(id: \"a0000000-0000-4000-8000-000000000001\", margin: \"x\") { sku } }";
    assert_eq!(shop.codes(&nobody(), unread, json!({})).await, ["BAD_INPUT"]);
    // The server's own judgement is an input error too: a numeric with too many digits.
    let huge = format!(
        r#"{{"query": "{{ searchProducts(query: \"x\", minPrice: \"1{}\") {{ sku }} }}"}}"#,
        "0".repeat(900)
    );
    assert_eq!(shop.send(&nobody(), &huge).await, json!({ "data": { "searchProducts": [] } }));
    // Lone surrogates, in JSON and in GraphQL.
    let body = r#"{"query": "query($q: String!) { searchProducts(query: $q) { sku } }", "variables": {"q": "\ud800"}}"#;
    assert_eq!(shop.send(&nobody(), body).await["errors"][0]["extensions"]["class"], "validation");
    let body = r#"{"query": "{ searchProducts(query: \"\\ud800\") { sku } }"}"#;
    assert_eq!(shop.send(&nobody(), body).await["errors"][0]["extensions"]["class"], "validation");
    // Braces in a numeric are no way out of the statement.
    assert_eq!(
        shop.codes(&nobody(), search, json!({ "q": "x", "min": "1); drop table x --" })).await,
        ["BAD_INPUT"]
    );
}

async fn bad_requests(shop: &Shop) {
    for body in
        ["", "{", "[]", "7", "{}", r#"{"query": 7}"#, r#"{"query": "{ __typename }", "variables": []}"#]
    {
        let answer = shop.send(&nobody(), body).await;
        assert_eq!(answer["errors"][0]["extensions"]["class"], "validation", "{body}");
        assert_eq!(answer.get("data"), None);
    }
    for query in [
        "",
        "{",
        "{ nothing }",
        "mutation { x }",
        "{ product { sku } }",
        "{ products }",
        "query A { __typename } query B { __typename }",
    ] {
        assert_eq!(
            shop.codes(&nobody(), query, json!({})).await.first().map(String::as_str),
            Some("BAD_REQUEST"),
            "{query}"
        );
    }
    let answer = shop.ask(&nobody(), "{\n  products { sku nope } }", json!({})).await;
    assert_eq!(answer["errors"][0]["locations"], json!([{ "line": 2, "column": 18 }]));
    let two = r#"{"query": "query A { a: __typename } query B { b: __typename }", "operationName": "B"}"#;
    assert_eq!(shop.send(&nobody(), two).await, json!({ "data": { "b": "Query" } }));
}

async fn limits(shop: &Shop) {
    let refused = async |query: String, with: &str| {
        let answer = shop.ask(&nobody(), &query, json!({})).await;
        assert_eq!(answer.get("data"), None, "{answer}");
        let errors = answer["errors"].as_array().unwrap();
        assert!(errors.iter().any(|it| it["message"].as_str().unwrap().contains(with)), "{answer}");
        assert!(answer.to_string().len() < 100_000);
    };
    let deep = |levels: usize| {
        let mut query = "{ categories ".to_owned();
        (0..levels).for_each(|_| query.push_str("{ products(limit: 1) { category "));
        query.push_str("{ id } ");
        (0..levels).for_each(|_| query.push_str("} } "));
        query.push('}');
        query
    };
    assert_eq!(
        shop.codes(&nobody(), &deep(2).replace("categories", "categories(limit: 1)"), json!({})).await,
        [""; 0]
    );
    refused(deep(8), "10 levels deep").await;
    refused(deep(300), "recursion").await;
    let many = |field: &dyn Fn(usize) -> String, count: usize| {
        let mut query = "{ ".to_owned();
        (0..count).for_each(|number| write!(query, "{} ", field(number)).unwrap());
        query.push('}');
        query
    };
    refused(many(&|n| format!("a{n}: __typename"), 51), "50 aliases").await;
    refused(many(&|n| format!("a{n}: __typename"), 21), "20 root fields").await;
    refused(many(&|_| "__typename @include(if: true)".to_owned(), 51), "50 directives").await;
    refused(many(&|_| "__typename".to_owned(), 10_001), "token").await;
    refused("{ products(limit: 200) { variants(limit: 200) { sku } } }".into(), "5000 rows").await;
    refused(many(&|n| format!("nope{n}"), 2_000), "nope0").await;
    // Fragments that name each other twice.
    let mut query = "{ products { ...f0 } } ".to_owned();
    for at in 0..30 {
        write!(query, "fragment f{at} on Product {{ ...f{next} ...f{next} }} ", next = at + 1).unwrap();
    }
    query.push_str("fragment f30 on Product { sku }");
    let began = std::time::Instant::now();
    refused(query, "too large").await;
    assert!(began.elapsed().as_secs() < 5);
}

async fn masked(shop: &Shop) {
    shop.admin.batch_execute("revoke select on public.orders from shop_service").await.unwrap();
    let answer = shop.ask(&ann(), "{ myOrders { number } }", json!({})).await;
    assert_eq!(
        answer,
        json!({ "errors": [{ "message": "something went wrong on our side",
            "extensions": { "code": "INTERNAL", "class": "internal" } }] })
    );
    shop.admin.batch_execute("grant select on public.orders to shop_service").await.unwrap();
    // A connection that the server closed is no error for a reader.
    shop.admin
        .query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'shop_web'", &[])
        .await
        .unwrap();
    let data: Value = shop.data(&ann(), "{ myOrders(limit: 1) { number } }", json!({})).await;
    assert_eq!(data, json!({ "myOrders": [{ "number": "N-2" }] }));
}
