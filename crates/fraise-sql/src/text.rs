//! Text that PostgreSQL can store, and how it is quoted.

use std::fmt;

use serde::Serialize;

/// A text without the character NUL, which PostgreSQL cannot store. Prints as a string literal:
/// `'it''s'`, or `E'two\nlines'` when it holds a backslash or a control character, so that a
/// literal never spans lines and never depends on `standard_conforming_strings`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Text(String);

/// The text contains the character NUL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NulInText;

impl Text {
    /// Takes a text without NUL.
    pub fn new(text: impl Into<String>) -> Result<Self, NulInText> {
        let text = text.into();
        if text.contains('\0') {
            return Err(NulInText);
        }
        Ok(Self(text))
    }

    /// Takes any text and leaves NUL out of it. For callers whose input cannot contain one.
    pub fn without_nul(text: &str) -> Self {
        Self(text.replace('\0', ""))
    }

    /// The text itself, without quotes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.contains(needs_escape) {
            return write!(f, "'{}'", self.0.replace('\'', "''"));
        }
        f.write_str("E'")?;
        for c in self.0.chars() {
            match c {
                '\'' => f.write_str("''")?,
                '\\' => f.write_str(r"\\")?,
                '\n' => f.write_str(r"\n")?,
                '\r' => f.write_str(r"\r")?,
                '\t' => f.write_str(r"\t")?,
                c if needs_escape(c) => write!(f, "\\u{:04X}", u32::from(c))?,
                c => write!(f, "{c}")?,
            }
        }
        f.write_str("'")
    }
}

/// Characters that would end a line, change the look of the text around them, or mean an escape.
fn needs_escape(c: char) -> bool {
    c == '\\'
        || c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl fmt::Display for NulInText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostgreSQL cannot store the character NUL")
    }
}

impl std::error::Error for NulInText {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_doubled_and_backslashes_escaped() {
        let cases = [
            ("", "''"),
            ("plain", "'plain'"),
            ("it's", "'it''s'"),
            ("größe", "'größe'"),
            ("$fn$", "'$fn$'"),
            (r"a\b", r"E'a\\b'"),
            (r"\'", r"E'\\'''"),
            ("a\nb", r"E'a\nb'"),
            ("\n\\! rm", r"E'\n\\! rm'"),
            ("\u{1}", r"E'\u0001'"),
            ("\u{202e}", r"E'\u202E'"),
        ];
        for (text, printed) in cases {
            assert_eq!(Text::without_nul(text).to_string(), printed);
        }
    }

    #[test]
    fn nul_is_refused_or_left_out() {
        assert_eq!(Text::new("a\0b"), Err(NulInText));
        assert_eq!(Text::without_nul("a\0b").as_str(), "ab");
    }
}
