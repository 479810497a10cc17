//! `within`: sums that eight sessions raise at once, for the same rows in opposite orders.

use crate::contest::{Contest, holds};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_is_sent_back_than_was_sent() {
    holds(Contest {
        name: "sending_back",
        schema: BACKS,
        given: "
            insert into items (sent) select 6 from generate_series(1, 4);
            insert into calls (state) select 'asked' from generate_series(1, 8);",
        login: |_| "postgres",
        statement: change_of_backs,
        refusals: &[("ZF008", "backs"), ("ZF100", "backs")],
        broken: "
            select 'sent ' || b.item_id from backs as b join items as i on i.id = b.item_id
            where not b.lent and b.deleted_at is null
            group by b.item_id, i.sent having sum(b.quantity) > i.sent
            union all
            select 'lent ' || b.item_id from backs as b join calls as c on c.id = b.call_id
            where b.lent and c.state <> 'refused' and b.deleted_at is null
            group by b.item_id having sum(b.quantity) > 6",
        without: "
            alter table backs disable trigger fraise_20_within_insert;
            alter table backs disable trigger fraise_20_within_update;
            alter table backs disable trigger fraise_20_within_delete;",
    })
    .await;
}

/// Every session adds to the same four sums, in one order or the other, changes its own rows, and takes some away.
fn change_of_backs(me: usize, round: usize) -> String {
    let order = if me.is_multiple_of(2) { "asc" } else { "desc" };
    match (me + round) % 6 {
        0 => format!(
            "insert into backs (item_id, call_id, quantity, lent, owner)
             select i.id, 1, floor(random() * 5) - 1, false, {me} from items as i order by i.id {order}"
        ),
        1 => format!(
            "insert into backs (item_id, call_id, quantity, lent, owner)
             select i.id, 1 + floor(random() * 8), 1 + floor(random() * 3), true, {me}
             from items as i order by i.id {order}"
        ),
        2 => format!(
            "update backs set quantity = quantity + floor(random() * 5) - 2 where owner = {me} and quantity > 2"
        ),
        3 => format!(
            "update backs set item_id = 1 + floor(random() * 4),
               deleted_at = case when random() < 0.5 then now() end
             where owner = {me} and random() < 0.5"
        ),
        4 if round.is_multiple_of(12) => format!("update calls set state = 'refused' where id = {}", me + 1),
        _ => format!("delete from backs where owner = {me} and random() < 0.4"),
    }
}

/// Of the rows that are not lent all count, corrections as less than nothing; of the others those of calls that stand.
const BACKS: &str = "
fraise: 1
service: sending_back
settings: {ids: bigint, timestamps: none}
errors:
  too_much: {class: conflict, message: 'not so many of {item.id}'}
enums: {State: [asked, refused]}
types:
  Item: {access: {read: public}, fields: {sent: {type: int, frozen: true}}}
  Call:
    fields: {state: State = 'asked'}
    machine:
      field: state
      initial: asked
      final: [refused]
      events: {refuse: {from: asked, to: refused, by: public}}
    access: {read: public}
  Back:
    table: backs
    soft_delete: true
    fields:
      item: {type: Item, on_delete: restrict}
      call: {type: Call, on_delete: restrict, frozen: true}
      quantity: int
      lent: {type: bool, frozen: true}
      owner: int
    within:
      - {sum: quantity, per: item, at_most: item.sent, counting: not lent}
      - sum: quantity
        per: item
        at_most: 6
        counting: lent and call.state <> 'refused'
        error: too_much
    access: {read: public}
";
