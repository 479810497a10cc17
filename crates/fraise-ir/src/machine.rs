//! State machines.

use fraise_diagnostics::Span;
use serde::Serialize;

use crate::{AccessItem, Effect, EntityId, EventId, Expr, FieldId, Input, event::RaisedError, expr::Many};

/// The machine of an entity; states are indexes into the members of the field's enumeration.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Machine {
    /// The enum field that holds the state.
    pub field: FieldId,
    /// Where `machine:` stands.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// The state of new rows.
    pub initial: usize,
    /// States without a way out.
    pub finals: Vec<usize>,
    /// Changes are logged.
    pub log: bool,
    /// Fields set to the time when a state is entered.
    pub stamps: Vec<(usize, FieldId)>,
    /// Counters that are held in some states.
    pub holds: Vec<Hold>,
    /// In declaration order.
    pub events: Vec<Transition>,
    /// The field that says since when the state holds; there when an event has `after`.
    pub since: Option<FieldId>,
}

/// One event of a machine.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Transition {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// Reason, if deprecated.
    pub deprecated: Option<String>,
    /// States it leaves.
    pub from: Vec<usize>,
    /// The state it enters.
    pub to: usize,
    /// Who may fire it.
    pub by: Vec<AccessItem>,
    /// Fires by itself after so long in a state.
    pub after: Vec<(usize, String)>,
    /// Must be true of the finished row.
    pub guard: Option<Expr>,
    /// What a failing guard raises.
    pub error: Option<RaisedError>,
    /// What the firer gives.
    pub inputs: Vec<Input>,
    /// Fields it writes.
    pub set: Vec<(FieldId, Expr)>,
    /// What follows.
    pub effects: Vec<Effect>,
    /// Event of the outbox.
    pub emit: Option<EventId>,
}

/// What each line holds of a counter while the machine is in some states.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hold {
    /// The counted entity.
    pub entity: EntityId,
    /// The counter.
    pub counter: FieldId,
    /// The lines; the row itself without.
    pub each: Option<Many>,
    /// What finds the counter.
    pub key: Vec<(FieldId, Expr)>,
    /// How much a line holds.
    pub amount: Expr,
    /// In these states.
    pub states: Vec<usize>,
    /// Where it is declared.
    pub span: Span,
}
