//! Real servers with a schema in them.

use fraise_pg::{Binaries, Database, Server, Session, find};
use pretty_assertions::assert_eq;

use crate::case::Case;

/// Every server that is asked.
pub(crate) fn each() -> Vec<Server> {
    let mut servers = vec![oldest()];
    servers.extend(others());
    servers
}

/// PostgreSQL 15. A missing one is a failure.
pub(crate) fn oldest() -> Server {
    Server::start(&binaries(15)).unwrap()
}

/// With `FRAISE_FULL` PostgreSQL 18. A missing one is a failure then.
pub(crate) fn others() -> Vec<Server> {
    is_full().then(|| Server::start(&binaries(18)).unwrap()).into_iter().collect()
}

/// What is slow runs too.
pub(crate) fn is_full() -> bool {
    std::env::var_os("FRAISE_FULL").is_some()
}

fn binaries(major: u32) -> Binaries {
    find(Some(major)).unwrap_or_else(|error| panic!("{error}"))
}

/// A database of the case's name, made by both scripts, each by whom it is for, without a word of the
/// server. The ordinary login that may take the role of the owner is named as the service and `_deployer`.
pub(crate) async fn load(server: &Server, case: &Case) -> Database {
    let database = server.create_database(&case.name).await.unwrap();
    let administrator = database.connect().await.unwrap();
    run(&administrator, case, case.file("postgres/roles.sql")).await;
    let (deployer, owner) = (case.role("deployer"), case.role("owner"));
    run(&administrator, case, &format!("create role {deployer} login; grant {owner} to {deployer};")).await;
    let session = database.connect_as(&deployer).await.unwrap();
    run(&session, case, case.file("postgres/schema.sql")).await;
    run(&administrator, case, &format!("revoke {owner} from {deployer};")).await;
    database
}

/// Runs a script that must go through without a word.
pub(crate) async fn run(session: &Session, case: &Case, script: &str) {
    if let Err(error) = session.run_script(script).await {
        panic!("{}: {error}", case.name);
    }
    assert_eq!(session.take_notices(), [], "{}", case.name);
}

/// The rows of a query, each with its columns as text.
pub(crate) async fn texts(session: &Session, query: &str) -> Vec<Vec<String>> {
    let messages = session.simple_query(query).await.unwrap_or_else(|error| panic!("{query}: {error:?}"));
    let rows = messages.iter().filter_map(|it| match it {
        tokio_postgres::SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    rows.map(|row| (0..row.len()).map(|at| row.get(at).unwrap_or("null").to_owned()).collect()).collect()
}
