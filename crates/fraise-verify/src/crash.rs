//! A crash: the server is killed while several sessions act, with the settings of production. After it has come up again,
//! everything that was acknowledged is there, and all laws hold.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fraise_model::{Approach, Chance, Operation};
use fraise_pg::{Durability, Error, Server, Session};
use fraise_sql::{Fragment, Literal, sql};
use tokio::task::JoinSet;

use crate::walks::{
    arena::{Arena, settings},
    statement,
};
use crate::{Check, Finding, Options, Outcome, ground::Ground, laws::Company, seeded::Seeded};

/// As in production, but for what a crash of the whole machine would lose: the server dies, the system under it lives.
const SETTINGS: &[(&str, &str)] = &[("fsync", "off")];

/// How many sessions act.
const SESSIONS: usize = 4;

/// How many operations they choose from.
const OPERATIONS: usize = 60;

/// After so many acknowledged operations the server is killed.
const ACKNOWLEDGED: usize = 40;

/// A session tries no more than so many.
const MOST: usize = 1_000;

/// Between two looks at how many are acknowledged.
const PAUSE: Duration = Duration::from_millis(5);

pub(crate) async fn check(ground: &Ground<'_>, options: &Options) -> Result<Outcome, Error> {
    let mut outcome = Outcome::of(Check::Crash);
    let server = Server::start_with(ground.server.binaries(), Durability::Full, SETTINGS)?;
    let there = Ground::load(&server, ground.ir, ground.catalog, ground.schema_sql).await?;
    let seeded = Seeded::of(&there).await?;
    Arena::make_logins(&there).await?;
    let arena = Arena::open(&there, &seeded, Company::Callers).await?;
    for statement in [
        "create table fraise_walk.acknowledged (number bigint primary key)",
        "grant insert on fraise_walk.acknowledged to public",
    ] {
        arena.owner.rows(&sql![statement]).await?;
    }
    let operations = operations(&arena, options.seed);
    let Some((login, _)) = operations.first() else {
        outcome.left_out.push("the service can do nothing".to_owned());
        return Ok(outcome);
    };
    let count = Arc::new(AtomicUsize::new(0));
    let statements: Arc<[Fragment]> = operations.iter().map(|(_, it)| it.clone()).collect();
    let mut sessions = JoinSet::new();
    for number in 0..SESSIONS {
        let session = arena.database.connect_as(login).await?;
        sessions.spawn(act(session, number, Arc::clone(&statements), Arc::clone(&count)));
    }
    let mut acknowledged = Vec::new();
    while count.load(Ordering::Relaxed) < ACKNOWLEDGED && !sessions.is_empty() {
        tokio::time::sleep(PAUSE).await;
        if let Some(joined) = sessions.try_join_next() {
            acknowledged.extend(joined.unwrap_or_default());
        }
    }
    server.crash()?;
    while let Some(joined) = sessions.join_next().await {
        acknowledged.extend(joined.unwrap_or_default());
    }
    outcome.count(acknowledged.len(), "acknowledged operations");
    let owner = arena.database.connect().await?;
    let written = owner.rows(&sql!["select number::text from fraise_walk.acknowledged"]).await?;
    let written: BTreeSet<String> = written.into_iter().flatten().flatten().collect();
    let lost = acknowledged.iter().filter(|it| !written.contains(&it.to_string())).count();
    if lost > 0 {
        let finding = Finding::new(Check::Crash, ground.ir.service.span, "the server is killed under load");
        let finding = finding.expected("what was acknowledged is there afterwards");
        outcome.findings.push(finding.happened(format!("{lost} of {} are lost", acknowledged.len())));
    }
    outcome.findings.extend(arena.laws.broken_one_by_one(&owner, Check::Crash).await?);
    outcome.count(arena.laws.count(), "laws after the crash");
    Ok(outcome)
}

/// What the service may be asked to do, by its login; what it asks for would be done if nobody else acted.
fn operations(arena: &Arena<'_>, seed: u64) -> Vec<(String, Fragment)> {
    let mut chance = Chance::new(seed.wrapping_mul(1_000).wrapping_add(998));
    let mut all = Vec::new();
    for _ in 0..OPERATIONS * 10 {
        let Some((operation, actor)) = arena.state.propose(arena.ir, &mut chance, &arena.actors) else {
            break;
        };
        let is_done = arena.state.apply(arena.ir, &operation, &actor).is_ok();
        let is_call =
            matches!(operation, Operation::Call { .. } | Operation::Fire { .. } | Operation::Raw { .. });
        if !is_done || !is_call || actor.approach != Approach::Service || all.len() == OPERATIONS {
            continue;
        }
        let who = settings(arena.ir, &actor).unwrap_or_else(|| sql!["select 1"]);
        all.push((actor.login.clone(), sql![who, "; ", statement::of(arena.ir, &operation)]));
    }
    all
}

/// Acts until the server is gone; the numbers of what was acknowledged.
async fn act(
    session: Session,
    number: usize,
    operations: Arc<[Fragment]>,
    count: Arc<AtomicUsize>,
) -> Vec<usize> {
    let mut acknowledged = Vec::new();
    for turn in 0..MOST {
        let Some(operation) = operations.get((turn + number * 7) % operations.len().max(1)) else { break };
        let own = number * MOST + turn;
        let written = Literal::Integer(i64::try_from(own).unwrap_or(i64::MAX));
        let transaction = sql![
            "begin; ",
            operation,
            "; insert into fraise_walk.acknowledged values (",
            written,
            "); commit"
        ];
        match session.ask(&transaction).await {
            Ok(Ok(_)) => {
                acknowledged.push(own);
                count.fetch_add(1, Ordering::Relaxed);
            }
            Ok(Err(_)) => {
                if session.ask(&sql!["rollback"]).await.is_err() {
                    break;
                }
            }
            Err(_) => break,
        }
    }
    acknowledged
}
