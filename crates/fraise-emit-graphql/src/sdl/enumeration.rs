//! Enums.

use serde::Serialize;

use super::AppliedDirective;

/// `enum OrderStatus { pending confirmed }`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EnumType {
    /// Prose.
    pub description: Option<String>,
    /// Name.
    pub name: String,
    /// In order; there is at least one.
    pub values: Vec<EnumValue>,
}

/// One value of an enum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EnumValue {
    /// Prose.
    pub description: Option<String>,
    /// As clients write it.
    pub name: String,
    /// `@deprecated`.
    pub directives: Vec<AppliedDirective>,
}
