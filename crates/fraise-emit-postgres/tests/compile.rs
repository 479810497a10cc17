//! Small schemas, and the SQL that they become.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use insta::assert_snapshot;

const STOREFRONT: &str = include_str!("../../../schemas/storefront.yaml");

#[test]
fn a_type_with_everything_a_column_can_say() {
    assert_snapshot!(support::schema(include_str!("cases/columns.yaml")));
}

#[test]
fn access_becomes_policies_and_grants() {
    assert_snapshot!(support::schema(include_str!("cases/access.yaml")));
}

#[test]
fn native_enums_bigint_keys_and_another_schema() {
    assert_snapshot!(support::schema(include_str!("cases/native.yaml")));
}

#[test]
fn names_that_must_be_quoted_or_cut() {
    assert_snapshot!(support::schema(include_str!("cases/names.yaml")));
}

#[test]
fn roles_are_prepared_by_the_administrator() {
    assert_snapshot!(support::roles(include_str!("cases/access.yaml")));
}

#[test]
fn the_storefront() {
    assert_snapshot!(support::schema(STOREFRONT));
}

#[test]
fn two_runs_give_the_same_bytes() {
    assert_eq!(support::schema(STOREFRONT), support::schema(STOREFRONT));
}

/// Function bodies are read too.
#[test]
fn another_parser_reads_every_script() {
    for schema in [
        STOREFRONT,
        include_str!("cases/columns.yaml"),
        include_str!("cases/access.yaml"),
        include_str!("cases/native.yaml"),
        include_str!("cases/names.yaml"),
    ] {
        for script in [support::roles(schema), support::schema(schema)] {
            let errors = squawk_syntax::SourceFile::parse(&script).errors();
            assert!(errors.is_empty(), "{errors:#?}");
        }
    }
}
