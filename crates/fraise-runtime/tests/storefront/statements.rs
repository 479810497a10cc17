//! What reaches the server.

use fraise_runtime::Identity;
use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::server::{ANN, Shop, ann, boss, nobody};

#[tokio::test]
async fn statements() {
    let shop = Shop::open().await;
    one_each(&shop).await;
    indexes(&shop).await;
}

async fn one_each(shop: &Shop) {
    let wide = "query($id: ID!, $q: String!) {
        product(id: $id) { name category { name } variants { sku inventory { available } } }
        searchProducts(query: $q) { name }
        myOrders { number items { variant { sku } } }
    }";
    let variables = json!({ "id": "a0000000-0000-4000-8000-000000000001", "q": "strawberry" });
    shop.statements().await;
    shop.data(&ann(), wide, variables.clone()).await;
    shop.data(&ann(), wide, variables).await;
    let run = shop.statements().await;
    assert_eq!(run.len(), 1, "{run:?}");
    assert_eq!(run[0].1, 2, "{run:?}");
    // What needs no table needs no statement.
    shop.data(&nobody(), "{ __typename }", json!({})).await;
    assert_eq!(shop.statements().await, []);
    // An absent input leaves its line out.
    let search = "query($min: Decimal) { searchProducts(query: \"x\", minPrice: $min) { sku } }";
    shop.data(&nobody(), search, json!({})).await;
    shop.data(&nobody(), search, json!({ "min": 1 })).await;
    shop.data(&nobody(), search, json!({ "min": 2 })).await;
    let run = shop.statements().await;
    assert_eq!(run.iter().map(|it| it.1).collect::<Vec<_>>(), [1, 2], "{run:?}");
    let sql = |viewer: Identity, query: &str, variables: Value| {
        let body = json!({ "query": query, "variables": variables }).to_string();
        shop.engine.statement(body.as_bytes(), &viewer).unwrap().unwrap()
    };
    let given = sql(nobody(), search, json!({ "min": "1.10" }));
    assert_eq!(
        given.sql,
        "select array(select row(t0.sku) from public.products t0 where (t0.status = 'active') \
         and (t0.price >= $1::numeric) and t0.search_vector @@ websearch_to_tsquery('english', $2::text) \
         and (t0.status <> 'draft') \
         order by ts_rank(t0.search_vector, websearch_to_tsquery('english', $2::text)) desc, \
         t0.name, t0.id limit 50)"
    );
    assert_eq!(given.values, [Some("1.10".to_owned()), Some("x".to_owned())]);
    assert_eq!(
        sql(boss(), search, json!({})).sql,
        "select array(select row(t0.sku) from public.products t0 where (t0.status = 'active') \
         and t0.search_vector @@ websearch_to_tsquery('english', $1::text) \
         order by ts_rank(t0.search_vector, websearch_to_tsquery('english', $1::text)) desc, \
         t0.name, t0.id limit 50)"
    );
    // What the query and the read rule both say stands once.
    assert_eq!(
        sql(ann(), "{ myOrders { id } }", json!({})).sql,
        "select array(select row(t0.id) from public.orders t0 where (t0.customer_id = $1::uuid) \
         and (t0.created_at >= (timestamptz '2026-01-01 00:00:00Z')) \
         order by t0.created_at desc, t0.id limit 20)"
    );
    // `via order` is not asked again of the items of an order that was read.
    let one = "query($id: ID!) { customer(id: $id) { name orders(limit: 1) { number items { id } } } }";
    assert_eq!(
        sql(ann(), one, json!({ "id": ANN })).sql,
        "select (select row(t0.name, array(select row(t1.number, \
         array(select row(t2.id) from public.order_items t2 where (t2.order_id = t1.id) \
         order by t2.id limit 50)) from public.orders t1 \
         where (t1.customer_id = t0.id) and (t1.customer_id = $1::uuid) \
         order by t1.created_at desc, t1.id limit $2::bigint)) from public.customers t0 \
         where (t0.id = $3::uuid) and (t0.id = $1::uuid))"
    );
}

/// The declared indexes serve the statements as they are sent, under the service's login.
async fn indexes(shop: &Shop) {
    shop.admin
        .batch_execute(
            "insert into public.products (id, category_id, sku, name, price, status) \
             select gen_random_uuid(), 'c0000000-0000-4000-8000-000000000001', 'X-' || n, 'Thing number ' || n, n, 'active' \
             from generate_series(1, 20000) n; analyze",
        )
        .await
        .unwrap();
    let body =
        r#"{"query": "{ searchProducts(query: \"strawberry\", minPrice: 1) { sku category { name } } }"}"#;
    let sql = shop.engine.statement(body.as_bytes(), &nobody()).unwrap().unwrap().sql;
    let web = shop.database.connect_as("shop_web").await.unwrap();
    web.batch_execute(&format!("set plan_cache_mode = force_generic_plan; prepare s as {sql}"))
        .await
        .unwrap();
    let plan = web.query("explain (costs off) execute s(1, 'strawberry')", &[]).await.unwrap();
    let plan: Vec<String> = plan.iter().map(|row| row.get(0)).collect();
    let plan = plan.join("\n");
    assert!(plan.contains("Bitmap Index Scan on products_search_vector_idx"), "{plan}");
    assert!(!plan.contains("Seq Scan on products"), "{plan}");
}
