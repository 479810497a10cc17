//! SQL in tokens, each with its place in the text.

use std::ops::Range;

use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::tokenizer::{Location, Token as Read, Tokenizer};

/// A token that is neither space nor comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// Kinds of tokens, as far as a mutation asks for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A key word or a name without quotes.
    Word,
    /// A text between dollars: the body of a function.
    Body,
    /// Anything else: a sign, a number, a text, a name in quotes.
    Other,
}

/// The tokens of a text that begins at `offset` of a larger one, in whose places they are given. None if it is no SQL.
pub fn tokens(text: &str, offset: usize) -> Option<Vec<Token>> {
    let read = Tokenizer::new(&PostgreSqlDialect {}, text).tokenize_with_location().ok()?;
    let lines = Lines::of(text);
    let mut tokens = Vec::new();
    for it in read {
        let kind = match &it.token {
            Read::Whitespace(_) => continue,
            Read::Word(word) if word.quote_style.is_none() => Kind::Word,
            Read::DollarQuotedString(_) => Kind::Body,
            _ => Kind::Other,
        };
        let range = offset + lines.at(it.span.start)?..offset + lines.at(it.span.end)?;
        tokens.push(Token { range, kind });
    }
    Some(tokens)
}

/// Where the lines of a text begin.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self { text, starts: [0].into_iter().chain(breaks).collect() }
    }

    /// Lines and columns count from 1, columns in characters.
    fn at(&self, location: Location) -> Option<usize> {
        let line = usize::try_from(location.line).ok()?.checked_sub(1)?;
        let column = usize::try_from(location.column).ok()?.checked_sub(1)?;
        let start = *self.starts.get(line)?;
        let rest = self.text.get(start..)?;
        let within = rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at);
        Some(start + within)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn places_are_those_of_the_larger_text() {
        let text = "-- é\nselect 'ü', \"X\" <= $fn$a;\nb$fn$";
        let all = tokens(&text[5..], 5).unwrap();
        let shown: Vec<&str> = all.iter().map(|it| &text[it.range.clone()]).collect();
        assert_eq!(shown, ["select", "'ü'", ",", "\"X\"", "<=", "$fn$a;\nb$fn$"]);
        assert_eq!(all.iter().filter(|it| it.kind == Kind::Body).count(), 1);
    }
}
