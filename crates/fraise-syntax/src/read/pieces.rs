//! Which part of a scalar comes from which bytes of the file: escapes, folded lines, stripped indentation.
//!
//! The text is already known; it is laid beside the bytes it was read from. Should the two not fit, the whole
//! text comes from the whole place, so that a span is never wrong, only wide.

use fraise_diagnostics::Span;
use granit_parser::ScalarStyle;

use crate::text::{Segment, SourceText};

/// A text with its pieces. `raw` are the bytes at `span`.
pub(super) fn mapped(text: &str, raw: &str, style: ScalarStyle, span: Span) -> SourceText {
    if style == ScalarStyle::Plain && text == raw {
        return SourceText::verbatim(text, span);
    }
    let mut aligned = Alignment { text, raw, file: span.start, text_at: 0, raw_at: 0, segments: Vec::new() };
    let fits = match style {
        ScalarStyle::Plain => aligned.lay(Escapes::None, Folding::Exact, raw.len()),
        ScalarStyle::SingleQuoted => aligned.lay_quoted(Escapes::DoubledQuote),
        ScalarStyle::DoubleQuoted => aligned.lay_quoted(Escapes::Backslash),
        ScalarStyle::Literal | ScalarStyle::Folded => aligned.lay(Escapes::None, Folding::Free, raw.len()),
    };
    match fits {
        Some(()) if aligned.text_at == text.len() => SourceText::mapped(text, span, aligned.segments),
        _ => SourceText::mapped(text, span, vec![piece(0, span.start, text.len(), raw.len())]),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Escapes {
    None,
    DoubledQuote,
    Backslash,
}

/// How white space of the text follows from white space of the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Folding {
    /// One line break is a space, several are one fewer; blanks around them fall away.
    Exact,
    /// Any white space between two words, as blocks have it.
    Free,
}

struct Alignment<'a> {
    text: &'a str,
    raw: &'a str,
    file: u32,
    text_at: usize,
    raw_at: usize,
    segments: Vec<Segment>,
}

impl Alignment<'_> {
    fn lay_quoted(&mut self, escapes: Escapes) -> Option<()> {
        self.raw_at = 1;
        self.lay(escapes, Folding::Exact, self.raw.len().checked_sub(1)?)
    }

    /// Lays text and bytes side by side up to `raw_end`; `None` if they do not fit.
    fn lay(&mut self, escapes: Escapes, folding: Folding, raw_end: usize) -> Option<()> {
        while self.raw_at < raw_end {
            let raw = self.raw.get(self.raw_at..raw_end)?;
            let blanks = raw.len() - raw.trim_start_matches([' ', '\t', '\n', '\r']).len();
            if blanks > 0 {
                let text_blanks = self.blanks_of_text(raw.get(..blanks)?, folding)?;
                self.push(text_blanks, blanks);
            } else if escapes == Escapes::DoubledQuote && raw.starts_with("''") {
                self.push(1, 2);
            } else if escapes == Escapes::Backslash && raw.starts_with('\\') {
                let (text_len, raw_len) = self.escape(raw)?;
                self.push(text_len, raw_len);
            } else {
                let next = raw.chars().next()?;
                if !self.text.get(self.text_at..)?.starts_with(next) {
                    return None;
                }
                self.push(next.len_utf8(), next.len_utf8());
            }
        }
        Some(())
    }

    /// How many bytes of the text come from a run of white space.
    fn blanks_of_text(&self, raw: &str, folding: Folding) -> Option<usize> {
        let rest = self.text.get(self.text_at..)?;
        let breaks = raw.matches('\n').count();
        let len = match folding {
            Folding::Free => rest.len() - rest.trim_start_matches([' ', '\t', '\n']).len(),
            Folding::Exact if breaks == 0 => raw.len(),
            Folding::Exact => (breaks - 1).max(1),
        };
        rest.get(..len).map(str::len)
    }

    /// Bytes in the text and in the file of an escape in double quotes.
    fn escape(&self, raw: &str) -> Option<(usize, usize)> {
        let kind = raw.chars().nth(1)?;
        if matches!(kind, '\n' | '\r') {
            let rest = raw.get(1..)?;
            return Some((0, 1 + rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len()));
        }
        let becomes = self.text.get(self.text_at..)?.chars().next()?;
        let len = match kind {
            'x' => 4,
            'u' if becomes.len_utf16() == 2 => 12,
            'u' => 6,
            'U' => 10,
            other => 1 + other.len_utf8(),
        };
        Some((becomes.len_utf8(), len))
    }

    fn push(&mut self, text_len: usize, raw_len: usize) {
        let next = piece(self.text_at, self.file.saturating_add(small(self.raw_at)), text_len, raw_len);
        self.text_at += text_len;
        self.raw_at += raw_len;
        if text_len == 0 {
            return;
        }
        match self.segments.last_mut() {
            Some(last) if continues(*last, next) => {
                last.text_len += next.text_len;
                last.file_len += next.file_len;
            }
            _ => self.segments.push(next),
        }
    }
}

/// Whether two verbatim pieces are one.
fn continues(last: Segment, next: Segment) -> bool {
    last.text_len == last.file_len && next.text_len == next.file_len && last.file + last.file_len == next.file
}

fn piece(text: usize, file: u32, text_len: usize, file_len: usize) -> Segment {
    Segment { text: small(text), file, text_len: small(text_len), file_len: small(file_len) }
}

/// Sources are smaller than 4 MB.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
