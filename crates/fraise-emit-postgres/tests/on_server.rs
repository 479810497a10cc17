//! The storefront on a real server: it loads without a word, it is what the catalog says, and rows and columns are seen
//! by those who may.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use fraise_ir::{
    AccessItem, EntityId, Ir,
    access::Who,
    authz::{self, Holders},
    expr::Root,
};
use fraise_lower::{Hole, Row, Scope};
use fraise_pg::{Database, Server, Session, find, read_back};
use fraise_sql::{Fragment, Ident, Literal};
use pretty_assertions::assert_eq;
use support::server::{column, made, run, sqlstate};

const STOREFRONT: &str = include_str!("../../../schemas/storefront.yaml");
const SHOP: &str = include_str!("support/shop.sql");

/// Alice and Bob, customers.
const ALICE: &str = "00000000-0000-0000-0000-00000000000a";
const BOB: &str = "00000000-0000-0000-0000-00000000000b";

/// What the server holds other than the catalog says.
async fn differences(database: &Database, schema: &str) -> Vec<String> {
    let catalog = fraise_emit_postgres::catalog(&support::checked(schema)).unwrap();
    let schemas: Vec<Ident> = catalog.schemas.iter().map(|it| it.name.clone()).collect();
    let session = database.connect().await.unwrap();
    let differences = read_back(&session, &catalog, &schemas).await.unwrap_or_else(|error| panic!("{error}"));
    differences.iter().map(ToString::to_string).collect()
}

/// A server whose database `shop` was made by both scripts, each by whom it is for, and holds a few rows.
async fn loaded() -> Server {
    let server = Server::start(&find(None).unwrap_or_else(|error| panic!("{error}"))).unwrap();
    let database = made(&server, "shop", STOREFRONT).await;
    let administrator = database.connect().await.unwrap();
    run(
        &administrator,
        "create role server login; grant storefront_service to server;
         create role clerk login; grant storefront_role_support to clerk;
         create role chief login; grant storefront_role_admin to chief;
         create role stranger login;",
    )
    .await;
    run(&administrator, SHOP).await;
    server
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

#[tokio::test]
async fn servers_hold_what_the_catalog_says() {
    let server = Server::start(&find(None).unwrap_or_else(|error| panic!("{error}"))).unwrap();
    for (name, schema) in [
        ("shop", STOREFRONT),
        ("columns", include_str!("cases/columns.yaml")),
        ("access", include_str!("cases/access.yaml")),
        ("native", include_str!("cases/native.yaml")),
        ("names", include_str!("cases/names.yaml")),
    ] {
        let database = made(&server, name, schema).await;
        assert_eq!(differences(&database, schema).await, [""; 0], "{name}");
    }
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

/// Who asks, in the tests of both paths.
struct Asks {
    viewer: &'static str,
    roles: &'static [&'static str],
    session: &'static str,
}

impl Asks {
    fn holds(&self, ir: &Ir, who: Who) -> bool {
        match authz::holders(ir, who) {
            Holders::Everyone => true,
            Holders::Roles(roles) => {
                roles.iter().any(|role| self.roles.contains(&ir.role(*role).name.as_str()))
            }
        }
    }

    fn fill(&self, ir: &Ir, hole: &Hole) -> Fragment {
        match hole {
            Hole::Viewer if self.viewer.is_empty() => Fragment::new().kw("null::uuid"),
            Hole::Viewer => Fragment::new().lit(&Literal::text(self.viewer)),
            Hole::Claim(claim) if ir.claim(*claim).name == "session" && !self.session.is_empty() => {
                Fragment::new().lit(&Literal::text(self.session))
            }
            Hole::Claim(_) => Fragment::new().kw("null::text"),
            Hole::HasRole(who) => Fragment::new().lit(&Literal::Bool(self.holds(ir, *who))),
            other => panic!("{other:?}"),
        }
    }

    /// The read rule of an entity over the row of an alias, as the service writes it into its queries.
    fn may_read(&self, ir: &Ir, entity: EntityId, alias: &str) -> String {
        let row = Row::Named(Ident::new(alias).unwrap());
        let scope = Scope::new(ir).bind(Root::This, row);
        let ways = ir.entity(entity).access.read.iter().map(|item| match item {
            AccessItem::Role { role, .. } if !self.holds(ir, *role) => "false".to_owned(),
            AccessItem::Role { when: None, .. } => "true".to_owned(),
            AccessItem::Role { when: Some(expr), .. } => {
                format!("({})", scope.condition(expr).flat(&mut |hole| self.fill(ir, hole)))
            }
            AccessItem::Via { reference, .. } => {
                let target = authz::via_target(ir, *reference).unwrap();
                let parent = format!("{alias}_p");
                let table = fraise_lower::names::table(ir, target);
                let column = fraise_lower::names::column(ir, *reference);
                let rule = self.may_read(ir, target, &parent);
                format!("exists (select from {table} as {parent} where {parent}.id = {alias}.{column} and ({rule}))")
            }
        });
        ways.collect::<Vec<_>>().join(" or ")
    }
}

#[tokio::test]
async fn policies_and_the_conditions_of_the_service_show_the_same_rows() {
    let server = loaded().await;
    let ir = support::checked(STOREFRONT);
    let service = login(&server, "server").await;
    let all = [
        Asks { viewer: ALICE, roles: &["customer"], session: "" },
        Asks { viewer: BOB, roles: &["customer"], session: "abc" },
        Asks { viewer: ALICE, roles: &[], session: "" },
        Asks { viewer: "", roles: &[], session: "abc" },
        Asks { viewer: "", roles: &[], session: "" },
        Asks { viewer: BOB, roles: &["support"], session: "" },
        Asks { viewer: BOB, roles: &["warehouse", "customer"], session: "" },
        Asks { viewer: BOB, roles: &["admin"], session: "" },
    ];
    let mut rows = 0;
    for asks in all {
        let person = vouched(&server, asks.viewer, &asks.roles.join(",")).await;
        run(&person, &format!("set fraise.claim.session = '{}';", asks.session)).await;
        for entity in &ir.entities {
            let table = fraise_lower::names::table(&ir, entity.id);
            let by_policy = column(&person, &format!("select id::text from {table} order by 1")).await;
            let rule = asks.may_read(&ir, entity.id, "t");
            let by_rule = format!("select t.id::text from {table} as t where {rule} order by 1");
            assert_eq!(by_policy, column(&service, &by_rule).await, "{:?} {by_rule}", asks.roles);
            rows += by_policy.len();
        }
    }
    assert!(rows > 100, "only {rows} rows were compared");
}

/// The plan of a query, as the service's login runs it.
async fn plan(session: &Session, query: &str) -> String {
    column(session, &format!("explain (costs off) {query}")).await.join("\n")
}

#[tokio::test]
async fn declared_indexes_are_used() {
    let server = loaded().await;
    let owner = server.maintenance().sibling("shop").connect().await.unwrap();
    run(&owner, include_str!("support/many.sql")).await;
    let service = login(&server, "server").await;
    let cases = [
        (
            "select id from products where search_vector @@ websearch_to_tsquery('english', 'word77')",
            "products_search_vector_idx",
        ),
        ("select id from products where name ilike '%word77 %'", "products_name_idx"),
        (
            "select id from products where status = 'active' and price between 10 and 10.05",
            "products_price_idx",
        ),
        (
            "select id from orders where customer_id = '00000000-0000-0000-0000-000000000000' order by created_at desc",
            "orders_customer_id_created_at_idx",
        ),
        (
            "select id from orders where status = 'shipped' order by created_at desc limit 10",
            "orders_status_created_at_idx",
        ),
        ("select id from products where sku = 'P77'", "products_sku_key"),
    ];
    for (query, index) in cases {
        let plan = plan(&service, query).await;
        assert!(plan.contains(index), "{query}\n{plan}");
    }
    let alice = vouched(&server, ALICE, "customer").await;
    let plan = plan(&alice, "select id from orders order by created_at desc limit 10").await;
    assert!(plan.contains("InitPlan"), "roles and identity are asked once\n{plan}");
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
        ("update orders set status = 'banana'", "ZF001"),
        ("insert into payments (order_id, amount, status) select id, 1, 'failed' from orders", "ZF001"),
        ("update products set price = -1", "23514"),
        ("update product_variants set dimensions = '{\"width\": 1, \"height\": 1, \"depth\": 1}'", "23514"),
        (
            "update product_variants set dimensions = '{\"width\": \"1\", \"height\": 1, \"depth\": 1, \"unit\": \"cm\"}'",
            "23514",
        ),
        ("update product_variants set dimensions = '[]'", "23514"),
    ];
    for (statement, state) in cases {
        assert_eq!(sqlstate(&owner, statement).await, state, "{statement}");
    }
    // Restrict has an SQLSTATE of its own since PostgreSQL 18.
    let restricted = sqlstate(&owner, "delete from customers").await;
    assert!(["23001", "23503"].contains(&restricted.as_str()), "{restricted}");
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
async fn what_is_summed_of_other_rows_is_kept() {
    let server = loaded().await;
    let owner = server.maintenance().sibling("shop").connect().await.unwrap();
    let orders = "select concat_ws(' ', order_number, subtotal, discount_amount, total, payment_status)
        from orders order by order_number";
    assert_eq!(
        column(&owner, orders).await,
        [
            "ORD-1 21.50 1.00 20.50 pending",
            "ORD-2 43.00 0.00 43.00 pending",
            "ORD-3 64.50 0.00 64.50 pending"
        ]
    );
    run(&owner, "update payments set status = case amount when 20 then 'completed' else 'failed' end;").await;
    assert_eq!(
        column(&owner, "select payment_status from orders order by order_number").await,
        ["completed", "pending", "failed"]
    );
    // More off than there is to pay.
    let discount = "insert into order_discounts (order_id, discount_id, discount_amount)
        select o.id, d.id, 43.01 from orders as o, discounts as d where o.order_number = 'ORD-2'";
    assert_eq!(sqlstate(&owner, discount).await, "23514");
    let ratings = "select concat_ws(' ', sku, rating) from products order by sku";
    assert_eq!(column(&owner, ratings).await, ["HAT", "SHIRT 4.00"]);
    // Who approves a review may not write the product.
    let clerk = login(&server, "clerk").await;
    run(&clerk, "update reviews set approved = true;").await;
    assert_eq!(column(&owner, ratings).await, ["HAT 1.00", "SHIRT 4.50"]);
    assert_eq!(sqlstate(&clerk, "update products set rating = 5").await, "42501");
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

/// Every virtual field of every type has the type of the model, whatever the row, and each rule holds as a condition
/// exactly where it is true as a value. How many questions were asked.
async fn is_what_the_model_says(session: &Session, ir: &Ir) -> usize {
    let everybody = [
        Asks { viewer: ALICE, roles: &["customer"], session: "abc" },
        Asks { viewer: "", roles: &[], session: "" },
    ];
    let scope = Scope::new(ir).bind(Root::This, Row::Named(Ident::new("t").unwrap()));
    let mut asked = 0;
    for (entity, asks) in
        ir.entities.iter().flat_map(|entity| everybody.iter().map(move |asks| (entity, asks)))
    {
        let table = fraise_lower::names::table(ir, entity.id);
        for field in entity.field_ids().filter(|field| !ir.field(*field).is_stored()) {
            let value = scope.field(Root::This, field).flat(&mut |hole| asks.fill(ir, hole));
            let ty = fraise_lower::types::sql_type(ir, &ir.field(field).ty);
            let null = if ir.field(field).nullable { "" } else { "or v is null" };
            let odd = format!(
                "select v::text from (select {value} as v from {table} as t) as it
                 where pg_typeof(v) <> pg_typeof(null::{ty}) or v::text <> v::{ty}::text {null}"
            );
            assert_eq!(column(session, &odd).await, [""; 0], "{odd}");
            asked += 1;
        }
        for rule in &entity.rules {
            let condition = scope.condition(&rule.expr).flat(&mut |hole| asks.fill(ir, hole));
            let value = scope.value(&rule.expr).flat(&mut |hole| asks.fill(ir, hole));
            let odd = format!(
                "select t.id::text from {table} as t where ({condition}) is true <> (({value}) is true)"
            );
            assert_eq!(column(session, &odd).await, [""; 0], "{odd}");
            asked += 1;
        }
    }
    asked
}

#[tokio::test]
async fn the_storefronts_virtual_fields_and_rules_are_what_the_model_says() {
    let server = loaded().await;
    let service = login(&server, "server").await;
    assert!(is_what_the_model_says(&service, &support::checked(STOREFRONT)).await > 20);
}

#[tokio::test]
async fn rules_about_rows_that_may_be_missing_are_what_the_model_says() {
    let server = Server::start(&find(None).unwrap_or_else(|error| panic!("{error}"))).unwrap();
    let schema = include_str!("../../fraise-lower/tests/shop.yaml");
    let session = made(&server, "shop", schema).await.connect().await.unwrap();
    run(&session, include_str!("support/missing.sql")).await;
    assert!(is_what_the_model_says(&session, &support::checked(schema)).await > 60);
}

#[tokio::test]
async fn a_policy_may_look_at_its_own_table() {
    let server = Server::start(&find(None).unwrap_or_else(|error| panic!("{error}"))).unwrap();
    let database = made(&server, "desk", include_str!("cases/access.yaml")).await;
    let administrator = database.connect().await.unwrap();
    run(
        &administrator,
        "create role server login; grant desk_dev_service to server;
         insert into folders (id, parent_id, open) values
           ('00000000-0000-0000-0000-000000000001', null, true),
           ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001', true),
           ('00000000-0000-0000-0000-000000000003', null, false),
           ('00000000-0000-0000-0000-000000000004', '00000000-0000-0000-0000-000000000003', true);",
    )
    .await;
    let anybody = database.connect_as("server").await.unwrap();
    run(&anybody, "set role desk_dev_api;").await;
    let shown = column(&anybody, "select right(id::text, 1) from folders order by 1").await;
    assert_eq!(shown, ["1", "2"]);
}
