//! Counters that go down, of which nobody says who holds them.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{Effect, FieldId, MoveId, mutation::StepKind};

use super::{list, proof::Proof};
use crate::context::Ctx;

/// One note for each counter that some `apply` takes from.
pub(super) fn unheld_counters(cx: &Ctx<'_>, held: &[FieldId]) -> Vec<Diagnostic> {
    let applied = applied(cx);
    let mut found = Vec::new();
    for entity in &cx.ir.entities {
        let Some(moves) = &entity.moves else { continue };
        for counter in entity.field_ids().filter(|it| !held.contains(it)) {
            let proof = Proof::of(&cx.ir, counter);
            let goes_down = |id: &MoveId| {
                let is_signed = moves.moves.get(id.index).is_some_and(|it| it.signed);
                id.entity == entity.id
                    && !is_signed
                    && list::factor_of(&proof, *id).is_some_and(|it| it.is_negative())
            };
            let Some((_, span)) = applied.iter().find(|(id, _)| goes_down(id)) else { continue };
            let name = proof.counter_name();
            found.push(
                Diagnostic::note(
                    Code::F0712,
                    cx.ir.field(counter).span,
                    format!("nothing says who holds what is counted in `{name}`"),
                )
                .label("no `holds` names it, so nothing is proven of it")
                .secondary(*span, "it goes down here")
                .help("If it counts what rows hold for a while, say so in their machine, under `holds`."),
            );
        }
    }
    found
}

fn applied(cx: &Ctx<'_>) -> Vec<(MoveId, Span)> {
    let mut all = Vec::new();
    for entity in &cx.ir.entities {
        let of_events = entity.machine.iter().flat_map(|it| &it.events).flat_map(|it| &it.effects);
        for effect in entity.on_insert.iter().chain(&entity.on_delete).chain(of_events) {
            if let Effect::Apply(apply) = effect {
                all.push((apply.r#move, apply.span));
            }
        }
    }
    for step in cx.ir.mutations.iter().flat_map(|it| &it.steps) {
        if let StepKind::Apply { r#move, .. } = &step.kind {
            all.push((*r#move, step.span));
        }
    }
    all
}
