//! The names of a machine's functions, and what they take.

use fraise_ir::{Entity, Input, Ir, TransitionId, machine::Transition, names as made};
use fraise_lower::names;
use fraise_sql::QualifiedName;

/// `fraise.fire__order__cancel`
pub(crate) fn name(ir: &Ir, event: TransitionId) -> QualifiedName {
    let entity = ir.entity(event.entity);
    let declared = transition(ir, event).map(|it| it.name.as_str()).unwrap_or_default();
    names::helper(&format!("fire__{}__{declared}", made::snake(&entity.name)))
}

/// The inputs of an event; with some, its function takes an object of JSON for each row, by [`Input::sql`].
pub(crate) fn inputs(ir: &Ir, event: TransitionId) -> &[Input] {
    transition(ir, event).map(|it| it.inputs.as_slice()).unwrap_or_default()
}

/// The event.
pub(crate) fn transition(ir: &Ir, event: TransitionId) -> Option<&Transition> {
    ir.entity(event.entity).machine.as_ref()?.events.get(event.index)
}

/// `fraise.event_of__order`
pub(crate) fn event_of(entity: &Entity) -> QualifiedName {
    helper("event_of", entity)
}

/// `fraise.lock__order`
pub(crate) fn lock(entity: &Entity) -> QualifiedName {
    helper("lock", entity)
}

/// `order_fire`
pub(crate) fn ask(ir: &Ir, entity: &Entity) -> QualifiedName {
    names::in_schema(ir, &format!("{}_fire", made::snake(&entity.name)))
}

pub(super) fn helper(what: &str, entity: &Entity) -> QualifiedName {
    names::helper(&format!("{what}__{}", made::snake(&entity.name)))
}
