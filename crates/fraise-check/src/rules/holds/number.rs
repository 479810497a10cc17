//! Exact numbers of the schema: digits and how many of them stand behind the point.

use std::fmt;

/// `1.50` is 15 with one digit behind the point: no zeros at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) struct Number {
    digits: i128,
    scale: u32,
}

impl Number {
    pub(in crate::rules) const ZERO: Number = Number { digits: 0, scale: 0 };
    pub(in crate::rules) const ONE: Number = Number { digits: 1, scale: 0 };

    /// As a literal has it; none if it is larger than any column.
    pub(in crate::rules) fn parse(text: &str) -> Option<Self> {
        let (whole, behind) = text.split_once('.').unwrap_or((text, ""));
        let digits = format!("{whole}{behind}").parse().ok()?;
        Some(Self::new(digits, u32::try_from(behind.len()).ok()?))
    }

    fn new(mut digits: i128, mut scale: u32) -> Self {
        while scale > 0 && digits % 10 == 0 {
            digits /= 10;
            scale -= 1;
        }
        Self { digits, scale }
    }

    /// How many digits stand behind the point.
    pub(in crate::rules) fn scale(self) -> u32 {
        self.scale
    }

    pub(in crate::rules) fn is_zero(self) -> bool {
        self.digits == 0
    }

    pub(in crate::rules) fn is_negative(self) -> bool {
        self.digits < 0
    }

    pub(in crate::rules) fn negated(self) -> Self {
        Self { digits: -self.digits, ..self }
    }

    pub(in crate::rules) fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let scaled = |it: Self| it.digits.checked_mul(10i128.checked_pow(scale - it.scale)?);
        Some(Self::new(scaled(self)?.checked_add(scaled(other)?)?, scale))
    }

    pub(in crate::rules) fn times(self, other: Self) -> Option<Self> {
        Some(Self::new(self.digits.checked_mul(other.digits)?, self.scale.checked_add(other.scale)?))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative() { "-" } else { "" };
        let scale = self.scale as usize;
        let digits = format!("{:0>width$}", self.digits.unsigned_abs(), width = scale + 1);
        let (whole, behind) = digits.split_at(digits.len() - scale);
        match behind {
            "" => write!(out, "{sign}{whole}"),
            _ => write!(out, "{sign}{whole}.{behind}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn numbers_are_exact() {
        let number = |text| Number::parse(text).unwrap_or(Number::ZERO);
        assert_eq!(number("1.50"), number("1.5"));
        assert_eq!(number("0.10").plus(number("0.20")), Some(number("0.3")));
        assert_eq!(number("1.5").times(number("-2")), Some(number("-3")));
        assert_eq!(number("-0.05").to_string(), "-0.05");
        assert_eq!(number("100").to_string(), "100");
        assert_eq!(Number::parse("99999999999999999999999999999999999999999999"), None);
    }
}
