//! `same`, kept by a trigger where both paths go through other rows, and by a foreign key where one is the row's own.

use crate::contest::{Contest, holds};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_paths_through_other_rows_lead_to_the_same() {
    holds(Contest {
        name: "returning",
        schema: RETURNS,
        given: "
            insert into orders (label) select null from generate_series(1, 4);
            insert into items (order_id) select 1 + n % 4 from generate_series(1, 8) as n;
            insert into returns (order_id) select 1 + n % 4 from generate_series(1, 8) as n;",
        login: |_| "postgres",
        statement: change_of_returns,
        refusals: &[("ZF007", "return_items")],
        broken: "
            select t.id::text from return_items as t
            join returns as r on r.id = t.return_id
            join items as i on i.id = t.item_id
            where r.order_id <> i.order_id",
        without: "
            alter table return_items disable trigger fraise_20_same_insert;
            alter table return_items disable trigger fraise_20_same_update;",
    })
    .await;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_own_reference_and_a_path_lead_to_the_same() {
    holds(Contest {
        name: "posting",
        schema: PARCELS,
        given: "
            insert into senders (label) select null from generate_series(1, 3);
            insert into addresses (sender_id) select 1 + n % 3 from generate_series(1, 24) as n;",
        login: |_| "postgres",
        statement: change_of_parcels,
        // What is refused at the address names the address.
        refusals: &[("23503", "parcels"), ("23503", "addresses")],
        broken: "
            select p.id::text from parcels as p
            join addresses as a on a.id = p.address_id
            where a.sender_id <> p.sender_id",
        without: "alter table parcels drop constraint parcels_address_id_sender_id_fkey;",
    })
    .await;
}

/// Some send parcels to addresses of any sender, others hand the addresses over.
fn change_of_parcels(me: usize, round: usize) -> String {
    match (me + round) % 4 {
        0 | 1 => format!(
            "insert into parcels (sender_id, address_id, owner)
             select s.id, a.id, {me} from senders as s, addresses as a order by random() limit 1"
        ),
        2 => "update addresses set sender_id = 1 + floor(random() * 3)
              where id = (select id from addresses order by random() limit 1)"
            .to_owned(),
        _ => format!(
            "update parcels set sender_id = 1 + floor(random() * 3)
             where id = (select id from parcels where owner = {me} order by random() limit 1)"
        ),
    }
}

const PARCELS: &str = "
fraise: 1
service: posting
settings: {ids: bigint, timestamps: none}
types:
  Sender: {access: {read: public}, fields: {label: 'text?'}}
  Address: {table: addresses, access: {read: public}, fields: {sender: {type: Sender, on_delete: restrict}}}
  Parcel:
    fields:
      sender: {type: Sender, on_delete: restrict}
      address: {type: Address, on_delete: restrict}
      owner: int
    same: [address.sender = sender]
    access: {read: public}
";
