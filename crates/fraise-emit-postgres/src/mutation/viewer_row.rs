//! The viewer's own row, whose key is known from the beginning: a mutation that finds it by that key, or makes rows that
//! lock it, locks it where the ranks have it, before what callers name and steps do.

use fraise_ir::{
    EntityId, Expr,
    expr::{BinaryOp, ExprKind, Root, RowPath},
    mutation::StepKind,
};
use fraise_lower::{Hole, Sql, names as sql_names};
use fraise_sql::sql;

use super::{
    names::Names,
    rows,
    strength::{self, Held},
};
use crate::page::Page;

/// The type of the viewer's row and how strongly it is locked; none if nothing asks for it.
pub(super) fn locked(names: &Names<'_>) -> Option<(EntityId, Held)> {
    let viewers = names.ctx.ir.viewer.entity?;
    let held = names.mutation.steps.iter().filter_map(|step| match &step.kind {
        StepKind::Find { entity, conditions, .. } if *entity == viewers => {
            let is_viewers = conditions.iter().any(|it| asks_for_viewer(names, it));
            let held = step.name.map_or(Held::KeyShare, |it| strength::of(names, it));
            is_viewers.then_some(held)
        }
        StepKind::Create { set, .. } | StepKind::Upsert { set, .. } => {
            let is_viewer = |value: &Expr| matches!(value.kind, ExprKind::ViewerId);
            let locks = |(field, value): &(fraise_ir::FieldId, Expr)| {
                is_viewer(value)
                    && names.ctx.ir.field(*field).reference.map(|it| it.target) == Some(viewers)
                    && strength::is_locked_through(names.ctx, *field, |it| &it.on_insert)
            };
            set.iter().any(locks).then_some(Held::NoKeyUpdate)
        }
        StepKind::Find { .. }
        | StepKind::Update { .. }
        | StepKind::Delete { .. }
        | StepKind::Fire { .. }
        | StepKind::FireTo { .. }
        | StepKind::Apply { .. }
        | StepKind::Require { .. }
        | StepKind::Emit { .. } => None,
    });
    Some((viewers, held.max()?))
}

/// The statement that locks it.
pub(super) fn write(page: &mut Page<'_>, names: &Names<'_>, entity: EntityId, held: Held) {
    page.line(sql!["perform from ", sql_names::table(names.ctx.ir, entity), " as it"]);
    page.conditions(&[rows::found(names, entity, Sql::from(Hole::Viewer))]);
    page.line(sql![held.clause(), ";"]);
}

/// `id = viewer.id`, itself or by a rule.
fn asks_for_viewer(names: &Names<'_>, condition: &Expr) -> bool {
    let ir = names.ctx.ir;
    condition.conjuncts().into_iter().any(|part| match &part.kind {
        ExprKind::Binary(BinaryOp::Equal, left, right) => {
            let is_viewer = |it: &Expr| matches!(it.kind, ExprKind::ViewerId);
            let is_key = |it: &Expr| match &it.kind {
                ExprKind::Row(row) => is_this(row),
                ExprKind::Field { row, field } => {
                    is_this(row) && ir.entity(field.entity).id_field() == Some(*field)
                }
                _ => false,
            };
            (is_viewer(left) && is_key(right)) || (is_key(left) && is_viewer(right))
        }
        ExprKind::Rule { row, rule } => is_this(row) && asks_for_viewer(names, &ir.rule(*rule).expr),
        _ => false,
    })
}

fn is_this(row: &RowPath) -> bool {
    row.root == Root::This && row.hops.is_empty()
}
