//! Output types and their fields.

use serde::Serialize;

use super::{AppliedDirective, InputValue, TypeRef};

/// `type Product { .. }`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ObjectType {
    /// Prose.
    pub description: Option<String>,
    /// Name.
    pub name: String,
    /// `@authorize`.
    pub directives: Vec<AppliedDirective>,
    /// In order; there is at least one.
    pub fields: Vec<Field>,
}

/// `variants(limit: Int = 50): [ProductVariant!]!`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    /// Prose.
    pub description: Option<String>,
    /// Name.
    pub name: String,
    /// In order.
    pub arguments: Vec<InputValue>,
    /// Type of the answer.
    pub ty: TypeRef,
    /// `@authorize`, `@deprecated`.
    pub directives: Vec<AppliedDirective>,
}
