//! Extensions.

use serde::Serialize;

use crate::Ident;

/// An extension: `create extension pg_trgm with schema public`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Extension {
    /// Its name.
    pub name: Ident,
    /// The schema that holds its objects.
    pub schema: Ident,
}
