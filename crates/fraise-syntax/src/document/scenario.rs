//! Laws over rows, rows to begin with, and stories with an expected end.

use fraise_diagnostics::{Span, Spanned};

use super::{Name, Named, Path};
use crate::{
    decode::{Absent, Decode, Decoder, construct, is_null},
    keys::Kind,
    node::{Node, Style},
    text::{ExprText, SourceText},
};

construct! {
    /// A law over all rows of a type.
    pub struct InvariantDecl = "invariant" {
        /// What it says.
        optional description: Spanned<String> = "description",
        /// The type.
        required of: Name = "of",
        /// What holds of every row.
        required law: ExprText = "law",
    }
}

/// Rows by label, then field: `alice: {email: alice@example.com}`.
pub type Rows = Named<Named<Literal>>;

/// Rows of several types; labels are known in the whole file.
pub type SeedSet = Named<Rows>;

construct! {
    /// A story with an expected end.
    pub struct TestDecl = "test" {
        /// What it shows.
        optional description: Spanned<String> = "description",
        /// What is there at the beginning.
        optional given: GivenDecl = "given",
        /// What is done.
        required steps: Vec<TestStep> = "steps",
        /// What is there at the end, by label or saved name.
        default expect: Rows = "expect",
    }
}

construct! {
    /// What is there at the beginning.
    pub struct GivenDecl = "given" {
        /// The seed that is loaded.
        optional seed: Name = "seed",
        /// Columns of its rows that are other than in the seed.
        default rows: Rows = "rows",
    }
}

construct! {
    /// One call of an operation.
    pub struct TestStep = "test step" {
        /// Who calls.
        optional as_: AsDecl = "as",
        /// The operation, or an event of a row: `order.ship`.
        required call: Path = "call",
        /// Its arguments.
        default with: Named<Literal> = "with",
        /// What the hooks answer.
        default hooks: Named<Named<Literal>> = "hooks",
        /// The name of the result in later steps.
        optional save: Name = "save",
        /// The error that is expected.
        optional fails: Name = "fails",
    }
}

construct! {
    /// Who calls.
    pub struct AsDecl = "caller" {
        /// In which role.
        optional role: Name = "role",
        /// The row of the person, by label.
        optional viewer: Name = "viewer",
        /// Further claims.
        default claims: Named<Literal> = "claims",
    }
}

/// A value of a row: a label, an enum member, a number, a text, a list, a mapping.
#[derive(Clone, Debug)]
pub struct Literal {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: LiteralKind,
}

/// The kinds of values of a row.
#[derive(Clone, Debug)]
pub enum LiteralKind {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A whole number without quotes.
    Integer(String),
    /// Anything else without quotes: a label, a member, or text; the type it meets decides.
    Word(SourceText),
    /// Quoted text.
    Text(SourceText),
    /// A list.
    List(Vec<Literal>),
    /// A mapping.
    Map(Named<Literal>),
}

impl Absent for Literal {
    fn absent(span: Span) -> Self {
        Self { span, kind: LiteralKind::Null }
    }
}

impl Decode for Literal {
    const KIND: Kind = Kind::Literal;

    fn decode(node: &Node, cx: &mut Decoder) -> Option<Self> {
        let kind = match node {
            Node::Scalar(_) if node.is_blank() => {
                cx.wrong_kind(node, Self::KIND);
                return None;
            }
            Node::Scalar(it) if is_null(it) => LiteralKind::Null,
            Node::Scalar(it) if it.style == Style::Plain => plain(&it.text),
            Node::Scalar(it) => LiteralKind::Text(it.text.clone()),
            Node::Sequence(_) => LiteralKind::List(Vec::decode(node, cx)?),
            Node::Mapping(_) => LiteralKind::Map(Named::decode(node, cx)?),
            Node::Broken(_) => return None,
        };
        Some(Self { span: node.span(), kind })
    }
}

fn is_number(digits: &str) -> bool {
    !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit())
}

fn plain(text: &SourceText) -> LiteralKind {
    let digits = text.as_str().strip_prefix('-').unwrap_or(text.as_str());
    match text.as_str() {
        "true" | "True" | "TRUE" => LiteralKind::Bool(true),
        "false" | "False" | "FALSE" => LiteralKind::Bool(false),
        // `0815` must be quoted, as the reader says, and is then a text.
        number if is_number(digits) && (digits == "0" || !digits.starts_with('0')) => {
            LiteralKind::Integer(number.to_owned())
        }
        _ => LiteralKind::Word(text.clone()),
    }
}
