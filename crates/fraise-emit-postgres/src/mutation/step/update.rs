//! `update`: all rows that match, locked in the order of their keys.

use fraise_ir::{
    EntityId, Expr, FieldId, StepId,
    expr::{BinaryOp, ExprKind, Root},
};
use fraise_lower::{Sql, names as sql_names};
use fraise_sql::{Fragment, ident, sql};

use super::{
    super::{names::Names, rows},
    assignments, returning,
};
use crate::page::Page;

pub(super) fn write(
    page: &mut Page<'_>,
    names: &Names<'_>,
    entity: EntityId,
    conditions: &[Expr],
    set: &[(FieldId, Expr)],
    name: Option<StepId>,
) {
    let matching = lock(page, names, entity, conditions);
    page.line(sql!["update ", sql_names::table(names.ctx.ir, entity), " as it"]);
    assignments(page, names, &names.scope_of_row(), set, &ident!("it"));
    page.conditions(&matching);
    if let Some(returning) = returning(names, entity, name) {
        page.line(returning);
    }
    page.end();
}

/// Locks the rows that match, where they may be several, and says which these are.
pub(super) fn lock(
    page: &mut Page<'_>,
    names: &Names<'_>,
    entity: EntityId,
    conditions: &[Expr],
) -> Vec<Sql> {
    let ir = names.ctx.ir;
    let scope = names.scope_of_row();
    let mut matching: Vec<Sql> = conditions.iter().map(|it| names.conjunct(&scope, it)).collect();
    matching.extend(rows::living(names, entity));
    if conditions.iter().any(|it| is_one(names, entity, it)) {
        return matching;
    }
    let key = sql_names::key_columns(ir, ir.entity(entity));
    page.line(sql!["perform from ", sql_names::table(ir, entity), " as it"]);
    page.conditions(&matching);
    page.line(sql!["order by ", Fragment::join(", ", key.iter().map(|it| sql!["it.", it]))]);
    page.line(sql!["for no key update of it;"]);
    matching
}

/// `id = step.guest.id`: no two rows are locked, in whatever order.
fn is_one(names: &Names<'_>, entity: EntityId, condition: &Expr) -> bool {
    let ExprKind::Binary(BinaryOp::Equal, left, right) = &condition.kind else { return false };
    let is_key = |expr: &Expr| match &expr.kind {
        ExprKind::Field { row, field } => {
            row.root == Root::This
                && row.hops.is_empty()
                && names.ctx.ir.entity(entity).id_field() == Some(*field)
        }
        _ => false,
    };
    is_key(left) && !right.reads(Root::This) || is_key(right) && !left.reads(Root::This)
}
