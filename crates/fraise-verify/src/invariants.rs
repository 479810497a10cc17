//! Laws that are true of every row.

use fraise_emit_postgres::{Invariant, InvariantKind};
use fraise_ir::{Checked, Ir};
use fraise_pg::{Error, RowsError, Session, Texts};
use fraise_sql::{Fragment, catalog::Catalog, print, sql, statement::Statement};

use crate::{Check, Finding, Outcome, ground::Ground};

/// How many rows that break one law are told.
const MOST_ROWS: usize = 10;

/// What came of asking a live database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// How many laws were asked.
    pub laws: usize,
    /// The rows that break them.
    pub findings: Vec<Finding>,
}

/// Asks whether the seeds of the schema keep its laws, and whether the server understands every question.
pub(crate) async fn check(ground: &Ground<'_>) -> Result<Outcome, Error> {
    let mut outcome = Outcome::of(Check::Invariants);
    let database = ground.copy().await?;
    let session = ground.deployer(&database).await?;
    match ground.seed(&session).await {
        Ok(()) => {}
        Err(RowsError::Server(error)) => return Err(error),
        Err(RowsError::Refused(refusal)) => {
            let what = "the database refuses the seeds";
            let finding = Finding::new(Check::Invariants, ground.ir.service.span, what);
            outcome.findings.push(finding.happened(format!("{} ({})", refusal.message, refusal.code)));
        }
    }
    let administrator = database.connect().await?;
    for invariant in &ground.invariants {
        let broken = ask(&administrator, Check::Invariants, invariant).await?;
        // What is there at first is no move.
        if invariant.kind != InvariantKind::Journal {
            outcome.findings.extend(broken);
        }
    }
    outcome.count(ground.invariants.len(), "laws");
    Ok(outcome)
}

/// Asks the laws of a schema of a live database, in one transaction that writes nothing. The login must be one that may take
/// the role of the owner, who sees all rows.
pub async fn ask_live(session: &Session, ir: &Checked<Ir>, catalog: &Catalog) -> Result<Asked, Error> {
    session.rows(&sql!["begin isolation level repeatable read read only"]).await?;
    let asked = ask_within(session, ir, catalog).await;
    session.rows(&sql!["rollback"]).await?;
    asked
}

async fn ask_within(session: &Session, ir: &Checked<Ir>, catalog: &Catalog) -> Result<Asked, Error> {
    let owner = fraise_emit_postgres::owner(ir);
    session.batch_execute(&print::statement(&Statement::SetLocalRole(&owner))).await?;
    session.rows(&sql!["set local search_path = pg_catalog, pg_temp"]).await?;
    let mut asked = Asked { laws: 0, findings: Vec::new() };
    for invariant in fraise_emit_postgres::invariants(ir, catalog) {
        match invariant.kind {
            // The journal of a live database may have been cut.
            InvariantKind::Journal => continue,
            InvariantKind::Declared
            | InvariantKind::Hold
            | InvariantKind::Computed
            | InvariantKind::Law
            | InvariantKind::State
            | InvariantKind::Constraint => {}
        }
        asked.laws += 1;
        asked.findings.extend(ask(session, Check::Invariants, &invariant).await?);
    }
    Ok(asked)
}

/// The rows that break one law.
pub(crate) async fn ask(
    session: &Session,
    check: Check,
    invariant: &Invariant,
) -> Result<Vec<Finding>, Error> {
    let rows = session.rows(&invariant.question).await?;
    let mut found: Vec<Finding> =
        rows.iter().take(MOST_ROWS).map(|row| finding(check, invariant, row)).collect();
    if let (Some(last), true) = (found.last_mut(), rows.len() > MOST_ROWS) {
        last.what.push_str(&format!(", and {} more rows", rows.len() - MOST_ROWS));
    }
    Ok(found)
}

fn finding(check: Check, invariant: &Invariant, row: &Texts) -> Finding {
    let text = |at: usize| row.get(at).cloned().flatten();
    let key = text(0).unwrap_or_default();
    let what = format!("not true of `{key}`: {}", invariant.name);
    let mut finding = Finding::new(check, invariant.span, what).sql(terminated(&invariant.question));
    if let Some(wanted) = text(2) {
        finding = finding.expected(wanted).happened(text(1).unwrap_or_else(|| "null".to_owned()));
    }
    finding
}

fn terminated(question: &Fragment) -> String {
    sql![question, ";"].to_string()
}
