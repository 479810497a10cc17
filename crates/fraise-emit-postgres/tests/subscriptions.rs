//! Who listens to a subscription hears the keys of rows in which a watched field changed, once a transaction commits, and
//! of nothing else.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use fraise_pg::{Database, Server, Session, find};
use pretty_assertions::assert_eq;
use support::server::{made, run};

const SCHEMA: &str = include_str!("../../../tests/compile/subscriptions/schema.yaml");

struct Post {
    _server: Server,
    writer: Session,
    listener: Session,
}

impl Post {
    async fn open() -> Self {
        let server = Server::start(&find(None).unwrap_or_else(|error| panic!("{error}"))).unwrap();
        let database: Database = made(&server, "post", SCHEMA).await;
        let (writer, listener) = (database.connect().await.unwrap(), database.connect().await.unwrap());
        run(&writer, "insert into parcels (id, label, place, grams) values
            ('00000000-0000-0000-0000-00000000000a', 'A', 'Rome', 900), ('00000000-0000-0000-0000-00000000000b', 'B', 'Oslo', 900);
            insert into visits (parcel_id, stop) values ('00000000-0000-0000-0000-00000000000a', 2);")
        .await;
        run(&listener, "listen post_parcel_moved; listen post_parcel_weighed; listen post_visit_seen;").await;
        Self { _server: server, writer, listener }
    }

    /// What is heard when this was done.
    async fn heard(&self, done: &str) -> Vec<String> {
        run(&self.writer, done).await;
        // Notifications come before the answer to what is asked after them.
        run(&self.listener, "select 1").await;
        let told = self.listener.take_notifications().into_iter();
        told.map(|it| {
            let key = it.payload.replace("00000000-0000-0000-0000-00000000000", "");
            format!("{} {key}", it.channel.trim_start_matches("post_"))
        })
        .collect()
    }
}

#[tokio::test]
async fn changes_of_watched_fields_are_told() {
    let post = Post::open().await;
    assert_eq!(
        post.heard("update parcels set place = 'Bern'").await,
        ["parcel_moved a", "parcel_moved b", "parcel_weighed a", "parcel_weighed b",]
    );
    // Generated from grams, so that nobody writes it.
    assert_eq!(post.heard("update parcels set grams = 2000 where label = 'B'").await, ["parcel_weighed b"]);
    assert_eq!(post.heard("update visits set seen = true").await, ["visit_seen a 2"]);
}

#[tokio::test]
async fn of_nothing_else_is_told() {
    let post = Post::open().await;
    for quiet in [
        "update parcels set label = 'C' where label = 'A'",
        "update parcels set place = place",
        "update parcels set grams = 901",
        "begin; update parcels set place = 'Bonn'; rollback",
        "insert into parcels (label, place, grams) values ('D', 'Rome', 1)",
        "delete from parcels where label = 'D'",
    ] {
        assert_eq!(post.heard(quiet).await, Vec::<String>::new(), "{quiet}");
    }
}
