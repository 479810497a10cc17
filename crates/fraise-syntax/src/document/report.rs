//! Reports: measures over rows, as a whole and broken down.

use fraise_diagnostics::Spanned;

use super::{AccessItem, GraphqlName, InputDecl, Name, Named, OrderTerm};
use crate::{
    decode::{Construct, Decode, Decoder, construct},
    node::Node,
    text::{ExprText, TypeText},
};

construct! {
    /// Sums over rows.
    pub struct ReportQuery = "report query" {
        /// What it is for.
        optional description: Spanned<String> = "description",
        /// Why it should no longer be used.
        optional deprecated: Spanned<String> = "deprecated",
        /// Another published name, or `false`.
        optional graphql: GraphqlName = "graphql",
        /// The type of the rows.
        required report: Name = "report",
        /// Typed arguments.
        default input: Named<InputDecl> = "input",
        /// What must hold of the arguments.
        default require: Vec<RequireDecl> = "require",
        /// Which rows; a line that reads an absent argument is left out.
        default where_: Vec<ExprText> = "where",
        /// The measures over all rows.
        required measures: Named<MeasureDecl> = "measures",
        /// The measures by group.
        default breakdowns: Named<BreakdownDecl> = "breakdowns",
        /// Who may call it.
        optional access: Vec<AccessItem> = "access",
    }
}

construct! {
    /// Something that must hold of the arguments.
    pub struct RequireDecl = "requirement" {
        /// What must hold.
        required check: ExprText = "check",
        /// The error raised when it does not.
        optional error: Name = "error",
    }
    short = require_of_expression
}

construct! {
    /// An aggregate over rows.
    pub struct MeasureDecl = "measure" {
        /// What it says.
        optional description: Spanned<String> = "description",
        /// Why it should no longer be used.
        optional deprecated: Spanned<String> = "deprecated",
        /// Its type.
        required ty: TypeText = "type",
        /// The aggregate.
        required value: ExprText = "value",
    }
}

construct! {
    /// Measures by group.
    pub struct BreakdownDecl = "breakdown" {
        /// What it says.
        optional description: Spanned<String> = "description",
        /// The relation whose rows are the lines.
        optional each: Name = "each",
        /// The path to the row that lines are grouped by.
        required group: ExprText = "group",
        /// Fields of that row.
        default show: Vec<Name> = "show",
        /// The measures of each group.
        required measures: Named<MeasureDecl> = "measures",
        /// The order of the groups.
        default order: Vec<OrderTerm> = "order",
        /// How many groups.
        optional limit: Spanned<u32> = "limit",
    }
}

fn require_of_expression(node: &Node, cx: &mut Decoder) -> Option<RequireDecl> {
    let check = ExprText::decode(node, cx)?;
    Some(RequireDecl { check, span: node.span(), ..RequireDecl::empty(cx.place()) })
}
