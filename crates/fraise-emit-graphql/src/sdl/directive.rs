//! Directives: their definitions and their uses.

use serde::Serialize;

use super::{InputValue, Value};

/// `directive @authorize(roles: [String!]!) on OBJECT | FIELD_DEFINITION`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DirectiveDefinition {
    /// Prose.
    pub description: Option<String>,
    /// Without the `@`.
    pub name: String,
    /// In order.
    pub arguments: Vec<InputValue>,
    /// Where it may stand.
    pub locations: Vec<DirectiveLocation>,
}

/// Where a directive may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum DirectiveLocation {
    /// On `type`.
    Object,
    /// On a field of a `type`.
    FieldDefinition,
}

/// `@authorize(roles: ["admin"])`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AppliedDirective {
    /// Without the `@`.
    pub name: String,
    /// Name and value, in order.
    pub arguments: Vec<(String, Value)>,
}

impl AppliedDirective {
    /// `@name(argument: value)`.
    pub fn new(name: &str, argument: &str, value: Value) -> Self {
        Self { name: name.to_owned(), arguments: vec![(argument.to_owned(), value)] }
    }

    /// `@deprecated(reason: "..")`.
    pub fn deprecated(reason: &str) -> Self {
        Self::new("deprecated", "reason", Value::Text(reason.to_owned()))
    }

    /// `@specifiedBy(url: "..")`.
    pub fn specified_by(url: &str) -> Self {
        Self::new("specifiedBy", "url", Value::Text(url.to_owned()))
    }
}
