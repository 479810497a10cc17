//! Whether all of the machines, moves, effects and steps was understood. Of what was left out an error is told already, and
//! a proof without it would tell wrong ones.

use fraise_ir::Entity;
use fraise_syntax::document::TypeDecl;

use crate::context::Ctx;

/// Nothing that a proof looks at was left out.
pub(super) fn everything_was_understood(cx: &Ctx<'_>) -> bool {
    let types = cx.ir.entities.iter().zip(&cx.document.types);
    let mutations = cx.ir.mutations.iter().zip(&cx.document.mutations);
    cx.ir.entities.len() == cx.document.types.iter().count()
        && cx.ir.mutations.len() == cx.document.mutations.iter().count()
        && types.into_iter().all(|(entity, entry)| of_type(entity, &entry.value))
        && mutations.into_iter().all(|(mutation, entry)| mutation.steps.len() == entry.value.steps.len())
}

fn of_type(entity: &Entity, decl: &TypeDecl) -> bool {
    let effects = decl.effects.as_ref();
    let rows = entity.on_insert.len() == effects.map_or(0, |it| it.insert.len())
        && entity.on_delete.len() == effects.map_or(0, |it| it.delete.len())
        && entity.editable_while.is_some() == decl.editable_while.is_some()
        && entity.same.len() == decl.same.len();
    rows && of_moves(entity, decl) && of_machine(entity, decl)
}

fn of_moves(entity: &Entity, decl: &TypeDecl) -> bool {
    match (&entity.moves, &decl.moves) {
        (None, None) => true,
        (Some(moves), Some(decl)) => {
            let pairs = moves.moves.iter().zip(&decl.moves);
            moves.key.len() == decl.key.len()
                && moves.moves.len() == decl.moves.iter().count()
                && pairs.into_iter().all(|(it, decl)| it.set.len() == decl.value.set.iter().count())
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}

fn of_machine(entity: &Entity, decl: &TypeDecl) -> bool {
    match (&entity.machine, &decl.machine) {
        (None, None) => true,
        (Some(machine), Some(decl)) => {
            let pairs = machine.events.iter().zip(&decl.events);
            machine.holds.len() == decl.holds.iter().count()
                && machine.events.len() == decl.events.iter().count()
                && pairs.into_iter().all(|(event, decl)| {
                    event.effects.len() == decl.value.effects.len()
                        && event.guard.is_some() == decl.value.guard.is_some()
                        && event.from.len() == decl.value.from.len()
                })
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}
