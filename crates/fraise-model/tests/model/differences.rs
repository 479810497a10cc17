//! A server whose rows are otherwise than predicted.

use fraise_ir::Ir;
use fraise_model::{Printed, State, Table};
use pretty_assertions::assert_eq;

use crate::{STOREFRONT, checked, entity, id, insert, owner, printed, text};

/// What is told when the rows of an insert were damaged on their way.
fn told(damage: impl Fn(&Ir, &mut Printed)) -> String {
    let ir = checked(STOREFRONT);
    let operation = insert(&ir, "Category", &[("slug", text("shirts")), ("name", text("Shirts"))]);
    let state = State::default().apply(&ir, &operation, &owner()).unwrap().state;
    let mut rows = printed(&ir, &state);
    damage(&ir, &mut rows);
    match state.agree(&ir, &rows) {
        Ok(_) => "as predicted".to_owned(),
        Err(differences) => differences.to_string(),
    }
}

fn categories<'p>(ir: &Ir, rows: &'p mut Printed) -> &'p mut Vec<Vec<Option<String>>> {
    rows.get_mut(&Table::Of(entity(ir, "Category"))).unwrap()
}

#[test]
fn nothing_is_told_of_rows_as_predicted() {
    assert_eq!(told(|_, _| {}), "as predicted");
}

#[test]
fn each_column_is_told() {
    let told = told(|ir, rows| categories(ir, rows)[0][2] = Some("Trousers".to_owned()));
    assert_eq!(told, format!("categories {}: name is Trousers, predicted Shirts", id(5002)));
}

#[test]
fn missing_rows_are_told() {
    let told = told(|ir, rows| categories(ir, rows).clear());
    assert_eq!(
        told,
        "categories: a row is missing: id: new 2, slug: shirts, name: Shirts, parent_id: null, \
         created_at: now, updated_at: now"
    );
}

#[test]
fn rows_too_many_are_told() {
    let told = told(|ir, rows| {
        let row = categories(ir, rows)[0].clone();
        categories(ir, rows).push(row);
    });
    assert!(told.starts_with(&format!("categories: a row too many: id: {}", id(5002))), "{told}");
}

#[test]
fn one_moment_is_the_same_everywhere() {
    let told = told(|ir, rows| categories(ir, rows)[0][5] = Some("2026-01-01 12:00:01+00".to_owned()));
    assert_eq!(
        told,
        format!(
            "categories {}: updated_at is 2026-01-01 12:00:01+00, predicted 2026-01-01 12:00:00+00",
            id(5002)
        )
    );
}
