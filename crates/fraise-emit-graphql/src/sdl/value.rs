//! Constant values: defaults, arguments of directives.

use serde::Serialize;

/// A constant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Value {
    /// `true`
    Bool(bool),
    /// Digits as they print: `50`, `-1`, `1.50`.
    Number(String),
    /// `"text"`
    Text(String),
    /// `pending`
    Enum(String),
    /// `[1, 2]`
    List(Vec<Value>),
}
