//! Plain scalars that readers of YAML do not agree on: `no`, `010`, `1_000`, `12:30`, `2026-01-01`, `1.10`.
//!
//! The core schema of YAML 1.2 and the types of YAML 1.1 are both still in use. A scalar that they read
//! differently, or that loses digits, must be quoted, so that it means one thing everywhere.

use fraise_diagnostics::{Code, Diagnostic, Fix};

use crate::node::Scalar;

/// Reports a plain scalar that must be quoted.
pub(super) fn must_be_quoted(scalar: &Scalar) -> Option<Diagnostic> {
    let text = scalar.as_str();
    let (code, message) = match doubt(text)? {
        Doubt::Float => (Code::F0105, format!("the float `{text}` is not quoted")),
        Doubt::Other(reading) => {
            (Code::F0104, format!("`{text}` is {reading} to some readers of YAML, and text to others"))
        }
    };
    let quoted = format!("\"{text}\"");
    Some(Diagnostic::error(code, scalar.span(), message).label("put this in quotes").fix(Fix::replace(
        format!("write `{quoted}`"),
        scalar.span(),
        quoted,
    )))
}

#[derive(Debug, PartialEq, Eq)]
enum Doubt {
    Float,
    Other(&'static str),
}

fn doubt(text: &str) -> Option<Doubt> {
    if is_old_flag(text) {
        return Some(Doubt::Other("true or false"));
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !digits.starts_with(|it: char| it.is_ascii_digit() || it == '.') {
        return None;
    }
    if is_float(digits) {
        return Some(Doubt::Float);
    }
    let signed = digits.len() != text.len();
    if is_doubtful_integer(digits) || (text.starts_with('+') && all_digits(digits)) {
        return Some(Doubt::Other("a number"));
    }
    if is_sexagesimal(digits) {
        return Some(Doubt::Other("a number of base 60"));
    }
    if !signed && is_date(digits) {
        return Some(Doubt::Other("a date"));
    }
    None
}

/// The words in small letters, in capitals, or with one capital at their beginning.
fn is_old_flag(text: &str) -> bool {
    let is_word = ["y", "n", "yes", "no", "on", "off"].iter().any(|it| it.eq_ignore_ascii_case(text));
    let mut letters = text.chars();
    let first_is_small = letters.next().is_some_and(|it| it.is_ascii_lowercase());
    let rest = letters.as_str();
    let rest_is = |case: fn(&char) -> bool| rest.chars().all(|it| case(&it));
    is_word && (rest_is(char::is_ascii_lowercase) || (!first_is_small && rest_is(char::is_ascii_uppercase)))
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}

/// `1.5`, `.5`, `1.`, `1e3`, `1.5e-3`, `.inf`, `.nan`, also with `_` between digits.
fn is_float(text: &str) -> bool {
    if matches!(text.to_ascii_lowercase().as_str(), ".inf" | ".nan") {
        return true;
    }
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (text.get(..at).unwrap_or(""), text.get(at + 1..)),
        None => (text, None),
    };
    let exponent_is_number = exponent.is_none_or(|it| all_digits(it.strip_prefix(['+', '-']).unwrap_or(it)));
    let without_marks: String = mantissa.chars().filter(|it| *it != '_').collect();
    let mantissa_is_number = match without_marks.split_once('.') {
        Some((whole, part)) => {
            !(whole.is_empty() && part.is_empty())
                && whole.bytes().chain(part.bytes()).all(|it| it.is_ascii_digit())
        }
        None => exponent.is_some() && all_digits(&without_marks),
    };
    mantissa_is_number && exponent_is_number
}

/// Other than a plain decimal number: `010`, `0o17`, `0x1F`, `0b11`, `1_000`.
fn is_doubtful_integer(text: &str) -> bool {
    let of_base = |prefix: &str, base: u32| {
        text.strip_prefix(prefix)
            .is_some_and(|it| !it.is_empty() && it.chars().all(|c| c == '_' || c.is_digit(base)))
    };
    let leading_zero = text.len() > 1 && text.starts_with('0') && all_digits(text);
    let marked = text.contains('_') && text.chars().all(|it| it == '_' || it.is_ascii_digit());
    leading_zero || marked || of_base("0o", 8) || of_base("0x", 16) || of_base("0b", 2)
}

/// `12:30`, `1:30:00`, `12:30.5`
fn is_sexagesimal(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut parts = whole.split(':');
    let first = parts.next().unwrap_or("");
    let rest: Vec<_> = parts.collect();
    let is_sixty = |it: &&str| all_digits(it) && it.len() <= 2;
    first.chars().all(|it| it == '_' || it.is_ascii_digit())
        && !first.is_empty()
        && !rest.is_empty()
        && rest.iter().all(is_sixty)
        && fraction.chars().all(|it| it == '_' || it.is_ascii_digit())
}

/// `2026-01-01`, with or without a time behind it.
fn is_date(text: &str) -> bool {
    let day = text.split(['T', 't', ' ']).next().unwrap_or("");
    let parts: Vec<_> = day.split('-').collect();
    let of_len =
        |it: &&str, lens: std::ops::RangeInclusive<usize>| all_digits(it) && lens.contains(&it.len());
    let is_day =
        matches!(parts.as_slice(), [y, m, d] if of_len(y, 4..=4) && of_len(m, 1..=2) && of_len(d, 1..=2));
    let behind = text.get(day.len()..).unwrap_or("").trim_start_matches(['T', 't', ' ']);
    let is_time = behind.starts_with(|it: char| it.is_ascii_digit()) && behind.contains(':');
    is_day && (behind.is_empty() || is_time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_that_readers_read_differently() {
        for text in [
            "no",
            "No",
            "NO",
            "yes",
            "on",
            "OFF",
            "y",
            "N",
            "010",
            "08",
            "-010",
            "+5",
            "0o17",
            "0x1F",
            "0b11",
            "1_000",
            "12:30",
            "1:30:00",
            "12:30.5",
            "-1:30",
            "2026-01-01",
            "2026-1-1",
            "2026-01-01T10:00:00Z",
            "2026-01-01 10:00:00",
        ] {
            assert!(matches!(doubt(text), Some(Doubt::Other(_))), "{text}");
        }
    }

    #[test]
    fn floats() {
        for text in
            ["1.5", "-1.5", "1.10", ".5", "1.", "1e3", "1E-3", "1.5e+3", ".inf", "-.INF", ".nan", "1_0.5"]
        {
            assert_eq!(doubt(text), Some(Doubt::Float), "{text}");
        }
    }

    #[test]
    fn scalars_that_all_read_alike() {
        for text in [
            "",
            "0",
            "1",
            "-1",
            "100",
            "true",
            "false",
            "null",
            "nothing",
            "yesterday",
            "yEs",
            "on_delete",
            "1 Main St",
            "24 hours",
            "1.5.3",
            "12:3x",
            "5e",
            "e5",
            ".",
            "..",
            "-",
            "2026-01",
            "2026-01-01 was a Thursday",
            "1 + 2",
            "0.5 * total",
            "v1.5",
            "x: 1",
            "1-2",
            "12:300",
            "0xZZ",
            "0b",
            "-x",
            "price - 1.5",
        ] {
            assert_eq!(doubt(text), None, "{text}");
        }
    }
}
