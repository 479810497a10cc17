//! Moves: the only writers of counters.

use fraise_diagnostics::Span;
use serde::Serialize;

use crate::{EntityId, Expr, FieldId, event::RaisedError};

/// The moves of an entity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moves {
    /// The fields that find the row; unique.
    pub key: Vec<FieldId>,
    /// One row per key and source.
    pub journal: Option<Journal>,
    /// In declaration order.
    pub moves: Vec<Move>,
    /// Where `moves:` stands.
    pub span: Span,
}

/// Where moves are written down.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Journal {
    /// The entity of its rows.
    pub into: EntityId,
    /// Enum field that takes the move's name.
    pub kind: FieldId,
    /// Field that takes the quantity.
    pub quantity: FieldId,
    /// Field that takes the source.
    pub source: Option<FieldId>,
    /// Fields of the journal copied from the counted row: (journal, counted).
    pub copied: Vec<(FieldId, FieldId)>,
}

/// `reserve: {set: .., require: .., error: ..}`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Move {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// `qty` may be negative.
    pub signed: bool,
    /// New values of own columns.
    pub set: Vec<(FieldId, Expr)>,
    /// Must be true of the locked row.
    pub require: Option<Expr>,
    /// What is raised otherwise.
    pub error: Option<RaisedError>,
}
