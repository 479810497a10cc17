//! People with psql who mean harm: what they try is in the files of `behaviour/intruder`, each attempt below what must
//! come of it. Afterwards every row of every table is as it was, and so is everything in both schemas.

use std::collections::BTreeMap;
use std::fs;

use fraise_pg::Session;
use pretty_assertions::assert_eq;

use super::{ALICE, BOB, Shop, lines, order_of, paying::paid_for, variant};
use crate::case;
use crate::server::texts;

/// A customer with an order that is paid and one that is not, an item in a cart, a review that waits; and logins: a
/// customer, one who may only connect, both with a schema of their own.
async fn ground(shop: &Shop) -> BTreeMap<&'static str, String> {
    let (confirmed, payment) = paid_for(shop, 2).await;
    shop.speak_for("", "system").await;
    shop.done(&format!("select payment_result('{payment}', true, 't1')")).await;
    shop.speak_for(ALICE, "customer").await;
    let pending = shop.done(&order_of(&lines(&[(1, 3), (2, 1)]), ", p_discount_code => 'TEN'")).await;
    let open = shop.done(&format!("select process_payment('{pending}', 'stripe', 'secret token')")).await;
    let item = shop.done(&format!("select add_to_cart('{}', 2)", variant(1))).await;
    shop.owner
        .batch_execute(&format!(
            "insert into reviews (product_id, customer_id, stars) select id, '{ALICE}', 4 from products where status = 'active';
             insert into fulfillments (order_id, tracking_number) values ('{confirmed}', 'T');
             create role intruder_customer login; grant storefront_role_customer to intruder_customer;
             create role intruder_guest login; grant storefront_api to intruder_guest;
             create schema mine_customer authorization intruder_customer;
             create schema mine_guest authorization intruder_guest;"
        ))
        .await
        .unwrap();
    let first =
        |table: &'static str| async move { shop.sees(&format!("select id from {table} limit 1")).await };
    BTreeMap::from([
        (":address", super::address('a')),
        (":alice", ALICE.to_owned()),
        (":bob", BOB.to_owned()),
        (":cart", shop.sees("select id from carts where ordered_at is null").await),
        (":confirmed", confirmed),
        (":discount", first("discounts").await),
        (":fulfillment", first("fulfillments").await),
        (":inventory", first("inventory").await),
        (":item", item),
        (":line", first("order_items").await),
        (":nobody", super::NOBODY.to_owned()),
        (":open", open),
        (":payment", payment),
        (":pending", pending),
        (":product", first("products").await),
        (":review", first("reviews").await),
        (":variant", variant(1)),
        (":warehouse", first("warehouses").await),
    ])
}

/// Each table's rows as one number.
async fn rows(session: &Session) -> BTreeMap<String, String> {
    let tables = "select format('%I.%I', nspname, relname) from pg_class as c join pg_namespace as n on n.oid = relnamespace
        where nspname in ('public', 'fraise') and relkind in ('r', 'p') order by 1";
    let tables = texts(session, tables).await.concat();
    assert!(tables.len() > 24, "{tables:?}");
    numbers(session, tables.iter().map(|it| (it.as_str(), "true"))).await
}

/// The definitions of all that is in both schemas, and who is a member of what.
async fn definitions(session: &Session) -> BTreeMap<String, String> {
    let schemas = "('public'::regnamespace, 'fraise'::regnamespace)";
    let ours = format!("in (select oid from pg_class where relnamespace in {schemas})");
    let [class, proc, kind] =
        ["relnamespace", "pronamespace", "typnamespace"].map(|it| format!("{it} in {schemas}"));
    let [policy, trigger, constraint, rule, column] =
        ["polrelid", "tgrelid", "conrelid", "ev_class", "attrelid"].map(|it| format!("{it} {ours}"));
    let of = [
        ("pg_class", class.as_str()),
        ("pg_proc", &proc),
        ("pg_type", &kind),
        ("pg_policy", &policy),
        ("pg_trigger", &trigger),
        ("pg_constraint", &constraint),
        ("pg_rewrite", &rule),
        ("pg_attribute", &column),
        ("pg_auth_members", "true"),
    ];
    numbers(session, of.into_iter()).await
}

async fn numbers(session: &Session, of: impl Iterator<Item = (&str, &str)>) -> BTreeMap<String, String> {
    // The server counts rows and pages when it likes.
    let counted =
        "array['relpages', 'reltuples', 'relallvisible', 'relallfrozen', 'relfrozenxid', 'relminmxid']";
    let one = |(table, filter): (&str, &str)| {
        format!(
            "select '{table}', count(*) || ' ' || coalesce(md5(string_agg(it::text, ';' order by it::text)), '')
             from (select to_jsonb(it) - {counted} from {table} as it where {filter}) as it"
        )
    };
    let all = of.map(one).collect::<Vec<_>>().join(" union all ");
    texts(session, &all).await.into_iter().map(|row| (row[0].clone(), row[1].clone())).collect()
}

/// An attempt, and what must come of it.
struct Attempt {
    expected: String,
    statements: String,
}

/// The attempts of a file: blocks between empty lines, each begun by a comment that says what must come of it.
fn attempts(file: &str, of: &BTreeMap<&str, String>) -> Vec<Attempt> {
    let path = case::folder().join("behaviour/intruder").join(file);
    let text = fs::read_to_string(path).unwrap();
    let blocks = text.split("\n\n").map(str::trim).filter(|it| !it.is_empty() && !it.starts_with("--- "));
    let all: Vec<Attempt> = blocks
        .map(|block| {
            let (expected, statements) = block.split_once('\n').unwrap_or_else(|| panic!("{block}"));
            let expected = expected.strip_prefix("-- ").unwrap_or_else(|| panic!("{block}")).to_owned();
            let statements =
                of.iter().rev().fold(statements.to_owned(), |text, (name, value)| text.replace(name, value));
            Attempt { expected, statements }
        })
        .collect();
    assert!(all.len() > 10, "{file}");
    all
}

/// What the last statement gave: an SQLSTATE and its code, the first column of its rows, or how many rows it changed.
async fn outcome(session: &Session, statements: &str) -> String {
    let messages = match session.simple_query(statements).await {
        Ok(messages) => messages,
        Err(error) => {
            let error = error.as_db_error().unwrap_or_else(|| panic!("{statements}: {error}"));
            let detail = error.detail().unwrap_or_default();
            let code = detail.split("\"code\": \"").nth(1).and_then(|it| it.split('"').next());
            return [error.code().code(), code.unwrap_or_default()].join(" ").trim_end().to_owned();
        }
    };
    let mut last = "nothing".to_owned();
    let mut rows = Vec::new();
    for message in messages {
        match message {
            tokio_postgres::SimpleQueryMessage::Row(row) => {
                rows.push(row.get(0).unwrap_or("null").to_owned())
            }
            tokio_postgres::SimpleQueryMessage::CommandComplete(count) => {
                let told = std::mem::take(&mut rows);
                last = if told.is_empty() {
                    format!("{count} rows")
                } else {
                    format!("gives {}", told.join(", "))
                };
            }
            _ => {}
        }
    }
    last
}

/// Each attempt of a file in a session of its own; those that came out otherwise.
async fn surprises(shop: &Shop, login: &str, file: &str, of: &BTreeMap<&str, String>) -> Vec<String> {
    let (defined, before) = (definitions(&shop.owner).await, rows(&shop.owner).await);
    let mut surprises = Vec::new();
    for attempt in attempts(file, of) {
        let session = shop.database.connect_as(login).await.unwrap();
        let found = outcome(&session, &attempt.statements).await;
        if found != attempt.expected {
            surprises.push(format!(
                "{login}: {}\n  expected {}, found {found}",
                attempt.statements, attempt.expected
            ));
        }
        drop(session);
        let after = rows(&shop.owner).await;
        let changed: Vec<&String> =
            before.iter().filter(|(it, was)| after.get(*it) != Some(was)).map(|it| it.0).collect();
        assert!(
            changed.is_empty() && before.len() == after.len(),
            "{login}: {}\n  changed {changed:?}",
            attempt.statements
        );
    }
    assert_eq!(definitions(&shop.owner).await, defined, "{login}, {file}");
    surprises
}

async fn nothing_comes_of(login: &str, files: &[&str]) {
    for shop in Shop::each().await {
        let mut of = ground(&shop).await;
        of.insert(":mine", login.replace("intruder", "mine"));
        let mut found = Vec::new();
        for file in files {
            found.extend(surprises(&shop, login, file, &of).await);
        }
        assert_eq!(found, [""; 0], "{}", found.join("\n"));
    }
}

#[tokio::test]
async fn a_customer_with_psql_gets_no_further() {
    nothing_comes_of("intruder_customer", &["everybody.sql", "customer.sql"]).await;
}

#[tokio::test]
async fn a_login_without_a_role_gets_no_further() {
    nothing_comes_of("intruder_guest", &["everybody.sql", "guest.sql"]).await;
}

#[tokio::test]
async fn the_services_login_is_not_the_owner() {
    nothing_comes_of("storefront_till", &["service.sql"]).await;
}
