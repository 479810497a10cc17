//! Columns.

use serde::Serialize;

use crate::{Fragment, Ident, SqlType, Text};

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: SqlType,
    /// Whether null is refused. Columns of the primary key are always not null and say so.
    pub not_null: bool,
    /// The value of a row that does not give one.
    pub default: Option<Fragment>,
    /// The expression it is computed by.
    pub generated: Option<Generated>,
    /// Numbers drawn by the database.
    pub identity: Option<Identity>,
    /// Its comment.
    pub comment: Option<Text>,
}

/// `generated always as (unit_price * quantity) stored`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Generated {
    /// What it is computed by, over columns of the same row.
    pub expression: Fragment,
    /// Whether it is kept.
    pub kind: GeneratedKind,
}

/// Whether a generated column is kept. Always printed: the default differs between PostgreSQL 17
/// and 18.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum GeneratedKind {
    /// Kept in the row.
    Stored,
    /// Computed at every read (PostgreSQL 18).
    Virtual,
}

/// `generated always as identity`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Identity {
    /// A value given by hand is refused.
    Always,
    /// A value given by hand is taken.
    ByDefault,
}

impl Column {
    /// A column that is not null, without a default.
    pub fn new(name: Ident, ty: SqlType) -> Self {
        Self { name, ty, not_null: true, default: None, generated: None, identity: None, comment: None }
    }

    /// The same, but null is taken.
    pub fn nullable(mut self) -> Self {
        self.not_null = false;
        self
    }

    /// The same with a default.
    pub fn with_default(mut self, default: Fragment) -> Self {
        self.default = Some(default);
        self
    }
}
