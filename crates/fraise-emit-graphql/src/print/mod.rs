//! A schema definition to text, which graphql-parser reads back before anybody else sees it.

mod description;
mod directive;
mod schema;
mod types;
mod value;
mod writer;

use std::error::Error;
use std::fmt;

use crate::sdl::Schema;

/// A text of ours that is not GraphQL: a mistake in fraise, never in a schema.
#[derive(Debug)]
pub struct Unreadable {
    source: graphql_parser::schema::ParseError,
}

/// The text of the definition, to be [read back](read_back) by whoever writes it.
pub fn print(schema: &Schema) -> String {
    schema::text(schema)
}

/// Whether graphql-parser reads the text of a definition. Apart from [`print()`], since it takes longer than all that comes
/// before, and what is made from the text need not wait for it.
pub fn read_back(text: &str) -> Result<(), Unreadable> {
    graphql_parser::parse_schema::<&str>(text).map(|_| ()).map_err(|source| Unreadable { source })
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the printed schema definition cannot be read: {}", self.source)
    }
}

impl Error for Unreadable {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}
