//! Stored aggregates: whoever looks never sees one that is not of its children.

use crate::contest::{Contest, holds};

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
    holds(Contest {
        name: "bills",
        schema: BILLS,
        given: "
            insert into bills default values;
            insert into bills (fee) select n from generate_series(2, 5) as n;",
        login: |_| "postgres",
        statement: change_of_lines,
        refusals: &[],
        broken: "
            select b.id || ': ' || b.amount || ' ' || b.due || ' ' || coalesce(b.largest::text, '')
            from bills as b
            left join lateral (
              select coalesce(sum(l.price), 0) as amount, max(l.price) filter (where l.price > 10) as largest
              from lines as l where l.bill_id = b.id
            ) as it on true
            where (b.amount, b.largest, b.due) is distinct from (it.amount, it.largest, b.fee + it.amount)",
        without: "alter table lines disable trigger user;",
    })
    .await;
}
