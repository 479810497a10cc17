//! Catalogs printed, loaded, read back and compared; and what the comparison says of damage.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "../../fraise-sql/tests/sample/mod.rs"]
mod sample;

use fraise_pg::{Binaries, Server, Session, find, introspect, read_back, read_back_within};
use fraise_sql::catalog::Catalog;
use fraise_sql::{Ident, ident, print};
use pretty_assertions::assert_eq;

/// The installed PostgreSQL, and with `FRAISE_FULL` a second version beside it. A missing one is a
/// failure.
fn each_binaries() -> Vec<Binaries> {
    let mut wanted = vec![None];
    if std::env::var_os("FRAISE_FULL").is_some() {
        wanted.push(Some(18));
    }
    let found = |major| find(major).unwrap_or_else(|error| panic!("{error}"));
    wanted.into_iter().map(found).collect()
}

async fn loaded_on_each() -> Vec<Server> {
    let mut servers = Vec::new();
    for binaries in each_binaries() {
        servers.push(loaded(&binaries).await);
    }
    servers
}

/// A server whose database `shop` was made by both scripts, each by whom it is for.
async fn loaded(binaries: &Binaries) -> Server {
    let server = Server::start(binaries).unwrap();
    let database = server.create_database("shop").await.unwrap();
    let administrator = database.connect().await.unwrap();
    run(&administrator, &print::roles(&sample::roles(), &["Roles."])).await;
    administrator.batch_execute("create role deployer login; grant shop_owner to deployer").await.unwrap();
    let deployer = database.connect_as("deployer").await.unwrap();
    run(&deployer, &print::schema(&sample::catalog(), &["Schema."])).await;
    server
}

/// Runs a script that must go through without a word.
async fn run(session: &Session, script: &str) {
    if let Err(error) = session.run_script(script).await {
        panic!("{error}");
    }
    assert_eq!(session.take_notices(), []);
}

fn schemas() -> [Ident; 2] {
    [ident!("public"), ident!("fraise")]
}

async fn differences(session: &Session, catalog: &Catalog) -> Vec<String> {
    session.batch_execute("begin").await.unwrap();
    let differences = differences_within(session, catalog).await;
    session.batch_execute("rollback").await.unwrap();
    differences
}

async fn differences_within(session: &Session, catalog: &Catalog) -> Vec<String> {
    let differences = read_back_within(session, catalog, &schemas()).await;
    let differences = differences.unwrap_or_else(|error| panic!("{error}"));
    differences.iter().map(ToString::to_string).collect()
}

async fn server_session(server: &Server) -> Session {
    server.maintenance().sibling("shop").connect().await.unwrap()
}

#[tokio::test]
async fn what_was_printed_is_read_back() {
    for server in loaded_on_each().await {
        let session = server_session(&server).await;
        assert_eq!(read_back(&session, &sample::catalog(), &schemas()).await.unwrap(), []);
        // Nothing was left behind by the comparison.
        assert_eq!(differences(&session, &sample::catalog()).await, [""; 0]);
    }
}

#[tokio::test]
async fn the_administrators_script_may_run_again() {
    for server in loaded_on_each().await {
        let session = server_session(&server).await;
        run(&session, &print::roles(&sample::roles(), &[])).await;
        assert_eq!(differences(&session, &sample::catalog()).await, [""; 0]);
    }
}

/// As on a hosted PostgreSQL, where nobody is a superuser.
#[tokio::test]
async fn an_administrator_need_not_be_a_superuser() {
    for binaries in each_binaries() {
        let server = Server::start(&binaries).unwrap();
        let superuser = server.maintenance().connect().await.unwrap();
        superuser.batch_execute("create role boss login createrole").await.unwrap();
        superuser.batch_execute("create database shop owner boss").await.unwrap();
        let database = server.maintenance().sibling("shop");
        let boss = database.connect_as("boss").await.unwrap();
        for _ in 0..2 {
            run(&boss, &print::roles(&sample::roles(), &[])).await;
        }
        let acts = "select pg_has_role('shop_owner', 'usage')";
        assert!(!boss.query_one(acts, &[]).await.unwrap().get::<_, bool>(0));
        boss.batch_execute("create role deployer login; grant shop_owner to deployer").await.unwrap();
        let deployer = database.connect_as("deployer").await.unwrap();
        run(&deployer, &print::schema(&sample::catalog(), &[])).await;
        let session = database.connect().await.unwrap();
        assert_eq!(differences(&session, &sample::catalog()).await, [""; 0]);
    }
}

#[tokio::test]
async fn no_role_that_exists_is_widened() {
    let cases = [
        ("create role shop_service", "role \"shop_service\" is there but is no member of \"shop_api\""),
        ("create role shop_owner login", "role \"shop_owner\" is there and can log in"),
        ("create role shop_owner superuser", "role \"shop_owner\" is there and can log in or is"),
    ];
    for binaries in each_binaries() {
        let server = Server::start(&binaries).unwrap();
        for (before, said) in cases {
            let session = server.maintenance().connect().await.unwrap();
            session.batch_execute(before).await.unwrap();
            let error = session.run_script(&print::roles(&sample::roles(), &[])).await.unwrap_err();
            assert!(error.to_string().contains(said), "{error}");
            session.batch_execute("rollback").await.unwrap();
            let roles = "select string_agg(rolname, ' ') from pg_roles where rolname ~* '^shop'";
            let roles: String = session.query_one(roles, &[]).await.unwrap().get(0);
            assert_eq!(before.split(' ').nth(2), Some(roles.as_str()));
            session.batch_execute(&format!("drop role {roles}")).await.unwrap();
        }
    }
}

#[tokio::test]
async fn what_is_read_can_be_printed_and_read_again() {
    for server in loaded_on_each().await {
        let session = server_session(&server).await;
        let read = introspect(&session, &schemas()).await.unwrap();
        assert_eq!(read.beyond, []);
        // A second database of the same server, made from what was read in the first.
        let database = server.create_database("again").await.unwrap();
        let administrator = database.connect().await.unwrap();
        run(&administrator, &print::roles(&sample::roles(), &[])).await;
        let mut catalog = read.catalog.clone();
        let (helpers, functions) = catalog
            .functions
            .drain(..)
            .partition(|it| ["has_role", "is_size_v1"].contains(&it.name.name.as_str()));
        (catalog.helpers, catalog.functions) = (helpers, functions);
        let deployer = database.connect_as("deployer").await.unwrap();
        run(&deployer, &print::schema(&catalog, &[])).await;
        assert_eq!(introspect(&administrator, &schemas()).await.unwrap(), read);
    }
}

/// The cases of `damage.sql`: what is done, and what must be said of it.
fn damages() -> Vec<(&'static str, Vec<&'static str>)> {
    let (_, cases) = include_str!("damage.sql").split_once("\n\n").unwrap();
    cases
        .split("\n\n")
        .map(|case| {
            let mut lines = case.lines();
            let damage = lines.next().unwrap();
            (damage, lines.map(|line| line.strip_prefix("-- ").unwrap()).collect())
        })
        .collect()
}

#[tokio::test]
async fn damage_is_named_exactly() {
    assert!(damages().len() >= 60, "{}", damages().len());
    for server in loaded_on_each().await {
        let session = server_session(&server).await;
        let catalog = sample::catalog();
        let mut wrong = Vec::new();
        for (damage, expected) in damages() {
            session.batch_execute("begin").await.unwrap();
            match session.run_script(damage).await {
                Err(error) => wrong.push(format!("{error}")),
                Ok(()) => {
                    let found = differences_within(&session, &catalog).await;
                    if found != expected {
                        wrong.push(format!("{damage}\n-- {}", found.join("\n-- ")));
                    }
                }
            }
            session.batch_execute("rollback").await.unwrap();
        }
        let version = &server.binaries().version;
        assert!(wrong.is_empty(), "PostgreSQL {version}:\n\n{}", wrong.join("\n\n"));
    }
}
