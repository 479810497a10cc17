//! One text, as an expression and as a type: read to its end, and what was read means the same when written.

use std::ops::Range;

use fraise_expr::{SyntaxError, parse, parse_type};

use crate::spelled;

/// Reads the text both ways.
pub fn expressions(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match parse(text) {
        Ok(expr) => {
            lies_in(text, &expr.range);
            is_read_to_its_end(text, |it| parse(it).is_ok());
            comes_back(&spelled::expr(&expr), |it| parse(it).map(|it| spelled::expr(&it)));
        }
        Err(errors) => errors_have_places(text, &errors),
    }
    match parse_type(text) {
        Ok(ty) => {
            lies_in(text, &ty.range);
            is_read_to_its_end(text, |it| parse_type(it).is_ok());
            comes_back(&spelled::ty(&ty), |it| parse_type(it).map(|it| spelled::ty(&it)));
        }
        Err(errors) => errors_have_places(text, &errors),
    }
}

fn lies_in(text: &str, range: &Range<usize>) {
    assert!(text.get(range.clone()).is_some(), "{range:?} of {text:?}");
}

fn errors_have_places(text: &str, errors: &[SyntaxError]) {
    assert!(!errors.is_empty(), "refused without a word");
    for error in errors {
        lies_in(text, &error.range);
        assert!(!error.message.is_empty(), "an error without words");
    }
}

/// Something behind what could be read is seen.
fn is_read_to_its_end(text: &str, is_read: impl Fn(&str) -> bool) {
    for more in [" )", ";", "; drop table x", " 1 1", " ]", " 'a' b"] {
        let longer = format!("{text}{more}");
        assert!(!is_read(&longer), "the end is not seen: {longer}");
    }
}

/// The text that was spelled out is read as what it was spelled from.
fn comes_back(spelled: &str, spelled_again: impl Fn(&str) -> Result<String, Vec<SyntaxError>>) {
    match spelled_again(spelled) {
        Ok(again) => assert!(again == spelled, "{spelled}\nis read as\n{again}"),
        // All parentheses are written out, which may nest deeper than what was read.
        Err(errors) => {
            let is_limit =
                |it: &SyntaxError| it.message.contains("too deep") || it.message.contains("longer than");
            assert!(errors.iter().all(is_limit), "{spelled}\n{errors:?}");
        }
    }
}
