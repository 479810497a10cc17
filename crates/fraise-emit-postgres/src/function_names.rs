//! The names of generated functions that others call: who tries a database calls them as its own functions do.

use fraise_ir::{Entity, Ir, MoveId, Mutation, TransitionId, raw::Verb};
use fraise_lower::names;
use fraise_sql::QualifiedName;

use crate::{machine::signature, moves};

/// The function that fires events of a row for those who may: `order_fire`.
pub fn ask(ir: &Ir, entity: &Entity) -> QualifiedName {
    signature::ask(ir, entity)
}

/// The function that fires an event of rows whoever asks: `fraise.fire__order__cancel`.
pub fn fire(ir: &Ir, event: TransitionId) -> QualifiedName {
    signature::name(ir, event)
}

/// The function of a mutation.
pub fn mutation(ir: &Ir, mutation: &Mutation) -> QualifiedName {
    names::in_schema(ir, &mutation.name)
}

/// The function that creates, updates or deletes a row of a type: `create_product`.
pub fn raw(ir: &Ir, entity: &Entity, verb: Verb) -> QualifiedName {
    names::in_schema(ir, &verb.name(entity))
}

/// The function that applies a move to the counters of lines, and whether it takes the source of each line behind its key
/// and quantity: `fraise.move__inventory__reserve`.
pub fn apply(ir: &Ir, r#move: MoveId) -> Option<(QualifiedName, bool)> {
    let signature = moves::signature(ir, r#move)?;
    Some((signature.name, signature.source.is_some()))
}
