//! PostgreSQL: identifiers, literals, fragments, the catalog model and its printer.
//!
//! Layer 0: it knows nothing of fraise's language, and it is pure: values in, values out.
//!
//! - [`Ident`], [`QualifiedName`], [`Text`], [`Literal`], [`SqlType`]: the atoms. Each prints itself
//!   so that PostgreSQL reads back what it was made from.
//! - [`Fragment`] and [`sql!`]: SQL put together from atoms. No text of a schema file gets in bare.
//! - [`Body`]: the text of a function.
//! - [`catalog`]: what a database contains, as plain data, wherever it came from: compiled from a
//!   schema or read from a server.
//! - [`statement`]: the steps that make a catalog, in order; [`mod@print`]: their text, looking as if
//!   made by hand.

pub mod catalog;
pub mod ident;
pub mod keyword;
pub mod print;
pub mod statement;

mod body;
mod fragment;
mod literal;
mod sql_type;
mod text;

pub use body::Body;
pub use fragment::{Fragment, Piece, Word};
pub use ident::{Ident, IdentError, QualifiedName};
pub use literal::{Decimal, Literal, NotADecimal};
pub use sql_type::SqlType;
pub use text::{NulInText, Text};
