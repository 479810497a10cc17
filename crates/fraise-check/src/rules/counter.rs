//! F0707: what moves set, nothing else in the schema sets.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{Expr, FieldId, mutation::StepKind};

use crate::context::Ctx;

/// The moves of its type set this field.
pub(super) fn is_counter(cx: &Ctx<'_>, field: FieldId) -> bool {
    first_move(cx, field).is_some()
}

/// Where the first move that sets a field says so.
///
/// Asked of the document, in which a move that was not understood still says what it sets.
fn first_move(cx: &Ctx<'_>, field: FieldId) -> Option<Span> {
    let moves = cx.document.types.iter().nth(field.entity.0)?.value.moves.as_ref()?;
    let name = &cx.ir.field(field).name;
    moves.moves.iter().find_map(|it| it.value.set.entry(name).map(|it| it.name.span))
}

/// Events, and steps that create or update, set no counter.
pub(super) fn counters_are_set_by_moves_alone(cx: &mut Ctx<'_>) {
    let events = cx.ir.entities.iter().filter_map(|it| it.machine.as_ref()).flat_map(|it| &it.events);
    let mut sets: Vec<&[(FieldId, Expr)]> = events.map(|it| it.set.as_slice()).collect();
    for step in cx.ir.mutations.iter().flat_map(|it| &it.steps) {
        match &step.kind {
            StepKind::Create { set, .. } | StepKind::Update { set, .. } => sets.push(set),
            StepKind::Upsert { set, matches, .. } => sets.extend([matches.as_slice(), set.as_slice()]),
            StepKind::Find { .. }
            | StepKind::Delete { .. }
            | StepKind::Fire { .. }
            | StepKind::FireTo { .. }
            | StepKind::Apply { .. }
            | StepKind::Require { .. }
            | StepKind::Emit { .. } => {}
        }
    }
    let mut found = Vec::new();
    for (field, value) in sets.into_iter().flatten() {
        let Some(by_move) = first_move(cx, *field) else { continue };
        let name = &cx.ir.field(*field).name;
        found.push(
            Diagnostic::error(Code::F0707, value.span, format!("`{name}` is written by moves alone"))
                .label("written past them")
                .secondary(by_move, "a move sets it")
                .help("Apply a move instead, which locks the row, tests it, and writes the change down."),
        );
    }
    cx.diagnostics.extend(found);
}
