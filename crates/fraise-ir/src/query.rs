//! Queries, subscriptions, views.

use fraise_diagnostics::Span;
use fraise_expr::SqlPiece;
use serde::Serialize;

use crate::{
    AccessItem, EntityId, Expr, FieldId, Input, OperationAccess, Type, event::RaisedError, expr::Many,
    expr::RowPath, names, service::Page,
};

/// One query.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Query {
    /// Name in the schema.
    pub name: String,
    /// Name in the SDL; `None` hides it.
    pub graphql: Option<String>,
    /// Where it is declared.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// Reason, if deprecated.
    pub deprecated: Option<String>,
    /// The rows it reads.
    pub of: EntityId,
    /// Arguments in order; for a `get` by fields these are its first inputs.
    pub inputs: Vec<Input>,
    /// Who may call.
    pub access: OperationAccess,
    /// All hold.
    pub conditions: Vec<Condition>,
    /// What it returns.
    pub kind: QueryKind,
}

/// A line of `where`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Condition {
    /// Must be true; the row is `Root::This`.
    pub expr: Expr,
    /// Optional inputs (positions) whose absence leaves this line out.
    pub left_out_without: Vec<usize>,
}

/// What a query returns.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum QueryKind {
    /// At most one row.
    Get {
        /// The fields that the first inputs are compared with.
        by: Vec<FieldId>,
        /// An error instead of null.
        missing_is_error: bool,
    },
    /// Rows.
    List {
        /// Total order.
        order: Vec<OrderKey>,
        /// Sizes.
        page: Page,
        /// Text to search for.
        search: Option<Expr>,
        /// Fields of the argument `filter`.
        filter: Vec<FieldId>,
        /// Fields of the argument `sort`.
        sort: Vec<FieldId>,
        /// Also a Relay connection; the place of the key.
        connection: Option<Span>,
    },
    /// One row of figures.
    Report {
        /// Must hold of the inputs.
        require: Vec<(Expr, RaisedError)>,
        /// Figures over the rows.
        measures: Vec<Measure>,
        /// Figures by group.
        breakdowns: Vec<Breakdown>,
    },
}

/// One key of an order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OrderKey {
    /// By what.
    pub by: OrderBy,
    /// `desc`.
    pub descending: bool,
}

/// By what rows are ordered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum OrderBy {
    /// How well the search matches.
    Rank,
    /// An expression over the row.
    Expr(Expr),
    /// A measure of a breakdown, by position.
    Measure(usize),
}

/// `total_revenue: {type: money, value: ..}`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measure {
    /// Name in the schema.
    pub name: String,
    /// Name in the SDL.
    pub graphql: String,
    /// Where it is declared.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// Reason, if deprecated.
    pub deprecated: Option<String>,
    /// Type of the figure.
    pub ty: Type,
    /// May be null.
    pub nullable: bool,
    /// An aggregate over the rows.
    pub value: Expr,
}

/// Figures by group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Breakdown {
    /// Name in the schema.
    pub name: String,
    /// Name in the SDL.
    pub graphql: String,
    /// Where it is declared.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// The lines, rows of a relation.
    pub each: Option<Many>,
    /// The row that lines are grouped by.
    pub group: RowPath,
    /// The entity of that row.
    pub group_entity: EntityId,
    /// Fields of the group that are shown.
    pub show: Vec<FieldId>,
    /// Figures.
    pub measures: Vec<Measure>,
    /// Total order.
    pub order: Vec<OrderKey>,
    /// At most so many groups.
    pub limit: u32,
}

/// One subscription.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Subscription {
    /// Name in the schema.
    pub name: String,
    /// Name in the SDL; `None` hides it.
    pub graphql: Option<String>,
    /// Where it is declared.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// Reason, if deprecated.
    pub deprecated: Option<String>,
    /// The rows it sends.
    pub of: EntityId,
    /// Fields whose change is told.
    pub watch: Vec<FieldId>,
    /// All hold.
    pub conditions: Vec<Expr>,
    /// Who may listen.
    pub access: OperationAccess,
}

impl Subscription {
    /// The channel on which the database tells of changes (LANGUAGE, 11).
    pub fn channel(&self, service: &str) -> String {
        names::shortened(&format!("{service}_{}", self.name))
    }
}

/// A view written in SQL.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct View {
    /// Name in the schema and in SQL.
    pub name: String,
    /// Name of its rows in the SDL; `None` hides it.
    pub graphql: Option<String>,
    /// Where it is declared.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// One SELECT, piece by piece.
    pub sql: Vec<SqlPiece>,
    /// What its pieces read, by their positions.
    pub reads: Vec<ViewSource>,
    /// Declared columns, as many as it selects.
    pub columns: Vec<Input>,
    /// The columns that tell its rows apart, by position.
    pub key: Vec<usize>,
    /// Who may read it; nobody else.
    pub access: Vec<AccessItem>,
}

/// What a view reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum ViewSource {
    /// The table of a type.
    Entity(EntityId),
    /// A view that stands before it, by position.
    View(usize),
    /// A part of its own text, by the name that it has from `with`.
    Part(String),
}

/// A list of the rows of a view, which nobody answers yet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ViewList {
    /// Name in the schema.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// The view, by position.
    pub view: usize,
}
