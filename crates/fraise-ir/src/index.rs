//! Uniques and indexes.

use fraise_diagnostics::Span;
use serde::Serialize;

use crate::{Expr, FieldId};

/// A unique constraint, or a unique index when it has a condition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unique {
    /// Name in SQL.
    pub name: String,
    /// In order.
    pub fields: Vec<FieldId>,
    /// Only rows where this is true; soft deletion is not in it.
    pub condition: Option<Expr>,
    /// Where it is declared.
    pub span: Span,
}

/// A declared index.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Index {
    /// Name in SQL.
    pub name: String,
    /// What it is over.
    pub kind: IndexKind,
    /// Only rows where this is true.
    pub condition: Option<Expr>,
    /// Where it is declared.
    pub span: Span,
    /// Its name in the previous snapshot.
    pub renamed_from: Option<String>,
}

/// What an index is over.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum IndexKind {
    /// Columns.
    Fields {
        /// `btree` and so on.
        method: Method,
        /// In order.
        fields: Vec<IndexField>,
        /// Carried along.
        include: Vec<FieldId>,
    },
    /// Full-text search over a generated column `search_vector`.
    Search {
        /// Each field with its weight, `A` to `D`.
        fields: Vec<(FieldId, char)>,
        /// Text search configuration, such as `english`.
        language: String,
        /// The generated column.
        column: String,
    },
}

/// One column of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct IndexField {
    /// The field.
    pub field: FieldId,
    /// `desc`.
    pub descending: bool,
}

/// Access method of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Method {
    /// btree
    Btree,
    /// gin
    Gin,
    /// gist
    Gist,
    /// brin
    Brin,
    /// hash
    Hash,
    /// gin with `gin_trgm_ops` of the extension pg_trgm
    Trigram,
}
