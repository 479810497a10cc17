//! Facts about PostgreSQL that every schema respects, whatever it declares: those of `fraise_verify::catalog`, of which
//! `verify` asks every schema, and those about the text of scripts.
//!
//! A lint is a query for what breaks it, and a statement that does: the damage is done and taken back in one transaction,
//! and the lint must find it.
//!
//! - `texts`: the scripts as they are printed

mod texts;

use fraise_pg::Session;
use fraise_verify::{
    catalog::{Lint, enums_that_are_not_checked, lints},
    filled,
};
use pretty_assertions::assert_eq;

use crate::case::{self, Case};
use crate::server::{self, load};

async fn found(session: &Session, case: &Case, lint: &Lint) -> Vec<String> {
    let rows = lint.ask(session, &case.ir).await.unwrap();
    rows.iter().map(|row| format!("{}: {}: {row}", case.name, lint.name)).collect()
}

#[tokio::test]
async fn each_sees_what_breaks_it() {
    let server = server::oldest();
    let case = case::storefront();
    let session = load(&server, &case).await.connect().await.unwrap();
    let mut not_seen = Vec::new();
    for lint in lints() {
        session.batch_execute("begin").await.unwrap();
        let damage = filled(lint.damage, &case.ir);
        session.rows(&damage).await.unwrap_or_else(|error| panic!("{damage}: {error:?}"));
        if found(&session, &case, lint).await.is_empty() {
            not_seen.push(format!("{}: {damage}", lint.name));
        }
        session.batch_execute("rollback").await.unwrap();
        assert_eq!(found(&session, &case, lint).await, [""; 0]);
    }
    let unchecked = "alter table orders drop constraint orders_status_check";
    session.batch_execute(unchecked).await.unwrap();
    let found = enums_that_are_not_checked(&session, &case.ir).await.unwrap();
    assert_eq!(found.iter().map(|it| it.1.as_str()).collect::<Vec<_>>(), ["public.orders.status"]);
    assert_eq!(not_seen, [""; 0]);
}
