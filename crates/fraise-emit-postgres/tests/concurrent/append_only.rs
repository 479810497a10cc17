//! `append_only`: what is in the journal stays there as it is.

use crate::contest::{Contest, holds};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journal_only_grows() {
    holds(Contest {
        name: "journals",
        schema: JOURNAL,
        given: "insert into entries (text) select 'as it was' from generate_series(1, 8);
                insert into known (entry) select id from entries;",
        login: |_| "postgres",
        statement: change_of_entries,
        refusals: &[("ZF012", "entries")],
        broken: "
            select k.entry::text from known as k left join entries as e on e.id = k.entry
            where e.text is distinct from 'as it was'",
        without: "alter table entries disable trigger fraise_00_append_only;",
    })
    .await;
}

/// Entries are written down twice, in the journal and in a table without a law; some try to take them back.
fn change_of_entries(me: usize, round: usize) -> String {
    match (me + round) % 4 {
        0 | 1 => "with added as (insert into entries (text) values ('as it was') returning id)
                  insert into known (entry) select id from added"
            .to_owned(),
        2 => "update entries set text = 'otherwise' where id = (select max(id) from entries)".to_owned(),
        _ => "delete from entries where id = (select id from entries order by random() limit 1)".to_owned(),
    }
}

const JOURNAL: &str = "
fraise: 1
service: journals
settings: {ids: bigint, timestamps: none}
types:
  Entry: {append_only: true, fields: {text: text}, access: {read: public}}
  Known: {table: known, fields: {entry: bigint}, access: {read: public}}
";
