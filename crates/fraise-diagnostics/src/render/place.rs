//! Spans as people and programs read them: file, line, column.

use serde::Serialize;

use crate::{Sources, Span};

/// A range in a file, its end excluded; lines and columns from 1, columns in characters.
#[derive(Debug, Serialize)]
pub(super) struct Place<'s> {
    pub file: &'s str,
    pub start: Point,
    pub end: Point,
}

/// A place between two characters.
#[derive(Debug, Serialize)]
pub(super) struct Point {
    pub byte: usize,
    pub line: usize,
    pub column: usize,
}

impl<'s> Place<'s> {
    pub(super) fn of(span: Span, sources: &'s Sources) -> Self {
        let range = within(span, sources);
        let point = |byte| {
            let position = sources.position(span.source, byte);
            Point { byte, line: position.line, column: position.column }
        };
        Self { file: sources.name(span.source), start: point(range.start), end: point(range.end) }
    }
}

/// The span inside its source, on the borders of characters: a wrong span must not bring a renderer down.
pub(super) fn within(span: Span, sources: &Sources) -> std::ops::Range<usize> {
    let text = sources.text(span.source);
    let start = text.floor_char_boundary(span.range().start);
    let end = text.ceil_char_boundary(span.range().end).max(start);
    start..end
}
