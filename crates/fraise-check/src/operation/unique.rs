//! Whether conditions meet at most one row.

use fraise_ir::{
    EntityId, Expr, FieldId, Ir,
    expr::{BinaryOp, ExprKind, Root, RowPath},
};

use crate::context::Ctx;

/// At most one row meets all conditions: they fix every field of the key or of a unique whose own condition follows.
pub(super) fn at_most_one(cx: &Ctx<'_>, entity: EntityId, conditions: &[&Expr]) -> bool {
    let all = conjuncts(&cx.ir, conditions);
    let fixed: Vec<FieldId> = all.iter().filter_map(fixed_field).collect();
    let declared = cx.ir.entity(entity);
    let covers = |fields: &[FieldId]| fields.iter().all(|it| fixed.contains(it));
    let follows =
        |condition: &Expr| condition.conjuncts().iter().all(|wanted| all.iter().any(|it| it == *wanted));
    covers(&declared.key_fields())
        || declared.uniques.iter().any(|unique| {
            let applies = unique.condition.as_ref().is_none_or(follows);
            applies && covers(&unique.fields)
        })
}

/// Conjuncts, with the rules of the row written out.
fn conjuncts(ir: &Ir, conditions: &[&Expr]) -> Vec<Expr> {
    let mut all = Vec::new();
    for condition in conditions {
        for part in condition.conjuncts() {
            match &part.kind {
                ExprKind::Rule { row, rule } if is_this(row) => {
                    all.extend(conjuncts(ir, &[&ir.rule(*rule).expr]))
                }
                _ => all.push(part.clone()),
            }
        }
    }
    all
}

/// The field of the row that an equality with something outside of the row fixes.
fn fixed_field(condition: &Expr) -> Option<FieldId> {
    let ExprKind::Binary(BinaryOp::Equal, left, right) = &condition.kind else { return None };
    match (own_field(left), own_field(right)) {
        (Some(field), None) if !reads_this(right) => Some(field),
        (None, Some(field)) if !reads_this(left) => Some(field),
        _ => None,
    }
}

fn own_field(expr: &Expr) -> Option<FieldId> {
    match &expr.kind {
        ExprKind::Field { row, field } if is_this(row) => Some(*field),
        _ => None,
    }
}

fn is_this(row: &RowPath) -> bool {
    row.root == Root::This && row.hops.is_empty()
}

fn reads_this(expr: &Expr) -> bool {
    let mut reads = false;
    expr.walk(&mut |part| {
        let row = match &part.kind {
            ExprKind::Field { row, .. } | ExprKind::Row(row) | ExprKind::Rule { row, .. } => row,
            _ => return,
        };
        reads |= row.root == Root::This;
    });
    reads
}

/// The fields are those of the key or of a unique with this condition.
pub(super) fn is_unique(
    cx: &Ctx<'_>,
    entity: EntityId,
    fields: &[FieldId],
    condition: Option<&Expr>,
) -> bool {
    let declared = cx.ir.entity(entity);
    let same = |other: &[FieldId]| other.len() == fields.len() && other.iter().all(|it| fields.contains(it));
    condition.is_none() && same(&declared.key_fields())
        || declared.uniques.iter().any(|it| same(&it.fields) && it.condition.as_ref() == condition)
}
