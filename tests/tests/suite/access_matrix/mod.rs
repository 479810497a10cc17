//! Who may do what to which row and column, by the policies, by functions and by the service, held against the rules of the schema.
//!
//! The schemas are those of `tests/access`: a folder has rows, claims of tokens, and a schema of its own unless there is
//! one of its name in `schemas` or `tests/compile`. Each row of the database, each column and each verb is tried by everybody; what
//! must come of it says `fraise-model`, which reads the model and no SQL. The half in psql is that of `fraise verify`, which
//! makes up rows; here they mean something.
//!
//! - `ground`: a schema with rows on a server
//! - `service`: requests to the service
//! - `writes`: what creates, updates and deletes through the service
//! - `leaked`: the model of a service as the runtime reads it
//! - `damages`: that it sees

mod damages;
mod ground;
mod leaked;
mod service;
mod writes;

use fraise_pg::Server;
use fraise_verify::access::{Report, cells::Class, people};

use self::ground::Ground;
use self::service::Service;
use crate::{case, server};

/// The whole matrix of one schema, on all ways.
async fn matrix(server: &Server, name: &str) -> Report {
    let ground = Ground::open(server, name).await;
    let mut report = Report::default();
    people::make_logins(&ground, server).await.unwrap();
    people::try_everybody(&ground, &mut report, &mut |_, _| {}).await.unwrap();
    assert!(report.not_known.is_empty(), "{:?}", report.not_known);
    let written = service::ask_as_all(&ground, &Service::of(&ground, ground.ir()), &mut report).await;
    if name == "storefront" {
        for verb in ["insert", "update", "delete"] {
            for is_allowed in [true, false] {
                assert!(written.kinds().contains(&(verb, is_allowed)), "{verb} {is_allowed}");
            }
        }
    }
    report
}

async fn holds(server: &Server, names: &[String]) {
    let mut wrong = Vec::new();
    for name in names {
        let report = matrix(server, name).await;
        let reads = report.kinds();
        assert!(reads.contains(&("select", true)) && reads.contains(&("select", false)), "{name}: {reads:?}");
        if name == "storefront" {
            has_every_kind(&report);
        }
        wrong.extend(report.mismatches(name));
    }
    assert_eq!(wrong, [""; 0], "PostgreSQL {}\n{}", server.binaries().version, wrong.join("\n"));
}

/// Neither answer is the answer to everything: each verb on rows of one's own and on others, and each kind of column, was
/// allowed to some and denied to others.
fn has_every_kind(report: &Report) {
    for is_allowed in [true, false] {
        for verb in ["select", "insert", "update", "delete"] {
            for is_own in [true, false] {
                assert!(
                    report.owners().contains(&(verb, is_own, is_allowed)),
                    "{verb} {is_own} {is_allowed}"
                );
            }
        }
        for verb in ["insert", "update", "delete"] {
            assert!(
                report.kinds_by_function().contains(&(verb, is_allowed)),
                "{verb} by function {is_allowed}"
            );
        }
        for class in Class::ALL {
            assert!(report.classes().contains(&(class, is_allowed)), "{class:?} {is_allowed}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_storefront() {
    holds(&server::oldest(), &["storefront".to_owned()]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_construct_of_access() {
    let mut schemas = ground::small();
    if !server::is_full() {
        schemas.retain(|it| ground::has_own_schema(it) || case::OF_OTHER_FIELDS.contains(&it.as_str()));
    }
    holds(&server::oldest(), &schemas).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_other_servers() {
    for server in server::others() {
        let mut all = ground::small();
        all.push("storefront".to_owned());
        holds(&server, &all).await;
    }
}
