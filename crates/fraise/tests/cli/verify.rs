//! `fraise verify`: what it says of a schema that holds, of a database that breaks it, and of calls that make no sense.

use std::path::Path;

use fraise_pg::{Server, find};
use pretty_assertions::assert_eq;
use snapbox::cmd::Command;

use crate::{folder, fraise_in};

const STOREFRONT: &str = include_str!("../../../../schemas/storefront.yaml");
const SMALL: &str = include_str!("verify.yaml");

fn verify(folder: &Path) -> Command {
    fraise_in(folder).args(["verify", "schema.yaml"])
}

/// What a run said, product and talk.
fn told(command: Command, code: i32) -> String {
    let run = command.assert().code(code);
    let output = run.get_output();
    format!("{}---\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// `#` for a number.
fn number(word: &str) -> String {
    let is_number = !word.is_empty() && word.chars().all(|it| it.is_ascii_digit());
    if is_number { "#".to_owned() } else { word.to_owned() }
}

#[test]
fn the_storefront_holds() {
    let folder = folder(&[("schema.yaml", STOREFRONT)]);
    let run = verify(folder.path()).args(["--seed", "3", "--steps", "40"]);
    let said = told(run, 0);
    // How much is tried changes with the storefront, and how much the server acknowledges before it is killed with time.
    let numbers = |line: &str| line.split(' ').map(number).collect::<Vec<_>>().join(" ");
    let told: Vec<String> = said.lines().map(numbers).collect();
    insta::assert_snapshot!("the_storefront_holds", told.join("\n"));
}

#[test]
fn programs_read_it_line_by_line() {
    let folder = folder(&[("schema.yaml", SMALL)]);
    let run = verify(folder.path()).args(["--seed", "3", "--only", "states,stories", "--format", "json"]);
    insta::assert_snapshot!("programs", told(run, 0));
}

#[test]
fn progress_is_told_where_it_is_wanted() {
    let folder = folder(&[("schema.yaml", SMALL)]);
    let run = verify(folder.path()).args(["--seed", "3", "--only", "states", "--progress"]);
    assert!(told(run, 0).contains("states .."));
}

/// A row comes while no trigger looks, as a restore may bring it.
#[tokio::test]
async fn a_live_database_is_asked() {
    let server = Server::start(&find(None).unwrap()).unwrap();
    let database = server.create_database("live").await.unwrap();
    let session = database.connect().await.unwrap();
    let folder = folder(&[("schema.yaml", SMALL)]);
    fraise_in(folder.path())
        .args(["compile", "schema.yaml", "--emit", "postgres", "--allow-unfinished"])
        .assert()
        .code(0);
    for script in ["roles.sql", "schema.sql"] {
        let path = folder.path().join("out/postgres").join(script);
        session.run_script(&std::fs::read_to_string(path).unwrap()).await.unwrap();
    }
    let url = database.connection_string("postgres");
    let ask = || verify(folder.path()).args(["--database", &url]);
    assert_eq!(told(ask(), 0), "---\n27 laws asked, no row breaks one\n");
    let broken = "set session_replication_role = replica;
        insert into boxes (id, name, size, used, free)
        values ('00000000-0000-0000-0000-000000000001', 'small', 1, 5, default);
        insert into things (id, box_id, weight, state)
        values ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001', 3, 'packed')";
    session.batch_execute(broken).await.unwrap();
    insta::assert_snapshot!("a_live_database", told(ask(), 1));
    insta::assert_snapshot!("a_live_database_for_programs", told(ask().args(["--format", "json"]), 1));
}

#[test]
fn a_database_that_is_not_there_is_no_finding() {
    let folder = folder(&[("schema.yaml", SMALL)]);
    let nowhere = format!("host={} user=nobody dbname=nothing", folder.path().display());
    let said = told(verify(folder.path()).args(["--database", &nowhere]), 4);
    assert!(said.contains("error: cannot reach the database"), "{said}");
}

#[test]
fn checks_are_named() {
    let folder = folder(&[("schema.yaml", SMALL)]);
    let said = told(verify(folder.path()).args(["--only", "stories,statse"]), 2);
    assert!(said.contains("there is no such check; did you mean `states`?"), "{said}");
}
