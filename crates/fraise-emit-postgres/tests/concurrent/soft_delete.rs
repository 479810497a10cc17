//! `soft_delete`: no two living rows with one name, and nobody deletes a row who is not the administrator.

use crate::contest::{Contest, holds};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_a_name_lives() {
    holds(Contest {
        name: "tags",
        schema: TAGS,
        given: "
            do $$ begin
              if not exists (select from pg_roles where rolname = 'tags_clerk_1') then
                create role tags_clerk_1 login; grant tags_role_clerk to tags_clerk_1;
              end if;
            end $$;
            insert into tags (label) select 'tag ' || n from generate_series(1, 3) as n;",
        login: |me| if me.is_multiple_of(2) { "tags_clerk_1" } else { "postgres" },
        statement: change_of_tags,
        refusals: &[("23505", "tags"), ("42501", "")],
        broken: "select label from tags where deleted_at is null group by label having count(*) > 1",
        without: "drop index tags_label_key;",
    })
    .await;
}

/// The administrator marks rows as deleted and takes it back; the clerk adds and renames, and tries to delete.
fn change_of_tags(me: usize, round: usize) -> String {
    let label = format!("tag {}", 1 + (me + round) % 3);
    if me.is_multiple_of(2) {
        return match round % 4 {
            0 | 1 => format!("insert into tags (label) values ('{label}')"),
            2 => format!("delete from tags where label = '{label}'"),
            _ => "update tags set deleted_at = now()".to_owned(),
        };
    }
    let one = format!("(select id from tags where label = '{label}' order by random() limit 1)");
    match round % 3 {
        0 => format!("update tags set deleted_at = now() where id = {one}"),
        _ => format!("update tags set deleted_at = null where id = {one}"),
    }
}

const TAGS: &str = "
fraise: 1
service: tags
settings: {ids: bigint, timestamps: none}
roles: {clerk: {}}
types:
  Tag:
    soft_delete: true
    fields: {label: {type: text, unique: true}}
    access: {read: [clerk], create: [clerk], update: [clerk], delete: [clerk]}
";
