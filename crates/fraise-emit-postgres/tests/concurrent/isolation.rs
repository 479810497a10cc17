//! Transactions that see the rows as they were at their beginning do not see what others have added to a sum since:
//! nothing that is computed of many rows is believed there.

use fraise_pg::{Server, Session, find};
use pretty_assertions::assert_eq;

use crate::support::server::{column, made, run};

const BOXES: &str = "
fraise: 1
service: boxes
settings: {ids: bigint, timestamps: none}
types:
  Box:
    fields:
      room: {type: int, frozen: true}
      mean: {type: 'decimal(8,2)?', from: 'round(avg(papers.weight), 2)', stored: true}
    relations: {papers: Paper.box}
    access: {read: public}
  Thing:
    fields: {box: {type: Box, on_delete: cascade}, size: int}
    within: [{sum: size, per: box, at_most: box.room}]
    access: {read: public}
  Paper:
    fields: {box: {type: Box, on_delete: cascade}, weight: int}
    access: {read: public}
";

/// A transaction of a level that looks, waits until another session has done something, and then does the same itself.
async fn answer(own: &Session, other: &Session, level: &str, first: &str, then: &str) -> String {
    run(own, &format!("begin isolation level {level}; select 1 from things, papers;")).await;
    run(other, first).await;
    let answer = match own.batch_execute(then).await {
        Ok(()) => "fine".to_owned(),
        Err(error) => error.code().unwrap().code().to_owned(),
    };
    run(own, "commit").await;
    answer
}

#[tokio::test]
async fn sums_are_right_at_every_level() {
    let server = Server::start(&find(Some(15)).unwrap_or_else(|error| panic!("{error}"))).unwrap();
    let database = made(&server, "boxes", BOXES).await;
    let (own, other) = (database.connect().await.unwrap(), database.connect().await.unwrap());
    for (level, things, papers) in [
        ("read committed", "ZF008", "fine"),
        ("repeatable read", "0A000", "0A000"),
        ("serializable", "0A000", "0A000"),
    ] {
        run(&other, "delete from boxes; insert into boxes (room) values (10)").await;
        run(&other, "insert into papers (box_id, weight) select id, 4 from boxes").await;
        let add = "insert into things (box_id, size) select id, 6 from boxes";
        assert_eq!(answer(&own, &other, level, add, add).await, things, "{level}");
        // The mean stays as it is, so the row of the box is not written.
        let same = "insert into papers (box_id, weight) select id, 4 from boxes";
        let less = "insert into papers (box_id, weight) select id, 1 from boxes";
        assert_eq!(answer(&own, &other, level, same, less).await, papers, "{level}");
        let wrong = "
            select b.mean || ' ' || (select round(avg(p.weight), 2) from papers as p where p.box_id = b.id)
            from boxes as b
            where b.mean is distinct from (select round(avg(p.weight), 2) from papers as p where p.box_id = b.id)
               or b.room < (select sum(t.size) from things as t where t.box_id = b.id)";
        assert_eq!(column(&other, wrong).await, [""; 0], "{level}");
    }
}
