//! Types of values.

use serde::Serialize;

use super::{Field, StaticName};

/// How a value travels; the names are the runtime's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names are the types of the language")]
pub enum ValueType {
    Uuid,
    Text,
    Int,
    BigInt,
    Decimal,
    Bool,
    Date,
    Time,
    DateTime,
    Duration,
    Json,
    Bytes,
    Enum(StaticName),
    Object(StaticName),
    List(Box<ValueType>),
}

/// An enum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Enum {
    /// Its static.
    pub constant: StaticName,
    /// Name in the SDL.
    pub name: String,
    /// Prose.
    pub description: Option<String>,
    /// In order.
    pub values: Vec<EnumValue>,
}

/// A member of an enum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EnumValue {
    /// In the SDL.
    pub graphql: String,
    /// As stored.
    pub sql: String,
}

/// Typed JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Object {
    /// Its static.
    pub constant: StaticName,
    /// Name in the SDL.
    pub name: String,
    /// Prose.
    pub description: Option<String>,
    /// `Row` is the JSON value.
    pub fields: Vec<Field>,
}
