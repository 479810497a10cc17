//! A schema definition as plain data, after the GraphQL specification, chapter 3 "Type System".

mod directive;
mod enumeration;
mod input;
mod object;
mod scalar;
mod ty;
mod value;

use serde::Serialize;

pub use directive::{AppliedDirective, DirectiveDefinition, DirectiveLocation};
pub use enumeration::{EnumType, EnumValue};
pub use input::{InputObject, InputValue};
pub use object::{Field, ObjectType};
pub use scalar::ScalarType;
pub use ty::TypeRef;
pub use value::Value;

/// A whole definition, in the order in which it prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Schema {
    /// Name of the type whose fields are the queries.
    pub query: String,
    /// Name of the type whose fields are the mutations, if there are any.
    pub mutation: Option<String>,
    /// Types, the roots first.
    pub types: Vec<TypeDefinition>,
    /// Directives that the types use beside the built-in ones.
    pub directives: Vec<DirectiveDefinition>,
}

/// One named type.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum TypeDefinition {
    /// `type Product { .. }`
    Object(ObjectType),
    /// `input CartLineInput { .. }`
    Input(InputObject),
    /// `enum OrderStatus { .. }`
    Enum(EnumType),
    /// `scalar Decimal`
    Scalar(ScalarType),
}

impl TypeDefinition {
    /// The name of the type.
    pub fn name(&self) -> &str {
        match self {
            TypeDefinition::Object(it) => &it.name,
            TypeDefinition::Input(it) => &it.name,
            TypeDefinition::Enum(it) => &it.name,
            TypeDefinition::Scalar(it) => &it.name,
        }
    }
}
