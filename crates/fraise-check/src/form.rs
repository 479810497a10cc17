//! How values are written as text: dates, times, identifiers, bytes.

use fraise_ir::Type;

/// Where a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// PostgreSQL, as a value of a column.
    Column,
    /// Whoever reads JSON: the check of a stored object, the service.
    Json,
}

/// Whether a text is a value of a type; if not, how one looks.
pub(crate) fn well_formed(text: &str, ty: &Type, reader: Reader) -> Result<(), &'static str> {
    let (good, form) = match ty {
        Type::Uuid => (is_uuid(text), "00000000-0000-0000-0000-000000000000"),
        Type::Date => (is_date(text), "2026-01-31"),
        Type::Time => (is_time(text), "18:30:00"),
        Type::Timestamptz => (is_moment(text, reader), "2026-01-31T18:30:00Z"),
        Type::Interval if reader == Reader::Column => (is_interval(text) || is_duration(text), "24 hours"),
        Type::Interval => (is_duration(text), "PT24H"),
        Type::Bytes => (is_base64(text), "aGVsbG8="),
        Type::Bool
        | Type::Int
        | Type::BigInt
        | Type::Decimal(_)
        | Type::Text(_)
        | Type::Varchar(_)
        | Type::Json
        | Type::Enum(_)
        | Type::Object(_)
        | Type::Ref(_)
        | Type::Array(_)
        | Type::Null => (true, ""),
    };
    if good { Ok(()) } else { Err(form) }
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
    year > 0 && (1..=days).contains(&day)
}

fn is_time(text: &str) -> bool {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let parts: Vec<&str> = clock.split(':').collect();
    let numbers: Vec<Option<u32>> = parts.iter().map(|it| digits(it, 2)).collect();
    let in_range = match numbers.as_slice() {
        [Some(hour), Some(minute)] => *hour < 24 && *minute < 60 && !text.contains('.'),
        [Some(hour), Some(minute), Some(second)] => *hour < 24 && *minute < 60 && *second < 60,
        _ => false,
    };
    in_range && (1..=6).contains(&fraction.len()) && fraction.bytes().all(|it| it.is_ascii_digit())
}

/// PostgreSQL knows offsets of less than 16 hours, and takes one without minutes.
fn is_moment(text: &str, reader: Reader) -> bool {
    let Some((date, rest)) = text.split_once(['T', ' ']) else { return false };
    let zone_at = rest.find(['Z', '+', '-']);
    let Some((clock, zone)) = zone_at.and_then(|at| rest.split_at_checked(at)) else { return false };
    let zone_is_good = match zone.get(1..) {
        Some("") => zone == "Z",
        Some(offset) if !zone.starts_with('Z') => {
            let (hours, minutes) = offset.split_once(':').unwrap_or((offset, "00"));
            let is_whole = offset.contains(':') || reader == Reader::Column;
            is_whole
                && digits(hours, 2).is_some_and(|it| it < 16)
                && digits(minutes, 2).is_some_and(|it| it < 60)
        }
        Some(_) | None => false,
    };
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

/// `P1Y2M3W4DT5H6M7.5S`, ISO 8601.
fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    let (date, time) = match rest.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (rest, None),
    };
    let dates_are_good = amounts(date, &['Y', 'M', 'W', 'D']);
    let times_are_good = time.is_none_or(|it| !it.is_empty() && amounts(it, &['H', 'M', 'S']));
    !rest.is_empty() && dates_are_good && times_are_good
}

/// Numbers with units, each unit once and in this order.
fn amounts(text: &str, mut units: &[char]) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find(|it: char| it.is_ascii_alphabetic()) {
        let (Some(number), Some(unit)) = (rest.get(..at), rest.get(at..).and_then(|it| it.chars().next()))
        else {
            return false;
        };
        let Some(place) = units.iter().position(|it| *it == unit) else { return false };
        units = units.get(place + 1..).unwrap_or_default();
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let whole = whole.strip_prefix('-').unwrap_or(whole);
        let has_fraction = number.contains('.');
        let is_number = (1..=8).contains(&whole.len()) && is_digits(whole);
        if !is_number || (has_fraction && (unit != 'S' || fraction.len() > 6 || !is_digits(fraction))) {
            return false;
        }
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    rest.is_empty()
}

/// Groups of four, the last one padded.
fn is_base64(text: &str) -> bool {
    let padding = text.len() - text.trim_end_matches('=').len();
    let body = text.trim_end_matches('=');
    let is_letter = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'/');
    text.len().is_multiple_of(4) && padding <= 2 && body.bytes().all(is_letter)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}

fn digits(text: &str, count: usize) -> Option<u32> {
    if text.len() == count && is_digits(text) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ty: &Type, reader: Reader, good: &[&str], bad: &[&str]) {
        for text in good {
            assert_eq!(well_formed(text, ty, reader), Ok(()), "{text}");
        }
        for text in bad {
            assert!(well_formed(text, ty, reader).is_err(), "{text}");
        }
    }

    #[test]
    fn days_are_days_of_the_calendar() {
        let bad = ["2026-02-29", "2026-13-01", "26-01-01", "0000-01-01", "2026-1-1", ""];
        check(&Type::Date, Reader::Column, &["2024-02-29", "0001-01-01"], &bad);
    }

    #[test]
    fn moments_have_a_zone() {
        let both = ["2026-01-31T18:30:00Z", "2026-01-31 18:30+01:00", "2026-01-31T18:30:00.5-15:59"];
        let bad = ["2026-01-31T18:30:00", "2026-01-31", "2026-01-31T18:30Z1", "2026-01-31T18:30:00+16:00"];
        check(&Type::Timestamptz, Reader::Json, &both, &bad);
        check(&Type::Timestamptz, Reader::Column, &["2026-01-31T18:30:00+01"], &bad);
        check(&Type::Timestamptz, Reader::Json, &[], &["2026-01-31T18:30:00+01"]);
    }

    #[test]
    fn spans_of_time_are_durations() {
        let durations = ["P1D", "PT0.5S", "P1Y2M3W4DT5H6M7S", "P-1D"];
        let bad = ["P", "PT", "P1DT", "P1D2Y", "PT1.5H", "1D", "P1", "P123456789D", "PT.5S"];
        check(&Type::Interval, Reader::Json, &durations, &bad);
        check(&Type::Interval, Reader::Json, &[], &["24 hours"]);
        check(
            &Type::Interval,
            Reader::Column,
            &["24 hours", "1 day -2 hours"],
            &["24", "hours", "1 fortnight"],
        );
    }

    #[test]
    fn bytes_are_base64() {
        check(&Type::Bytes, Reader::Column, &["", "aGVsbG8=", "aGk+", "aA=="], &["aGVsbG8", "a===", "a b="]);
    }
}
