//! Values of rows and of expressions. Times are texts: they are compared in one zone and one format.

use std::cmp::Ordering;

use fraise_ir::Type;

/// A value, or the lack of one.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Unknown.
    Null,
    /// `true`, `false`
    Bool(bool),
    /// Of any of the three kinds of numbers.
    Number(Number),
    /// Texts, ids, enum members, dates.
    Text(String),
    /// `X[]`
    List(Vec<Value>),
}

/// A decimal number, exact.
#[derive(Debug, Clone, Copy)]
pub struct Number {
    units: i128,
    scale: u32,
}

impl Value {
    /// A value as PostgreSQL prints it; lists as JSON prints them.
    pub fn read(ty: &Type, text: Option<&str>) -> Option<Self> {
        let Some(text) = text else { return Some(Value::Null) };
        Some(match ty {
            Type::Bool => Value::Bool(matches!(text, "t" | "true")),
            Type::Int | Type::BigInt | Type::Decimal(_) => Value::Number(Number::read(text)?),
            Type::Array(element) => {
                let elements: Vec<serde_json::Value> = serde_json::from_str(text).ok()?;
                let texts = elements.iter().map(|it| match it {
                    serde_json::Value::String(text) => text.clone(),
                    other => other.to_string(),
                });
                let elements: Option<Vec<Value>> = texts.map(|it| Value::read(element, Some(&it))).collect();
                Value::List(elements?)
            }
            Type::Text(_)
            | Type::Varchar(_)
            | Type::Uuid
            | Type::Date
            | Type::Time
            | Type::Timestamptz
            | Type::Interval
            | Type::Json
            | Type::Bytes
            | Type::Enum(_)
            | Type::Object(_)
            | Type::Ref(_)
            | Type::Null => Value::Text(text.to_owned()),
        })
    }

    /// A whole number.
    pub fn int(number: i64) -> Self {
        Value::Number(Number { units: i128::from(number), scale: 0 })
    }

    /// It is true: not false, and not null.
    pub fn holds(&self) -> bool {
        *self == Value::Bool(true)
    }

    /// As `cast(x as text)` prints it; none of null.
    pub fn text(&self) -> Option<String> {
        match self {
            Value::Null => None,
            Value::Bool(it) => Some(it.to_string()),
            Value::Number(it) => Some(it.text()),
            Value::Text(it) => Some(it.clone()),
            Value::List(all) => {
                let texts: Vec<String> = all.iter().filter_map(Value::text).collect();
                Some(format!("{{{}}}", texts.join(",")))
            }
        }
    }

    /// Null with null or with anything; values of two kinds are never compared.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
            (Value::Number(a), Value::Number(b)) => a.compare(*b),
            // A key of digits is a text where it is a reference, and a number where it is a field.
            (Value::Number(a), Value::Text(b)) => a.compare(Number::read(b)?),
            (Value::Text(a), Value::Number(b)) => Number::read(a)?.compare(*b),
            (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
            (Value::List(a), Value::List(b)) => (a == b).then_some(Ordering::Equal),
            _ => None,
        }
    }

    /// The same value; null is the same as nothing.
    pub fn is(&self, other: &Self) -> bool {
        self.compare(other) == Some(Ordering::Equal)
    }
}

impl Number {
    /// `-12.50`
    pub fn read(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let units: i128 = format!("{whole}{part}").parse().ok()?;
        Some(Self { units, scale: u32::try_from(part.len()).ok()? })
    }

    /// Adds, subtracts or multiplies; none when the digits do not suffice.
    pub fn calculate(self, operator: fn(i128, i128) -> Option<i128>, other: Self) -> Option<Self> {
        let (a, b, scale) = self.aligned(other)?;
        Some(Self { units: operator(a, b)?, scale })
    }

    /// The product.
    pub fn times(self, other: Self) -> Option<Self> {
        Some(Self { units: self.units.checked_mul(other.units)?, scale: self.scale + other.scale })
    }

    fn compare(self, other: Self) -> Option<Ordering> {
        let (a, b, _) = self.aligned(other)?;
        Some(a.cmp(&b))
    }

    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        let at = |it: Self| it.units.checked_mul(10_i128.checked_pow(scale - it.scale)?);
        Some((at(self)?, at(other)?, scale))
    }

    fn text(self) -> String {
        if self.scale == 0 {
            return self.units.to_string();
        }
        let digits = usize::try_from(self.scale).unwrap_or(0);
        let padded = format!("{:0>width$}", self.units.unsigned_abs(), width = digits + 1);
        let (whole, part) = padded.split_at(padded.len() - digits);
        let sign = if self.units < 0 { "-" } else { "" };
        format!("{sign}{whole}.{part}")
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.compare(*other) == Some(Ordering::Equal)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn numbers_are_exact() {
        let number = |text| Number::read(text).unwrap();
        assert_eq!(number("1.50"), number("1.5"));
        assert_eq!(number("-0.05").text(), "-0.05");
        assert_eq!(number("0.1").calculate(i128::checked_add, number("0.25")).unwrap(), number("0.35"));
        assert_eq!(number("1.5").times(number("-2.25")).unwrap().text(), "-3.375");
        assert!(Number::read("1e5").is_none());
    }

    #[test]
    fn null_is_like_nothing() {
        assert!(!Value::Null.is(&Value::Null));
        assert!(Value::Text("7".to_owned()).is(&Value::int(7)));
    }
}
