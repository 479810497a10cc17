//! `update_product(p_id, p_input)`: what is not given stays.

use fraise_lower::{Sql, names};
use fraise_sql::{Fragment, ident, sql};
use fraise_templates::postgres::Variable;

use super::{Operation, access, input, new, old, references, row, signature, violation};
use crate::page::Page;

pub(super) fn variables(operation: &Operation<'_>) -> Vec<Variable> {
    let rows = [operation.row_variable(old()), operation.row_variable(new())];
    rows.into_iter().chain(violation::variable(operation)).collect()
}

pub(super) fn parts(operation: &Operation<'_>) -> Vec<Fragment> {
    vec![
        operation.part(|page| input::write_refusals(page, operation)),
        operation.part(|page| row::write_question(page, operation)),
        operation.part(|page| references::write_given(page, operation)),
        operation.part(|page| {
            if references::locks_along(operation) {
                row::write_old(page, operation);
                references::write_locks(page, operation);
            }
            row::write_lock(page, operation);
            references::write_moved(page, operation);
        }),
        operation.part(|page| {
            row::write_old(page, operation);
            input::write_new_row(page, operation);
            access::write_row_refusal(page, operation);
            access::write_field_refusals_by_row(page, operation);
        }),
        operation.part(|page| violation::write_around(page, operation, |page| update(page, operation))),
    ]
}

fn update(page: &mut Page<'_>, operation: &Operation<'_>) {
    let ir = operation.ctx.ir;
    page.line(sql!["update ", names::table(ir, operation.entity.id), " as it"]);
    let last = operation.raw.fields.len().saturating_sub(1);
    for (position, given) in operation.raw.fields.iter().enumerate() {
        let column = names::column(ir, given.field);
        let value = Sql::from(sql![new(), ".", &column]);
        let end = if position < last { "," } else { "" };
        match position {
            0 => page.line_with(sql!["set ", column, " = "], &value, end),
            _ => page.deeper(|page| page.line_with(sql![column, " = "], &value, end)),
        }
    }
    page.conditions(&signature::found(operation, &ident!("it")));
    page.end();
}
