//! Texts of the schema that another parser reads later, and that can still point into the file.

use std::ops::{Deref, Range};

use fraise_diagnostics::{Span, Spanned};

/// A text as it reads after unquoting and folding, and where each part of it stands in the file.
///
/// A parser that reads [`SourceText::as_str`] and finds an error at a range of bytes asks
/// [`SourceText::span_of`] for the place in the file, whether the text was plain, quoted with escapes, or a
/// block folded over several lines.
#[derive(Clone, Debug)]
pub struct SourceText {
    text: String,
    span: Span,
    segments: Vec<Segment>,
}

/// A run of the text and the run of the file that it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// First byte in the text.
    pub text: u32,
    /// First byte in the file.
    pub file: u32,
    /// Bytes in the text.
    pub text_len: u32,
    /// Bytes in the file; other than `text_len` for an escape or a folded line break, which count as one piece.
    pub file_len: u32,
}

impl SourceText {
    /// A text that stands in the file as it is.
    #[must_use]
    pub fn verbatim(text: impl Into<String>, span: Span) -> Self {
        let text = text.into();
        let len = u32::try_from(text.len()).unwrap_or(u32::MAX);
        Self {
            segments: vec![Segment { text: 0, file: span.start, text_len: len, file_len: len }],
            text,
            span,
        }
    }

    /// A text put together from runs of the file. `segments` are in order and cover the text.
    #[must_use]
    pub fn mapped(text: impl Into<String>, span: Span, segments: Vec<Segment>) -> Self {
        Self { text: text.into(), span, segments }
    }

    /// A text that was not written; the error is reported already.
    #[must_use]
    pub fn absent(span: Span) -> Self {
        Self { text: String::new(), span, segments: Vec::new() }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where all of it stands, quotes included.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// Whether there is nothing: it was not written, and that has been reported.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The place in the file of a range of bytes of the text.
    #[must_use]
    pub fn span_of(&self, range: Range<usize>) -> Span {
        let Some(start) = self.file_offset(range.start, Edge::Start) else {
            return self.span;
        };
        if range.end <= range.start {
            return Span { start, end: start, ..self.span };
        }
        let end = self.file_offset(range.end, Edge::End).unwrap_or(self.span.end);
        Span { start, end: end.max(start), ..self.span }
    }

    /// A part of the text, with its own place.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let span = self.span_of(range.clone());
        let text = self.text.get(range.clone()).unwrap_or("").to_owned();
        let segments = self.segments.iter().filter_map(|it| it.clip(&range)).collect();
        Self { text, span, segments }
    }

    /// The text without white space at both ends.
    #[must_use]
    pub fn trimmed(&self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        let end = (start + self.text.trim().len()).max(start);
        self.slice(start..end)
    }

    /// The text and its place.
    #[must_use]
    pub fn to_spanned(&self) -> Spanned<String> {
        Spanned::new(self.text.clone(), self.span)
    }

    fn file_offset(&self, offset: usize, edge: Edge) -> Option<u32> {
        let offset = u32::try_from(offset).ok()?;
        let segment = match edge {
            Edge::Start => self.segments.iter().find(|it| offset < it.text + it.text_len),
            Edge::End => self.segments.iter().find(|it| offset <= it.text + it.text_len),
        };
        segment.or(self.segments.last()).map(|it| it.file_offset(offset, edge))
    }
}

#[derive(Clone, Copy)]
enum Edge {
    Start,
    End,
}

impl Segment {
    fn file_offset(self, offset: u32, edge: Edge) -> u32 {
        let within = offset.saturating_sub(self.text).min(self.text_len);
        if self.text_len == self.file_len || within == 0 {
            return self.file + within;
        }
        match edge {
            Edge::Start if within < self.text_len => self.file,
            Edge::Start | Edge::End => self.file + self.file_len,
        }
    }

    fn clip(self, range: &Range<usize>) -> Option<Self> {
        let (from, to) = (u32::try_from(range.start).ok()?, u32::try_from(range.end).ok()?);
        let start = self.text.max(from);
        let end = (self.text + self.text_len).min(to);
        if start >= end {
            return None;
        }
        if self.text_len != self.file_len {
            return Some(Self { text: start - from, text_len: end - start, ..self });
        }
        let len = end - start;
        Some(Self { text: start - from, file: self.file + (start - self.text), text_len: len, file_len: len })
    }
}

/// A type as written, default included: `varchar(100)?`, `OrderStatus = 'pending'`.
#[derive(Clone, Debug)]
pub struct TypeText(pub SourceText);

/// An expression as written: `price >= 0`.
#[derive(Clone, Debug)]
pub struct ExprText(pub SourceText);

impl Deref for TypeText {
    type Target = SourceText;

    fn deref(&self) -> &SourceText {
        &self.0
    }
}

impl Deref for ExprText {
    type Target = SourceText;

    fn deref(&self) -> &SourceText {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use fraise_diagnostics::Sources;

    use super::*;

    fn escaped() -> SourceText {
        // The file holds `"a\tb c"` from byte 10.
        let source = Sources::new().add("a.yaml", "");
        let piece = |text, file, text_len, file_len| Segment { text, file, text_len, file_len };
        SourceText::mapped(
            "a\tb c",
            Span::new(source, 10, 18),
            vec![piece(0, 11, 1, 1), piece(1, 12, 1, 2), piece(2, 14, 3, 3)],
        )
    }

    fn places(text: &SourceText, range: Range<usize>) -> (u32, u32) {
        let span = text.span_of(range);
        (span.start, span.end)
    }

    #[test]
    fn a_range_behind_an_escape_is_found_in_the_file() {
        let text = escaped();
        assert_eq!(places(&text, 0..1), (11, 12));
        assert_eq!(places(&text, 1..2), (12, 14));
        assert_eq!(places(&text, 2..3), (14, 15));
        assert_eq!(places(&text, 0..5), (11, 17));
        assert_eq!(places(&text, 5..5), (17, 17));
        assert_eq!(places(&text, 9..12), (17, 17));
    }

    #[test]
    fn a_part_keeps_its_places() {
        let part = escaped().slice(1..5).trimmed();
        assert_eq!(part.as_str(), "b c");
        assert_eq!(places(&part, 0..3), (14, 17));
        assert_eq!(places(&part, 2..3), (16, 17));
    }
}
