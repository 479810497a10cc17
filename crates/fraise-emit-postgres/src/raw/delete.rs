//! `delete_product(p_id)`: of a soft-delete type the row is marked.

use fraise_ir::field::FieldOrigin;
use fraise_lower::names;
use fraise_sql::{Fragment, ident, sql};
use fraise_templates::postgres::Variable;

use super::{Operation, input, old, references, row, signature, violation};
use crate::page::Page;

pub(super) fn variables(operation: &Operation<'_>) -> Vec<Variable> {
    let kept = references::locks_along(operation).then(|| operation.row_variable(old()));
    kept.into_iter().chain(violation::variable(operation)).collect()
}

pub(super) fn parts(operation: &Operation<'_>) -> Vec<Fragment> {
    vec![
        operation.part(|page| input::write_refusals(page, operation)),
        operation.part(|page| row::write_question(page, operation)),
        operation.part(|page| {
            if references::locks_along(operation) {
                row::write_old(page, operation);
                references::write_locks(page, operation);
            }
            row::write_lock(page, operation);
            references::write_moved(page, operation);
        }),
        operation.part(|page| violation::write_around(page, operation, |page| delete(page, operation))),
    ]
}

fn delete(page: &mut Page<'_>, operation: &Operation<'_>) {
    let table = names::table(operation.ctx.ir, operation.entity.id);
    let is_mark = |origin| operation.entity.soft_delete && origin == FieldOrigin::DeletedAt;
    match operation.entity.fields.iter().find(|it| is_mark(it.origin)) {
        Some(mark) => {
            page.line(sql!["update ", table, " as it"]);
            page.line(sql!["set ", names::column_of(mark), " = now()"]);
        }
        None => page.line(sql!["delete from ", table, " as it"]),
    }
    page.conditions(&signature::found(operation, &ident!("it")));
    page.end();
}
