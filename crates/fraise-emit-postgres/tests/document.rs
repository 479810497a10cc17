//! The storefront against the thirteen tables that its founding document asks for: nothing of them is missing, and
//! where ours differ it is on purpose.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use std::fmt::Write as _;

use fraise_sql::catalog::{Catalog, Column, ForeignKey, IndexTerm, OnDelete, Table};
use insta::assert_snapshot;
use pretty_assertions::assert_eq;

const STOREFRONT: &str = include_str!("../../../schemas/storefront.yaml");
const DOCUMENT: &str = include_str!("support/document.txt");

/// A column of the document.
struct Wanted {
    table: String,
    name: String,
    ty: String,
    null: bool,
    key: bool,
    unique: bool,
    generated: bool,
    index: bool,
    reference: Option<(String, bool)>,
}

fn document() -> Vec<Wanted> {
    let mut table = String::new();
    let mut wanted = Vec::new();
    for line in DOCUMENT.lines().filter(|line| !line.is_empty()) {
        let Some(column) = line.strip_prefix("  ") else {
            table = line.to_owned();
            continue;
        };
        let words: Vec<&str> = column.split(' ').collect();
        let has = |word: &str| words.contains(&word);
        let reference = words.iter().find_map(|word| word.strip_prefix("->"));
        let reference = reference.map(|target| match target.strip_suffix(":cascade") {
            Some(target) => (target.to_owned(), true),
            None => (target.to_owned(), false),
        });
        wanted.push(Wanted {
            table: table.clone(),
            name: (*words.first().unwrap()).to_owned(),
            ty: (*words.get(1).unwrap()).to_owned(),
            null: has("null"),
            key: has("key"),
            unique: has("unique"),
            generated: has("generated"),
            index: has("index"),
            reference,
        });
    }
    wanted
}

fn table<'c>(catalog: &'c Catalog, name: &str) -> &'c Table {
    let found = catalog.tables.iter().find(|table| table.name.name.as_str() == name);
    found.unwrap_or_else(|| panic!("{name} is missing"))
}

fn column<'c>(catalog: &'c Catalog, wanted: &Wanted) -> &'c Column {
    let table = table(catalog, &wanted.table);
    let found = table.columns.iter().find(|column| column.name.as_str() == wanted.name);
    found.unwrap_or_else(|| panic!("{}.{} is missing", wanted.table, wanted.name))
}

/// The foreign key that begins with the column.
fn foreign_key<'c>(table: &'c Table, column: &str) -> Option<&'c ForeignKey> {
    table.foreign_keys.iter().find(|key| key.columns.first().is_some_and(|it| it.as_str() == column))
}

fn is_unique_alone(table: &Table, column: &str) -> bool {
    table
        .uniques
        .iter()
        .any(|key| key.columns.len() == 1 && key.columns.iter().any(|it| it.as_str() == column))
}

/// An index begins with the column.
fn is_indexed(table: &Table, column: &str) -> bool {
    let by_key = table.uniques.iter().any(|key| key.columns.first().is_some_and(|it| it.as_str() == column));
    let by_index = table.indexes.iter().any(|index| match index.keys.first().map(|key| &key.term) {
        Some(IndexTerm::Column(name)) => name.as_str() == column,
        Some(IndexTerm::Expression(_)) | None => false,
    });
    by_key || by_index
}

#[test]
fn all_that_the_document_asks_for_is_there() {
    let catalog = fraise_emit_postgres::catalog(&support::checked(STOREFRONT)).unwrap();
    let mut tables: Vec<String> = Vec::new();
    for wanted in document() {
        let place = format!("{}.{}", wanted.table, wanted.name);
        let table = table(&catalog, &wanted.table);
        let column = column(&catalog, &wanted);
        let key = table.primary_key.as_ref().unwrap();
        assert_eq!(key.columns.contains(&column.name), wanted.key, "{place}: key");
        assert!(!wanted.unique || is_unique_alone(table, &wanted.name), "{place}: unique");
        assert!(!wanted.generated || column.generated.is_some(), "{place}: generated");
        // A truth value alone selects nothing: the codes of active discounts are indexed instead.
        assert!(
            !wanted.index || place == "discounts.is_active" || is_indexed(table, &wanted.name),
            "{place}: index"
        );
        if let Some((target, cascade)) = &wanted.reference {
            let key = foreign_key(table, &wanted.name).unwrap_or_else(|| panic!("{place}: no foreign key"));
            let on_delete = if *cascade { OnDelete::Cascade } else { OnDelete::Restrict };
            assert_eq!((key.target.name.as_str(), &key.on_delete), (target.as_str(), &on_delete), "{place}");
        }
        if !tables.contains(&wanted.table) {
            tables.push(wanted.table);
        }
    }
    assert_eq!(tables.len(), 13);
    let pair = table(&catalog, "order_discounts").uniques.first().unwrap();
    assert_eq!(pair.columns.iter().map(|it| it.as_str()).collect::<Vec<_>>(), ["order_id", "discount_id"]);
}

#[test]
fn every_reference_has_a_foreign_key_and_an_index() {
    let catalog = fraise_emit_postgres::catalog(&support::checked(STOREFRONT)).unwrap();
    for table in &catalog.tables {
        // Written down by the one who moved the stock, or kept after the row has gone.
        let references = table.columns.iter().map(|column| column.name.as_str());
        for column in references.filter(|name| {
            name.ends_with("_id") && !["reference_id", "transaction_id", "row_id"].contains(name)
        }) {
            assert!(foreign_key(table, column).is_some(), "{}.{column}: foreign key", table.name);
            assert!(is_indexed(table, column), "{}.{column}: index", table.name);
        }
    }
}

/// Each line is argued for in the reference of the language, "Where the storefront differs from the founding document".
#[test]
fn where_types_and_nulls_differ_it_is_on_purpose() {
    let catalog = fraise_emit_postgres::catalog(&support::checked(STOREFRONT)).unwrap();
    let mut differences = String::new();
    for wanted in document() {
        let column = column(&catalog, &wanted);
        let theirs = format!("{}{}", wanted.ty, if wanted.null { " null" } else { "" });
        let ours = format!("{}{}", column.ty, if column.not_null { "" } else { " null" });
        if theirs != ours {
            writeln!(differences, "{}.{}: {theirs} is {ours}", wanted.table, wanted.name).unwrap();
        }
    }
    assert_snapshot!(differences);
}
