//! A schema definition to text, which graphql-parser has read back before anybody else sees it.

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

/// The text of the definition.
pub fn print(schema: &Schema) -> Result<String, Unreadable> {
    let text = schema::text(schema);
    match graphql_parser::parse_schema::<&str>(&text) {
        Ok(_) => Ok(text),
        Err(source) => Err(Unreadable { source }),
    }
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
