//! `fraise test`: the tests of a schema on a real server, and what is told of those that fail.

use std::path::Path;

use fraise_pg::{Binaries, Server, find};
use pretty_assertions::assert_eq;
use snapbox::cmd::Command;

use crate::{folder, fraise_in};

const PASSING: &str = include_str!("tests.yaml");
const HOOKS: &str = include_str!("test_hooks.yaml");
const FAILING: &str = include_str!("failing.yaml");

/// The installed PostgreSQL, and with `FRAISE_FULL` a second version beside it. A missing one is a failure.
fn each_postgres() -> Vec<Binaries> {
    let mut wanted = vec![None];
    if std::env::var_os("FRAISE_FULL").is_some() {
        wanted.push(Some(18));
    }
    wanted.into_iter().map(|major| find(major).unwrap()).collect()
}

/// The command with a server of these programs.
fn test(folder: &Path, binaries: &Binaries) -> Command {
    fraise_in(folder).env("FRAISE_PG_BIN", &binaries.folder).args(["test", "schema.yaml"])
}

/// What a run said, product and talk.
fn told(command: Command, code: i32) -> String {
    let run = command.assert().code(code);
    let output = run.get_output();
    format!("{}---\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn tests_pass() {
    for binaries in each_postgres() {
        let folder = folder(&[("schema.yaml", PASSING)]);
        insta::assert_snapshot!("tests_pass", told(test(folder.path(), &binaries), 0));
    }
}

#[test]
fn the_storefronts_tests_pass() {
    let storefront = include_str!("../../../../schemas/storefront.yaml");
    for binaries in each_postgres() {
        let folder = folder(&[("schema.yaml", storefront)]);
        insta::assert_snapshot!("the_storefronts_tests_pass", told(test(folder.path(), &binaries), 0));
    }
}

#[test]
fn the_tests_of_other_fields_pass() {
    let services = [
        ("library", include_str!("../../../../schemas/library.yaml")),
        ("hotel", include_str!("../../../../schemas/hotel.yaml")),
        ("seats", include_str!("../../../../schemas/seats.yaml")),
    ];
    for binaries in each_postgres() {
        for (name, schema) in services {
            let folder = folder(&[("schema.yaml", schema)]);
            insta::assert_snapshot!(
                format!("the_tests_of_the_{name}_pass"),
                told(test(folder.path(), &binaries), 0)
            );
        }
    }
}

#[test]
fn further_stories_of_the_storefront_pass() {
    let storefront = include_str!("../../../../schemas/storefront.yaml");
    for binaries in each_postgres() {
        let folder = folder(&[("schema.yaml", storefront), ("orders.yaml", include_str!("orders.yaml"))]);
        let run = test(folder.path(), &binaries).arg("orders.yaml");
        insta::assert_snapshot!("further_stories", told(run, 0));
    }
}

/// Types have operations by their access.
#[test]
fn stories_of_raw_operations_pass() {
    let storefront = include_str!("../../../../schemas/storefront.yaml");
    for binaries in each_postgres() {
        let stories = ("catalogue.yaml", include_str!("catalogue.yaml"));
        let folder = folder(&[("schema.yaml", storefront), stories]);
        let run = test(folder.path(), &binaries).arg("catalogue.yaml");
        insta::assert_snapshot!("raw_operations", told(run, 0));
    }
}

/// Hooks answer what a test says. What follows a commit runs then, with the rights of the system, and with the rows of
/// steps that nobody else sees.
#[test]
fn mutations_are_called_with_their_hooks() {
    for binaries in each_postgres() {
        let folder = folder(&[("schema.yaml", HOOKS)]);
        insta::assert_snapshot!("hooks", told(test(folder.path(), &binaries), 1));
    }
}

#[test]
fn what_fails_is_told_at_its_place() {
    for binaries in each_postgres() {
        let folder = folder(&[("schema.yaml", FAILING)]);
        insta::assert_snapshot!("what_fails", told(test(folder.path(), &binaries), 1));
    }
}

#[test]
fn programs_read_lines_of_json() {
    let binaries = each_postgres().remove(0);
    let folder = folder(&[("schema.yaml", FAILING)]);
    let run = test(folder.path(), &binaries).args(["--format", "json"]).assert().code(1);
    let lines = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    let lines: Vec<serde_json::Value> = lines.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    let passed: Vec<(&str, bool)> = lines
        .iter()
        .filter_map(|it| Some((it.get("test")?.as_str()?, it.get("passed")?.as_bool()?)))
        .collect();
    assert_eq!(passed.len(), 7);
    assert_eq!(
        passed.iter().filter(|(_, passed)| *passed).map(|(name, _)| *name).collect::<Vec<_>>(),
        ["all_is_well"]
    );
    let findings = lines.iter().filter(|it| it.get("code").is_some_and(|it| it == "F1207")).count();
    assert_eq!(findings, 8);
}

#[test]
fn one_test_is_chosen_by_its_name() {
    let binaries = each_postgres().remove(0);
    let folder = folder(&[("schema.yaml", FAILING)]);
    let some = |names: &[&str]| {
        let names = names.iter().flat_map(|it| ["--test", it]);
        test(folder.path(), &binaries).args(names)
    };
    assert_eq!(told(some(&["is_well"]), 0), "ok      all_is_well\n---\n1 test passed\n");
    assert_eq!(
        told(some(&["all_is_weli"]), 2),
        "---\nerror: the schema has no test `all_is_weli`; did you mean `all_is_well`?\n"
    );
}

#[test]
fn a_schema_with_errors_ends_with_1() {
    let binaries = each_postgres().remove(0);
    let folder =
        folder(&[("schema.yaml", &PASSING.replace("rows: {box: {desk: 7}}", "rows: {bax: {desk: 7}}"))]);
    let told = told(test(folder.path(), &binaries), 1);
    assert!(told.starts_with("---\nerror[F1201]: unknown label `bax`"), "{told}");
}

/// On a server that is there already, the tests run in a database that goes with them.
#[tokio::test]
async fn a_server_that_is_there_is_left_as_it_was() {
    for binaries in each_postgres() {
        let server = Server::start(&binaries).unwrap();
        let url = server.maintenance().connection_string("postgres");
        let folder = folder(&[("schema.yaml", PASSING)]);
        let run = || fraise_in(folder.path()).args(["test", "schema.yaml", "--database-url", &url]);
        insta::assert_snapshot!("tests_pass", told(run(), 0));
        insta::assert_snapshot!("tests_pass", told(run(), 0));
        let session = server.maintenance().connect().await.unwrap();
        let databases = "select string_agg(datname, ' ' order by datname) from pg_database";
        let databases: String = session.query_one(databases, &[]).await.unwrap().get(0);
        assert_eq!(databases, "postgres template0 template1");
    }
}

#[test]
fn no_server_ends_with_4() {
    let folder = folder(&[("schema.yaml", PASSING)]);
    let nowhere = "host=/nowhere user=nobody dbname=nothing";
    let run = fraise_in(folder.path()).args(["test", "schema.yaml", "--database-url", nowhere]);
    insta::assert_snapshot!(told(run, 4));
}
