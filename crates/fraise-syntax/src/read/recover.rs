//! Reading on after an error of YAML.
//!
//! A text that cannot be read is split at the lines that begin in its own column, and each part is read by
//! itself; a part that is one key with a body is entered. So an error costs the smallest block around it, and
//! several errors show in one run. What was lost stands in the tree as [`Node::Broken`], so that nobody
//! reports it as missing.

use std::ops::Range;

use fraise_diagnostics::{Diagnostics, SourceId, Span};

use super::{
    syntax_error::SyntaxError,
    tree::{build, without_duplicates},
};
use crate::{
    decode::is_name,
    node::{Entry, Mapping, Node, Scalar, Sequence, Style},
    text::SourceText,
};

/// How many blocks inside one another are entered.
const MAX_STEPS: usize = 8;

/// Reads a file, around its errors.
pub(super) fn read(source: SourceId, text: &str) -> (Option<Node>, Diagnostics) {
    let mut reader = Reader { source, text, diagnostics: Diagnostics::new() };
    let root = reader.read(0..text.len(), MAX_STEPS);
    (root, reader.diagnostics)
}

struct Reader<'t> {
    source: SourceId,
    text: &'t str,
    diagnostics: Diagnostics,
}

impl Reader<'_> {
    fn read(&mut self, range: Range<usize>, steps: usize) -> Option<Node> {
        let tree = build(self.source, self.text, range.clone());
        match tree.root {
            Ok(root) => {
                self.diagnostics.extend(tree.diagnostics);
                root
            }
            Err(error) => Some(self.read_around(&error, range, steps)),
        }
    }

    fn read_around(&mut self, error: &SyntaxError, range: Range<usize>, steps: usize) -> Node {
        let broken = Node::Broken(self.span(&range));
        if error.is_too_deep() || steps == 0 {
            self.report(error);
            return broken;
        }
        let before = self.diagnostics.len();
        let node = match self.layout(range.clone()) {
            Layout::Blocks(blocks) => self.read_blocks(blocks, &range, steps - 1),
            Layout::Body { key, body } => {
                let key_scalar = self.scalar(key);
                let value = self.read(body.clone(), steps - 1).unwrap_or(Node::Broken(self.span(&body)));
                let entries = vec![Entry { key: key_scalar, value }];
                Node::Mapping(Mapping { span: self.span(&range), entries, partial: false })
            }
            Layout::Entry { key } => {
                self.report(error);
                let entries = vec![Entry { key: self.scalar(key), value: Node::Broken(self.span(&range)) }];
                Node::Mapping(Mapping { span: self.span(&range), entries, partial: false })
            }
            Layout::Unknown => {
                self.report(error);
                broken
            }
        };
        if self.diagnostics.len() == before {
            // Each part is fine by itself: they do not fit together.
            self.report(error);
        }
        node
    }

    fn read_blocks(&mut self, blocks: Vec<Range<usize>>, range: &Range<usize>, steps: usize) -> Node {
        let span = self.span(range);
        let mut entries = Vec::new();
        let mut items = Vec::new();
        let mut partial = false;
        for block in blocks {
            match self.read(block, steps) {
                Some(Node::Mapping(it)) => {
                    partial |= it.partial;
                    entries.extend(it.entries);
                }
                Some(Node::Sequence(it)) => items.extend(it.items),
                Some(other @ (Node::Scalar(_) | Node::Broken(_))) => items.push(other),
                None => {}
            }
        }
        if entries.is_empty() && !items.is_empty() {
            return Node::Sequence(Sequence { span, items });
        }
        partial |= !items.is_empty();
        Node::Mapping(Mapping { span, entries: without_duplicates(entries, &mut self.diagnostics), partial })
    }

    fn layout(&self, range: Range<usize>) -> Layout {
        let lines = self.content_lines(range.clone());
        let Some(first) = lines.first() else { return Layout::Unknown };
        let starts: Vec<usize> = lines
            .iter()
            .filter(|line| line.indent == first.indent && line.begins_block(self.text))
            .map(|line| line.start)
            .collect();
        if starts.len() > 1 {
            let ends = starts.iter().skip(1).copied().chain([range.end]);
            return Layout::Blocks(starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect());
        }
        let content = self.text.get(first.start + first.indent..first.end).unwrap_or("");
        let Some((name, behind)) = content.split_once(':') else { return Layout::Unknown };
        if !name.split('.').all(is_name) {
            return Layout::Unknown;
        }
        let at = first.start + first.indent;
        let key = at..at + name.len();
        let behind = behind.trim();
        if (behind.is_empty() || behind.starts_with('#')) && lines.len() > 1 {
            return Layout::Body { key, body: first.end..range.end };
        }
        Layout::Entry { key }
    }

    /// The lines that hold more than white space and comments.
    fn content_lines(&self, range: Range<usize>) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut start = range.start;
        for line in self.text.get(range).unwrap_or("").split_inclusive('\n') {
            let trimmed = line.trim_start_matches([' ', '\u{feff}']);
            if !trimmed.trim().is_empty() && !trimmed.starts_with('#') {
                lines.push(Line { start, end: start + line.len(), indent: line.len() - trimmed.len() });
            }
            start += line.len();
        }
        lines
    }

    fn scalar(&self, range: Range<usize>) -> Scalar {
        let text = self.text.get(range.clone()).unwrap_or("");
        Scalar { text: SourceText::verbatim(text, self.span(&range)), style: Style::Plain }
    }

    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.source, range.start, range.end)
    }

    fn report(&mut self, error: &SyntaxError) {
        self.diagnostics.push(error.diagnostic(self.source, self.text));
    }
}

/// How a text that could not be read is laid out.
enum Layout {
    /// Several blocks in one column.
    Blocks(Vec<Range<usize>>),
    /// One key with the body on the lines below.
    Body { key: Range<usize>, body: Range<usize> },
    /// One key whose value cannot be read.
    Entry { key: Range<usize> },
    /// Something else.
    Unknown,
}

struct Line {
    start: usize,
    end: usize,
    indent: usize,
}

impl Line {
    /// Whether the line begins a block of its own: a key, or an item.
    fn begins_block(&self, text: &str) -> bool {
        let content = text.get(self.start + self.indent..self.end).unwrap_or("").trim_end();
        if content.starts_with('\t') {
            return false;
        }
        content.starts_with("- ")
            || content == "-"
            || content.starts_with("---")
            || content.starts_with('%')
            || content.split_once(':').is_some_and(|(key, behind)| {
                !key.is_empty() && (behind.is_empty() || behind.starts_with([' ', '\t']))
            })
    }
}
