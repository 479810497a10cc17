//! What must hold at the edges of the language, on a real server: names that could be mistaken for one another, rows that some may
//! not see, values at the border of a type.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use fraise_pg::{Database, Server, Session, find};
use pretty_assertions::assert_eq;
use support::server::{column, made, run, sqlstate};

fn server() -> Server {
    Server::start(&find(None).unwrap_or_else(|error| panic!("{error}"))).unwrap()
}

/// A person in psql who holds a role, or none.
async fn person(database: &Database, service: &str, role: Option<&str>) -> Session {
    let administrator = database.connect().await.unwrap();
    let (login, group) = match role {
        Some(role) => (format!("{service}_{role}_person"), format!("{service}_role_{role}")),
        None => (format!("{service}_person"), format!("{service}_api")),
    };
    run(&administrator, &format!("create role {login} login; grant \"{group}\" to {login};")).await;
    database.connect_as(&login).await.unwrap()
}

const SHADOWS: &str = "
fraise: 1
service: shadows
viewer: {type: Author, id: sub, roles: roles}
roles: {member: {}}
settings: {ids: bigint, timestamps: none}
types:
  Author:
    fields: {name: text, p_id: 'bigint?'}
    relations: {posts: Post.author}
    rules: {busy: count(posts) > 1}
    access: {read: [member if busy]}
  Post:
    fields: {author: {type: Author, on_delete: cascade}, p_author_id: 'bigint?', p_id: 'bigint?'}
    access: {read: [member if author.busy]}
queries:
  posts: {list: Post, order: [id], access: public}
";

#[tokio::test]
async fn a_column_never_stands_for_an_argument() {
    let server = server();
    let database = made(&server, "shadows", SHADOWS).await;
    let administrator = database.connect().await.unwrap();
    run(
        &administrator,
        "insert into authors (name, p_id) values ('Ann', 2), ('Ben', 1), ('Cat', 2);
         insert into posts (author_id, p_author_id, p_id) values (1, 2, 2), (1, 2, 2), (2, 1, 1), (3, 1, 1);",
    )
    .await;
    let member = person(&database, "shadows", Some("member")).await;
    assert_eq!(column(&member, "select name from authors order by 1").await, ["Ann"]);
    assert_eq!(column(&member, "select id::text from posts order by 1").await, ["1", "2"]);
}

const HIDDEN: &str = "
fraise: 1
service: hidden
viewer: {type: Account, id: sub, roles: roles}
roles: {member: {}, other: {}}
settings: {ids: bigint, timestamps: none}
types:
  Account:
    fields: {amount: int}
    rules: {rich: amount > 3}
    access: {read: []}
  Letter:
    fields: {account: {type: Account, on_delete: restrict}}
    access: {read: [member if account.rich]}
queries:
  letters: {list: Letter, order: [id], access: public}
";

#[tokio::test]
async fn functions_of_rules_answer_only_those_whose_policies_ask() {
    let server = server();
    let database = made(&server, "hidden", HIDDEN).await;
    let administrator = database.connect().await.unwrap();
    run(
        &administrator,
        "insert into accounts (amount) values (1), (9); insert into letters (account_id) values (1), (2);",
    )
    .await;
    let asked = "select fraise.account__rich(n)::text from (values (2), (1), (3)) as it (n)";
    for role in [None, Some("other")] {
        let stranger = person(&database, "hidden", role).await;
        assert_eq!(column(&stranger, asked).await, ["false"; 3], "{role:?}");
        assert_eq!(column(&stranger, "select id::text from letters").await, [""; 0], "{role:?}");
    }
    let member = person(&database, "hidden", Some("member")).await;
    assert_eq!(column(&member, "select id::text from letters").await, ["2"]);
    // A known limit: what a policy asks for somebody he can ask too. A row that is missing is not told from a poor one.
    assert_eq!(column(&member, asked).await, ["true", "false", "false"]);
}

const CHANGES: &str = "
fraise: 1
service: changes
viewer: {type: Note, id: sub, roles: roles}
roles: {member: {}, lead: {}, chief: {}}
settings: {ids: bigint, timestamps: none, schema: app}
types:
  Folder:
    fields: {open: bool}
    access: {read: [chief if open]}
  Note:
    fields: {state: text = 'x', text: text, folder: {type: 'Folder?', on_delete: restrict}}
    access: {read: public, update: [lead, member if old.state = state and state <> 'shut', via folder]}
  Bid:
    fields: {owner: text, amount: int}
    rules: {mine: owner = 'me'}
    access: {read: public, update: [member if mine and amount > old.amount, lead if mine]}
  Old:
    soft_delete: true
    fields: {text: text}
    access: {read: public, delete: [lead], update: [member]}
queries:
  notes: {list: Note, order: [id], access: public}
";

#[tokio::test]
async fn an_update_is_asked_of_the_row_before_and_after() {
    let server = server();
    let database = made(&server, "changes", CHANGES).await;
    let administrator = database.connect().await.unwrap();
    run(
        &administrator,
        "insert into app.folders (open) values (true), (false);
         insert into app.notes (text, folder_id) values ('a', 1), ('b', 2);
         insert into app.notes (text, state) values ('c', 'shut');
         grant changes_owner to postgres;",
    )
    .await;
    let member = person(&database, "changes", Some("member")).await;
    run(&member, "update app.notes set text = 'd' where id = 1;").await;
    assert_eq!(sqlstate(&member, "update app.notes set state = 'y' where id = 1").await, "42501");
    assert_eq!(sqlstate(&member, "update app.notes set state = 'shut' where id = 1").await, "42501");
    run(&member, "update app.notes set text = 'e' where id = 3;").await;
    run(&administrator, "insert into app.bids (owner, amount) values ('me', 5), ('you', 5);").await;
    run(&member, "update app.bids set amount = amount + 1;").await;
    assert_eq!(sqlstate(&member, "update app.bids set amount = 6 where id = 1").await, "42501");
    assert_eq!(
        sqlstate(&member, "update app.bids set owner = 'you', amount = 9 where id = 1").await,
        "42501"
    );
    run(&member, "update app.bids set owner = 'me', amount = 9 where id = 2;").await;
    let bids = column(&administrator, "select owner || amount from app.bids order by id").await;
    assert_eq!(bids, ["me6", "you5"]);
    let chief = person(&database, "changes", Some("chief")).await;
    run(&chief, "update app.notes set state = 'z' where id = 1;").await;
    run(&chief, "update app.notes set state = 'z' where id = 2;").await;
    let lead = person(&database, "changes", Some("lead")).await;
    run(&lead, "update app.notes set state = 'shut' where id = 2;").await;
    run(
        &administrator,
        "set role changes_owner; update app.notes set state = 'own' where id = 3; reset role;",
    )
    .await;
    let shown = column(&administrator, "select state || text from app.notes order by id").await;
    assert_eq!(shown, ["zd", "shutb", "ownc"]);
}

#[tokio::test]
async fn a_deleted_row_is_not_updated() {
    let server = server();
    let database = made(&server, "changes", CHANGES).await;
    let administrator = database.connect().await.unwrap();
    run(&administrator, "insert into app.olds (text, deleted_at) values ('here', null), ('gone', now());")
        .await;
    let member = person(&database, "changes", Some("member")).await;
    run(&member, "update app.olds set text = text || '!';").await;
    assert_eq!(column(&member, "select text from app.olds order by id").await, ["here!", "gone"]);
}

const VALUES: &str = "
fraise: 1
service: edges
viewer: {type: Thing, id: sub, roles: roles}
roles: {member: {}}
settings: {ids: bigint, timestamps: none}
scalars:
  Slug: {base: text, check: \"value ~ '^[a-z]+$'\"}
  Even: {base: int, check: 'value % 2 = 0 and value <> 6'}
objects:
  Shape:
    fields: {n: 'int?', big: 'bigint?', m: 'money?', d: 'date?', t: 'time?', at: 'timestamptz?', i: 'interval?', b: 'bytes?', u: 'uuid?', l: 'int[]?', s: 'Slug[]?'}
types:
  Thing:
    fields: {slugs: 'Slug[]?', evens: 'Even[]?', shape: 'Shape?'}
    access: {read: public}
queries:
  things: {list: Thing, order: [id], access: public}
";

#[tokio::test]
async fn every_element_of_a_list_is_checked() {
    let server = server();
    let database = made(&server, "edges", VALUES).await;
    let administrator = database.connect().await.unwrap();
    run(&administrator, "insert into things (slugs, evens) values ('{a,b}', '{2,4}'), ('{}', null);").await;
    for bad in ["slugs) values ('{a,B}')", "evens) values ('{2,3}')", "evens) values ('{6}')"] {
        assert_eq!(sqlstate(&administrator, &format!("insert into things ({bad}")).await, "23514", "{bad}");
    }
}

#[tokio::test]
async fn a_json_value_that_is_accepted_can_be_read() {
    let server = server();
    let database = made(&server, "edges", VALUES).await;
    let administrator = database.connect().await.unwrap();
    let cases: [(&str, &str, &[&str], &[&str]); 11] = [
        ("n", "integer", &["1", "-2147483648", "1e2"], &["1.0", "1.5", "2147483648", "1e20", "\"1\""]),
        ("big", "bigint", &["9223372036854775807"], &["9223372036854775808", "0.0"]),
        ("m", "numeric(12,2)", &["1.50", "-9999999999.99"], &["1.505", "10000000000"]),
        (
            "d",
            "date",
            &["\"2024-02-29\"", "\"0001-01-01\"", "\"9999-12-31\"", "\"2023-04-30\""],
            &[
                "\"2023-02-29\"",
                "\"2023-04-31\"",
                "\"2023-13-01\"",
                "\"0000-01-01\"",
                "\"2023-1-1\"",
                "\"2023-02-00\"",
                "\"today\"",
                "\"\"",
            ],
        ),
        (
            "t",
            "time",
            &["\"23:59:59.999999\"", "\"00:00\""],
            &["\"24:00:01\"", "\"12:60\"", "\"noon\"", "\"1\""],
        ),
        (
            "at",
            "timestamptz",
            &["\"2024-02-29T23:59:59Z\"", "\"0001-01-01 00:00:00+15:59\"", "\"9999-12-31T23:59:59.5-15:59\""],
            &[
                "\"2023-02-29T00:00:00Z\"",
                "\"2023-02-28T00:00:00\"",
                "\"2023-02-28\"",
                "\"2023-02-28T00:00:00+16:00\"",
                "\"now\"",
            ],
        ),
        (
            "i",
            "interval",
            &[
                "\"P1Y2M3W4DT5H6M7.000001S\"",
                "\"PT-1H\"",
                "\"P99999999Y99999999M\"",
                "\"P99999999W99999999DT99999999H99999999M99999999S\"",
                "\"P-99999999W-99999999D\"",
            ],
            &["\"P\"", "\"PT\"", "\"P1DT\"", "\"1 day\"", "\"P999999999Y\"", "\"\"", "\"P1H\""],
        ),
        (
            "b",
            "bytea",
            &["\"\"", "\"AA==\"", "\"AAA=\"", "\"+/9z\""],
            &["\"A\"", "\"AA\"", "\"A===\"", "\"AA=A\"", "\"-_9z\""],
        ),
        (
            "u",
            "uuid",
            &["\"00000000-0000-0000-0000-00000000000a\""],
            &["\"x\"", "\"00000000-0000-0000-0000-00000000000\""],
        ),
        ("l", "text", &["[1, 2]", "[]"], &["[1.0]", "[null]", "[\"1\"]", "1"]),
        ("s", "text", &["[\"a\"]"], &["[\"A\"]", "[\"a\", \"1\"]"]),
    ];
    for (key, ty, good, bad) in cases {
        for value in good {
            let insert = format!("insert into things (shape) values ('{{\"{key}\": {value}}}');");
            run(&administrator, &insert).await;
        }
        for value in bad {
            let insert = format!("insert into things (shape) values ('{{\"{key}\": {value}}}')");
            assert_eq!(sqlstate(&administrator, &insert).await, "23514", "{key} {value}");
        }
        let read = match ty {
            "bytea" => format!("decode(shape ->> '{key}', 'base64')"),
            _ => format!("(shape ->> '{key}')::{ty}"),
        };
        let read = format!("select count({read})::text from things");
        for style in ["ISO, DMY", "German, MDY", "SQL, YMD"] {
            run(&administrator, &format!("set datestyle = '{style}'; set intervalstyle = 'sql_standard';"))
                .await;
            assert_eq!(column(&administrator, &read).await, [good.len().to_string()], "{read}");
        }
    }
}

const NAMES: &str = "
fraise: 1
service: twins
viewer: {type: Order, id: sub, roles: roles}
roles: {member: {}, a_role_with_a_very_long_name_that_goes_on_and_on_and_on: {}}
settings: {ids: bigint, timestamps: none}
types:
  Order:
    fields: {tags: 'text[]'}
    relations: {items: OrderItem.order}
    rules: {item_open: count(items) > 1, defaults: count(items) > 2, read_1: count(items) > 3}
    access: {read: [member if item_open, member if defaults, member if read_1, a_role_with_a_very_long_name_that_goes_on_and_on_and_on]}
  OrderItem:
    fields: {order: {type: Order, on_delete: cascade}, tag: text}
    relations: {subs: Sub.item}
    rules: {open: count(subs) > 0, tagged: tag = any(order.tags)}
    access: {read: [member if open, a_role_with_a_very_long_name_that_goes_on_and_on_and_on if tagged]}
  Sub:
    fields: {item: {type: OrderItem, on_delete: cascade}, name: text}
    indexes: [{fields: [name], using: trigram}]
    access: {read: public}
queries:
  orders: {list: Order, order: [id], access: public}
";

#[tokio::test]
async fn helpers_have_names_of_their_own() {
    let server = server();
    let database = made(&server, "twins", NAMES).await;
    let administrator = database.connect().await.unwrap();
    run(
        &administrator,
        "insert into orders (tags) values ('{x,y}'), ('{}');
         insert into order_items (order_id, tag) values (1, 'x'), (1, 'z'), (2, 'x');
         insert into subs (item_id, name) values (3, '');",
    )
    .await;
    let member = person(&database, "twins", Some("member")).await;
    assert_eq!(column(&member, "select id::text from orders").await, ["1"]);
    assert_eq!(column(&member, "select id::text from order_items").await, ["3"]);
    // PostgreSQL knows the role by a shorter name, and the elements of a list are compared, not the list.
    let cut = column(&administrator, "select rolname::text from pg_roles where rolname ~ '_role_a'").await;
    assert!(cut[0].len() == 63, "{cut:?}");
    run(&administrator, &format!("create role lengthy login; grant {} to lengthy;", cut[0])).await;
    let lengthy = database.connect_as("lengthy").await.unwrap();
    assert_eq!(column(&lengthy, "select id::text from orders order by 1").await, ["1", "2"]);
    assert_eq!(column(&lengthy, "select id::text from order_items").await, ["1"]);
}

#[tokio::test]
async fn an_extension_in_another_schema_is_not_passed_over() {
    let server = server();
    let database = server.create_database("twins").await.unwrap();
    let administrator = database.connect().await.unwrap();
    run(&administrator, "create schema tools; create extension pg_trgm schema tools;").await;
    let error = administrator.batch_execute(&support::roles(NAMES)).await.unwrap_err();
    let error = error.as_db_error().unwrap();
    assert_eq!(error.message(), "extension \"pg_trgm\" is there, but in schema \"tools\"");
    let hint = error.hint().unwrap();
    assert!(hint.starts_with("Move it: alter extension pg_trgm set schema public."), "{hint}");
    run(&administrator, "rollback; alter extension pg_trgm set schema public;").await;
    run(&administrator, &support::roles(NAMES)).await;
}
