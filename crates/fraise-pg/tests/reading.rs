//! Catalogs printed, loaded, read back and compared; and what the comparison says of damage.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "../../fraise-sql/tests/sample/mod.rs"]
mod sample;

use fraise_pg::{Server, Session, find, introspect, read_back};
use fraise_sql::catalog::Catalog;
use fraise_sql::{Ident, ident, print};
use pretty_assertions::assert_eq;

/// A server whose database `shop` was made by both scripts, each by whom it is for.
async fn loaded() -> Server {
    let server = Server::start(&find(None).unwrap_or_else(|error| panic!("{error}"))).unwrap();
    let database = server.create_database("shop").await.unwrap();
    let administrator = database.connect().await.unwrap();
    run(&administrator, &print::roles(&sample::roles(), &["Roles."])).await;
    administrator
        .batch_execute("create role deployer login; grant shop_owner to deployer")
        .await
        .unwrap();
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
    let differences = read_back(session, catalog, &schemas()).await;
    let differences = differences.unwrap_or_else(|error| panic!("{error}"));
    differences.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn what_was_printed_is_read_back() {
    let server = loaded().await;
    let session = server_session(&server).await;
    assert_eq!(differences(&session, &sample::catalog()).await, [""; 0]);
    // Nothing was left behind by the comparison.
    assert_eq!(differences(&session, &sample::catalog()).await, [""; 0]);
}

async fn server_session(server: &Server) -> Session {
    server
        .maintenance()
        .sibling("shop")
        .connect()
        .await
        .unwrap()
}

#[tokio::test]
async fn the_administrators_script_may_run_again() {
    let server = loaded().await;
    let session = server_session(&server).await;
    run(&session, &print::roles(&sample::roles(), &[])).await;
    assert_eq!(differences(&session, &sample::catalog()).await, [""; 0]);
}

#[tokio::test]
async fn no_role_that_exists_is_widened() {
    let server = Server::start(&find(None).unwrap()).unwrap();
    let session = server
        .create_database("shop")
        .await
        .unwrap()
        .connect()
        .await
        .unwrap();
    session
        .batch_execute("create role shop_service login")
        .await
        .unwrap();
    let error = session
        .run_script(&print::roles(&sample::roles(), &[]))
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("role \"shop_service\" is there but is no member of \"shop_api\""),
        "{error}"
    );
}

#[tokio::test]
async fn what_is_read_can_be_printed_and_read_again() {
    let server = loaded().await;
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

/// The cases of `damage.sql`: what is done, and what must be said of it.
fn damages() -> Vec<(&'static str, Vec<&'static str>)> {
    let (_, cases) = include_str!("damage.sql").split_once("\n\n").unwrap();
    cases
        .split("\n\n")
        .map(|case| {
            let mut lines = case.lines();
            let damage = lines.next().unwrap();
            (
                damage,
                lines
                    .map(|line| line.strip_prefix("-- ").unwrap())
                    .collect(),
            )
        })
        .collect()
}

#[tokio::test]
async fn damage_is_named_exactly() {
    let server = loaded().await;
    let catalog = sample::catalog();
    let mut wrong = Vec::new();
    for (place, (damage, expected)) in damages().iter().enumerate() {
        let database = server
            .copy_database("shop", &format!("damage_{place}"))
            .await
            .unwrap();
        let session = database.connect().await.unwrap();
        if let Err(error) = session.run_script(damage).await {
            wrong.push(format!("{error}"));
            continue;
        }
        let found = differences(&session, &catalog).await;
        if found != *expected {
            wrong.push(format!("{damage}\n-- {}", found.join("\n-- ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
