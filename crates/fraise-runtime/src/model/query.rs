//! Root fields that read.

use super::{AccessItem, Page, Sql, Type, ValueType};

/// `queries: product: {get: Product, by: [id]}`.
#[derive(Debug, Clone, Copy)]
pub struct Query {
    /// The name of the root field.
    pub name: &'static str,
    /// The type whose rows it reads.
    pub target: &'static Type,
    /// One row or many.
    pub kind: QueryKind,
    /// Who may call it; a rule here reads viewer and inputs only.
    pub access: &'static [AccessItem],
    /// Its arguments, beside `limit` and `offset`.
    pub inputs: &'static [Input],
    /// Conditions, which must all hold.
    pub wheres: &'static [Where],
    /// Search by words over the type's search index.
    pub search: Option<Search>,
}

/// One row or many.
#[derive(Debug, Clone, Copy)]
pub enum QueryKind {
    /// `get:` at most one row.
    Get {
        /// What the answer is without a row.
        missing: Missing,
    },
    /// `list:` with arguments `limit` and `offset`.
    List {
        /// In which order; it ends in the key.
        order: &'static [OrderKey],
        /// How many.
        page: Page,
    },
}

/// `missing: null` or `missing: error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The field is null.
    Null,
    /// The field is an error `NOT_FOUND`.
    Error,
}

/// An argument of a query. One published as `enum_arguments: String` is of its enum type here: the runtime checks
/// the member.
#[derive(Debug, Clone, Copy)]
pub struct Input {
    /// The name in GraphQL.
    pub name: &'static str,
    /// How its value is read from JSON.
    pub ty: ValueType,
    /// The PostgreSQL type it is bound as: `uuid`, `numeric`, `text[]`.
    pub pg: &'static str,
    /// Whether it may be absent; an explicit null counts as absent.
    pub optional: bool,
    /// What stands for it when it is absent: an expression without holes.
    pub default: Option<Sql>,
    /// The largest number of characters of a text.
    pub max_length: Option<u32>,
}

impl Input {
    /// `name: TYPE`.
    pub const fn required(name: &'static str, ty: ValueType, pg: &'static str) -> Self {
        Self { name, ty, pg, optional: false, default: None, max_length: None }
    }

    /// `name: TYPE?`.
    pub const fn optional(name: &'static str, ty: ValueType, pg: &'static str) -> Self {
        Self { name, ty, pg, optional: true, default: None, max_length: None }
    }

    /// `name: TYPE = expr`.
    pub const fn default(mut self, value: Sql) -> Self {
        self.optional = true;
        self.default = Some(value);
        self
    }

    /// `varchar(n)`, `text(n)`.
    pub const fn max_length(mut self, characters: u32) -> Self {
        self.max_length = Some(characters);
        self
    }
}

/// A line of `where`.
#[derive(Debug, Clone, Copy)]
pub struct Where {
    /// The condition on the listed row.
    pub sql: Sql,
    /// The optional inputs it reads, by place: when one of them is absent and has no default, the line is left out.
    /// A line that handles null itself names none.
    pub given: &'static [usize],
}

impl Where {
    /// A line that reads no optional input, or handles null itself.
    pub const fn always(sql: Sql) -> Self {
        Self { sql, given: &[] }
    }

    /// A line that stands only when these inputs are given.
    pub const fn given(inputs: &'static [usize], sql: Sql) -> Self {
        Self { sql, given: inputs }
    }
}

/// `search: input.query`: words over a `tsvector` column. Blank text matches nothing.
#[derive(Debug, Clone, Copy)]
pub struct Search {
    /// The column over the row.
    pub vector: Sql,
    /// The text search configuration: `english`.
    pub config: &'static str,
    /// The input with the words, by place; when it is optional and absent nothing is searched.
    pub input: usize,
}

/// One key of an order.
#[derive(Debug, Clone, Copy)]
pub struct OrderKey {
    /// What is compared.
    pub by: OrderBy,
    /// `desc`.
    pub descending: bool,
}

/// What an order compares.
#[derive(Debug, Clone, Copy)]
pub enum OrderBy {
    /// An expression over the row.
    Sql(Sql),
    /// How well the row fits the search; left out when nothing is searched.
    Rank,
}

impl OrderKey {
    /// Smallest first.
    pub const fn asc(sql: Sql) -> Self {
        Self { by: OrderBy::Sql(sql), descending: false }
    }

    /// Largest first.
    pub const fn desc(sql: Sql) -> Self {
        Self { by: OrderBy::Sql(sql), descending: true }
    }

    /// `rank desc`: the best fit first.
    pub const fn rank() -> Self {
        Self { by: OrderBy::Rank, descending: true }
    }
}
