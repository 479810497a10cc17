//! Frozen fields: what is written once stays, whatever else changes in the row.

use crate::contest::{Contest, holds};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_frozen_stays() {
    holds(Contest {
        name: "passports",
        schema: PASSPORTS,
        given: "insert into passports (number, holder) select 'P' || n, 'nobody' from generate_series(1, 10) as n;",
        login: |_| "postgres",
        statement: change_of_passports,
        refusals: &[("ZF003", "passports")],
        broken: "select id::text from passports where number <> 'P' || id or born_on <> '2000-01-01'",
        without: "alter table passports disable trigger fraise_00_frozen;",
    })
    .await;
}

/// Each session writes one row that all of them want; some statements would change what is frozen as well.
fn change_of_passports(me: usize, round: usize) -> String {
    let id = 1 + round % 10;
    match (me + round) % 4 {
        0 => format!("update passports set holder = 'no. {me}' where id = {id}"),
        1 => format!("update passports set holder = 'no. {me}', number = 'X{me}' where id = {id}"),
        2 => format!("update passports set born_on = '2000-01-0{}' where id = {id}", 1 + me % 2),
        _ => format!(
            "insert into passports (id, number, holder) overriding system value values ({id}, 'P{id}', 'no. {me}')
             on conflict (id) do update set holder = excluded.holder, number = excluded.holder"
        ),
    }
}

const PASSPORTS: &str = "
fraise: 1
service: passports
settings: {ids: bigint, timestamps: none}
types:
  Passport:
    fields:
      number: {type: text, frozen: true}
      born_on: {type: date = '2000-01-01', frozen: true}
      holder: text
    access: {read: public}
";
