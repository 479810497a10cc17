//! One test: rows to begin with, calls, and what is there at the end.

use std::collections::VecDeque;

use fraise_diagnostics::Diagnostic;
use fraise_emit_postgres::{
    Keys,
    scenario::{self, Invocation, Rows, after_commit},
};
use fraise_ir::{
    Checked, Ir,
    scenario::{Call, Caller, Expectation, Scenario, ScenarioStep},
};
use fraise_pg::{Error, RowBatch, RowsError, Said, Session, Texts, Trial};
use fraise_sql::{Fragment, Ident, QualifiedName, catalog::Catalog};

use super::finding;
use super::refused;
use crate::row_batches;

/// How many calls may follow one step before they are taken for a circle.
const MOST_FOLLOWING: usize = 100;

/// Where tests are run.
pub struct Stage<'a> {
    ir: &'a Checked<Ir>,
    catalog: &'a Catalog,
    session: &'a Session,
    owner: Ident,
    service: Ident,
}

/// Why a test does not go on.
enum Stop {
    /// It has failed.
    Failed(Box<Diagnostic>),
    /// The server cannot be asked.
    Server(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Server(error)
    }
}

impl From<Diagnostic> for Stop {
    fn from(found: Diagnostic) -> Self {
        Self::Failed(Box::new(found))
    }
}

impl<'a> Stage<'a> {
    /// A database with all that the schema says, and a session that may take the roles of the owner and of the service.
    pub fn new(ir: &'a Checked<Ir>, catalog: &'a Catalog, session: &'a Session) -> Self {
        let (owner, service) = (fraise_emit_postgres::owner(ir), scenario::service(ir));
        Self { ir, catalog, session, owner, service }
    }

    /// Runs one test, and gives what is not as it should be.
    pub async fn run(&self, test: &Scenario) -> Result<Vec<Diagnostic>, Error> {
        let trial = Trial::begin(self.session).await?;
        let outcome = self.within(&trial, test).await;
        trial.end().await?;
        match outcome {
            Ok(found) => Ok(found),
            Err(Stop::Failed(found)) => Ok(vec![*found]),
            Err(Stop::Server(error)) => Err(error),
        }
    }

    async fn within(&self, trial: &Trial<'_>, test: &Scenario) -> Result<Vec<Diagnostic>, Stop> {
        let mut keys = self.begin(trial, test).await?;
        for step in &test.steps {
            self.step(trial, step, &mut keys).await?;
        }
        self.act(trial, &self.owner, &keys, &Caller::default()).await?;
        let mut found = Vec::new();
        for expectation in &test.expect {
            found.extend(self.expectation(trial, expectation, &keys).await?);
        }
        Ok(found)
    }

    /// Loads the rows, as the owner.
    async fn begin(&self, trial: &Trial<'_>, test: &Scenario) -> Result<Keys, Stop> {
        let beginning = scenario::beginning(self.ir, test);
        let batches: Vec<RowBatch> = row_batches(&beginning.batches);
        match trial.insert(&self.owner, &batches).await {
            Ok(()) => Ok(beginning.keys),
            Err(RowsError::Server(error)) => Err(Stop::Server(error)),
            Err(RowsError::Refused(refusal)) => {
                let found = refused::finding(&beginning.batches, &refusal);
                let found = found.map(|it| it.secondary(test.span, "in this test"));
                Err(found.unwrap_or_else(|| finding::refused_rows(test, &refusal.message)).into())
            }
        }
    }

    /// Acts in a role of the database, and as somebody.
    async fn act(&self, trial: &Trial<'_>, role: &Ident, keys: &Keys, caller: &Caller) -> Result<(), Error> {
        trial.act_as(role).await?;
        let set = scenario::settings(self.ir, keys, caller);
        trial
            .ask(&set)
            .await?
            .map(|_| ())
            .map_err(|said| Error::Unknown { what: "answer to settings", value: said.message })
    }

    async fn step(&self, trial: &Trial<'_>, step: &ScenarioStep, keys: &mut Keys) -> Result<(), Stop> {
        match &step.call {
            Call::Query(query) => Err(finding::query(self.ir, step, *query).into()),
            Call::Event { row, event } => {
                let Some(call) = scenario::fired(self.ir, keys, step, row, *event) else {
                    return Err(finding::unknown_key(step.span, row).into());
                };
                self.call(trial, step, keys, call).await.map(|_| ())
            }
            Call::Raw { entity, verb } => {
                let Some(call) = scenario::written(self.ir, keys, step, *entity, *verb) else {
                    return Err(finding::not_emitted(self.ir, step).into());
                };
                let returned = self.call(trial, step, keys, call).await?;
                if let (Some(label), Some(key)) = (&step.save, returned) {
                    keys.save(self.ir, label, *entity, &key);
                }
                Ok(())
            }
            Call::Mutation(id) => {
                let invocation = scenario::invocation(self.ir, keys, step, *id);
                let call = scenario::called(self.ir, keys, &invocation);
                let Some(returned) = self.call(trial, step, keys, call).await? else { return Ok(()) };
                let mutation = self.ir.mutations.get(id.0);
                if let (Some(label), Some(entity)) = (&step.save, mutation.and_then(finding::returned)) {
                    keys.save(self.ir, label, entity, &returned);
                }
                self.follow(trial, step, keys, invocation).await
            }
        }
    }

    /// Calls as the one who calls; what comes back, unless the call fails as it should.
    async fn call(
        &self,
        trial: &Trial<'_>,
        step: &ScenarioStep,
        keys: &Keys,
        (function, call): (QualifiedName, Fragment),
    ) -> Result<Option<String>, Stop> {
        if !self.is_emitted(&function) {
            return Err(finding::not_emitted(self.ir, step).into());
        }
        self.act(trial, &self.service, keys, &step.caller).await?;
        match (trial.ask(&call).await?, &step.fails) {
            (Ok(rows), None) => Ok(Some(only(rows))),
            (Ok(_), Some(wanted)) => Err(finding::did_not_fail(step, wanted).into()),
            (Err(said), Some(wanted)) if finding::is_code(&said, &wanted.code) => Ok(None),
            (Err(said), _) => Err(finding::failed(step, &said).into()),
        }
    }

    fn is_emitted(&self, function: &QualifiedName) -> bool {
        self.catalog.functions.iter().any(|it| it.name == *function)
    }

    /// What follows the commit of a mutation.
    async fn follow(
        &self,
        trial: &Trial<'_>,
        step: &ScenarioStep,
        keys: &Keys,
        invocation: Invocation,
    ) -> Result<(), Stop> {
        let rows = self.rows_of_steps(trial, step, keys, &invocation).await?;
        let mut waiting = VecDeque::from([(invocation, rows)]);
        let mut count = 0;
        while let Some((before, rows)) = waiting.pop_front() {
            for following in after_commit(self.ir, keys, &before, &rows) {
                let following = following.map_err(|it| finding::unknown_row(self.ir, step, &it))?;
                count += 1;
                if count > MOST_FOLLOWING {
                    return Err(finding::circle(step, following.span).into());
                }
                let failed = |said: Said| Stop::from(finding::follower_failed(step, following.span, &said));
                self.act(trial, &self.owner, keys, &Caller::default()).await?;
                let answer = trial.ask(&following.question).await?.map_err(failed)?;
                let answer = answer.into_iter().next().unwrap_or_default();
                let Some(next) = following.invocation(self.ir, &before, &answer) else { continue };
                let (function, call) = scenario::called(self.ir, keys, &next);
                if !self.is_emitted(&function) {
                    return Err(finding::not_emitted(self.ir, step).into());
                }
                self.act(trial, &self.service, keys, &scenario::system(self.ir)).await?;
                trial.ask(&call).await?.map_err(failed)?;
                let rows = self.rows_of_steps(trial, step, keys, &next).await?;
                waiting.push_back((next, rows));
            }
        }
        Ok(())
    }

    /// What the mutation that was called last has left behind for what follows it.
    async fn rows_of_steps(
        &self,
        trial: &Trial<'_>,
        step: &ScenarioStep,
        keys: &Keys,
        invocation: &Invocation,
    ) -> Result<Rows, Stop> {
        if !scenario::has_followers(self.ir, invocation) {
            return Ok(Rows::new());
        }
        self.act(trial, &self.owner, keys, &Caller::default()).await?;
        let rows = trial.ask(&scenario::rows_of_steps()).await?;
        let rows = rows.map_err(|said| finding::no_job(step, &said))?;
        Ok(rows.into_iter().filter_map(named).collect())
    }

    async fn expectation(
        &self,
        trial: &Trial<'_>,
        expectation: &Expectation,
        keys: &Keys,
    ) -> Result<Vec<Diagnostic>, Stop> {
        let Some(question) = scenario::expectation(self.ir, keys, expectation) else {
            return Ok(vec![finding::unknown_key(expectation.span, &expectation.label)]);
        };
        let rows = match trial.ask(&question).await? {
            Ok(rows) => rows,
            Err(said) => return Ok(vec![finding::cannot_be_asked(expectation, &said)]),
        };
        let Some(row) = rows.first() else { return Ok(vec![finding::not_there(expectation)]) };
        Ok(finding::differences(self.ir, keys, expectation, row))
    }
}

/// The name of a step, and the key of its row.
fn named(row: Texts) -> Option<(String, Option<String>)> {
    let mut columns = row.into_iter();
    Some((columns.next()??, columns.next()?))
}

/// The only value of the only row.
fn only(rows: Vec<Texts>) -> String {
    rows.into_iter().flatten().flatten().next().unwrap_or_default()
}
