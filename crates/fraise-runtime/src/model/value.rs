//! Types of values: how they travel between JSON and PostgreSQL.

use super::{Field, InputObject};

/// The type of a value in an answer or in an input.
#[derive(Debug, Clone, Copy)]
pub enum ValueType {
    /// `uuid`: text, as `ID` or `UUID`.
    Uuid,
    /// `text`, `varchar(n)`, and whatever is text on the wire.
    Text,
    /// `int`: a JSON number.
    Int,
    /// `bigint`: a JSON string of digits, as `ID` or `BigInt`.
    BigInt,
    /// `decimal(p,s)` and `money`: a JSON string, exact with its scale.
    Decimal,
    /// `bool`.
    Bool,
    /// `date`: `2026-01-31`.
    Date,
    /// `time`: `23:59:59.5`.
    Time,
    /// `timestamptz`: RFC 3339 in UTC.
    DateTime,
    /// `interval`: ISO 8601.
    Duration,
    /// `json`: stored as `jsonb`, given as it is.
    Json,
    /// `bytes`: base64.
    Bytes,
    /// An enum, stored as text or as an enum of PostgreSQL.
    Enum(&'static Enum),
    /// An input object, which travels to the database as JSON.
    Object(&'static InputObject),
    /// `X[]`.
    List(&'static ValueType),
}

/// An enum of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enum {
    /// The name in GraphQL.
    pub name: &'static str,
    /// The members in the order of the schema.
    pub values: &'static [EnumValue],
}

/// A member of an enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnumValue {
    /// As GraphQL spells it: `credit_card` or `CREDIT_CARD`.
    pub graphql: &'static str,
    /// As it is stored.
    pub sql: &'static str,
}

impl EnumValue {
    /// `enum_values: as_written`: one spelling for both.
    pub const fn same(name: &'static str) -> Self {
        Self { graphql: name, sql: name }
    }
}

/// A typed JSON object: `objects: Dimensions`.
#[derive(Clone, Copy)]
pub struct Object {
    /// The name in GraphQL.
    pub name: &'static str,
    /// Its fields. Their fragments see the JSON value as `Row`: a decimal is
    /// `Sql(&[Text("("), Row, Text(" ->> 'width')::numeric")])`.
    pub fields: &'static [Field],
}

impl std::fmt::Debug for Object {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Object({})", self.name)
    }
}
