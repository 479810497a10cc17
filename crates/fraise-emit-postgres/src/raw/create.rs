//! `create_product(p_input)`

use fraise_lower::names;
use fraise_sql::{Fragment, sql};
use fraise_templates::postgres::Variable;

use super::{Operation, access, input, new, references, signature, violation};
use crate::page::Page;

pub(super) fn variables(operation: &Operation<'_>) -> Vec<Variable> {
    [operation.row_variable(new())].into_iter().chain(violation::variable(operation)).collect()
}

pub(super) fn parts(operation: &Operation<'_>) -> Vec<Fragment> {
    vec![
        operation.part(|page| input::write_refusals(page, operation)),
        operation.part(|page| references::write_given(page, operation)),
        operation.part(|page| {
            input::write_new_row(page, operation);
            access::write_row_refusal(page, operation);
            access::write_field_refusals_by_row(page, operation);
        }),
        operation.part(|page| references::write_locks(page, operation)),
        operation.part(|page| violation::write_around(page, operation, |page| insert(page, operation))),
    ]
}

fn insert(page: &mut Page<'_>, operation: &Operation<'_>) {
    let ir = operation.ctx.ir;
    let table = names::table(ir, operation.entity.id);
    let columns: Vec<Fragment> =
        operation.raw.fields.iter().map(|it| sql![names::column(ir, it.field)]).collect();
    if columns.is_empty() {
        page.line(sql!["insert into ", table, " as it default values"]);
    } else {
        let values: Vec<Fragment> = columns.iter().map(|it| sql![new(), ".", it]).collect();
        page.list(sql!["insert into ", table, " as it ("], &columns, ")");
        page.list(sql!["values ("], &values, ")");
    }
    let key = names::key_columns(ir, operation.entity);
    let key = Fragment::join(", ", key.iter().map(|it| sql!["it.", it]));
    let kept = Fragment::join(", ", signature::new_key(operation));
    page.line(sql!["returning ", key, " into ", kept, ";"]);
}
