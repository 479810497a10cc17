//! The storefront.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::build::Built;
use crate::client::Running;
use crate::shop::{self, ALICE, BOB, Shop};

#[tokio::test(flavor = "multi_thread")]
async fn the_storefront_answers() {
    let built = Built::storefront();
    let shop = Shop::storefront(&built).await;
    let service = Running::start(&built, &shop).await;

    a_product_with_category_variants_and_inventory(&service).await;
    a_search_by_text_category_and_price(&service).await;
    the_orders_of_two_customers(&service).await;
    what_roles_see(&service).await;
    a_guarded_field(&service).await;
}

async fn a_product_with_category_variants_and_inventory(service: &Running) {
    let query =
        "query ($id: ID!) { product(id: $id) { name price in_stock rating category { slug parent { slug } }
        variants { sku price available_quantity dimensions { width unit } inventory { quantity_available } }
        inventory { quantity_on_hand warehouse { code } } } }";
    let answer = service.ask(None, query, json!({ "id": shop::SHIRT })).await;
    assert_eq!(
        answer["data"],
        json!({"product": {
            "name": "Blue shirt", "price": "20.00", "in_stock": true, "rating": "4.50",
            "category": {"slug": "shirts", "parent": {"slug": "clothes"}},
            "variants": [
                {"sku": "SHIRT-M", "price": "20.00", "available_quantity": 88,
                 "dimensions": {"width": "30.50", "unit": "cm"}, "inventory": {"quantity_available": 88}},
                {"sku": "SHIRT-XL", "price": "22.50", "available_quantity": 0, "dimensions": null, "inventory": null},
            ],
            "inventory": [{"quantity_on_hand": 100, "warehouse": null}],
        }})
    );
    let unknown = json!({ "id": "00000000-0000-0000-0000-000000000000" });
    assert_eq!(service.ask(None, query, unknown).await, json!({"data": {"product": null}}));
    // A draft is nobody's but the staff's.
    let draft = json!({ "id": shop::DRAFT });
    assert_eq!(service.ask(None, query, draft.clone()).await, json!({"data": {"product": null}}));
    let staff = service.token(None, &["support"]);
    assert_eq!(service.ask(Some(&staff), query, draft).await["data"]["product"]["name"], "Secret shirt");
}

async fn a_search_by_text_category_and_price(service: &Running) {
    let query = "query ($c: String, $min: Decimal, $max: Decimal) {
        searchProducts(query: \"shirt\", category: $c, minPrice: $min, maxPrice: $max, limit: 10) { sku } }";
    let skus = async |variables: Value| -> Vec<String> {
        let answer = service.ask(None, query, variables).await;
        let found = answer["data"]["searchProducts"].as_array().unwrap_or_else(|| panic!("{answer}"));
        found.iter().map(|it| it["sku"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(skus(json!({})).await, ["SHIRT", "SHOES", "SILK"]);
    assert_eq!(skus(json!({"c": "shirts"})).await, ["SHIRT", "SILK"]);
    assert_eq!(skus(json!({"c": "shirts", "max": "50.00"})).await, ["SHIRT"]);
    assert_eq!(skus(json!({"min": "20.01", "max": "150"})).await, ["SHOES", "SILK"]);
    assert!(skus(json!({"c": "nothing"})).await.is_empty());
}

async fn the_orders_of_two_customers(service: &Running) {
    let query = "{ myOrders { order_number status subtotal total customer { email } shipping_address { city }
        items { quantity unit_price total variant { sku price } } } }";
    let alice = service.ask(Some(&service.token(Some(ALICE), &["customer"])), query, json!({})).await;
    assert_eq!(
        alice["data"],
        json!({"myOrders": [{
            "order_number": "A-1", "status": "pending", "subtotal": "40.00", "total": "45.00",
            "customer": {"email": "alice@example.com"}, "shipping_address": {"city": "Springfield"},
            "items": [{"quantity": 2, "unit_price": "20.00", "total": "40.00",
                       "variant": {"sku": "SHIRT-M", "price": "20.00"}}],
        }]})
    );
    let bob = service.ask(Some(&service.token(Some(BOB), &["customer"])), query, json!({})).await;
    assert_eq!(bob["data"]["myOrders"][0]["order_number"], "B-1", "{bob}");
    assert_eq!(bob["data"]["myOrders"].as_array().unwrap().len(), 1);
}

async fn what_roles_see(service: &Running) {
    let query = "{ orders(status: \"pending\") { order_number } }";
    let admin = service.ask(Some(&service.token(None, &["admin"])), query, json!({})).await;
    assert_eq!(admin["data"]["orders"].as_array().unwrap().len(), 2, "{admin}");
    let customer = service.ask(Some(&service.token(Some(ALICE), &["customer"])), query, json!({})).await;
    assert_eq!(customer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{customer}");
    let nobody = service.ask(None, "{ myOrders { id } }", json!({})).await;
    assert_eq!(nobody["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{nobody}");
    let token = service.token(None, &["admin"]);
    let wrong = service.ask(Some(&token), "{ orders(status: \"lost\") { id } }", json!({})).await;
    assert_eq!(wrong["errors"][0]["extensions"]["code"], "BAD_INPUT");
}

async fn a_guarded_field(service: &Running) {
    let query = "query ($id: ID!) { product(id: $id) { sku cost } }";
    let guest = service.ask(None, query, json!({ "id": shop::SHIRT })).await;
    assert_eq!(guest["data"], json!({"product": {"sku": "SHIRT", "cost": null}}), "{guest}");
    assert_eq!(guest["errors"][0]["path"], json!(["product", "cost"]));
    let admin =
        service.ask(Some(&service.token(None, &["admin"])), query, json!({ "id": shop::SHIRT })).await;
    assert_eq!(admin, json!({"data": {"product": {"sku": "SHIRT", "cost": "8.00"}}}));
}
