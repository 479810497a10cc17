//! What the function of a raw operation is called and takes.
//!
//! ```sql
//! update_seat(p_room text, p_number integer, p_input jsonb) returns jsonb
//! ```

use fraise_ir::{Input, raw::Verb};
use fraise_lower::{Sql, names, signature, types};
use fraise_sql::{Fragment, Ident, QualifiedName, SqlType, catalog::Argument, sql};

use super::{Operation, new};

/// Its name.
pub(super) fn name(operation: &Operation<'_>) -> QualifiedName {
    signature::raw_name(operation.ctx.ir, &operation.raw)
}

/// The argument that takes the object.
pub(super) fn input() -> Ident {
    signature::raw_input()
}

/// The argument of a part of the key.
pub(super) fn key(part: &Input) -> Ident {
    signature::argument(part)
}

/// The key, and the object.
pub(super) fn arguments(operation: &Operation<'_>) -> Vec<Argument> {
    let ir = operation.ctx.ir;
    let of_key = operation.raw.key.iter().map(|it| Argument::new(key(it), signature::raw_key_type(ir, it)));
    let object = || Argument::new(input(), SqlType::Jsonb);
    match operation.raw.verb {
        Verb::Create | Verb::Update => of_key.chain([object()]).collect(),
        Verb::Delete => of_key.collect(),
    }
}

/// The key of one column, and of several a list of JSON.
pub(super) fn returned_type(operation: &Operation<'_>) -> SqlType {
    match operation.entity.id_field() {
        Some(_) => types::key_type(operation.ctx.ir, operation.entity.id),
        None => SqlType::Jsonb,
    }
}

/// The key of the row.
pub(super) fn result(operation: &Operation<'_>) -> Fragment {
    let parts: Vec<Fragment> = match operation.raw.verb {
        Verb::Create => new_key(operation),
        Verb::Update | Verb::Delete => operation.raw.key.iter().map(|it| sql![key(it)]).collect(),
    };
    match parts.as_slice() {
        [only] => only.clone(),
        _ => sql!["jsonb_build_array("].list(", ", parts).kw(")"),
    }
}

/// `v_new.id`
pub(super) fn new_key(operation: &Operation<'_>) -> Vec<Fragment> {
    let columns = names::key_columns(operation.ctx.ir, operation.entity);
    columns.iter().map(|column| sql![new(), ".", column]).collect()
}

/// `it.id = p_id`
pub(super) fn found(operation: &Operation<'_>, row: &Ident) -> Vec<Sql> {
    let columns = names::key_columns(operation.ctx.ir, operation.entity);
    let parts = columns.iter().zip(&operation.raw.key);
    parts.map(|(column, part)| Sql::from(sql![row, ".", column, " = ", key(part)])).collect()
}

/// What it does.
pub(super) fn comment(operation: &Operation<'_>) -> String {
    let table = &operation.entity.table;
    match (operation.raw.verb, operation.entity.soft_delete) {
        (Verb::Create, _) => format!("Creates a row of {table}"),
        (Verb::Update, _) => format!("Changes what its input gives in a row of {table}"),
        (Verb::Delete, false) => format!("Deletes a row of {table}"),
        (Verb::Delete, true) => format!("Marks a row of {table} as deleted"),
    }
}
