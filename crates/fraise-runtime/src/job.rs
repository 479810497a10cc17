//! What follows a commit: jobs, carried out entry by entry until each has returned without error.
//!
//! A mutation has written its job in its own transaction. Whoever carries it out takes it with a lease, which ends by
//! itself if the process does; what an entry has returned is kept at once, so that a later try goes on where the last
//! one stopped. A job that somebody else has taken meanwhile is not written to: its count of attempts has moved.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::Pool;
use serde_json::{Map, Value};
use tokio::sync::watch;
use uuid::Uuid;

use crate::database::{self, Trouble};
use crate::hook::{HookCall, HookSet};
use crate::identity::Identity;
use crate::model::{Does, Entry, Job, RoleSet, Service};
use crate::transaction::{Acting, Transaction};

/// How often somebody looks for jobs that are due.
const LOOK: Duration = Duration::from_secs(1);
/// How often somebody asks whether the job of another process is done.
const ASK: Duration = Duration::from_millis(200);
/// How often events are fired whose time has come, in looks.
const TIMERS: u64 = 5;
/// How often keys that have expired are deleted, in looks.
const KEYS: u64 = 60;
/// Jobs that one process takes at a time, and events that it fires.
const AT_ONCE: usize = 8;
const EVENTS: u32 = 100;
/// The longest pause between two tries, in seconds.
const LONGEST: u64 = 3600;
/// Internal calls act in this role.
const SYSTEM: &str = "system";

/// Who carries out jobs.
#[derive(Clone)]
pub(crate) struct Workshop {
    pub(crate) service: &'static Service,
    pub(crate) pool: Pool,
    pub(crate) hooks: Arc<dyn HookSet>,
    /// How long a job is ours; a hook that takes longer has failed.
    pub(crate) lease: Duration,
}

/// A job that has been taken.
struct Taken {
    id: Uuid,
    mutation: String,
    results: Map<String, Value>,
    attempts: i32,
}

/// Why a try ended early.
enum Stop {
    /// An entry failed, for this reason.
    Failed(String),
    /// Somebody else has the job now, or the database is away: there is nothing to write.
    Lost,
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        Self::Failed(trouble.details())
    }
}

impl Workshop {
    /// Tries a job that has just been left behind, for as long as an answer may wait for it; it goes on by itself.
    pub(crate) async fn first_try(&self, id: Uuid) {
        let wait = self.wait().await;
        let workshop = self.clone();
        let trying = tokio::spawn(async move { workshop.take_and_try(id).await });
        let _ = tokio::time::timeout(wait, trying).await;
    }

    /// Works until told to stop, which is looked at between two looks; what is at work then is finished.
    pub(crate) async fn work(self, mut stop: watch::Receiver<bool>) {
        let work = &self.service.work;
        let mut looks = 0_u64;
        while !*stop.borrow() {
            if !work.jobs.is_empty() {
                self.look().await;
            }
            if work.timers && looks.is_multiple_of(TIMERS) {
                self.fire_due().await;
            }
            if work.keys && looks.is_multiple_of(KEYS) {
                self.forget_keys().await;
            }
            looks = looks.wrapping_add(1);
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                _ = stop.changed() => {}
            }
        }
    }

    async fn look(&self) {
        match self.take(None).await {
            Ok(taken) => {
                let tries = taken.into_iter().map(|job| {
                    let workshop = self.clone();
                    tokio::spawn(async move { workshop.try_(job).await })
                });
                for trying in tries.collect::<Vec<_>>() {
                    let _ = trying.await;
                }
            }
            Err(trouble) => tracing::warn!(trouble = trouble.details(), "no jobs could be taken"),
        }
    }

    async fn take_and_try(&self, id: Uuid) {
        match self.take(Some(id)).await {
            // Somebody else has it, or it is done.
            Ok(taken) if taken.is_empty() => self.until_tried(id).await,
            Ok(taken) => {
                for job in taken {
                    self.try_(job).await;
                }
            }
            Err(trouble) => {
                tracing::warn!(trouble = trouble.details(), job = %id, "the job is left to later");
            }
        }
    }

    /// Waits until nobody is at work on a job.
    async fn until_tried(&self, id: Uuid) {
        let sql = "select exists (select from fraise.jobs as job where job.id = $1::uuid \
                   and job.done_at is null and job.failed_at is null and job.leased_until > now())";
        while let Ok(row) = database::query(&self.pool, sql, &[Some(id.to_string())]).await {
            if !row.try_get(0).unwrap_or(false) {
                return;
            }
            tokio::time::sleep(ASK).await;
        }
    }

    /// Takes a job, or those that are due. One that is new is left for a while to the process that made it.
    async fn take(&self, id: Option<Uuid>) -> Result<Vec<Taken>, Trouble> {
        let which = match id {
            Some(_) => "it.id = $2::uuid",
            None => {
                "$2::uuid is null and it.run_at <= now() \
                 and (it.attempts > 0 or it.created_at < now() - interval '5 seconds')"
            }
        };
        let sql = format!(
            "with due as (select it.id from fraise.jobs as it where it.done_at is null and it.failed_at is null \
             and (it.leased_until is null or it.leased_until < now()) and {which} \
             order by it.run_at limit {AT_ONCE} for update skip locked) \
             update fraise.jobs as job set attempts = job.attempts + 1, \
             leased_until = now() + make_interval(secs => $1::float8) from due where job.id = due.id \
             returning job.id::text, job.mutation, job.results::text, job.attempts"
        );
        let values = [Some(self.lease.as_secs_f64().to_string()), id.map(|it| it.to_string())];
        let transaction = Transaction::begin(&self.pool, &self.acting()).await?;
        let rows = transaction.rows(&sql, &values).await?;
        let mut taken = Vec::new();
        for row in &rows {
            let id: String = row.try_get(0)?;
            let results: String = row.try_get(2)?;
            taken.push(Taken {
                id: id.parse().unwrap_or_default(),
                mutation: row.try_get(1)?,
                results: serde_json::from_str(&results).unwrap_or_default(),
                attempts: row.try_get(3)?,
            });
        }
        transaction.commit().await?;
        Ok(taken)
    }

    /// Goes through the entries that have not returned yet.
    async fn try_(&self, mut job: Taken) {
        let Some(model) = self.service.work.jobs.iter().find(|it| it.mutation == job.mutation) else {
            tracing::error!(job = %job.id, mutation = job.mutation, "nothing is known to follow this mutation");
            return;
        };
        let tried = self.entries(&mut job, model).await;
        let ended = match tried {
            Ok(()) => self.finish(&job, model).await,
            Err(Stop::Failed(why)) => {
                tracing::warn!(job = %job.id, mutation = job.mutation, attempts = job.attempts, why, "a job failed");
                self.postpone(&job, model, &why).await
            }
            Err(Stop::Lost) => Ok(()),
        };
        if let Err(trouble) = ended {
            tracing::warn!(job = %job.id, trouble = trouble.details(), "the end of a try was not kept");
        }
    }

    async fn entries(&self, job: &mut Taken, model: &Job) -> Result<(), Stop> {
        for (at, entry) in model.entries.iter().enumerate() {
            let place = at.to_string();
            if !job.results.contains_key(&place) {
                let result = self.entry(job, &place, entry).await?;
                job.results.insert(place, result);
            }
        }
        Ok(())
    }

    /// Carries out an entry and keeps what it has returned; null where it is not to run.
    async fn entry(&self, job: &Taken, place: &str, entry: &Entry) -> Result<Value, Stop> {
        let (runs, input) = self.question(job, entry).await?;
        match (&entry.does, runs) {
            (_, false) => self.keep(job, place, "null").await,
            (Does::Hook { hook, .. }, true) => {
                let call = HookCall { job: Some(job.id), request_id: job.id.to_string() };
                let input = input.unwrap_or_else(|| "null".to_owned());
                let called = tokio::time::timeout(self.lease / 2, self.hooks.call(hook, &call, &input)).await;
                let output = called
                    .map_err(|_| Stop::Failed(format!("the hook {hook} took too long")))?
                    .map_err(|error| Stop::Failed(format!("the hook {hook}: {error}")))?;
                self.keep(job, place, &output).await
            }
            (Does::Call { call }, true) => self.call(job, place, call).await,
        }
    }

    /// Whether an entry is to run, and the input of its hook.
    async fn question(&self, job: &Taken, entry: &Entry) -> Result<(bool, Option<String>), Trouble> {
        let input = match entry.does {
            Does::Hook { input, .. } => input,
            Does::Call { .. } => "null",
        };
        let when = entry.when.unwrap_or("true");
        // A hook that is not to run needs no input.
        let sql = format!(
            "select ({when}) is true, case when ({when}) is true then ({input})::text end \
             from fraise.jobs as job where job.id = $1::uuid"
        );
        let row = database::query(&self.pool, &sql, &[Some(job.id.to_string())]).await?;
        Ok((row.try_get(0)?, row.try_get(1)?))
    }

    /// Calls a mutation, and keeps in the same transaction that it was called.
    async fn call(&self, job: &Taken, place: &str, call: &str) -> Result<Value, Stop> {
        let sql = format!("select ({call})::text from fraise.jobs as job where job.id = $1::uuid");
        let transaction = Transaction::begin(&self.pool, &self.acting()).await?;
        let done = async {
            transaction.query(&sql, &[Some(job.id.to_string())]).await?;
            self.keep_in(&transaction, job, place, "true").await
        };
        match done.await {
            Ok(()) => {
                transaction.commit().await?;
                Ok(Value::Bool(true))
            }
            Err(stop) => {
                transaction.roll_back().await;
                Err(stop)
            }
        }
    }

    async fn keep(&self, job: &Taken, place: &str, output: &str) -> Result<Value, Stop> {
        let value = serde_json::from_str(output).map_err(|it| Stop::Failed(it.to_string()))?;
        let transaction = Transaction::begin(&self.pool, &self.acting()).await?;
        self.keep_in(&transaction, job, place, output).await?;
        transaction.commit().await?;
        Ok(value)
    }

    /// Keeps what an entry has returned, and the job for as long again.
    async fn keep_in(
        &self,
        transaction: &Transaction,
        job: &Taken,
        place: &str,
        output: &str,
    ) -> Result<(), Stop> {
        let sql = "update fraise.jobs as job set results = job.results || jsonb_build_object($3::text, $4::jsonb), \
                   leased_until = now() + make_interval(secs => $5::float8) \
                   where job.id = $1::uuid and job.attempts = $2::integer returning true";
        let values = [
            Some(job.id.to_string()),
            Some(job.attempts.to_string()),
            Some(place.to_owned()),
            Some(output.to_owned()),
            Some(self.lease.as_secs_f64().to_string()),
        ];
        match transaction.rows(sql, &values).await?.as_slice() {
            [] => Err(Stop::Lost),
            _ => Ok(()),
        }
    }

    async fn finish(&self, job: &Taken, model: &Job) -> Result<(), Trouble> {
        let sql = format!(
            "update fraise.jobs as job set done_at = now(), leased_until = null, error = null, arguments = {} \
             where job.id = $1::uuid and job.attempts = $2::integer returning true",
            erased(model)
        );
        self.write(&sql, &[Some(job.id.to_string()), Some(job.attempts.to_string())]).await
    }

    /// Leaves a job to a later try, or gives it up.
    async fn postpone(&self, job: &Taken, model: &Job, why: &str) -> Result<(), Trouble> {
        let sql = format!(
            "update fraise.jobs as job set error = $3::text, leased_until = null, \
             run_at = now() + make_interval(secs => $4::float8), \
             failed_at = case when {is_late} then now() end, \
             arguments = case when {is_late} then {erased} else job.arguments end \
             where job.id = $1::uuid and job.attempts = $2::integer returning true",
            is_late = "job.created_at + $5::interval < now()",
            erased = erased(model),
        );
        let values = [
            Some(job.id.to_string()),
            Some(job.attempts.to_string()),
            Some(why.to_owned()),
            Some(pause(job.attempts).to_string()),
            Some(self.service.work.give_up.to_owned()),
        ];
        self.write(&sql, &values).await
    }

    async fn write(&self, sql: &str, values: &[Option<String>]) -> Result<(), Trouble> {
        let transaction = Transaction::begin(&self.pool, &self.acting()).await?;
        transaction.rows(sql, values).await?;
        transaction.commit().await
    }

    /// Fires the events whose time has come.
    async fn fire_due(&self) {
        let sql = format!("select fraise.fire_due({EVENTS})");
        loop {
            let fired = async {
                let transaction = Transaction::begin(&self.pool, &self.acting()).await?;
                let row = transaction.query(&sql, &[]).await?;
                transaction.commit().await?;
                Ok::<i32, Trouble>(row.try_get(0)?)
            };
            match fired.await {
                Ok(fired) if u32::try_from(fired).is_ok_and(|it| it >= EVENTS) => {}
                Ok(_) => return,
                Err(trouble) => {
                    tracing::warn!(trouble = trouble.details(), "no events were fired");
                    return;
                }
            }
        }
    }

    async fn forget_keys(&self) {
        let sql = "delete from fraise.idempotency where expires_at < now()";
        if let Err(trouble) = self.write(sql, &[]).await {
            tracing::warn!(trouble = trouble.details(), "keys that have expired were not deleted");
        }
    }

    async fn wait(&self) -> Duration {
        let sql = "select extract(epoch from $1::interval)::float8";
        let row = database::query(&self.pool, sql, &[Some(self.service.work.wait.to_owned())]).await;
        let seconds = row.ok().and_then(|it| it.try_get::<_, f64>(0).ok());
        Duration::try_from_secs_f64(seconds.unwrap_or_default()).unwrap_or_default()
    }

    fn acting(&self) -> Acting {
        let system = self.service.roles.iter().find(|it| it.name == SYSTEM);
        let identity = Identity::internal(self.service, system.map_or(RoleSet::NONE, |it| it.bit));
        Acting::as_(self.service, &identity, "")
    }
}

/// The arguments of a job without its secrets.
fn erased(model: &Job) -> String {
    let paths = model.secrets.iter().map(|path| {
        let steps: Vec<String> = path.iter().map(|it| format!("'{}'", it.replace('\'', "''"))).collect();
        format!(" #- array[{}]", steps.join(", "))
    });
    format!("job.arguments{}", paths.collect::<String>())
}

/// Seconds until the next try: 1, 2, 4, .. up to an hour.
fn pause(attempts: i32) -> u64 {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or_default();
    1_u64.checked_shl(doublings.min(32)).unwrap_or(LONGEST).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour() {
        let pauses = [1, 2, 3, 12, 13, 60, i32::MAX].map(pause);
        assert_eq!(pauses, [1, 2, 4, 2048, 3600, 3600, 3600]);
    }

    #[test]
    fn secrets_are_taken_out_by_their_paths() {
        let job = Job { mutation: "pay", entries: &[], secrets: &[&["input", "token"], &["input", "it's"]] };
        assert_eq!(erased(&job), "job.arguments #- array['input', 'token'] #- array['input', 'it''s']");
    }
}
