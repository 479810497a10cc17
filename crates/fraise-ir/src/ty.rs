//! Types of values.

use serde::Serialize;

use crate::{EntityId, EnumId, ObjectId};

/// The type of a value, without its nullability.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub enum Type {
    /// `bool`
    Bool,
    /// `int`, 32 bits
    Int,
    /// `bigint`, 64 bits
    BigInt,
    /// `decimal(p,s)`, `money`; without a size only as the type of an expression
    Decimal(Option<DecimalSize>),
    /// `text`, and with a length `text(n)`: a CHECK keeps it
    Text(Option<u32>),
    /// `varchar(n)`, in characters
    Varchar(u32),
    /// `uuid`
    Uuid,
    /// `date`
    Date,
    /// `time`
    Time,
    /// `timestamptz`
    Timestamptz,
    /// `interval`
    Interval,
    /// `json`, stored as jsonb
    Json,
    /// `bytes`
    Bytes,
    /// An enumeration
    Enum(EnumId),
    /// Typed JSON
    Object(ObjectId),
    /// A row of an entity; its value is the key
    Ref(EntityId),
    /// `X[]` of any other
    Array(Box<Type>),
    /// The type of `null` before it meets another
    Null,
}

/// `decimal(12,2)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct DecimalSize {
    /// Digits in all.
    pub precision: u32,
    /// Digits after the point.
    pub scale: u32,
}

impl Type {
    /// Int, bigint or decimal.
    pub fn is_number(&self) -> bool {
        matches!(self, Type::Int | Type::BigInt | Type::Decimal(_))
    }

    /// Text of any length.
    pub fn is_text(&self) -> bool {
        matches!(self, Type::Text(_) | Type::Varchar(_))
    }
}
