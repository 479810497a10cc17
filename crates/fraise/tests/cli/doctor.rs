//! `fraise doctor`: what is there, what is missing and what to do about it.

use std::path::Path;

use fraise_pg::{Server, find};

use crate::fraise_in;

fn told(arguments: &[&str], code: i32) -> String {
    let run =
        fraise_in(Path::new(env!("CARGO_MANIFEST_DIR"))).arg("doctor").args(arguments).assert().code(code);
    assert_eq!(run.get_output().stderr, b"");
    String::from_utf8_lossy(&run.get_output().stdout).into_owned()
}

#[test]
fn the_postgresql_of_this_machine_is_tried() {
    let told = told(&[], 0);
    let version = find(None).unwrap().version;
    assert!(told.starts_with(&format!("ok       PostgreSQL {version} in ")), "{told}");
    assert!(told.contains("\nok       a throw-away server of it starts\n"), "{told}");
    assert!(told.contains("\nok       pg_trgm in PostgreSQL on this machine\n"), "{told}");
    assert!(told.contains("\nok       cargo "), "{told}");
}

#[tokio::test]
async fn a_database_is_looked_at() {
    let server = Server::start(&find(None).unwrap()).unwrap();
    let url = |name: &str| server.maintenance().sibling(name).connection_string("postgres");
    let said = told(&["--database-url", &url("postgres")], 0);
    let version = &server.binaries().version;
    assert!(said.starts_with(&format!("ok       the database: PostgreSQL {version}")), "{said}");
    assert!(said.contains("\nok       pg_trgm in the database\n"), "{said}");
    let administrator = server.maintenance().connect().await.unwrap();
    administrator
        .batch_execute("create database old encoding 'LATIN1' locale 'C' template template0")
        .await
        .unwrap();
    let said = told(&["--database-url", &url("old")], 4);
    assert!(said.starts_with("missing  the database: PostgreSQL "), "{said}");
    assert!(
        said.contains(", LATIN1\n         It must be PostgreSQL 15 or newer, with the encoding UTF8.\n"),
        "{said}"
    );
}

#[test]
fn no_usable_postgresql_ends_with_4_and_a_remedy() {
    let told = told(&["--database-url", "host=/nowhere user=nobody"], 4);
    assert!(told.starts_with("missing  the database: error connecting to server: "), "{told}");
    assert!(
        told.contains(
            "\n         Look at --database-url or DATABASE_URL, and whether the server listens there.\n"
        ),
        "{told}"
    );
    assert!(told.ends_with("\nNo usable PostgreSQL.\n"), "{told}");
}
