//! Input objects, and the slots that arguments and input fields both are.

use serde::Serialize;

use super::{AppliedDirective, TypeRef, Value};

/// `input CartLineInput { variantId: ID! }`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InputObject {
    /// Prose.
    pub description: Option<String>,
    /// Name.
    pub name: String,
    /// In order; there is at least one.
    pub fields: Vec<InputValue>,
}

/// An argument, or a field of an input object: `limit: Int = 50`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InputValue {
    /// Prose.
    pub description: Option<String>,
    /// Name.
    pub name: String,
    /// Type.
    pub ty: TypeRef,
    /// Value when it is left out.
    pub default: Option<Value>,
    /// `@deprecated`.
    pub directives: Vec<AppliedDirective>,
}
