//! Rules about computed fields.

use std::collections::HashMap;

use fraise_diagnostics::{Code, Diagnostic};
use fraise_ir::{
    Expr, FieldId, FieldKind, Ir,
    expr::{ExprKind, Root},
};

use crate::context::Ctx;

/// F0510: a virtual field is put into the queries that ask for it, so it may not ask for itself.
///
/// Told once for each circle, at its first field.
pub(super) fn computed_fields_make_no_circle(cx: &mut Ctx<'_>) {
    let mut told = Vec::new();
    for field in all_fields(&cx.ir) {
        if told.contains(&field) || !reaches(&cx.ir, field, field, &mut Vec::new()) {
            continue;
        }
        let mut circle = Vec::new();
        reaches(&cx.ir, field, field, &mut circle);
        circle.retain(|it| *it != field && reaches(&cx.ir, *it, field, &mut Vec::new()));
        let declared = cx.ir.field(field);
        let message = format!("`{}` is computed from itself", declared.name);
        let found =
            Diagnostic::error(Code::F0510, declared.span, message).label("its `from` leads back here");
        let by_way =
            |found: Diagnostic, it: &FieldId| found.secondary(cx.ir.field(*it).span, "by way of this");
        let found = circle.iter().fold(found, by_way);
        told.extend(circle);
        cx.report(found);
    }
}

fn all_fields(ir: &Ir) -> Vec<FieldId> {
    ir.entities.iter().flat_map(|it| it.field_ids()).collect()
}

/// Computed fields that an expression reads, rules written out.
fn reads(ir: &Ir, expr: &Expr, found: &mut Vec<FieldId>) {
    expr.walk(&mut |part| match &part.kind {
        ExprKind::Field { field, .. } => found.push(*field),
        ExprKind::Rule { rule, .. } => reads(ir, &ir.rule(*rule).expr, found),
        _ => {}
    });
}

fn reaches(ir: &Ir, from: FieldId, wanted: FieldId, seen: &mut Vec<FieldId>) -> bool {
    let Some(expr) = ir.field(from).computed() else { return false };
    let mut next = Vec::new();
    reads(ir, expr, &mut next);
    next.into_iter().any(|field| {
        if field == wanted {
            return true;
        }
        if seen.contains(&field) {
            return false;
        }
        seen.push(field);
        reaches(ir, field, wanted, seen)
    })
}

/// F0503: checks and conditions of indexes read own columns, also where a computed field stands between.
pub(super) fn own_column_places_read_no_path(cx: &mut Ctx<'_>) {
    let mut problems = Vec::new();
    for entity in &cx.ir.entities {
        let checks = entity.checks.iter().map(|it| &it.expr);
        let field_checks = entity.fields.iter().filter_map(|it| it.check.as_ref());
        let uniques = entity.uniques.iter().filter_map(|it| it.condition.as_ref());
        let indexes = entity.indexes.iter().filter_map(|it| it.condition.as_ref());
        for expr in checks.chain(field_checks).chain(uniques).chain(indexes) {
            if leaves_the_row(&cx.ir, expr, &mut Vec::new()) {
                problems.push(expr.span);
            }
        }
    }
    for span in problems {
        let found = Diagnostic::error(Code::F0503, span, "this reads the columns of its own row only")
            .label("a computed field in it reads other rows");
        cx.report(found);
    }
}

fn leaves_the_row(ir: &Ir, expr: &Expr, seen: &mut Vec<FieldId>) -> bool {
    let mut leaves = false;
    let mut virtual_fields = Vec::new();
    expr.walk(&mut |part| match &part.kind {
        ExprKind::Field { row, field } => {
            leaves |= !row.hops.is_empty() || row.root != Root::This;
            virtual_fields.push(*field);
        }
        ExprKind::Row(row) => leaves |= !row.hops.is_empty(),
        ExprKind::Aggregate { .. } => leaves = true,
        ExprKind::Rule { rule, .. } => {
            let mut inner = Vec::new();
            reads(ir, &ir.rule(*rule).expr, &mut inner);
            virtual_fields.extend(inner);
        }
        _ => {}
    });
    leaves
        || virtual_fields.into_iter().any(|field| {
            if seen.contains(&field) {
                return false;
            }
            seen.push(field);
            match &ir.field(field).kind {
                FieldKind::Virtual(inner) => leaves_the_row(ir, inner, seen),
                FieldKind::Plain { .. } | FieldKind::StoredRow(_) | FieldKind::StoredAggregate { .. } => {
                    false
                }
            }
        })
}

/// The most nodes that a computed field may become once the fields it reads are written out.
const MOST_NODES: usize = 2_000;

/// F0510: a computed field is written out wherever it is read, and a chain of fields that each read the one before
/// twice doubles at every step.
pub(super) fn computed_fields_stay_small(cx: &mut Ctx<'_>) {
    let mut known = HashMap::new();
    let mut found = Vec::new();
    for id in all_fields(&cx.ir) {
        if let FieldKind::Virtual(expr) = &cx.ir.field(id).kind
            && nodes(&cx.ir, id, &mut known) > MOST_NODES
        {
            found.push(
                Diagnostic::error(
                    Code::F0510,
                    expr.span,
                    "written out, this is too large to compute at each read",
                )
                .label("what it reads is computed itself, again and again")
                .help("Keep a part of it in a column: mark a field `stored: true`."),
            );
        }
    }
    cx.diagnostics.extend(found);
}

/// Nodes of a field's expression with the virtual fields in it written out; a circle counts as nothing here.
fn nodes(ir: &Ir, id: FieldId, known: &mut HashMap<FieldId, usize>) -> usize {
    if let Some(count) = known.get(&id) {
        return *count;
    }
    known.insert(id, 0);
    let mut count: usize = 0;
    if let FieldKind::Virtual(expr) = &ir.field(id).kind {
        let mut read = Vec::new();
        expr.walk(&mut |_| count += 1);
        reads(ir, expr, &mut read);
        for field in read {
            count = count.saturating_add(nodes(ir, field, known));
        }
    }
    known.insert(id, count);
    count
}
