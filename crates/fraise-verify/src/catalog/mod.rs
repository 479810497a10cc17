//! The database is what was meant, and keeps to what is known of PostgreSQL whatever a schema declares.
//!
//! - `lint`: facts that hold of every database
//! - `functions`, `rights`, `tables`: the facts
//! - `bodies`: what the extension plpgsql_check says of functions

mod bodies;
mod functions;
mod lint;
mod rights;
mod tables;

use fraise_diagnostics::Span;
use fraise_ir::Ir;
use fraise_lower::names;
use fraise_pg::{About, Error, read_back};
use fraise_sql::ident;

use crate::{Check, Finding, Outcome, filled, ground::Ground};

pub use bodies::findings as findings_of_bodies;
pub use lint::Lint;
pub use tables::enums_that_are_not_checked;

/// All facts.
pub fn lints() -> Vec<&'static Lint> {
    [functions::LINTS, rights::LINTS, tables::LINTS].concat()
}

pub(crate) async fn check(ground: &Ground<'_>, compare: bool) -> Result<Outcome, Error> {
    let mut outcome = Outcome::of(Check::Catalog);
    let database = ground.copy().await?;
    let session = database.connect().await?;
    if compare {
        let schemas = [names::ident(&ground.ir.service.schema), ident!("fraise")];
        let differences = read_back(&session, ground.catalog, &schemas).await?;
        outcome.count(ground.catalog.tables.len(), "tables");
        outcome.count(ground.catalog.functions.len() + ground.catalog.helpers.len(), "functions");
        outcome.findings.extend(differences.iter().map(|it| {
            let what = it.to_string();
            Finding::new(Check::Catalog, place(ground.ir, &what), what)
        }));
    }
    let lints = lints();
    outcome.count(lints.len() + 1, "lints");
    for lint in lints {
        for row in lint.ask(&session, ground.ir).await? {
            let what = format!("not true: {}: {row}", lint.name);
            let finding = Finding::new(Check::Catalog, place(ground.ir, &row), what);
            outcome.findings.push(finding.sql(format!("{};", filled(lint.finds, ground.ir))));
        }
    }
    for (span, column) in enums_that_are_not_checked(&session, ground.ir).await? {
        let what = format!("not true: enumerations are text with a check: {column}");
        outcome.findings.push(Finding::new(Check::Catalog, span, what));
    }
    if About::of(&session).await?.extensions.iter().any(|it| it == bodies::EXTENSION) {
        for row in findings_of_bodies(&session).await? {
            let what = format!("plpgsql_check: {}", row.join(" "));
            outcome.findings.push(Finding::new(Check::Catalog, place(ground.ir, &what), what));
        }
    } else {
        outcome.left_out.push("the extension plpgsql_check is not installed".to_owned());
    }
    Ok(outcome)
}

/// The type whose table a text names; of several the one with the longest name.
fn place(ir: &Ir, text: &str) -> Span {
    let words: Vec<&str> = text.split(|it: char| !(it.is_alphanumeric() || it == '_')).collect();
    let named = ir.entities.iter().filter(|it| words.contains(&it.table.as_str()));
    named.max_by_key(|it| it.table.len()).map_or(ir.service.span, |it| it.span)
}
