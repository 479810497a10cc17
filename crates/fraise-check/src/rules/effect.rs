//! F0607: the effects of a delete undo those of the insert, so what they read does not change in between.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{
    Effect, Entity, Expr, FieldId, FieldOrigin,
    expr::{ExprKind, Hop, RowPath},
};

use super::counter;
use crate::context::Ctx;

/// What effects of inserts and deletes read is frozen, or changed by moves.
pub(super) fn effects_of_rows_read_what_stays(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    for entity in &cx.ir.entities {
        for effect in entity.on_insert.iter().chain(&entity.on_delete) {
            let state = state_of_holder(cx, entity, effect);
            for expr in expressions(effect) {
                let changing = first_that_changes(cx, expr, &mut state.into_iter().collect());
                found.extend(changing.map(|field| finding(cx, expr.span, field)));
            }
        }
    }
    cx.diagnostics.extend(found);
}

/// The state of a row that holds what the effect moves: what its events do to the counter is proven with it.
fn state_of_holder(cx: &Ctx<'_>, entity: &Entity, effect: &Effect) -> Option<FieldId> {
    let Effect::Apply(apply) = effect else { return None };
    let machine = entity.machine.as_ref()?;
    let moves = cx.ir.entity(apply.r#move.entity).moves.as_ref()?;
    let set = &moves.moves.get(apply.r#move.index)?.set;
    let is_held = |counter: FieldId| machine.holds.iter().any(|it| it.counter == counter);
    let when_it_goes = entity.on_delete.contains(effect);
    (when_it_goes && set.iter().all(|(counter, _)| is_held(*counter))).then_some(machine.field)
}

fn finding(cx: &Ctx<'_>, span: Span, field: FieldId) -> Diagnostic {
    let declared = cx.ir.field(field);
    let name = &declared.name;
    Diagnostic::error(Code::F0607, span, format!("`{name}` may change between the insert and the delete"))
        .label(format!("this effect reads `{name}`"))
        .secondary(declared.span, "mark this `frozen: true`")
        .help("No effect follows an update, so what effects read is frozen, or changed by moves only.")
}

fn expressions(effect: &Effect) -> Vec<&Expr> {
    match effect {
        Effect::Apply(it) => {
            let key = it.key.iter().map(|(_, value)| value);
            key.chain([&it.qty]).chain(&it.condition).chain(&it.when).collect()
        }
        Effect::Fire { when, .. } => when.iter().collect(),
    }
}

fn first_that_changes(cx: &Ctx<'_>, expr: &Expr, seen: &mut Vec<FieldId>) -> Option<FieldId> {
    let mut read = Vec::new();
    expr.walk(&mut |part| match &part.kind {
        ExprKind::Field { row, field } => {
            read.extend(references(row));
            read.push(*field);
        }
        ExprKind::Row(row) => read.extend(references(row)),
        ExprKind::Rule { row, rule } => {
            read.extend(references(row));
            cx.ir.rule(*rule).expr.walk(&mut |part| {
                if let ExprKind::Field { field, .. } = &part.kind {
                    read.push(*field);
                }
            });
        }
        _ => {}
    });
    read.into_iter().find(|field| {
        if seen.contains(field) {
            return false;
        }
        seen.push(*field);
        match cx.ir.field(*field).computed() {
            Some(inner) => first_that_changes(cx, inner, seen).is_some(),
            None => changes(cx, *field),
        }
    })
}

fn references(row: &RowPath) -> impl Iterator<Item = FieldId> {
    row.hops.iter().filter_map(|hop| match hop {
        Hop::Reference(field) => Some(*field),
        Hop::Inverse(_) => None,
    })
}

fn changes(cx: &Ctx<'_>, field: FieldId) -> bool {
    let declared = cx.ir.field(field);
    let given = matches!(declared.origin, FieldOrigin::Id | FieldOrigin::CreatedAt);
    !declared.frozen && !given && !counter::is_counter(cx, field)
}
