//! Root fields.

use fraise_sql::SqlType;
use serde::Serialize;

use super::{AccessItem, Page, Sql, StaticName, ValueType};

/// `get` or `list`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Query {
    /// Name of the root field.
    pub name: String,
    /// The type whose rows it reads.
    pub target: StaticName,
    /// One row or many.
    pub kind: QueryKind,
    /// Who may call it.
    pub access: Vec<AccessItem>,
    /// Arguments beside `limit` and `offset`.
    pub inputs: Vec<Input>,
    /// All hold.
    pub wheres: Vec<Where>,
    /// Words over a search index.
    pub search: Option<Search>,
}

/// One row or many.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum QueryKind {
    /// At most one row.
    Get {
        /// No row is an error.
        missing_is_error: bool,
    },
    /// Rows.
    List {
        /// Ends in the key.
        order: Vec<OrderKey>,
        /// Sizes.
        page: Page,
    },
}

/// An argument.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Input {
    /// Name in the SDL.
    pub name: String,
    /// How its value is read.
    pub ty: ValueType,
    /// What it is bound as.
    pub sql_type: SqlType,
    /// May be absent.
    pub optional: bool,
    /// What stands for it then.
    pub default: Option<Sql>,
    /// Most characters of a text.
    pub max_length: Option<u32>,
}

/// A line of `where`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Where {
    /// Must be true.
    pub sql: Sql,
    /// Optional inputs without which it is left out.
    pub given: Vec<usize>,
}

/// Words over a search index.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Search {
    /// The `tsvector` over the row.
    pub vector: Sql,
    /// Text search configuration.
    pub config: String,
    /// The input with the words.
    pub input: usize,
}

/// One key of an order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OrderKey {
    /// By what.
    pub by: OrderBy,
    /// Largest first.
    pub descending: bool,
}

/// By what rows are ordered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum OrderBy {
    /// An expression over the row.
    Sql(Sql),
    /// How well the search fits.
    Rank,
}
