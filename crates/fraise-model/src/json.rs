//! Texts that stand for values in JSON: what everybody reads alike, whatever the settings are.

use std::sync::LazyLock;

use fraise_ir::Type;
use regex::Regex;

use crate::moment::read_day;

fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

static TIME: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?$"));

/// Behind a day.
static TIME_AND_ZONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"^[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?(Z|[+-](0[0-9]|1[0-5]):[0-5][0-9])$",
    )
});

/// `P1Y2M3DT4H5M6.5S`
static DURATION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let number = "-?[0-9]{1,8}";
    pattern(&format!(
        r"^P({number}Y)?({number}M)?({number}W)?({number}D)?(T({number}H)?({number}M)?({number}(\.[0-9]{{1,6}})?S)?)?$"
    ))
});

static BASE64: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern("^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"));

/// The text stands for a value of a type that JSON does not have.
pub(crate) fn is_text_of(ty: &Type, text: &str) -> bool {
    let fits = |pattern: &Option<Regex>, text: &str| pattern.as_ref().is_some_and(|it| it.is_match(text));
    match ty {
        Type::Date => is_day(text),
        Type::Time => fits(&TIME, text),
        Type::Timestamptz => match (text.get(..10), text.get(10..)) {
            (Some(day), Some(rest)) => is_day(day) && fits(&TIME_AND_ZONE, rest),
            _ => false,
        },
        Type::Interval => {
            fits(&DURATION, text)
                && text.ends_with(|it: char| it.is_ascii_alphabetic() && it != 'P' && it != 'T')
        }
        Type::Bytes => fits(&BASE64, text),
        _ => true,
    }
}

fn is_day(text: &str) -> bool {
    text.len() == 10 && !text.starts_with("0000") && read_day(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_those_that_everybody_reads_alike() {
        assert!(is_text_of(&Type::Interval, "P1DT2H"));
        assert!(!is_text_of(&Type::Interval, "1 day"));
        assert!(!is_text_of(&Type::Interval, "P"));
        assert!(!is_text_of(&Type::Interval, "P1DT"));
        assert!(is_text_of(&Type::Timestamptz, "2026-01-31T12:00:00+00:00"));
        assert!(!is_text_of(&Type::Timestamptz, "2026-01-31T12:00:00"));
        assert!(!is_text_of(&Type::Date, "2026-02-30"));
        assert!(is_text_of(&Type::Bytes, "AP8="));
    }
}
