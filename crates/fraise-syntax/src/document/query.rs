//! Queries: one row, or a list of rows.

use fraise_diagnostics::{Span, Spanned};

use super::{AccessItem, GraphqlName, Name, Named, OrderTerm, ReportQuery};
use crate::{
    decode::{Absent, Construct, Decode, Decoder, choice, construct, words},
    node::Node,
    text::{ExprText, TypeText},
};

choice! {
    /// An operation that reads.
    pub enum QueryDecl = "query" {
        /// One row.
        Get(GetQuery) = "get",
        /// A list of rows.
        List(ListQuery) = "list",
        /// Sums over rows.
        Report(ReportQuery) = "report",
    }
}

construct! {
    /// One row.
    pub struct GetQuery = "get query" {
        /// What it is for.
        optional description: Spanned<String> = "description",
        /// Why it should no longer be used.
        optional deprecated: Spanned<String> = "deprecated",
        /// Another published name, or `false`.
        optional graphql: GraphqlName = "graphql",
        /// The type of the row.
        required get: Name = "get",
        /// The unique fields that find it.
        default by: Vec<Name> = "by",
        /// Typed arguments.
        default input: Named<InputDecl> = "input",
        /// What holds of the row; all lines.
        default where_: Vec<ExprText> = "where",
        /// What a missing row is; `null` if not given.
        optional missing: Spanned<Missing> = "missing",
        /// Who may call it.
        optional access: Vec<AccessItem> = "access",
    }
}

words! {
    /// What a missing row is.
    pub enum Missing {
        /// No answer.
        Null = "null",
        /// `NOT_FOUND`
        Error = "error",
    }
}

construct! {
    /// A list of rows.
    pub struct ListQuery = "list query" {
        /// What it is for.
        optional description: Spanned<String> = "description",
        /// Why it should no longer be used.
        optional deprecated: Spanned<String> = "deprecated",
        /// Another published name, or `false`.
        optional graphql: GraphqlName = "graphql",
        /// The type or view of the rows.
        required list: Name = "list",
        /// Typed arguments.
        default input: Named<InputDecl> = "input",
        /// What holds of the rows; a line that reads an absent argument is left out.
        default where_: Vec<ExprText> = "where",
        /// The order; it ends in something unique.
        default order: Vec<OrderTerm> = "order",
        /// Sizes, if other than the settings say.
        optional page: PageDecl = "page",
        /// The text that is searched for.
        optional search: ExprText = "search",
        /// Fields that the caller may filter by.
        default filter: Vec<Name> = "filter",
        /// Fields that the caller may sort by.
        default sort: Vec<Name> = "sort",
        /// Whether there is a connection beside the list.
        optional connection: Spanned<bool> = "connection",
        /// Who may call it.
        optional access: Vec<AccessItem> = "access",
    }
}

construct! {
    /// Sizes of a list.
    pub struct PageDecl = "page" {
        /// Without a wish of the caller.
        optional default_: Spanned<u32> = "default",
        /// At most.
        optional max: Spanned<u32> = "max",
    }
}

construct! {
    /// A typed argument.
    pub struct InputDecl = "input" {
        /// Its type, default included.
        required ty: TypeText = "type",
        /// What it means.
        optional description: Spanned<String> = "description",
        /// Why it should no longer be used.
        optional deprecated: Spanned<String> = "deprecated",
        /// Another published name, or `false`.
        optional graphql: GraphqlName = "graphql",
        /// A rule that the referenced row must satisfy.
        optional where_: ExprText = "where",
        /// Kept out of logs and records.
        optional secret: Spanned<bool> = "secret",
    }
    short = input_of_type
}

impl Absent for QueryDecl {
    fn absent(span: Span) -> Self {
        Self::Get(Box::new(GetQuery::empty(span)))
    }
}

fn input_of_type(node: &Node, cx: &mut Decoder) -> Option<InputDecl> {
    let ty = TypeText::decode(node, cx)?;
    Some(InputDecl { ty, span: node.span(), ..InputDecl::empty(cx.place()) })
}
