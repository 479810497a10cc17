//! Relations: the other side of references.

use fraise_diagnostics::Span;
use serde::Serialize;

use crate::{EntityId, FieldId, RelationId};

/// `items: OrderItem.order`, `inventory: variants.inventory`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Relation {
    /// Name in expressions, snake case.
    pub name: String,
    /// Name in the SDL; `None` hides it.
    pub graphql: Option<String>,
    /// Where it is declared.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// Reason, if deprecated.
    pub deprecated: Option<String>,
    /// The type of its rows.
    pub target: EntityId,
    /// At most one row, nullable; otherwise a list.
    pub to_one: bool,
    /// How the rows are found.
    pub kind: RelationKind,
}

/// How the rows of a relation are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum RelationKind {
    /// The rows whose reference points here.
    Inverse(FieldId),
    /// The rows at the second relation of the rows at the first.
    Through(RelationId, RelationId),
}
