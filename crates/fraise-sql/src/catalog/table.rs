//! Tables.

use serde::Serialize;

use super::{Column, ForeignKey, Grant, Index, Policy, Trigger};
use crate::{Fragment, Ident, QualifiedName, Text};

/// A table with all that hangs on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Its name.
    pub name: QualifiedName,
    /// Its columns in their order.
    pub columns: Vec<Column>,
    /// Its primary key.
    pub primary_key: Option<Key>,
    /// Its unique constraints. A unique index with a condition is an [`Index`].
    pub uniques: Vec<Key>,
    /// Its checks.
    pub checks: Vec<Check>,
    /// Its references to other tables, made after all tables.
    pub foreign_keys: Vec<ForeignKey>,
    /// Its indexes, without those of the keys.
    pub indexes: Vec<Index>,
    /// Its triggers.
    pub triggers: Vec<Trigger>,
    /// Whether `enable row level security` is set. `force` never is.
    pub row_security: bool,
    /// Its policies.
    pub policies: Vec<Policy>,
    /// Who may do what, with the table or with columns of it.
    pub grants: Vec<Grant>,
    /// Its comment.
    pub comment: Option<Text>,
}

/// A primary key or a unique constraint: `constraint orders_pkey primary key (id)`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Key {
    /// The name of the constraint and of its index.
    pub name: Ident,
    /// Its columns in the order of the index.
    pub columns: Vec<Ident>,
    /// Its comment.
    pub comment: Option<Text>,
}

/// `constraint orders_total_check check (total >= 0)`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The name of the constraint.
    pub name: Ident,
    /// What must not be false for any row.
    pub expression: Fragment,
    /// Its comment.
    pub comment: Option<Text>,
}

impl Table {
    /// A table without columns.
    pub fn new(name: QualifiedName) -> Self {
        Self {
            name,
            columns: Vec::new(),
            primary_key: None,
            uniques: Vec::new(),
            checks: Vec::new(),
            foreign_keys: Vec::new(),
            indexes: Vec::new(),
            triggers: Vec::new(),
            row_security: false,
            policies: Vec::new(),
            grants: Vec::new(),
            comment: None,
        }
    }

    /// The column of this name.
    pub fn column(&self, name: &Ident) -> Option<&Column> {
        self.columns.iter().find(|column| &column.name == name)
    }
}
