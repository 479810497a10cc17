//! A database out of a schema, and what is asked of it.

use fraise_pg::{Database, Server, Session};
use pretty_assertions::assert_eq;

/// A database that was made by both scripts, each by whom it is for.
pub(crate) async fn made(server: &Server, name: &str, schema: &str) -> Database {
    let database = server.create_database(name).await.unwrap();
    let administrator = database.connect().await.unwrap();
    let owner = fraise_emit_postgres::role_setup(&super::checked(schema)).roles[0].name.clone();
    run(&administrator, &super::roles(schema)).await;
    run(&administrator, &format!("create role {name}_deployer login; grant {owner} to {name}_deployer;"))
        .await;
    let deployer = database.connect_as(&format!("{name}_deployer")).await.unwrap();
    run(&deployer, &super::schema(schema)).await;
    run(&administrator, &format!("revoke {owner} from {name}_deployer;")).await;
    database
}

/// Runs a script that must go through without a word.
pub(crate) async fn run(session: &Session, script: &str) {
    if let Err(error) = session.run_script(script).await {
        panic!("{error}");
    }
    assert_eq!(session.take_notices(), []);
}

/// The first column of each row, as text.
pub(crate) async fn column(session: &Session, query: &str) -> Vec<String> {
    let rows = session.query(query, &[]).await.unwrap_or_else(|error| panic!("{query}: {error:?}"));
    rows.iter().map(|row| row.get(0)).collect()
}

pub(crate) async fn sqlstate(session: &Session, statement: &str) -> String {
    let error = session.batch_execute(statement).await.expect_err(statement);
    error.code().unwrap().code().to_owned()
}
