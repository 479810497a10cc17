//! Scalars beside those of GraphQL itself.

use serde::Serialize;

use super::AppliedDirective;

/// `scalar Decimal @specifiedBy(url: "..")`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScalarType {
    /// Prose.
    pub description: Option<String>,
    /// Name.
    pub name: String,
    /// `@specifiedBy`.
    pub directives: Vec<AppliedDirective>,
}
