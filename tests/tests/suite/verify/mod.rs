//! `fraise verify`: nothing is found in what the compiler makes, and every check sees what is broken.
//!
//! - `damages`: the storefront's script, damaged by one statement each

mod damages;

use std::collections::BTreeSet;

use fraise_pg::Server;
use fraise_verify::{Check, Finding, Options, Outcome, Subject, verify};
use pretty_assertions::assert_eq;

use crate::case::{self, Case};
use crate::server;

/// What checks say of a case whose script is followed by statements of the owner.
pub(crate) async fn verified(server: &Server, case: &Case, damage: &str, checks: &[Check]) -> Vec<Outcome> {
    let checks = BTreeSet::from_iter(checks.iter().copied());
    let options = Options { checks, compare_catalog: false, ..Options::default() };
    let catalog = case.catalog();
    let script = case.file("postgres/schema.sql");
    let damaged = format!(
        "{script}\nbegin; set local role {}; set local search_path = {}, pg_temp; {damage}; commit;",
        case.role("owner"),
        case.ir.service.schema
    );
    let schema_sql = if damage.is_empty() { script } else { &damaged };
    let subject = Subject { ir: &case.ir, catalog: &catalog, schema_sql };
    let outcomes = verify(server, &subject, &options, &mut |_| {}).await;
    outcomes.unwrap_or_else(|error| panic!("{}: {damage}: {error}", case.name))
}

/// What was found, one line each.
pub(crate) fn lines(case: &Case, outcomes: &[Outcome]) -> Vec<String> {
    let line = |it: &Finding| {
        format!("{}: {}: {}; expected {}, found {}", case.name, it.check, it.what, it.expected, it.happened)
    };
    outcomes.iter().flat_map(|it| &it.findings).map(line).collect()
}

/// Checks that take little time.
const QUICK: &[Check] = &[Check::Catalog, Check::Invariants, Check::Stories];

/// And what takes more.
const FULL: &[Check] = &[Check::Catalog, Check::Invariants, Check::Stories, Check::Access];

/// Not here: states, which `machines` looks at.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_found_in_what_was_meant() {
    let mut wrong = Vec::new();
    for server in server::each() {
        for case in case::all() {
            wrong.extend(lines(
                &case,
                &verified(&server, &case, "", if server::is_full() { FULL } else { QUICK }).await,
            ));
        }
    }
    assert_eq!(wrong, [""; 0], "{}", wrong.join("\n"));
}

/// Who reads a row and later has another one summed for it locks it as strongly from the beginning: each session of several
/// would wait for the others to give up what they only read. Races have found it.
#[test]
fn a_row_that_is_read_and_then_summed_for_is_locked_for_both() {
    let case = Case::compile("library", &case::folder().join("../schemas/library.yaml"));
    let script = case.file("postgres/schema.sql");
    for function in ["create function fraise.lock__loan(", "create function public.reserve("] {
        let body = script.split(function).nth(1).unwrap().split("$fn$;").next().unwrap();
        assert!(body.contains("public.members") && body.contains("for no key update"), "{body}");
        assert!(!body.contains("for share"), "{body}");
    }
}

/// The workflows that are kept as schemas, walked and raced.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_breaks_the_workflows() {
    let names: &[&str] =
        if server::is_full() { &["library", "hotel", "seats", "storefront"] } else { &["library"] };
    let server = server::oldest();
    let mut wrong = Vec::new();
    for name in names {
        let case = Case::compile(name, &case::folder().join("../schemas").join(format!("{name}.yaml")));
        let outcomes = verified(&server, &case, "", &[Check::Walks, Check::Races]).await;
        wrong.extend(lines(&case, &outcomes));
    }
    assert_eq!(wrong, [""; 0], "{}", wrong.join("\n"));
}

/// The same seed makes the same choices, whatever the server draws.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_walks_the_same_way() {
    let server = server::oldest();
    let case = Case::compile("seats", &case::folder().join("../schemas/seats.yaml"));
    let counts = async || verified(&server, &case, "", &[Check::Walks]).await.remove(0).counts;
    assert_eq!(counts().await, counts().await);
}
