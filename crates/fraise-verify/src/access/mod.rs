//! Who may do what to which row and column, by the policies, held against the rules of the schema.
//!
//! Each row of the database, each column and each verb is tried by everybody; what must come of it says `fraise-model`,
//! which reads the model and no SQL.
//!
//! - `population`: rows of every type, owned by those who ask and by others
//! - [`ground`]: the database with its rows
//! - [`mod@cells`]: the matrix of one asker, as the model says it
//! - [`askers`]: everybody who may come
//! - [`statements`]: a cell as a statement, tried and taken back
//! - [`functions`]: a cell as a call of the function that writes one row
//! - [`people`]: logins of PostgreSQL, and whom the service vouches for
//! - [`report`]: what is otherwise than it must be

pub mod askers;
pub mod cells;
pub mod functions;
pub mod ground;
pub mod people;
pub mod report;
pub mod statements;

mod population;

use fraise_pg::Error;

use crate::{Check, Finding, Outcome, Progress, ground::Ground as Loaded};

pub use cells::{Attempt, Cell, cells};
pub use ground::Ground;
pub use report::Report;

/// How many cells that are otherwise are told.
const MOST_CELLS: usize = 20;

pub(crate) async fn check(
    loaded: &Loaded<'_>,
    heard: &mut (dyn FnMut(Progress) + Send),
) -> Result<Outcome, Error> {
    let mut outcome = Outcome::of(Check::Access);
    let database = loaded.copy().await?;
    let administrator = database.connect().await?;
    let claims = population::claims(loaded.ir);
    population::fill(&administrator, loaded.ir, &claims).await?;
    let ground = Ground::of(loaded.ir, database, claims).await?;
    let mut report = Report::default();
    people::make_logins(&ground, loaded.server).await?;
    people::try_everybody(&ground, &mut report, &mut |done, all| {
        heard(Progress::Done(Check::Access, done, all));
    })
    .await?;
    let rows = loaded.ir.entities.iter().map(|it| ground.rows.of(it.id).len());
    outcome.count(rows.sum(), "rows");
    outcome.count(report.askers(), "askers");
    outcome.count(report.count(), "attempts");
    let wrong = report.wrong();
    outcome.findings = wrong.iter().take(MOST_CELLS).map(|it| it.finding()).collect();
    if let (Some(last), true) = (outcome.findings.last_mut(), wrong.len() > MOST_CELLS) {
        last.what.push_str(&format!(", and {} more attempts", wrong.len() - MOST_CELLS));
    }
    outcome
        .findings
        .extend(report.strange.iter().map(|it| Finding::new(Check::Access, loaded.ir.service.span, it)));
    outcome.left_out = report.not_known.iter().cloned().collect();
    Ok(outcome)
}
