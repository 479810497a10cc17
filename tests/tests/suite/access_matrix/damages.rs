//! That the matrix sees what is wrong: a database and a service are damaged, each by one thing, and exactly the cells
//! that are different then are found.

use fraise_verify::access::{Report, people};

use super::ground::Ground;
use super::service::{self, Service};
use crate::server;

/// The schema that is damaged, and who is named below.
const NAME: &str = "fields_of_their_own_rules";

/// A statement of the administrator, and cells that are wrong after it: some whose lines contain all these words.
const DAMAGES: &[(&str, &[&str])] = &[
    (
        "alter policy claims_select on claims using (true)",
        &["client in psql:", "select claims", "expected denied, psql allowed"],
    ),
    (
        "alter policy claims_select on claims using (false)",
        &["agent in psql:", "select claims", "expected allowed, psql denied"],
    ),
    ("drop policy claims_delete on claims", &["board in psql:", "delete claims", "psql denied"]),
    (
        "create policy more on claims for insert to bureau_api with check (true)",
        &["client as somebody", "insert claims", "a copy of", "expected denied, policies allowed"],
    ),
    ("alter policy claims_update on claims with check (true)", &["update claims", "closed = true", "allowed"]),
    (
        "alter policy persons_update on persons using (true) with check (true)",
        &["client as somebody", "update persons", "expected denied"],
    ),
    ("alter table claims disable row level security", &["client in psql:", "select claims"]),
    ("grant select (trace) on claims to bureau_api", &["agent in psql:", "select claims", "trace:"]),
    ("grant select (trace) on claims to bureau_role_agent", &["agent in psql:", "select claims", "trace:"]),
    ("revoke select (amount) on claims from bureau_role_auditor", &["auditor in psql:", "amount:", "psql denied"]),
    ("grant update (verdict) on claims to bureau_api", &["board in psql:", "update claims", "verdict ="]),
    ("grant update (person_id) on claims to bureau_api", &["board in psql:", "update claims", "person ="]),
    ("grant insert (verdict) on claims to bureau_api", &["agent in psql:", "insert claims", "with verdict"]),
    ("grant delete on persons to bureau_api; create policy d on persons for delete using (true)", &["delete persons"]),
    ("grant bureau_role_head to bureau_login_3", &["auditor in psql:", "insert claims", "psql allowed"]),
    (
        "create or replace function fraise.has_role(role text) returns boolean language sql stable
         as $$ select coalesce(role = any (string_to_array(current_setting('fraise.roles', true), ',')), false) $$",
        &["claiming to be others:", "select claims", "expected denied, psql allowed"],
    ),
    (
        "create or replace function fraise.viewer_id() returns uuid language sql stable
         as $$ select nullif(current_setting('fraise.viewer_id', true), '')::uuid $$",
        &["client in psql, claiming to be others:", "select claims", "psql allowed"],
    ),
    (
        "create or replace function fraise.refuse_access() returns void language plpgsql as $$ begin end $$",
        &["agent as nobody", "delete claims", "expected denied, function allowed"],
    ),
    (
        "create or replace function fraise.refuse_unknown(p_input jsonb, p_known text[]) returns void language plpgsql
         as $$ begin end $$",
        &["agent as somebody", "update persons", "id =", "expected denied, function allowed"],
    ),
    (
        "revoke execute on function update_person(uuid, jsonb) from bureau_api",
        &["agent in psql:", "update persons", "name =", "expected allowed, function denied"],
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_database_is_seen() {
    let server = server::oldest();
    let whole = Ground::open(&server, NAME).await;
    let administrator = server.maintenance().connect().await.unwrap();
    let mut not_seen = Vec::new();
    people::make_logins(&whole, &server).await.unwrap();
    // Each takes a second or more.
    let step = if server::is_full() { 1 } else { 6 };
    for (at, (damage, words)) in DAMAGES.iter().enumerate().step_by(step) {
        let copy = format!("damaged_{at}");
        let database = server.copy_database(whole.database.name(), &copy).await.unwrap();
        database.connect().await.unwrap().batch_execute(damage).await.unwrap();
        let ground = whole.in_database(database);
        let mut report = Report::default();
        people::try_everybody(&ground, &mut report, &mut |_, _| {}).await.unwrap();
        let found = report.mismatches("damaged");
        if !found.iter().any(|line| words.iter().all(|word| line.contains(word))) {
            not_seen.push(format!("{damage}: {found:#?}"));
        }
        // Roles are of the server, not of the database.
        let again = "revoke bureau_role_head from bureau_login_3";
        administrator.batch_execute(again).await.unwrap();
    }
    assert_eq!(not_seen, [""; 0], "{}", not_seen.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_of_other_rules_is_seen() {
    let server = server::oldest();
    let ground = Ground::open(&server, NAME).await;
    people::make_logins(&ground, &server).await.unwrap();
    let mut not_seen = Vec::new();
    for (what, change, words) in CHANGES {
        let mut ir = ground.ir().clone();
        change(&mut ir);
        let mut report = Report::default();
        service::ask_as_all(&ground, &Service::of(&ground, &ir), &mut report).await;
        let found = report.mismatches("damaged");
        if !found.iter().any(|line| words.iter().all(|word| line.contains(word))) {
            not_seen.push(format!("{what}: {found:#?}"));
        }
    }
    assert_eq!(not_seen, [""; 0], "{}", not_seen.join("\n"));
}

/// What is changed of the rules that the service is made of.
type Change = (&'static str, fn(&mut fraise_ir::Ir), &'static [&'static str]);

const CHANGES: &[Change] = &[
    (
        "one item less",
        |ir| drop(ir.entities[1].access.read.pop()),
        &["client as somebody", "select claims", "expected allowed, service denied"],
    ),
    (
        "a condition less",
        |ir| {
            for item in &mut ir.entities[1].access.read {
                if let fraise_ir::AccessItem::Role { when, .. } = item {
                    *when = None;
                }
            }
        },
        &["client as somebody", "select claims", "expected denied, service allowed"],
    ),
    (
        "a field without its rule",
        |ir| ir.entities[1].fields.iter_mut().filter(|it| it.name == "memo").for_each(|it| it.read = None),
        &["select claims", "memo:", "expected denied, service allowed"],
    ),
    (
        "a role that includes nothing",
        |ir| ir.roles.iter_mut().for_each(|it| it.includes.clear()),
        &["head as nobody", "select claims", "expected allowed, service denied"],
    ),
];
