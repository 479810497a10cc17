//! Eight sessions that give their statements at the same moment, round by round, and one that looks on.

use std::collections::BTreeMap;
use std::sync::Arc;

use fraise_pg::{Database, Server, Session, find};
use pretty_assertions::assert_eq;
use tokio::sync::Barrier;

use crate::support::server::{column, made, run};

pub(crate) const SESSIONS: usize = 8;
const ROUNDS: usize = 60;

/// A law, those who try to break it, and what is found when it is broken.
pub(crate) struct Contest {
    /// The name of the database.
    pub(crate) name: &'static str,
    pub(crate) schema: &'static str,
    /// The rows at the beginning, by the administrator.
    pub(crate) given: &'static str,
    /// Who gives the statements of a session; `postgres` is the administrator.
    pub(crate) login: fn(usize) -> &'static str,
    /// What a session does in a round; each is a transaction.
    pub(crate) statement: fn(usize, usize) -> String,
    /// The refusals that may be met, each with the table that it names. The first is the law's, and has to be met.
    pub(crate) refusals: &'static [(&'static str, &'static str)],
    /// Finds what breaks the law; asked all the while.
    pub(crate) broken: &'static str,
    /// Takes away what keeps the law.
    pub(crate) without: &'static str,
}

/// What became of the statements.
struct Outcome {
    passed: usize,
    /// How often each code was met, with the table that it names.
    refused: BTreeMap<(String, String), usize>,
    /// What broke the law when it was seen first.
    broken: Vec<String>,
}

/// The law is never seen broken; without what keeps it, it is.
pub(crate) async fn holds(contest: Contest) {
    for server in servers() {
        let outcome = held(&server, &contest, contest.name, "").await;
        let version = server.binaries().version.to_string();
        assert_eq!(outcome.broken, [""; 0], "{} on {version}", contest.name);
        assert!(outcome.passed > SESSIONS, "{} on {version}: {:?}", contest.name, outcome.refused);
        for (code, table) in outcome.refused.keys() {
            let is_known = contest.refusals.contains(&(code.as_str(), table.as_str()));
            assert!(is_known, "{} on {version}: {code} of {table}: {:?}", contest.name, outcome.refused);
        }
        if let Some((code, table)) = contest.refusals.first() {
            let met = outcome.refused.get(&((*code).to_owned(), (*table).to_owned()));
            assert!(met.is_some(), "{} on {version}: {:?}", contest.name, outcome.refused);
        }
        let lawless = format!("{}_lawless", contest.name);
        let outcome = held(&server, &contest, &lawless, contest.without).await;
        assert_ne!(outcome.broken, [""; 0], "{} on {version}: nothing can break it", contest.name);
    }
}

/// PostgreSQL 15, and with `FRAISE_FULL` 18.
fn servers() -> Vec<Server> {
    let is_full = std::env::var_os("FRAISE_FULL").is_some();
    let wanted = if is_full { vec![15, 18] } else { vec![15] };
    let start = |major| Server::start(&find(Some(major)).unwrap_or_else(|error| panic!("{error}"))).unwrap();
    wanted.into_iter().map(start).collect()
}

async fn held(server: &Server, contest: &Contest, name: &str, prepare: &str) -> Outcome {
    let database = made(server, name, contest.schema).await;
    let administrator = database.connect().await.unwrap();
    run(&administrator, contest.given).await;
    run(&administrator, prepare).await;
    let barrier = Arc::new(Barrier::new(SESSIONS));
    let mut sessions = Vec::new();
    for me in 0..SESSIONS {
        let session = open(&database, (contest.login)(me)).await;
        let (barrier, statement) = (Arc::clone(&barrier), contest.statement);
        sessions.push(tokio::spawn(async move {
            let (mut passed, mut refused) = (0, BTreeMap::new());
            for round in 0..ROUNDS {
                let statement = statement(me, round);
                barrier.wait().await;
                match session.batch_execute(&statement).await {
                    Ok(()) => passed += 1,
                    Err(error) => {
                        // The code, and the table that the error names.
                        let said = error.as_db_error().unwrap_or_else(|| panic!("{statement}: {error:?}"));
                        let place =
                            (said.code().code().to_owned(), said.table().unwrap_or_default().to_owned());
                        *refused.entry(place).or_insert(0) += 1;
                        session.batch_execute("rollback").await.unwrap();
                    }
                }
            }
            (passed, refused)
        }));
    }
    let observer = database.connect().await.unwrap();
    let mut outcome = Outcome { passed: 0, refused: BTreeMap::new(), broken: Vec::new() };
    while sessions.iter().any(|it| !it.is_finished()) {
        look(&observer, contest, &mut outcome).await;
    }
    look(&observer, contest, &mut outcome).await;
    for session in sessions {
        let (passed, refused) = session.await.unwrap();
        outcome.passed += passed;
        for (place, times) in refused {
            *outcome.refused.entry(place).or_insert(0) += times;
        }
    }
    outcome
}

async fn open(database: &Database, login: &str) -> Session {
    let session = database.connect_as(login).await;
    session.unwrap_or_else(|error| panic!("{login}: {error}"))
}

async fn look(observer: &Session, contest: &Contest, outcome: &mut Outcome) {
    if outcome.broken.is_empty() {
        outcome.broken = column(observer, contest.broken).await;
    }
}
