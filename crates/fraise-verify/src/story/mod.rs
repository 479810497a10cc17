//! The tests of a schema, each in a transaction that is rolled back.
//!
//! - `run`: one test
//! - `finding`: what it tells of what is not as it should be
//! - `refused`: rows of seeds that are not taken

mod finding;
mod refused;
mod run;

use fraise_pg::Error;

use crate::{Check, Finding, Outcome, Progress, ground::Ground};

pub use refused::finding as refused_row;
pub use run::Stage;

pub(crate) async fn check(
    ground: &Ground<'_>,
    heard: &mut (dyn FnMut(Progress) + Send),
) -> Result<Outcome, Error> {
    let mut outcome = Outcome::of(Check::Stories);
    let database = ground.copy().await?;
    let session = ground.deployer(&database).await?;
    let stage = Stage::new(ground.ir, ground.catalog, &session);
    let all = ground.ir.scenarios.len();
    for (at, test) in ground.ir.scenarios.iter().enumerate() {
        heard(Progress::Done(Check::Stories, at, all));
        outcome.findings.extend(stage.run(test).await?.into_iter().map(Finding::of_test));
    }
    outcome.count(all, "tests of the schema");
    Ok(outcome)
}
