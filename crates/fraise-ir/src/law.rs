//! Laws: checks, equal paths, bounded sums, invariants.

use fraise_diagnostics::Span;
use serde::Serialize;

use crate::{EntityId, Expr, FieldId, event::RaisedError};

/// A named check of the row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Check {
    /// Constraint name in SQL.
    pub name: String,
    /// Must not be false.
    pub expr: Expr,
    /// Where it is declared.
    pub span: Span,
}

/// `billing_address.customer = customer`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Same {
    /// One side.
    pub left: SamePath,
    /// The other.
    pub right: SamePath,
    /// Where it is declared.
    pub span: Span,
}

/// An own reference, or a reference one to-one hop away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SamePath {
    /// The own reference it goes through.
    pub hop: Option<FieldId>,
    /// The reference at its end.
    pub field: FieldId,
}

/// The sum of a field per parent stays within a bound of the parent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Within {
    /// What is summed, an own column.
    pub sum: FieldId,
    /// The own reference to the parent.
    pub per: FieldId,
    /// The bound, over the row.
    pub at_most: Expr,
    /// Rows that count.
    pub counting: Option<Expr>,
    /// What is raised.
    pub error: Option<RaisedError>,
    /// Where it is declared.
    pub span: Span,
}

/// A law over each row that `verify` asks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Invariant {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// Over the rows of this entity.
    pub of: EntityId,
    /// Must be true.
    pub law: Expr,
}
