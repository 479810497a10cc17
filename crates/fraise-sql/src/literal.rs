//! Constant values as SQL.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::{SqlType, Text};

/// A constant in an expression.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Literal {
    /// `'pending'`
    Text(Text),
    /// `12`
    Integer(i64),
    /// `1.50`, with its scale kept
    Decimal(Decimal),
    /// `true`
    Bool(bool),
    /// `null`
    Null,
    /// `'24 hours'::interval`
    Typed(Box<Literal>, SqlType),
}

/// A decimal number in plain digits: `-12.50`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decimal(String);

/// The text is not a decimal number in plain digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotADecimal;

impl Literal {
    /// The text, with NUL left out of it.
    pub fn text(text: &str) -> Self {
        Self::Text(Text::without_nul(text))
    }

    /// The number in plain digits, as `1.50` or `-3`.
    pub fn decimal(digits: &str) -> Result<Self, NotADecimal> {
        Decimal::new(digits).map(Self::Decimal)
    }

    /// This constant with a type written behind it.
    pub fn typed(self, ty: SqlType) -> Self {
        Self::Typed(Box::new(self), ty)
    }
}

impl Decimal {
    /// Takes plain digits with an optional sign and point.
    pub fn new(digits: &str) -> Result<Self, NotADecimal> {
        let unsigned = digits.strip_prefix('-').unwrap_or(digits);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        if is_digits(whole) && is_digits(fraction) {
            return Ok(Self(digits.to_owned()));
        }
        Err(NotADecimal)
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{text}"),
            Self::Integer(number) => write!(f, "{number}"),
            Self::Decimal(Decimal(digits)) => f.write_str(digits),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Null => f.write_str("null"),
            // `-5::integer` is `-(5::integer)`, which matters for the smallest number of a type.
            Self::Typed(value, ty) if value.is_negative() => write!(f, "({value})::{ty}"),
            Self::Typed(value, ty) => write!(f, "{value}::{ty}"),
        }
    }
}

impl Literal {
    fn is_negative(&self) -> bool {
        match self {
            Self::Integer(number) => *number < 0,
            Self::Decimal(Decimal(digits)) => digits.starts_with('-'),
            Self::Text(_) | Self::Bool(_) | Self::Null | Self::Typed(..) => false,
        }
    }
}

impl Serialize for Literal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for NotADecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a decimal number in plain digits")
    }
}

impl std::error::Error for NotADecimal {}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn constants_print_as_sql() {
        let cases = [
            (Literal::text("it's"), "'it''s'"),
            (Literal::Integer(-5), "-5"),
            (Literal::Integer(i64::MIN), "-9223372036854775808"),
            (Literal::decimal("1.50").unwrap(), "1.50"),
            (Literal::Bool(true), "true"),
            (Literal::Null, "null"),
            (Literal::text("24 hours").typed(SqlType::Interval), "'24 hours'::interval"),
            (Literal::Integer(-5).typed(SqlType::Bigint), "(-5)::bigint"),
            (Literal::Null.typed(SqlType::Uuid), "null::uuid"),
        ];
        for (literal, printed) in cases {
            assert_eq!(literal.to_string(), printed);
        }
    }

    #[test]
    fn only_plain_digits_are_decimals() {
        for good in ["0", "-0", "12", "1.50", "-3.2", "00.10"] {
            assert!(Decimal::new(good).is_ok(), "{good}");
        }
        for bad in ["", "-", ".", "1.", ".5", "1e5", "+1", "1;2", "--1", "١", "NaN", "1 "] {
            assert_eq!(Decimal::new(bad), Err(NotADecimal), "{bad}");
        }
    }
}
