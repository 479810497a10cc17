//! Foreign keys.

use serde::Serialize;

use crate::{Ident, QualifiedName, Text};

/// `foreign key (customer_id) references customers (id) on delete restrict`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ForeignKey {
    /// The name of the constraint.
    pub name: Ident,
    /// The columns that point.
    pub columns: Vec<Ident>,
    /// The table they point at.
    pub target: QualifiedName,
    /// The columns there, in the same order.
    pub target_columns: Vec<Ident>,
    /// What happens to the pointing row when its target goes away.
    pub on_delete: OnDelete,
    /// Its comment.
    pub comment: Option<Text>,
}

/// What happens to the pointing row when its target goes away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum OnDelete {
    /// Refused at the end of the statement: what PostgreSQL does when nothing is said.
    NoAction,
    /// Refused at once.
    Restrict,
    /// The pointing row goes too.
    Cascade,
    /// All pointing columns become null.
    SetNull,
    /// Only these of the pointing columns become null (PostgreSQL 15).
    SetNullColumns(Vec<Ident>),
    /// The pointing columns take their defaults.
    SetDefault,
}
