//! The storefront: what its clients ask is there, in the shape that they ask it.

use apollo_compiler::{ExecutableDocument, Schema, validation::Valid};
use insta::assert_snapshot;
use pretty_assertions::assert_eq;

use crate::{sdl, validated};

const STOREFRONT: &str = include_str!("../../../../schemas/storefront.yaml");

/// `name(argument: Type = default, ..): Type`
fn shape(schema: &Valid<Schema>, field: &str) -> String {
    let field = schema.type_field("Query", field).unwrap();
    let arguments: Vec<String> = field
        .arguments
        .iter()
        .map(|it| match &it.default_value {
            Some(default) => format!("{}: {} = {default}", it.name, it.ty),
            None => format!("{}: {}", it.name, it.ty),
        })
        .collect();
    format!("{}({}): {}", field.name, arguments.join(", "), field.ty)
}

#[test]
fn the_queries_have_the_shapes_of_the_contract() {
    let schema = validated(&sdl(STOREFRONT));
    let queries =
        ["product", "searchProducts", "myOrders", "orders", "order", "categories", "cart", "inventoryStatus"];
    let shapes = queries.map(|it| shape(&schema, it));
    assert_eq!(
        shapes,
        [
            "product(id: ID!): Product",
            "searchProducts(query: String!, category: String, minPrice: Decimal, maxPrice: Decimal, \
             limit: Int = 50, offset: Int = 0): [Product!]!",
            "myOrders(limit: Int = 20, offset: Int = 0): [Order!]!",
            "orders(status: String, limit: Int = 50, offset: Int = 0): [Order!]!",
            "order(id: ID!): Order",
            "categories(limit: Int = 50, offset: Int = 0): [Category!]!",
            "cart(): Cart",
            "inventoryStatus(limit: Int = 50, offset: Int = 0): [Inventory!]!",
        ]
    );
}

#[test]
fn clients_of_the_storefront_are_served() {
    let schema = validated(&sdl(STOREFRONT));
    let documents = [
        "query ($id: ID!) { product(id: $id) { id name price category { id slug } variants { id sku name price
           available_quantity inventory { quantity_available } } inventory { quantity_on_hand } } }",
        "{ searchProducts(query: \"shirt\", category: \"shirts\", minPrice: \"5\", maxPrice: \"50.00\", limit: 5) {
           id name price rating in_stock category { name } } }",
        "{ myOrders(limit: 5) { id order_number status total payment_status customer { email }
           items { quantity unit_price total variant { sku product { name } } } payments { status order { id } } } }",
        "query ($status: String) { orders(status: $status) { id shipping_address { city } returns { refund_amount } } }",
        "{ cart { subtotal items { quantity total variant { id } } } inventoryStatus { quantity_available low } }",
    ];
    for document in documents {
        if let Err(errors) = ExecutableDocument::parse_and_validate(&schema, document, "client.graphql") {
            panic!("{}", errors.errors);
        }
    }
}

#[test]
fn guarded_parts_of_the_storefront_are_nullable() {
    let schema = validated(&sdl(STOREFRONT));
    let ty = |ty: &str, field: &str| schema.type_field(ty, field).unwrap().ty.to_string();
    assert_eq!(ty("Order", "customer"), "Customer");
    assert_eq!(ty("Return", "refund_amount"), "Decimal");
    assert_eq!(ty("Product", "rating"), "Decimal");
    assert_eq!(ty("Product", "cost"), "Decimal");
    assert_eq!(ty("Product", "category"), "Category!");
    assert_eq!(ty("OrderItem", "order"), "Order!");
    assert!(schema.type_field("Cart", "holder").is_err());
}

#[test]
fn the_whole_definition() {
    let text = sdl(STOREFRONT);
    assert_eq!(text, sdl(STOREFRONT));
    assert_snapshot!(text);
}
