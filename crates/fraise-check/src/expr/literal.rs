//! Literals, which take the type they meet.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{Expr, Type, expr::Literal, ty::DecimalSize};

use super::{Typer, constant, types::describe};
use crate::values;

impl Typer<'_> {
    /// Digits: an int, a bigint when it is too large for one, a decimal when it has a point.
    pub(super) fn number(&mut self, digits: &str, span: Span) -> Option<Expr> {
        let ty = match digits.split_once('.') {
            Some((whole, part)) => decimal(whole, part),
            None if digits.parse::<i32>().is_ok() => Some(Type::Int),
            None if digits.parse::<i64>().is_ok() => Some(Type::BigInt),
            None => decimal(digits, ""),
        };
        if ty.is_none() {
            self.report(
                Diagnostic::error(Code::F0302, span, "the number has too many digits").label("at most 38"),
            );
        }
        Some(constant(Literal::Number(digits.to_owned()), ty?, false, span))
    }

    /// A text in quotes, of the type that its place wants.
    pub(super) fn text_literal(&mut self, text: &str, hint: Option<&Type>, span: Span) -> Option<Expr> {
        let ty = match hint {
            Some(Type::Enum(id)) => {
                let declared = self.ir.enumeration(*id);
                if !declared.members.iter().any(|it| it.name == text) {
                    let found = values::unknown_member(declared, span, text, |near| format!("'{near}'"));
                    self.report(found);
                    return None;
                }
                Type::Enum(*id)
            }
            Some(ty @ (Type::Uuid | Type::Date | Type::Time | Type::Timestamptz | Type::Interval)) => {
                self.well_formed(text, ty, span)?;
                ty.clone()
            }
            Some(Type::Ref(entity)) => {
                let found = Diagnostic::error(Code::F0501, span, "a text is no row")
                    .label(format!("expected a `{}`", self.ir.entity(*entity).name));
                self.report(found);
                return None;
            }
            Some(ty) if ty.is_text() => ty.clone(),
            Some(_) | None => Type::Text(None),
        };
        Some(constant(Literal::Text(text.to_owned()), ty, false, span))
    }

    fn well_formed(&mut self, text: &str, ty: &Type, span: Span) -> Option<()> {
        let (good, form) = match ty {
            Type::Uuid => (is_uuid(text), "'00000000-0000-0000-0000-000000000000'"),
            Type::Date => (is_date(text), "'2026-01-31'"),
            Type::Time => (is_time(text), "'18:30:00'"),
            Type::Timestamptz => (is_moment(text), "'2026-01-31T18:30:00Z'"),
            _ => (is_interval(text), "'24 hours'"),
        };
        if !good {
            let message = format!("`'{text}'` is not {}", describe(self.ir, ty));
            self.report(
                Diagnostic::error(Code::F0501, span, message).label(format!("write it as in {form}")),
            );
        }
        good.then_some(())
    }
}

fn decimal(whole: &str, part: &str) -> Option<Type> {
    let digits = whole.trim_start_matches('0').len() + part.len();
    let precision = u32::try_from(digits.max(part.len()).max(1)).ok()?;
    let scale = u32::try_from(part.len()).ok()?;
    (precision <= 38).then_some(Type::Decimal(Some(DecimalSize { precision, scale })))
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|it| it.len()).collect();
    lengths == [8, 4, 4, 4, 12] && groups.iter().all(|it| it.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

fn is_time(text: &str) -> bool {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let parts: Vec<&str> = clock.split(':').collect();
    let numbers: Vec<Option<u32>> = parts.iter().map(|it| digits(it, 2)).collect();
    let in_range = match numbers.as_slice() {
        [Some(hour), Some(minute)] => *hour < 24 && *minute < 60,
        [Some(hour), Some(minute), Some(second)] => *hour < 24 && *minute < 60 && *second < 60,
        _ => false,
    };
    in_range && (1..=6).contains(&fraction.len()) && fraction.bytes().all(|it| it.is_ascii_digit())
}

fn is_moment(text: &str) -> bool {
    let Some((date, rest)) = text.split_once(['T', ' ']) else { return false };
    let zone_at = rest.find(['Z', '+', '-']);
    let Some((clock, zone)) = zone_at.and_then(|at| rest.split_at_checked(at)) else { return false };
    let zone_is_good = zone == "Z" || zone.get(1..).is_some_and(|it| is_time(it) || digits(it, 2).is_some());
    is_date(date) && is_time(clock) && zone_is_good
}

/// Pairs of a whole number and a unit.
fn is_interval(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let pair_is_good = |pair: &[&str]| match pair {
        [amount, unit] => {
            let unit = unit.strip_suffix('s').unwrap_or(unit);
            amount.trim_start_matches('-').parse::<u32>().is_ok()
                && ["second", "minute", "hour", "day", "week", "month", "year"].contains(&unit)
        }
        _ => false,
    };
    !words.is_empty() && words.chunks(2).all(pair_is_good)
}

fn digits(text: &str, count: usize) -> Option<u32> {
    let all_digits = text.len() == count && text.bytes().all(|it| it.is_ascii_digit());
    if all_digits { text.parse().ok() } else { None }
}
