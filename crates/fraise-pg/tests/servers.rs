//! Servers of our own: started, asked, gone.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "tests")]

use std::path::Path;
use std::time::{Duration, Instant};

use fraise_pg::{Binaries, Durability, Error, Server, find};

fn binaries() -> Binaries {
    find(None).unwrap_or_else(|error| panic!("{error}"))
}

#[tokio::test]
async fn a_server_answers_and_leaves_nothing_behind() {
    let server = Server::start(&binaries()).unwrap();
    let folder = server.socket_folder().to_owned();
    let session = server.create_database("shop \"x\"").await.unwrap().connect().await.unwrap();
    let row = session.query_one("select current_database(), 40 + 2", &[]).await.unwrap();
    assert_eq!((row.get::<_, &str>(0), row.get::<_, i32>(1)), ("shop \"x\"", 42));
    drop(server);
    assert!(!folder.exists());
}

#[tokio::test]
async fn a_copied_database_holds_what_its_template_holds() {
    let server = Server::start(&binaries()).unwrap();
    let first = server.create_database("first").await.unwrap();
    first.connect().await.unwrap().batch_execute("create table kept ()").await.unwrap();
    // The server notices a closed connection a little later.
    tokio::time::sleep(Duration::from_millis(50)).await;
    let copy = server.copy_database("first", "copy").await.unwrap();
    copy.connect().await.unwrap().batch_execute("drop table kept").await.unwrap();
}

#[test]
fn servers_start_side_by_side() {
    let binaries = binaries();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| Server::start(&binaries).unwrap());
        }
    });
}

/// Not a promise, since the machine may be busy, but far from what a server needs that makes its
/// cluster anew each time and has to be waited for.
#[test]
fn five_starts_are_a_matter_of_seconds() {
    let binaries = binaries();
    let began = Instant::now();
    for _ in 0..5 {
        drop(Server::start(&binaries).unwrap());
    }
    let took = began.elapsed();
    println!("a server came and went in {:?}", took / 5);
    assert!(took < Duration::from_secs(30), "{took:?}");
}

#[test]
fn a_server_that_cannot_start_shows_its_log() {
    let error =
        Server::start_with(&binaries(), Durability::Full, &[("shared_buffers", "wrong")]).unwrap_err();
    let Error::NotStarted { log } = error else { panic!("{error}") };
    assert!(log.contains("shared_buffers"), "{log}");
}

#[tokio::test]
async fn what_was_committed_outlives_a_crash() {
    let server = Server::start_with(&binaries(), Durability::Full, &[]).unwrap();
    let database = server.create_database("shop").await.unwrap();
    let session = database.connect().await.unwrap();
    session.batch_execute("create table kept (x int); insert into kept values (1)").await.unwrap();
    session.batch_execute("begin; insert into kept values (2)").await.unwrap();
    server.crash().unwrap();
    assert!(session.batch_execute("commit").await.is_err());
    let rows = database.connect().await.unwrap().query("select x from kept", &[]).await.unwrap();
    let kept: Vec<i32> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(kept, [1]);
    assert!(server.log().contains("database system was not properly shut down"), "{}", server.log());
    // It may happen twice, and it stops as any other.
    server.crash().unwrap();
    let folder = server.socket_folder().to_owned();
    drop(server);
    assert!(!folder.exists());
}

/// This test runs itself again as a child that starts a server and is killed.
#[test]
fn a_server_goes_when_its_owner_is_killed() {
    const MARK: &str = "FRAISE_TEST_OWNER";
    if std::env::var_os(MARK).is_some() {
        let server = Server::start(&binaries()).unwrap();
        println!("folder={}", server.socket_folder().display());
        std::thread::sleep(Duration::from_secs(600));
        return;
    }
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_server_goes_when_its_owner_is_killed", "--nocapture"])
        .env(MARK, "1")
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let output = std::io::BufReader::new(child.stdout.take().unwrap());
    let folder = std::io::BufRead::lines(output)
        .map_while(Result::ok)
        .find_map(|line| Some(line.split_once("folder=")?.1.to_owned()))
        .unwrap();
    let folder = Path::new(&folder);
    assert!(folder.join("data/postmaster.pid").exists());
    child.kill().unwrap();
    child.wait().unwrap();
    let began = Instant::now();
    while folder.exists() {
        assert!(began.elapsed() < Duration::from_secs(30), "{} is still there", folder.display());
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[tokio::test]
async fn scripts_stop_at_the_first_error_and_name_its_line() {
    let server = Server::start(&binaries()).unwrap();
    let session = server.create_database("shop").await.unwrap().connect().await.unwrap();
    let script = "create table a (x int);\n\ninsert into a\n  values (1, 'ü;', wrong);\nselect 1;";
    let Err(Error::Script(error)) = session.run_script(script).await else { panic!("no error") };
    assert_eq!((error.line, error.code.as_str()), (4, "42703"));
    assert!(error.statement.starts_with("insert into a"));
    let Err(Error::Script(error)) = session.run_script("\n\ncreate table a ();").await else {
        panic!("no error")
    };
    assert_eq!((error.line, error.code.as_str()), (3, "42P07"));
}

#[tokio::test]
async fn what_the_server_says_is_kept() {
    let server = Server::start(&binaries()).unwrap();
    let session = server.maintenance().connect().await.unwrap();
    session.run_script("drop table if exists nothing;").await.unwrap();
    let said: Vec<String> = session.take_notices().iter().map(ToString::to_string).collect();
    assert_eq!(said, ["NOTICE: table \"nothing\" does not exist, skipping (00000)"]);
    assert!(session.take_notices().is_empty());
}
