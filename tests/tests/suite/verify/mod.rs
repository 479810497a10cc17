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
