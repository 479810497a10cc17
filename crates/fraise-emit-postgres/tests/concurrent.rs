//! Laws that eight sessions try to break at once: whoever looks never sees one broken, and nobody waits in a circle.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use fraise_pg::{Database, Server, find};
use pretty_assertions::assert_eq;
use support::server::{column, made, run};

const SESSIONS: usize = 8;
const ROUNDS: usize = 60;

fn server() -> Server {
    Server::start(&find(None).unwrap_or_else(|error| panic!("{error}"))).unwrap()
}

/// All sessions give their statements at once, each a transaction; `broken` finds rows that break the law, and is asked
/// all the while. How many statements went through; the others must have been refused with one of the codes.
async fn all_at_once(
    database: &Database,
    statement: fn(usize, usize) -> String,
    refusals: &'static [&'static str],
    broken: &str,
) -> usize {
    let mut sessions = Vec::new();
    for me in 0..SESSIONS {
        let session = database.connect().await.unwrap();
        sessions.push(tokio::spawn(async move {
            let mut passed = 0;
            for round in 0..ROUNDS {
                let statement = statement(me, round);
                match session.batch_execute(&statement).await {
                    Ok(()) => passed += 1,
                    Err(error) => {
                        let code = error.code().map(|it| it.code().to_owned()).unwrap_or_default();
                        assert!(refusals.contains(&code.as_str()), "{statement}: {error:?}");
                    }
                }
            }
            passed
        }));
    }
    let observer = database.connect().await.unwrap();
    while sessions.iter().any(|it| !it.is_finished()) {
        assert_eq!(column(&observer, broken).await, [""; 0]);
    }
    let mut passed = 0;
    for session in sessions {
        passed += session.await.unwrap();
    }
    assert_eq!(column(&observer, broken).await, [""; 0]);
    passed
}

const BILLS: &str = "
fraise: 1
service: bills
settings: {ids: bigint, timestamps: none}
types:
  Bill:
    fields:
      fee: bigint = 0
      amount: {type: 'decimal(20,0)', from: 'coalesce(sum(lines.price), 0)', stored: true}
      largest: {type: 'bigint?', from: max(lines.price) filter (where lines.price > 10), stored: true}
      due: {type: 'decimal(20,0)', from: 'fee + coalesce(sum(lines.price), 0)', stored: true}
    relations: {lines: Line.bill}
    access: {read: public}
  Line:
    fields: {bill: {type: Bill, on_delete: cascade}, owner: int, price: bigint}
    access: {read: public}
queries:
  bills: {list: Bill, order: [id], access: public}
";

/// Each session changes its own lines of the same five bills.
fn change_of_lines(me: usize, round: usize) -> String {
    match (round + me) % 5 {
        0 | 1 => format!(
            "insert into lines (bill_id, owner, price)
             select b.id, {me}, floor(random() * 100) from bills as b order by random() limit 3"
        ),
        2 => format!("update lines set price = price + 1 where owner = {me} and random() < 0.7"),
        3 if round.is_multiple_of(2) => {
            format!("update lines set bill_id = 1 + floor(random() * 5) where owner = {me}")
        }
        3 => format!("delete from lines where owner = {me} and random() < 0.5"),
        _ => format!("update bills set fee = fee + 1 where id = {}", 1 + (round + me) / 5 % 5),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stored_aggregates_are_never_seen_wrong() {
    let server = server();
    let database = made(&server, "bills", BILLS).await;
    let administrator = database.connect().await.unwrap();
    run(
        &administrator,
        "insert into bills default values; insert into bills (fee) select n from generate_series(2, 5) as n;",
    )
    .await;
    let broken = "
        select b.id || ': ' || b.amount || ' ' || b.due || ' ' || coalesce(b.largest::text, '')
        from bills as b
        left join lateral (
          select coalesce(sum(l.price), 0) as amount, max(l.price) filter (where l.price > 10) as largest
          from lines as l where l.bill_id = b.id
        ) as it on true
        where (b.amount, b.largest, b.due) is distinct from (it.amount, it.largest, b.fee + it.amount)";
    let passed = all_at_once(&database, change_of_lines, &[], broken).await;
    assert_eq!(passed, SESSIONS * ROUNDS);
    assert_eq!(
        column(&administrator, "select 'billed' where (select sum(amount) from bills) > 0").await,
        ["billed"]
    );
    // Without the triggers the observer finds what is wrong.
    run(
        &administrator,
        "alter table lines disable trigger user; insert into lines (bill_id, owner, price) values (1, 9, 9);",
    )
    .await;
    assert_eq!(column(&administrator, broken).await.len(), 1);
}

/// Each session sends back any item with any return, and changes its mind.
fn change_of_returns(me: usize, round: usize) -> String {
    match round % 4 {
        0 => "insert into returns (order_id) select 1 + floor(random() * 4)".to_owned(),
        1 | 2 => format!(
            "insert into return_items (return_id, item_id, owner)
             select r.id, i.id, {me} from returns as r, items as i order by random() limit 1"
        ),
        _ => format!(
            "update return_items set item_id = (select id from items order by random() limit 1)
             where owner = {me} and random() < 0.3"
        ),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paths_are_never_seen_to_lead_to_different_rows() {
    let server = server();
    let database = made(&server, "returning", RETURNS).await;
    let administrator = database.connect().await.unwrap();
    run(
        &administrator,
        "insert into orders (label) select null from generate_series(1, 4);
         insert into items (order_id) select 1 + n % 4 from generate_series(1, 8) as n;
         insert into returns (order_id) select 1 + n % 4 from generate_series(1, 8) as n;",
    )
    .await;
    let broken = "
        select t.id::text from return_items as t
        join returns as r on r.id = t.return_id
        join items as i on i.id = t.item_id
        where r.order_id <> i.order_id";
    let passed = all_at_once(&database, change_of_returns, &["ZF007"], broken).await;
    assert!(passed < SESSIONS * ROUNDS, "some were refused");
    assert_eq!(column(&administrator, "select distinct 'some' from return_items").await, ["some"]);
}

const RETURNS: &str = "
fraise: 1
service: returning
settings: {ids: bigint, timestamps: none}
types:
  Order: {access: {read: public}, fields: {label: 'text?'}}
  Item: {access: {read: public}, fields: {order: {type: Order, on_delete: restrict, frozen: true}}}
  Return: {access: {read: public}, fields: {order: {type: Order, on_delete: restrict, frozen: true}}}
  ReturnItem:
    fields:
      return: {type: Return, on_delete: restrict}
      item: {type: Item, on_delete: restrict}
      owner: int
    same: [return.order = item.order]
    access: {read: public}
";
