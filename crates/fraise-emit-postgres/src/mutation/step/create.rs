//! `create`: one INSERT, also for all lines of `each`.

use fraise_ir::{EntityId, Expr, FieldId, StepId, mutation::Each};
use fraise_lower::{Sql, names as sql_names};
use fraise_sql::sql;

use super::{
    super::{lines::Lines, names::Names},
    columns, inserted, returning, values,
};
use crate::page::Page;

pub(super) fn one(
    page: &mut Page<'_>,
    names: &Names<'_>,
    entity: EntityId,
    set: &[(FieldId, Expr)],
    name: Option<StepId>,
) {
    let table = sql_names::table(names.ctx.ir, entity);
    if set.is_empty() {
        page.line(sql!["insert into ", table, " as it default values"]);
    } else {
        page.line(sql!["insert into ", table, " as it ", columns(names, set)]);
        page.line(sql!["values ("]);
        let scope = names.scope();
        let given: Vec<Sql> = set.iter().map(|(field, it)| inserted(names, &scope, *field, it)).collect();
        page.deeper(|page| values(page, &given));
        page.line(sql![")"]);
    }
    if let Some(returning) = returning(names, entity, name) {
        page.line(returning);
    }
    page.end();
}

pub(super) fn several(
    page: &mut Page<'_>,
    names: &Names<'_>,
    entity: EntityId,
    set: &[(FieldId, Expr)],
    each: &Each,
    when: Option<&Expr>,
) {
    let Some(lines) = Lines::of(names, each) else { return };
    let scope = lines.scope();
    page.line(sql!["insert into ", sql_names::table(names.ctx.ir, entity), " ", columns(names, set)]);
    page.line(sql!["select"]);
    let given: Vec<Sql> = set.iter().map(|(field, it)| inserted(&lines.names, &scope, *field, it)).collect();
    page.deeper(|page| values(page, &given));
    page.line(sql!["from ", &lines.from]);
    let mut conditions = lines.conditions.clone();
    conditions.extend(when.map(|it| lines.names.conjunct(&scope, it)));
    page.conditions(&conditions);
    page.end();
}
