//! What the service asks of the server: one statement for each request, by the indexes that the schema declares.
//!
//! The server itself tells, through its module `auto_explain`.

use serde_json::{Value, json};

use crate::build::Built;
use crate::client::Running;
use crate::shop::{ALICE, SHIRT, Shop};

const SETTINGS: [(&str, &str); 3] = [
    ("session_preload_libraries", "auto_explain"),
    ("auto_explain.log_min_duration", "0"),
    ("log_line_prefix", "by %u: "),
];

/// So many that reading a whole table is a loss. A GIN index costs too much while new entries wait in its list;
/// `vacuum` puts them in.
const MANY: &str = "
insert into public.products (sku, name, category_id, price, status)
  select 'MANY-' || n, 'Thing number ' || n, 'ca000000-0000-4000-8000-000000000001', n, 'active'
  from generate_series(1, 20000) as n;
insert into public.customers (id, email, name)
  select ('c0000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'c' || n || '@example.com', 'Customer ' || n
  from generate_series(1, 200) as n;
insert into public.addresses (id, customer_id, line1, city, postal_code, country)
  select ('adde1000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
         ('c0000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, '1', 'Springfield', '1', 'US'
  from generate_series(1, 200) as n;
insert into public.orders (order_number, customer_id, billing_address_id, shipping_address_id)
  select 'M-' || n, ('c0000000-0000-4000-8000-' || lpad((1 + n % 200)::text, 12, '0'))::uuid,
         ('adde1000-0000-4000-8000-' || lpad((1 + n % 200)::text, 12, '0'))::uuid,
         ('adde1000-0000-4000-8000-' || lpad((1 + n % 200)::text, 12, '0'))::uuid
  from generate_series(1, 10000) as n;
vacuum analyze;
";

#[tokio::test(flavor = "multi_thread")]
async fn each_request_is_one_statement_and_uses_the_declared_indexes() {
    let built = Built::storefront();
    let shop = Shop::storefront_with(&built, &SETTINGS).await;
    shop.database.connect().await.unwrap().run_script(MANY).await.unwrap();
    // Whoever looks for jobs gives statements of his own.
    let service = Running::start_with(&built, &shop, &[("FRAISE_WORKER", "off")]).await;
    let alice = service.token(Some(ALICE), &["customer"]);

    let product = "query ($id: ID!) { product(id: $id) { name category { name }
        variants { sku inventory { quantity_available } } } }";
    let plan = plan(&shop, &service, None, product, json!({ "id": SHIRT })).await;
    assert_uses(&plan, &["products_pkey", "categories", "product_variants", "inventory"]);

    let search = "{ searchProducts(query: \"silk shirt\") { name } }";
    assert_uses(&self::plan(&shop, &service, None, search, json!({})).await, &["products_search_vector_idx"]);

    let cheap = "{ searchProducts(query: \"thing\", minPrice: \"17.00\", maxPrice: \"19.00\") { name category { name } } }";
    assert_uses(&self::plan(&shop, &service, None, cheap, json!({})).await, &["products_price_idx"]);

    let mine = "{ myOrders { order_number items { quantity variant { sku } } } }";
    assert_uses(
        &self::plan(&shop, &service, Some(&alice), mine, json!({})).await,
        &["orders_customer_id_created_at_idx", "order_items"],
    );
}

/// The plan of the one statement that a request becomes.
async fn plan(shop: &Shop, service: &Running, token: Option<&str>, query: &str, variables: Value) -> String {
    let before = shop.server.log().len();
    let answer = service.ask(token, query, variables).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    let log = shop.server.log().split_off(before);
    let plans: Vec<&str> = log.split("by web: LOG:  duration: ").skip(1).collect();
    match plans.as_slice() {
        [plan] => plan.split("\nby ").next().unwrap().to_owned(),
        other => panic!("{} statements for {query}\n{log}", other.len()),
    }
}

fn assert_uses(plan: &str, names: &[&str]) {
    for name in names {
        assert!(plan.contains(name), "no {name} in\n{plan}");
    }
    for table in ["products", "orders"] {
        assert!(!plan.contains(&format!("Seq Scan on {table} ")), "{plan}");
    }
}
