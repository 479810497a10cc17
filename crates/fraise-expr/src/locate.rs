//! Lines and columns of `sqlparser`, which count characters from one, to ranges of bytes.

use std::ops::Range;

use sqlparser::tokenizer::{Location, Span};

/// The text, ready to answer where a location is.
pub(crate) struct Locator<'a> {
    text: &'a str,
    line_starts: Vec<usize>,
}

impl<'a> Locator<'a> {
    /// Looks up the lines of a text once.
    pub(crate) fn new(text: &'a str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { text, line_starts: std::iter::once(0).chain(ends).collect() }
    }

    /// The bytes of a span; an empty span, which `sqlparser` gives where it knows no place, is the whole text.
    pub(crate) fn range(&self, span: Span) -> Range<usize> {
        if span.start.line == 0 {
            return self.whole();
        }
        let start = self.offset(span.start);
        start..self.offset(span.end).max(start)
    }

    /// All of the text.
    pub(crate) fn whole(&self) -> Range<usize> {
        0..self.text.len()
    }

    /// The byte of a location.
    pub(crate) fn offset(&self, location: Location) -> usize {
        let line = usize::try_from(location.line).unwrap_or(usize::MAX);
        let column = usize::try_from(location.column).unwrap_or(usize::MAX);
        let Some(&start) = line.checked_sub(1).and_then(|it| self.line_starts.get(it)) else {
            return self.text.len();
        };
        let rest = self.text.get(start..).unwrap_or_default();
        let within = rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
        start + within
    }
}
