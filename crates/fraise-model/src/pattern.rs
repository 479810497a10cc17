//! `like`, and the part of regular expressions that means the same to PostgreSQL and to us.

use regex::Regex;

use crate::refusal::{Stop, not_known};

/// Escapes that mean one character or class in both.
const ESCAPES: &[char] = &[
    'd', 'w', 's', 'D', 'W', 'S', '.', '\\', '+', '*', '?', '(', ')', '[', ']', '{', '}', '|', '^', '$', '-',
    '/',
];

/// `text ~ pattern`
pub(crate) fn matches(text: &str, pattern: &str) -> Result<bool, Stop> {
    if !text.is_ascii() || !is_shared(pattern) || text.contains('\n') {
        return not_known(("the pattern", pattern, "over", text));
    }
    match Regex::new(pattern) {
        Ok(regex) => Ok(regex.is_match(text)),
        Err(_) => not_known(("the pattern", pattern)),
    }
}

fn is_shared(pattern: &str) -> bool {
    let mut characters = pattern.chars();
    while let Some(it) = characters.next() {
        if it == '\\' && !characters.next().is_some_and(|it| ESCAPES.contains(&it)) {
            return false;
        }
    }
    let odd = ["(?", "***", "[[", "&&", "~~", "--", "\\Z"];
    pattern.is_ascii() && !odd.iter().any(|it| pattern.contains(it))
}

/// `text like pattern`; `folds` is `ilike`.
pub(crate) fn is_like(text: &str, pattern: &str, folds: bool) -> Result<bool, Stop> {
    if folds && !(text.is_ascii() && pattern.is_ascii()) {
        return not_known(("ilike", text, pattern));
    }
    let fold = |it: &str| if folds { it.to_ascii_lowercase() } else { it.to_owned() };
    let (text, pattern): (Vec<char>, Vec<char>) =
        (fold(text).chars().collect(), fold(pattern).chars().collect());
    fits(&text, &pattern)
}

fn fits(text: &[char], pattern: &[char]) -> Result<bool, Stop> {
    match pattern {
        [] => Ok(text.is_empty()),
        ['%', rest @ ..] => {
            for start in 0..=text.len() {
                if fits(text.get(start..).unwrap_or_default(), rest)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        ['_', rest @ ..] => match text {
            [] => Ok(false),
            [_, text @ ..] => fits(text, rest),
        },
        ['\\'] => not_known("a pattern that ends in an escape"),
        ['\\', wanted, rest @ ..] | [wanted, rest @ ..] => match text {
            [it, text @ ..] if it == wanted => fits(text, rest),
            _ => Ok(false),
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn patterns_are_those_of_sql() {
        assert!(is_like("abc", "a%", false).unwrap());
        assert!(is_like("ABC", "a_c", true).unwrap());
        assert!(!is_like("abc", "a_", false).unwrap());
        assert!(is_like("5%", "5\\%", false).unwrap());
        assert!(!is_like("5x", "5\\%", false).unwrap());
    }

    #[test]
    fn expressions_that_mean_the_same() {
        assert!(matches("SHIRT-M", "^[A-Za-z0-9][A-Za-z0-9._-]*$").unwrap());
        assert!(!matches("usd", "^[A-Z]{3}$").unwrap());
        assert!(matches("x", r"\mx").is_err());
    }
}
