//! The storefront on a real server: it loads without a word, it is what the catalog says, and rows and columns are seen
//! by those who may.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod support;

use fraise_pg::{Server, Session, find, read_back};
use fraise_sql::{Ident, ident};
use pretty_assertions::assert_eq;

const STOREFRONT: &str = include_str!("../../../schemas/storefront.yaml");
const SHOP: &str = include_str!("support/shop.sql");

/// Alice and Bob, customers.
const ALICE: &str = "00000000-0000-0000-0000-00000000000a";
const BOB: &str = "00000000-0000-0000-0000-00000000000b";

/// A server whose database `shop` was made by both scripts, each by whom it is for, and holds a few rows.
async fn loaded() -> Server {
    let server = Server::start(&find(None).unwrap_or_else(|error| panic!("{error}"))).unwrap();
    let database = server.create_database("shop").await.unwrap();
    let administrator = database.connect().await.unwrap();
    run(&administrator, &support::roles(STOREFRONT)).await;
    run(&administrator, "create role deployer login; grant storefront_owner to deployer;").await;
    let deployer = database.connect_as("deployer").await.unwrap();
    run(&deployer, &support::schema(STOREFRONT)).await;
    run(
        &administrator,
        "revoke storefront_owner from deployer;
         create role server login; grant storefront_service to server;
         create role clerk login; grant storefront_role_support to clerk;
         create role chief login; grant storefront_role_admin to chief;
         create role stranger login;",
    )
    .await;
    run(&administrator, SHOP).await;
    server
}

/// Runs a script that must go through without a word.
async fn run(session: &Session, script: &str) {
    if let Err(error) = session.run_script(script).await {
        panic!("{error}");
    }
    assert_eq!(session.take_notices(), []);
}

async fn login(server: &Server, name: &str) -> Session {
    server.maintenance().sibling("shop").connect_as(name).await.unwrap()
}

/// The service's login with the rights of everybody: what a person would see whom the service vouches for.
async fn vouched(server: &Server, viewer: &str, roles: &str) -> Session {
    let session = login(server, "server").await;
    run(&session, "set role storefront_api;").await;
    let settings = "select set_config('fraise.viewer_id', $1, false), set_config('fraise.roles', $2, false)";
    session.query_one(settings, &[&viewer, &roles]).await.unwrap();
    session
}

/// The first column of each row, as text.
async fn column(session: &Session, query: &str) -> Vec<String> {
    let rows = session.query(query, &[]).await.unwrap_or_else(|error| panic!("{query}: {error:?}"));
    rows.iter().map(|row| row.get(0)).collect()
}

async fn sqlstate(session: &Session, statement: &str) -> String {
    let error = session.batch_execute(statement).await.expect_err(statement);
    error.code().unwrap().code().to_owned()
}

#[tokio::test]
async fn the_server_holds_what_the_catalog_says() {
    let server = loaded().await;
    let session = server.maintenance().sibling("shop").connect().await.unwrap();
    let catalog = fraise_emit_postgres::catalog(&support::checked(STOREFRONT)).unwrap();
    let schemas: [Ident; 2] = [ident!("public"), ident!("fraise")];
    let differences = read_back(&session, &catalog, &schemas).await.unwrap_or_else(|error| panic!("{error}"));
    let differences: Vec<String> = differences.iter().map(ToString::to_string).collect();
    assert_eq!(differences, [""; 0]);
}

#[tokio::test]
async fn customers_see_their_own_orders_and_what_hangs_on_them() {
    let server = loaded().await;
    let alice = vouched(&server, ALICE, "customer").await;
    let bob = vouched(&server, BOB, "customer").await;
    let orders = "select order_number from orders order by order_number";
    assert_eq!(column(&alice, orders).await, ["ORD-1", "ORD-2"]);
    assert_eq!(column(&bob, orders).await, ["ORD-3"]);
    let lines = "select quantity::text from order_items order by quantity";
    assert_eq!(column(&alice, lines).await, ["1", "2"]);
    assert_eq!(column(&bob, lines).await, ["3"]);
    let nobody = vouched(&server, "", "").await;
    assert_eq!(column(&nobody, orders).await, [""; 0]);
    assert_eq!(column(&nobody, "select name from products order by name").await, ["Shirt"]);
}

#[tokio::test]
async fn people_are_who_postgresql_knows_them_to_be() {
    let server = loaded().await;
    let clerk = login(&server, "clerk").await;
    let claims = format!("set fraise.roles = 'admin'; set fraise.viewer_id = '{ALICE}';");
    run(&clerk, &claims).await;
    let roles = "select r from unnest(array['support', 'admin', 'customer']) as r where fraise.has_role(r)";
    assert_eq!(column(&clerk, roles).await, ["support"]);
    assert_eq!(column(&clerk, "select 'known' where fraise.viewer_id() is not null").await, [""; 0]);
    assert_eq!(column(&clerk, "select count(*)::text from orders").await, ["3"]);
    let stranger = login(&server, "stranger").await;
    assert_eq!(sqlstate(&stranger, "select id from public.products").await, "42501");
}

#[tokio::test]
async fn guarded_columns_are_for_those_who_are_named() {
    let server = loaded().await;
    let alice = vouched(&server, ALICE, "customer").await;
    let clerk = login(&server, "clerk").await;
    let chief = login(&server, "chief").await;
    let cost = "select cost::text from products where sku = 'SHIRT'";
    assert_eq!(sqlstate(&alice, cost).await, "42501");
    assert_eq!(sqlstate(&clerk, cost).await, "42501");
    assert_eq!(column(&chief, cost).await, ["7.50"]);
    let service = login(&server, "server").await;
    assert_eq!(column(&service, cost).await, ["7.50"]);
    assert_eq!(sqlstate(&chief, "select holder from carts").await, "42501");
}

#[tokio::test]
async fn carts_are_found_by_a_column_that_nobody_may_read() {
    let server = loaded().await;
    let alice = vouched(&server, ALICE, "customer").await;
    let bob = vouched(&server, BOB, "customer").await;
    let lines = "select quantity::text from cart_items";
    assert_eq!(column(&alice, lines).await, ["4"]);
    assert_eq!(column(&bob, lines).await, [""; 0]);
    run(&alice, "update cart_items set quantity = 5;").await;
    run(&bob, "update cart_items set quantity = 6;").await;
    assert_eq!(column(&alice, lines).await, ["5"]);
    let guest = vouched(&server, "", "").await;
    assert_eq!(column(&guest, "select id::text from carts").await, [""; 0]);
    run(&guest, "set fraise.claim.session = 'abc';").await;
    assert_eq!(column(&guest, "select count(*)::text from carts").await, ["1"]);
}

#[tokio::test]
async fn what_is_not_for_raw_writes_is_refused() {
    let server = loaded().await;
    let alice = vouched(&server, ALICE, "customer,admin").await;
    for statement in [
        "update orders set status = 'delivered'",
        "delete from orders",
        "insert into orders default values",
        "update inventory set quantity_on_hand = 1000",
        "delete from addresses",
        "update customers set email = 'x'",
        "truncate products",
    ] {
        assert_eq!(sqlstate(&alice, statement).await, "42501", "{statement}");
    }
    let foreign = format!("insert into reviews (product_id, customer_id) select id, '{BOB}' from products");
    assert_eq!(sqlstate(&alice, &foreign).await, "42501");
    let own =
        format!("insert into reviews (product_id, customer_id) select id, '{ALICE}' from products limit 1");
    // Stars are for customers that PostgreSQL knows, so a review by hand lacks them.
    assert_eq!(sqlstate(&alice, &own).await, "23502");
}

#[tokio::test]
async fn laws_hold_for_the_owner_too() {
    let server = loaded().await;
    let owner = server.maintenance().sibling("shop").connect().await.unwrap();
    let cases = [
        ("update orders set currency = 'EUR' where order_number = 'ORD-1'", "ZF003"),
        ("update orders set id = gen_random_uuid() where order_number = 'ORD-1'", "ZF003"),
        ("update stock_movements set quantity = 5", "ZF012"),
        ("delete from stock_movements", "ZF012"),
        ("update inventory set quantity_reserved = 1000", "23514"),
        ("update orders set status = 'banana'", "23514"),
        ("update products set price = -1", "23514"),
        ("update product_variants set dimensions = '{\"width\": 1, \"height\": 1, \"depth\": 1}'", "23514"),
        (
            "update product_variants set dimensions = '{\"width\": \"1\", \"height\": 1, \"depth\": 1, \"unit\": \"cm\"}'",
            "23514",
        ),
        ("update product_variants set dimensions = '[]'", "23514"),
        ("delete from customers", "23503"),
    ];
    for (statement, state) in cases {
        assert_eq!(sqlstate(&owner, statement).await, state, "{statement}");
    }
    let foreign_address =
        "update orders set billing_address_id = (select id from addresses where line1 = '2 Main St')
         where order_number = 'ORD-1'";
    assert_eq!(sqlstate(&owner, foreign_address).await, "23503");
    run(
        &owner,
        "update product_variants set dimensions = '{\"width\": 1.25, \"height\": 1, \"depth\": 1, \"unit\": \"cm\"}';",
    )
    .await;
    assert_eq!(
        column(&owner, "select unit_price::text from order_items where quantity = 2").await,
        ["21.50"]
    );
    assert_eq!(column(&owner, "select total::text from order_items where quantity = 2").await, ["43.00"]);
}

#[tokio::test]
async fn only_what_somebody_wrote_moves_the_time_of_the_last_change() {
    let server = loaded().await;
    let owner = server.maintenance().sibling("shop").connect().await.unwrap();
    run(&owner, "alter table orders disable trigger fraise_00_touch; update orders set updated_at = '2020-01-01'; alter table orders enable trigger fraise_00_touch;").await;
    let changed = "select order_number from orders where updated_at > '2020-01-02' order by 1";
    run(&owner, "update orders set subtotal = 5 where order_number = 'ORD-1';").await;
    run(&owner, "update orders set tax = tax where order_number = 'ORD-2';").await;
    assert_eq!(column(&owner, changed).await, [""; 0]);
    run(&owner, "update orders set tax = 1 where order_number = 'ORD-3';").await;
    assert_eq!(column(&owner, changed).await, ["ORD-3"]);
}

#[tokio::test]
async fn numbers_are_drawn_in_order() {
    let server = loaded().await;
    let owner = server.maintenance().sibling("shop").connect().await.unwrap();
    let insert = "insert into orders (customer_id, billing_address_id, shipping_address_id)
        select customer_id, id, id from addresses limit 1
        returning regexp_replace(order_number, '-[0-9]{4}-', '-YYYY-')";
    assert_eq!(column(&owner, insert).await, ["ORD-YYYY-000001"]);
    run(&owner, "alter sequence orders_order_number_seq restart 1234567;").await;
    assert_eq!(column(&owner, insert).await, ["ORD-YYYY-1234567"]);
}
