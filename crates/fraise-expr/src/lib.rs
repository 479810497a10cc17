//! The expression and type languages: text to syntax trees in which every node knows its range of bytes.
//!
//! Goes in: one text of a schema, as it reads after unquoting. Comes out: an [`Expr`] or a [`TypeSyntax`], or
//! [`SyntaxError`]s with ranges in that text. Nothing is resolved or typed here; `fraise-check` does that.
//!
//! Expressions are SQL scalar expressions in PostgreSQL's spelling. They are read by `sqlparser` up to the end of
//! the input and then taken over node by node, so that nothing outside the language's subset gets through.

mod convert;
mod error;
mod locate;
mod parse;
pub mod syntax;
mod type_syntax;
pub mod view;

pub use error::SyntaxError;
pub use parse::parse;
pub use syntax::{BinaryOp, Expr, ExprKind, Name, UnaryOp};
pub use type_syntax::{ListBounds, TypeSyntax, parse_type};
pub use view::{SqlPiece, ViewSyntax, parse_view};
