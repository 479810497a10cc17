//! The storefront's script, damaged by one statement each: the check that must see it does, and says so.

use fraise_verify::Check;
use pretty_assertions::assert_eq;

use super::{lines, verified};
use crate::{case, server};

/// A statement of the owner behind the script, the check that sees it, and words of a line that it says.
const DAMAGES: &[(&str, Check, &[&str])] = &[
    ("grant truncate on orders to storefront_api", Check::Catalog, &["rights on tables", "orders"]),
    ("alter table orders disable row level security", Check::Catalog, &["row security", "orders"]),
    (
        "alter table inventory drop column quantity_available cascade;
         alter table inventory add column quantity_available integer not null default 7",
        Check::Invariants,
        &["`Inventory.quantity_available` is what it is computed from", "expected 100, found 7"],
    ),
    ("drop trigger fraise_00_machine on orders", Check::States, &["has no trigger fraise_00_machine"]),
    (
        "drop trigger fraise_00_machine on orders",
        Check::States,
        &["pending -> shipped", "expected error ZF001"],
    ),
    (
        "drop trigger fraise_20_initial on orders",
        Check::States,
        &["`Order`: born delivered", "found no error"],
    ),
    (
        "drop trigger fraise_30_effects_insert on order_items",
        Check::Stories,
        &["`stock.quantity_reserved` is `0`, expected `10`"],
    ),
    (
        "alter policy orders_select on orders using (true)",
        Check::Access,
        &["customer in psql", "select orders", "expected denied, found allowed"],
    ),
    (
        "drop trigger fraise_30_effects_insert on order_items",
        Check::Walks,
        &["create_order", "quantity_reserved is 0"],
    ),
    ("drop trigger fraise_10_order_update on payments", Check::Walks, &["payment_status is pending"]),
    ("drop trigger fraise_00_touch on carts", Check::Walks, &["carts", "updated_at is"]),
    (
        "do $do$ begin execute (select replace(pg_get_functiondef(oid), 'for no key update of it', '') from pg_proc
         where proname = 'move__inventory__reserve'); end $do$",
        Check::Races,
        &["succeed"],
    ),
    (
        "do $do$ begin execute (select replace(pg_get_functiondef(oid), 'for no key update of it', '') from pg_proc
         where proname = 'lock__order'); end $do$",
        Check::Races,
        &["at once"],
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_damage_is_seen() {
    let server = server::oldest();
    let case = case::storefront();
    let mut not_seen = Vec::new();
    // Walks and races take long. One of all can be named.
    let named = std::env::var("FRAISE_DAMAGE");
    let is_tried = |it: &&(&str, Check, &[&str])| match &named {
        Ok(name) => it.0.contains(name.as_str()),
        Err(_) => !matches!(it.1, Check::Walks | Check::Races) || server::is_full(),
    };
    for (damage, check, words) in DAMAGES.iter().filter(is_tried) {
        let found = lines(&case, &verified(&server, &case, damage, &[*check]).await);
        if !found.iter().any(|line| words.iter().all(|word| line.contains(word))) {
            not_seen.push(format!("{check}: {damage}: {found:#?}"));
        }
    }
    assert_eq!(not_seen, [""; 0], "{}", not_seen.join("\n"));
}
