//! Exact decimal numbers, calculated as PostgreSQL calculates `integer`, `bigint` and `numeric`.

use std::cmp::Ordering;

/// A decimal number, exact, with as many digits after the point as it is printed with.
#[derive(Debug, Clone, Copy)]
pub struct Number {
    units: i128,
    scale: u32,
}

/// Digits of a quotient that are always right.
const SIGNIFICANT: i32 = 16;

impl Number {
    /// A whole number.
    pub fn int(number: i64) -> Self {
        Self { units: i128::from(number), scale: 0 }
    }

    /// `-12.50`
    pub fn read(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        if part.starts_with(['+', '-']) {
            return None;
        }
        let units: i128 = format!("{whole}{part}").parse().ok()?;
        Some(Self { units, scale: u32::try_from(part.len()).ok()? })
    }

    /// As PostgreSQL prints it.
    pub fn text(self) -> String {
        if self.scale == 0 {
            return self.units.to_string();
        }
        let digits = usize::try_from(self.scale).unwrap_or(0);
        let padded = format!("{:0>width$}", self.units.unsigned_abs(), width = digits + 1);
        let (whole, part) = padded.split_at(padded.len() - digits);
        let sign = if self.units < 0 { "-" } else { "" };
        format!("{sign}{whole}.{part}")
    }

    /// The number itself, if it is whole.
    pub fn whole(self) -> Option<i128> {
        let unit = power_of_ten(self.scale)?;
        (self.units % unit == 0).then_some(self.units / unit)
    }

    /// Digits after the point.
    pub fn scale(self) -> u32 {
        self.scale
    }

    /// It is nothing.
    pub fn is_zero(self) -> bool {
        self.units == 0
    }

    /// It is less than nothing.
    pub fn is_negative(self) -> bool {
        self.units < 0
    }

    /// The sum; none when our digits do not suffice.
    pub fn plus(self, other: Self) -> Option<Self> {
        let (a, b, scale) = self.aligned(other)?;
        Some(Self { units: a.checked_add(b)?, scale })
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(other.negative()?)
    }

    /// The product.
    pub fn times(self, other: Self) -> Option<Self> {
        Some(Self { units: self.units.checked_mul(other.units)?, scale: self.scale + other.scale })
    }

    /// The number below zero as far as it is above, or the other way round.
    pub fn negative(self) -> Option<Self> {
        Some(Self { units: self.units.checked_neg()?, scale: self.scale })
    }

    /// Without its sign.
    pub fn absolute(self) -> Option<Self> {
        Some(Self { units: self.units.checked_abs()?, scale: self.scale })
    }

    /// The quotient of whole numbers, towards zero.
    pub fn whole_quotient(self, other: Self) -> Option<Self> {
        Some(Self { units: self.whole()?.checked_div(other.whole()?)?, scale: 0 })
    }

    /// The quotient of `numeric`, with as many digits as PostgreSQL chooses (`select_div_scale` of its numeric.c).
    pub fn quotient(self, other: Self) -> Option<Self> {
        let (weight, first) = self.leading();
        let (other_weight, other_first) = other.leading();
        let weight = weight - other_weight - i32::from(first <= other_first);
        let scale = (SIGNIFICANT - weight * 4)
            .max(i32::try_from(self.scale).ok()?)
            .max(i32::try_from(other.scale).ok()?)
            .max(0);
        let scale = u32::try_from(scale).ok()?;
        // One digit more than is kept, so that it can be rounded half away from zero.
        let up = power_of_ten((scale + 1 + other.scale).checked_sub(self.scale)?)?;
        let units = self.units.checked_mul(up)?.checked_div(other.units)?;
        Self { units, scale: scale + 1 }.rounded(scale)
    }

    /// What is left of a division towards zero.
    pub fn remainder(self, other: Self) -> Option<Self> {
        let (a, b, scale) = self.aligned(other)?;
        Some(Self { units: a.checked_rem(b)?, scale })
    }

    /// With so many digits after the point, half away from zero.
    pub fn rounded(self, scale: u32) -> Option<Self> {
        let Some(cut) = self.scale.checked_sub(scale) else {
            return Some(Self { units: self.units.checked_mul(power_of_ten(scale - self.scale)?)?, scale });
        };
        let unit = power_of_ten(cut)?;
        let half = if self.units < 0 { -(unit / 2) } else { unit / 2 };
        Some(Self { units: self.units.checked_add(half)? / unit, scale })
    }

    /// The next whole number below.
    pub fn floor(self) -> Option<Self> {
        Some(Self { units: self.units.div_euclid(power_of_ten(self.scale)?), scale: 0 })
    }

    /// The next whole number above.
    pub fn ceil(self) -> Option<Self> {
        self.negative()?.floor()?.negative()
    }

    /// Which is more.
    pub fn compare(self, other: Self) -> Option<Ordering> {
        let (a, b, _) = self.aligned(other)?;
        Some(a.cmp(&b))
    }

    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        let at = |it: Self| it.units.checked_mul(power_of_ten(scale - it.scale)?);
        Some((at(self)?, at(other)?, scale))
    }

    /// The first digit to the base of 10 000, and its place.
    fn leading(self) -> (i32, i128) {
        if self.units == 0 {
            return (0, 0);
        }
        let digits = i32::try_from(self.units.unsigned_abs().to_string().len()).unwrap_or(0);
        let exponent = digits - 1 - i32::try_from(self.scale).unwrap_or(0);
        let weight = exponent.div_euclid(4);
        // The digits down to the place 10 000 ^ weight.
        let below = weight * 4 + i32::try_from(self.scale).unwrap_or(0);
        let units = i128::try_from(self.units.unsigned_abs()).unwrap_or(0);
        let first = match u32::try_from(below) {
            Ok(below) => power_of_ten(below).map_or(0, |unit| units / unit),
            Err(_) => power_of_ten(below.unsigned_abs()).map_or(0, |unit| units * unit),
        };
        (weight, first)
    }
}

fn power_of_ten(exponent: u32) -> Option<i128> {
    10_i128.checked_pow(exponent)
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

    fn number(text: &str) -> Number {
        Number::read(text).unwrap()
    }

    #[test]
    fn numbers_are_exact() {
        assert_eq!(number("1.50"), number("1.5"));
        assert_eq!(number("-0.05").text(), "-0.05");
        assert_eq!(number("0.1").plus(number("0.25")).unwrap(), number("0.35"));
        assert_eq!(number("1.5").times(number("-2.25")).unwrap().text(), "-3.375");
        assert!(Number::read("1e5").is_none());
    }

    #[test]
    fn they_are_rounded_half_away_from_zero() {
        assert_eq!(number("2.345").rounded(2).unwrap().text(), "2.35");
        assert_eq!(number("-2.345").rounded(2).unwrap().text(), "-2.35");
        assert_eq!(number("7").rounded(2).unwrap().text(), "7.00");
        assert_eq!(number("-1.5").floor().unwrap().text(), "-2");
        assert_eq!(number("-1.5").ceil().unwrap().text(), "-1");
    }

    /// As `select 1::numeric / 3` and so on print them.
    #[test]
    fn quotients_have_the_digits_of_the_server() {
        let quotient = |a: &str, b: &str| number(a).quotient(number(b)).unwrap().text();
        assert_eq!(quotient("1", "3"), "0.33333333333333333333");
        assert_eq!(quotient("2", "3"), "0.66666666666666666667");
        assert_eq!(quotient("10", "4"), "2.5000000000000000");
        assert_eq!(quotient("200.00", "100"), "2.0000000000000000");
        assert_eq!(quotient("19999.95", "100"), "199.9995000000000000");
        assert_eq!(number("-7").whole_quotient(number("2")).unwrap().text(), "-3");
    }
}
