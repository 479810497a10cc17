//! What breaks a schema on a real server: its database is loaded, and everything that is known of it is tried.
//!
//! In goes `Checked<Ir>`, the catalog that is meant, the text of the schema as it is loaded, and a server; out come
//! [`Finding`]s, each with the place of the schema that says otherwise and statements that show it. The text may be another
//! one than the catalog prints: who damages it learns which check sees the damage.
//!
//! Words: a *check* is one way to look; the *ground* is the schema in a database of the server; an *invariant* is true of
//! every row whenever nobody is in the middle of a transaction.
//!
//! - `catalog`: the database is what was meant, and keeps to what is known of PostgreSQL
//! - `invariants`: laws of every row
//! - [`story`]: the tests of the schema
//! - `states`: every pair of states of every machine
//! - [`access`]: who reads and writes which row and column
//! - `walks`: random operations, held against a model
//! - `races`: the same operations by several sessions at once, and two at once
//! - `crash`: the server is killed under load
//!
//! Layer 6: it talks to a server through `fraise-pg`, and touches nothing else outside.

mod check;
mod crash;
mod finding;
mod fixed;
mod ground;
mod invariants;
mod laws;
mod races;
mod report;
mod rows;
mod sample;
mod seeded;
mod walks;

pub mod access;
pub mod catalog;
pub mod states;
pub mod story;

use std::collections::BTreeSet;

use fraise_ir::{Checked, Ir};
use fraise_pg::{Error, Server};
use fraise_sql::catalog::Catalog;

pub use check::Check;
pub use finding::Finding;
pub use fixed::filled;
pub use ground::row_batches;
pub use invariants::{Asked, ask_live};
pub use report::{Outcome, Progress};
pub use rows::{key_type, rows_of, stored_type};

use ground::Ground;

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// What the schema says.
    pub ir: &'a Checked<Ir>,
    /// What is meant to be in the database.
    pub catalog: &'a Catalog,
    /// The script that makes it, as the owner runs it.
    pub schema_sql: &'a str,
}

/// How it is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Which checks run.
    pub checks: BTreeSet<Check>,
    /// What random choices begin with; the same number makes the same choices.
    pub seed: u64,
    /// How many operations a walk is made of.
    pub steps: usize,
    /// Compare what is there with the catalog that is meant. Without it a damage of the script must be seen by what the
    /// database does.
    pub compare_catalog: bool,
    /// Run no further check once one has found something.
    pub stop_early: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { checks: Check::ALL.into(), seed: 1, steps: 200, compare_catalog: true, stop_early: false }
    }
}

/// Loads the schema into a new database of a server, runs the checks there, and takes it away again.
pub async fn verify(
    server: &Server,
    subject: &Subject<'_>,
    options: &Options,
    heard: &mut (dyn FnMut(Progress) + Send),
) -> Result<Vec<Outcome>, Error> {
    let ground = Ground::load(server, subject.ir, subject.catalog, subject.schema_sql).await?;
    let mut outcomes = Vec::new();
    for check in Check::ALL.into_iter().filter(|it| options.checks.contains(it)) {
        heard(Progress::Begun(check));
        let outcome = run(&ground, check, options, heard).await?;
        heard(Progress::Ended(outcome.clone()));
        let is_enough = options.stop_early && !outcome.findings.is_empty();
        outcomes.push(outcome);
        if is_enough {
            break;
        }
    }
    ground.remove().await?;
    Ok(outcomes)
}

async fn run(
    ground: &Ground<'_>,
    check: Check,
    options: &Options,
    heard: &mut (dyn FnMut(Progress) + Send),
) -> Result<Outcome, Error> {
    match check {
        Check::Catalog => catalog::check(ground, options.compare_catalog).await,
        Check::Invariants => invariants::check(ground).await,
        Check::Stories => story::check(ground, heard).await,
        Check::States => states::check(ground, heard).await,
        Check::Access => access::check(ground, heard).await,
        Check::Walks => walks::check(ground, options, heard).await,
        Check::Races => races::check(ground, options, heard).await,
        Check::Crash => crash::check(ground, options).await,
    }
}
