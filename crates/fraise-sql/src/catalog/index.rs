//! Indexes.

use serde::Serialize;

use crate::{Fragment, Ident, QualifiedName, Text};

/// `create index orders_status_created_at_idx on orders (status, created_at desc)`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Index {
    /// Its name, without a schema: an index lives in the schema of its table.
    pub name: Ident,
    /// How it finds.
    pub method: IndexMethod,
    /// What it finds by.
    pub keys: Vec<IndexKey>,
    /// Columns that are stored in it without being part of the key.
    pub include: Vec<Ident>,
    /// Which rows are in it; all when absent.
    pub condition: Option<Fragment>,
    /// Whether two rows may have the same key.
    pub unique: bool,
    /// Its comment.
    pub comment: Option<Text>,
}

/// How an index finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum IndexMethod {
    /// Ordered: equality and ranges.
    Btree,
    /// Inverted: full text, arrays, json, trigrams.
    Gin,
    /// Trees of regions: geometry, ranges, nearest neighbours.
    Gist,
    /// Block ranges of large, naturally ordered tables.
    Brin,
    /// Equality only.
    Hash,
    /// Space partitioned trees.
    Spgist,
}

/// One part of an index key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexKey {
    /// The column or expression.
    pub term: IndexTerm,
    /// The operator class, when it is not the default one of the type: `public.gin_trgm_ops`.
    pub operator_class: Option<QualifiedName>,
    /// The direction. Ascending for methods without order.
    pub order: Order,
    /// Where nulls stand.
    pub nulls: Nulls,
}

/// A column, or an expression over columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum IndexTerm {
    /// A column.
    Column(Ident),
    /// An expression: `lower(email)`.
    Expression(Fragment),
}

/// The direction of an index key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Order {
    /// From small to large.
    Ascending,
    /// From large to small.
    Descending,
}

/// Where nulls stand in an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Nulls {
    /// Where PostgreSQL puts them when nothing is said: last when ascending, first when descending.
    Default,
    /// Not where PostgreSQL would put them: first when ascending, last when descending.
    Reversed,
}

impl IndexKey {
    /// A column, ascending, with all defaults.
    pub fn column(name: Ident) -> Self {
        Self::of(IndexTerm::Column(name))
    }

    /// An expression, ascending, with all defaults.
    pub fn expression(expression: Fragment) -> Self {
        Self::of(IndexTerm::Expression(expression))
    }

    /// The same from large to small.
    pub fn descending(mut self) -> Self {
        self.order = Order::Descending;
        self
    }

    /// The same with an operator class.
    pub fn with_class(mut self, class: QualifiedName) -> Self {
        self.operator_class = Some(class);
        self
    }

    fn of(term: IndexTerm) -> Self {
        Self { term, operator_class: None, order: Order::Ascending, nulls: Nulls::Default }
    }
}

impl IndexMethod {
    /// Every method.
    pub const ALL: [Self; 6] = [Self::Btree, Self::Gin, Self::Gist, Self::Brin, Self::Hash, Self::Spgist];

    /// The name of the access method.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Btree => "btree",
            Self::Gin => "gin",
            Self::Gist => "gist",
            Self::Brin => "brin",
            Self::Hash => "hash",
            Self::Spgist => "spgist",
        }
    }
}
