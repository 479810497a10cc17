//! Effects: what an insert, a delete or an event does to other rows.

use fraise_diagnostics::Span;
use serde::Serialize;

use crate::{Expr, FieldId, MoveId, TransitionId, expr::Many, expr::RowPath};

/// One effect.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Effect {
    /// `apply: Inventory.reserve`
    Apply(Apply),
    /// `fire: order.confirm`
    Fire {
        /// The row whose machine fires.
        target: RowPath,
        /// The event.
        event: TransitionId,
        /// Only then.
        when: Option<Expr>,
        /// Values of the event's inputs.
        with: Vec<(String, Expr)>,
        /// Where it is declared.
        span: Span,
    },
}

/// A move applied to the counters that lines name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Apply {
    /// The move.
    pub r#move: MoveId,
    /// The lines, rows of a relation bound to `line`; the row itself without.
    pub each: Option<Many>,
    /// Which lines.
    pub condition: Option<Expr>,
    /// What finds the counter.
    pub key: Vec<(FieldId, Expr)>,
    /// How much.
    pub qty: Expr,
    /// Only then.
    pub when: Option<Expr>,
    /// Further fields of the journal.
    pub with: Vec<(FieldId, Expr)>,
    /// Where it is declared.
    pub span: Span,
}
