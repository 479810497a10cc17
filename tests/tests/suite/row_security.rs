//! What people see in psql: logins of the roles, and of the service, in a storefront with a few rows.
//!
//! PostgreSQL knows of a person which roles he holds, not which customer he is, so a customer in psql sees
//! what everybody sees. Who a viewer is, only the service's logins can say.

use std::collections::BTreeMap;

use fraise_pg::{Database, Server, Session};
use pretty_assertions::assert_eq;

use crate::case;
use crate::server::{self, load, run, texts};

const ALICE: &str = "00000000-0000-0000-0000-00000000000a";
const BOB: &str = "00000000-0000-0000-0000-00000000000b";

/// A login for people of each role, one of the service, and one that is nobody.
const LOGINS: &str = "
    create role shopper login; grant storefront_role_customer to shopper;
    create role clerk login; grant storefront_role_support to clerk;
    create role packer login; grant storefront_role_warehouse to packer;
    create role chief login; grant storefront_role_admin to chief;
    create role service login; grant storefront_service to service;
    create role stranger login;";

const REFUSED: &str = "42501";

struct Shop {
    /// Stops when dropped.
    _server: Server,
    database: Database,
}

impl Shop {
    async fn open_on(server: Server) -> Self {
        let storefront = case::storefront();
        let database = load(&server, &storefront).await;
        let administrator = database.connect().await.unwrap();
        run(&administrator, &storefront, LOGINS).await;
        let rows = std::fs::read_to_string(case::folder().join("behaviour/row_security/rows.sql")).unwrap();
        run(&administrator, &storefront, &rows).await;
        Self { _server: server, database }
    }

    async fn open() -> Self {
        Self::open_on(server::oldest()).await
    }

    async fn login(&self, name: &str) -> Session {
        self.database.connect_as(name).await.unwrap()
    }
}

/// How many rows of each table a session sees; what only the service reads, logs and the outbox, is left out.
async fn seen(session: &Session) -> BTreeMap<String, String> {
    let tables = texts(
        session,
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
           and has_any_column_privilege('storefront_api', oid, 'select')",
    )
    .await;
    let mut seen = BTreeMap::new();
    for table in tables.concat() {
        let count = texts(session, &format!("select count(*) from public.{table}")).await.concat().concat();
        seen.insert(table, count);
    }
    assert!(seen.len() > 15);
    seen
}

/// The SQLSTATE of a statement that fails.
async fn sqlstate(session: &Session, statement: &str) -> String {
    match session.batch_execute(statement).await {
        Ok(()) => panic!("{statement}: no error"),
        Err(error) => error.code().unwrap_or_else(|| panic!("{error}")).code().to_owned(),
    }
}

async fn values(session: &Session, query: &str) -> Vec<String> {
    texts(session, query).await.concat()
}

#[tokio::test]
async fn support_sees_every_row() {
    for server in server::each() {
        let shop = Shop::open_on(server).await;
        let all = seen(&shop.login("postgres").await).await;
        assert!(all.values().all(|it| it != "0"), "{all:?}");
        assert_eq!(seen(&shop.login("clerk").await).await, all);
        assert_eq!(seen(&shop.login("chief").await).await, all);
        assert_eq!(seen(&shop.login("service").await).await, all);
    }
}

#[tokio::test]
async fn a_customer_sees_what_everybody_sees() {
    for server in server::each() {
        let shop = Shop::open_on(server).await;
        let session = shop.login("shopper").await;
        let visible: Vec<String> = seen(&session)
            .await
            .into_iter()
            .filter(|(_, count)| count != "0")
            .map(|(table, count)| format!("{table} {count}"))
            .collect();
        assert_eq!(visible, ["categories 1", "inventory 1", "product_variants 1", "products 2", "reviews 1"]);
        assert_eq!(values(&session, "select sku from products order by 1").await, ["SCARF", "SHIRT"]);
        assert_eq!(values(&session, "select stars from reviews").await, ["5"]);
        // Three of a hundred are reserved by the lines of the two orders.
        assert_eq!(values(&session, "select quantity_available from inventory").await, ["97"]);
    }
}

#[tokio::test]
async fn the_warehouse_sees_orders_and_no_customers() {
    let shop = Shop::open().await;
    let session = shop.login("packer").await;
    assert_eq!(values(&session, "select order_number from orders order by 1").await, ["ORD-A", "ORD-B"]);
    assert_eq!(values(&session, "select count(*) from addresses").await, ["3"]);
    assert_eq!(values(&session, "select count(*) from customers").await, ["0"]);
    assert_eq!(values(&session, "select sku from products order by 1").await, ["SCARF", "SHIRT"]);
}

#[tokio::test]
async fn guarded_columns_are_for_the_roles_they_name() {
    let guarded: &[(&str, &[&str])] = &[
        ("select cost from public.products", &["chief", "service"]),
        (
            "select reorder_point, reorder_quantity from public.inventory",
            &["clerk", "packer", "chief", "service"],
        ),
        ("select error_message from public.payments", &["clerk", "chief", "service"]),
        ("select holder from public.carts", &["service"]),
        ("select * from public.products", &["chief", "service"]),
        ("select 1 from public.products where cost > 5", &["chief", "service"]),
    ];
    let shop = Shop::open().await;
    for name in ["shopper", "clerk", "packer", "chief", "service", "stranger"] {
        let session = shop.login(name).await;
        for (query, allowed) in guarded {
            let state =
                session.batch_execute(query).await.err().map(|it| it.code().unwrap().code().to_owned());
            let expected = (!allowed.contains(&name)).then(|| REFUSED.to_owned());
            assert_eq!(state, expected, "{name}: {query}");
        }
    }
    let chief = shop.login("chief").await;
    assert_eq!(values(&chief, "select cost from products where sku = 'SHIRT'").await, ["7.50"]);
}

#[tokio::test]
async fn a_login_without_a_role_is_refused_everything() {
    let shop = Shop::open().await;
    let stranger = shop.login("stranger").await;
    for statement in [
        "select id from public.categories",
        "insert into public.reviews (stars) values (5)",
        "select fraise.has_role('admin')",
        "create table public.mine ()",
        "create table fraise.mine ()",
        "set role storefront_api",
    ] {
        assert_eq!(sqlstate(&stranger, statement).await, REFUSED, "{statement}");
    }
}

#[tokio::test]
async fn nobody_but_the_service_says_who_he_is() {
    let shop = Shop::open().await;
    for name in ["shopper", "packer"] {
        let session = shop.login(name).await;
        let before = seen(&session).await;
        let own = values(&session, "select fraise.has_role('customer'), fraise.has_role('warehouse')").await;
        let claims = format!(
            "set fraise.viewer_id = '{ALICE}'; set fraise.roles = 'customer,support,warehouse,admin,system';
             set fraise.claim.session = 'abc'; set fraise.claim.roles = 'admin'"
        );
        session.batch_execute(&claims).await.unwrap();
        // The helpers look where they say, whatever a session puts first on its path or makes of its own.
        session
            .batch_execute(
                "create temporary table pg_roles (rolname name, oid oid);
                 insert into pg_roles select 'storefront_role_' || r, oid
                   from pg_catalog.pg_roles, unnest(array['admin', 'support']) r where rolname = session_user;
                 create function pg_temp.pg_has_role(name, oid, text) returns boolean language sql as 'select true';
                 create function pg_temp.pg_has_role(name, text, text) returns boolean language sql as 'select true';
                 grant all on pg_roles to public;
                 set search_path = pg_temp, public, pg_catalog",
            )
            .await
            .unwrap();
        assert_eq!(
            values(&session, "select fraise.viewer_id(), fraise.claim('session')").await,
            ["null", "null"]
        );
        assert_eq!(
            values(&session, "select fraise.has_role('customer'), fraise.has_role('warehouse')").await,
            own
        );
        assert_eq!(
            values(
                &session,
                "select fraise.has_role('admin'), fraise.has_role('support'), fraise.has_role('system')"
            )
            .await,
            ["f", "f", "f"]
        );
        assert_eq!(seen(&session).await, before, "{name}");
        session.batch_execute("set role storefront_api").await.unwrap();
        assert_eq!(seen(&session).await, before, "{name} as storefront_api");
    }
}

#[tokio::test]
async fn no_role_is_a_way_to_another() {
    let roles = ["owner", "api", "service", "role_customer", "role_support", "role_warehouse", "role_admin"];
    let own: &[(&str, &[&str])] = &[
        ("shopper", &["api", "role_customer"]),
        ("clerk", &["api", "role_support"]),
        ("packer", &["api", "role_warehouse"]),
        ("chief", &["api", "role_admin"]),
        ("service", &["api", "service"]),
    ];
    let shop = Shop::open().await;
    for (name, own) in own {
        let session = shop.login(name).await;
        for role in roles {
            let answer = session.batch_execute(&format!("set role storefront_{role}; reset role")).await;
            let state = answer.err().map(|it| it.code().unwrap().code().to_owned());
            assert_eq!(state, (!own.contains(&role)).then(|| REFUSED.to_owned()), "{name}: {role}");
        }
        let session = shop.login(name).await;
        assert_eq!(sqlstate(&session, "set session authorization chief2").await, "22023");
        assert_eq!(sqlstate(&session, "set session authorization postgres").await, REFUSED);
    }
}

/// What the service would see in a transaction under the rights of a person it vouches for.
async fn vouched(session: &Session, viewer: &str, roles: &str, query: &str) -> Result<Vec<String>, String> {
    let settings = format!(
        "begin; set local role storefront_api;
         select set_config('fraise.viewer_id', '{viewer}', true), set_config('fraise.roles', '{roles}', true)"
    );
    session.batch_execute(&settings).await.unwrap();
    let answer = session.query(query, &[]).await;
    session.batch_execute("rollback").await.unwrap();
    match answer {
        Ok(rows) => Ok(rows.iter().map(|row| row.get(0)).collect()),
        Err(error) => Err(error.code().unwrap().code().to_owned()),
    }
}

#[tokio::test]
async fn whom_the_service_vouches_for_sees_his_own() {
    for server in server::each() {
        let shop = Shop::open_on(server).await;
        let service = shop.login("service").await;
        let orders = "select order_number::text from orders order by 1";
        let own = |it: &'static str| Ok(vec![it.to_owned()]);
        assert_eq!(vouched(&service, ALICE, "customer", orders).await, own("ORD-A"));
        assert_eq!(vouched(&service, BOB, "customer", orders).await, own("ORD-B"));
        assert_eq!(vouched(&service, BOB, "", orders).await, Ok(vec![]));
        assert_eq!(vouched(&service, "", "customer", orders).await, Ok(vec![]));
        assert_eq!(vouched(&service, "", "support", orders).await.unwrap().len(), 2);
        assert_eq!(vouched(&service, "", "supporter,,customer ", orders).await, Ok(vec![]));
        assert_eq!(
            vouched(&service, ALICE, "customer", "select email::text from customers").await,
            own("alice@example.com")
        );
        assert_eq!(vouched(&service, BOB, "", "select count(*)::text from reviews").await, own("1"));
        assert_eq!(vouched(&service, BOB, "customer", "select count(*)::text from reviews").await, own("2"));
        assert_eq!(
            vouched(&service, ALICE, "customer", "select count(*)::text from cart_items").await,
            own("1")
        );
        assert_eq!(
            vouched(&service, BOB, "customer", "select count(*)::text from cart_items").await,
            own("0")
        );
        // A person has the columns that everybody has, whoever vouches.
        assert_eq!(
            vouched(&service, ALICE, "admin", "select cost::text from products").await,
            Err(REFUSED.to_owned())
        );
    }
}

#[tokio::test]
async fn nothing_of_a_person_outlives_the_transaction() {
    let shop = Shop::open().await;
    let service = shop.login("service").await;
    vouched(&service, ALICE, "admin", "select 1::text").await.unwrap();
    assert_eq!(values(&service, "select fraise.viewer_id(), fraise.has_role('admin')").await, ["null", "f"]);
    service.batch_execute("set role storefront_api").await.unwrap();
    assert_eq!(values(&service, "select count(*) from orders").await, ["0"]);
}

/// What is no id is nobody's; it must never show a row of anybody.
#[tokio::test]
async fn a_viewer_that_is_no_id_sees_nothing_of_anybody() {
    let shop = Shop::open().await;
    let service = shop.login("service").await;
    let answer = vouched(&service, "no id", "customer", "select order_number::text from orders").await;
    assert_eq!(answer, Err("22P02".to_owned()));
}
