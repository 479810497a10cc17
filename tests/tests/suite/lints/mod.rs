//! Facts about PostgreSQL that every loaded schema respects, whatever it declares.
//!
//! A lint is a query for what breaks it, over all schemas of a case, and a statement that breaks it: the damage is done
//! and taken back in one transaction, and the lint must find it.
//!
//! - `functions`: what runs with the rights of the owner
//! - `rights`: roles, grants and policies
//! - `tables`: columns, keys and names
//! - `texts`: the scripts as they are printed

mod functions;
mod rights;
mod tables;
mod texts;

use fraise_pg::{Server, Session};

use crate::case::{self, Case};
use crate::server::{self, load, texts};

/// A fact that holds of every database.
struct Lint {
    /// As a sentence that is true.
    name: &'static str,
    /// What breaks it, one row each. `:schemas` are ours, `:prefix` begins the names of our roles.
    finds: &'static str,
    /// Breaks it.
    damage: &'static str,
}

fn all() -> Vec<&'static Lint> {
    [functions::LINTS, rights::LINTS, tables::LINTS].concat()
}

fn filled(text: &str, case: &Case) -> String {
    let schemas = [case.ir.service.schema.as_str(), "fraise"].map(|it| format!("'{it}'")).join(", ");
    text.replace(":schemas", &schemas)
        .replace(":schema", &case.ir.service.schema)
        .replace(":prefix", &case.ir.service.roles_prefix)
}

async fn found(session: &Session, case: &Case, lint: &Lint) -> Vec<String> {
    let rows = texts(session, &filled(lint.finds, case)).await;
    rows.iter().map(|row| format!("{}: {}: {}", case.name, lint.name, row.join(" "))).collect()
}

async fn every_schema_is_clean(server: &Server) {
    let mut wrong = Vec::new();
    for case in case::all() {
        let session = load(server, &case).await.connect().await.unwrap();
        for lint in all() {
            wrong.extend(found(&session, &case, lint).await);
        }
        wrong.extend(tables::enums_that_are_not_checked(&session, &case).await);
    }
    assert_eq!(wrong, [""; 0], "PostgreSQL {}\n{}", server.binaries().version, wrong.join("\n"));
}

#[tokio::test]
async fn every_schema_holds_them() {
    every_schema_is_clean(&server::oldest()).await;
}

#[tokio::test]
async fn on_other_servers() {
    for server in server::others() {
        every_schema_is_clean(&server).await;
    }
}

#[tokio::test]
async fn each_sees_what_breaks_it() {
    let server = server::oldest();
    let case = case::storefront();
    let session = load(&server, &case).await.connect().await.unwrap();
    let mut not_seen = Vec::new();
    for lint in all() {
        session.batch_execute("begin").await.unwrap();
        let damage = filled(lint.damage, &case);
        session.batch_execute(&damage).await.unwrap_or_else(|error| panic!("{damage}: {error:?}"));
        if found(&session, &case, lint).await.is_empty() {
            not_seen.push(format!("{}: {damage}", lint.name));
        }
        session.batch_execute("rollback").await.unwrap();
        assert_eq!(found(&session, &case, lint).await, [""; 0]);
    }
    let unchecked = "alter table orders drop constraint orders_status_check";
    session.batch_execute(unchecked).await.unwrap();
    let found = tables::enums_that_are_not_checked(&session, &case).await;
    assert_eq!(found, ["storefront: enumerations are text with a check: public.orders.status"]);
    assert_eq!(not_seen, [""; 0]);
}
