//! Events of the YAML reader to a tree of nodes.

use std::collections::BTreeMap;

use fraise_diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Span};
use granit_parser::{Event, Parser, ScalarStyle, Span as EventSpan, StructureStyle, options};

use super::{
    MAX_DEPTH, cut, pieces,
    plain::must_be_quoted,
    syntax_error::{SyntaxError, too_deep},
};
use crate::node::{Entry, Mapping, Node, Scalar, Sequence, Style};

/// What a fragment of a file holds: its root, or the error that the reader stopped at; and what else is wrong.
pub(super) struct Tree {
    /// The root; none for a fragment without content.
    pub root: Result<Option<Node>, SyntaxError>,
    /// Anchors, duplicate keys, ambiguous scalars.
    pub diagnostics: Diagnostics,
}

/// Reads the bytes `range` of a file.
pub(super) fn build(source: SourceId, text: &str, range: std::ops::Range<usize>) -> Tree {
    let base = range.start;
    let fragment = text.get(range.clone()).unwrap_or("");
    let mut builder =
        Builder { source, text, base, open: Vec::new(), root: None, diagnostics: Diagnostics::new() };
    let options = options! {
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
        emit_comments: false,
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        disallow_directives: true,
    };
    let mut documents = 0;
    for event in Parser::new_from_str_with_options(fragment, options) {
        let (event, span) = match event {
            Ok(it) => it,
            Err(error) => {
                let root = Err(SyntaxError::new(&error, base, range.end));
                return Tree { root, diagnostics: builder.diagnostics };
            }
        };
        if matches!(event, Event::DocumentStart(..)) {
            documents += 1;
            if documents > 1 {
                builder.second_document(&span);
                break;
            }
        }
        builder.take(event, &span);
    }
    Tree { root: Ok(builder.root), diagnostics: builder.diagnostics }
}

struct Builder<'t> {
    source: SourceId,
    text: &'t str,
    base: usize,
    open: Vec<Open>,
    root: Option<Node>,
    diagnostics: Diagnostics,
}

/// A collection whose end has not come.
struct Open {
    start: usize,
    style: StructureStyle,
    kind: OpenKind,
}

enum OpenKind {
    Sequence(Vec<Node>),
    Mapping { entries: Vec<Entry>, key: Option<Node>, partial: bool },
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, span: &EventSpan) {
        let place = self.place(span);
        match event {
            Event::Scalar(text, style, _, tag) => {
                self.no_tag(tag.is_some(), span);
                let scalar = self.scalar(&text, style, place);
                self.add(Node::Scalar(scalar));
            }
            Event::SequenceStart(style, _, tag) => {
                self.no_tag(tag.is_some(), span);
                self.begin(place, style, OpenKind::Sequence(Vec::new()));
            }
            Event::MappingStart(style, _, tag) => {
                self.no_tag(tag.is_some(), span);
                self.begin(
                    place,
                    style,
                    OpenKind::Mapping { entries: Vec::new(), key: None, partial: false },
                );
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(place),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                if !self.is_behind_merge_key() {
                    self.refuse(
                        place,
                        "a schema has no aliases",
                        "Write the value again where it is needed.",
                    );
                }
                self.add(Node::Broken(place));
            }
            Event::Anchor(..) => self.refuse(place, "a schema has no anchors", "Take the anchor away."),
            // Start and end of the stream and the document, and comments.
            _ => {}
        }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, place: Span) -> Scalar {
        let raw = self.text.get(place.range()).unwrap_or("");
        // A value that was left out comes as `~` from no bytes.
        let text = if style == ScalarStyle::Plain && raw.is_empty() { "" } else { text };
        let scalar = match style {
            ScalarStyle::Plain => {
                Scalar { text: pieces::mapped(text, raw, style, place), style: Style::Plain }
            }
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                Scalar { text: pieces::mapped(text, raw, style, place), style: Style::Quoted }
            }
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let place = block_place(raw, place);
                let raw = self.text.get(place.range()).unwrap_or("");
                Scalar {
                    text: pieces::mapped(text.trim_end_matches('\n'), raw, style, place),
                    style: Style::Block,
                }
            }
        };
        if scalar.style == Style::Plain {
            self.diagnostics.extend(must_be_quoted(&scalar));
        }
        if scalar.as_str().contains('\0') {
            let found = Diagnostic::error(Code::F0112, place, "this text holds the character U+0000");
            self.diagnostics.push(found.label("PostgreSQL keeps no such text").help("Take the `\\0` out."));
        }
        scalar
    }

    fn begin(&mut self, place: Span, style: StructureStyle, kind: OpenKind) {
        self.open.push(Open { start: place.start as usize, style, kind });
        if self.open.len() == MAX_DEPTH + 1 {
            self.diagnostics.push(too_deep(place));
        }
    }

    fn end(&mut self, place: Span) {
        let Some(open) = self.open.pop() else { return };
        let end = self.end_of_content(open.start, place);
        let span = Span::new(self.source, open.start, end);
        let is_flow = open.style == StructureStyle::Flow;
        let node = match open.kind {
            OpenKind::Sequence(items) if is_flow => Node::Sequence(Sequence {
                span,
                items: cut::join_items(items, self.text, &mut self.diagnostics),
            }),
            OpenKind::Sequence(items) => Node::Sequence(Sequence { span, items }),
            OpenKind::Mapping { entries, partial, .. } => {
                let entries = if is_flow {
                    cut::join_entries(entries, self.text, &mut self.diagnostics)
                } else {
                    entries
                };
                Node::Mapping(Mapping {
                    span,
                    entries: without_duplicates(entries, &mut self.diagnostics),
                    partial,
                })
            }
        };
        // Deeper than that nothing is kept, so that readers of the tree may recurse.
        self.add(if self.open.len() >= MAX_DEPTH { Node::Broken(span) } else { node });
    }

    /// A block ends where the next thing begins; its content ends before the white space in between.
    fn end_of_content(&self, start: usize, end: Span) -> usize {
        let inside = self.text.get(start..end.end as usize).unwrap_or("");
        start + inside.trim_end().len()
    }

    fn add(&mut self, node: Node) {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        match &mut open.kind {
            OpenKind::Sequence(items) => items.push(node),
            OpenKind::Mapping { key, .. } if key.is_none() => *key = Some(node),
            OpenKind::Mapping { entries, key, partial } => match key.take() {
                Some(Node::Scalar(key)) if is_merge_key(&key) => {
                    *partial = true;
                    let place = key.span();
                    self.refuse(
                        place,
                        "a schema has no merge keys",
                        "Write the keys again where they are needed.",
                    );
                }
                Some(Node::Scalar(key)) => entries.push(Entry { key, value: node }),
                Some(Node::Broken(_)) | None => *partial = true,
                Some(other @ (Node::Sequence(_) | Node::Mapping(_))) => {
                    let message = format!("a key is a name, this is {}", other.what());
                    self.diagnostics.push(
                        Diagnostic::error(Code::F0110, other.span().start_of(), message)
                            .help("In a flow mapping, write a value that begins with `{` or `[` in quotes."),
                    );
                }
            },
        }
    }

    fn is_behind_merge_key(&self) -> bool {
        match self.open.last().map(|it| &it.kind) {
            Some(OpenKind::Mapping { key: Some(Node::Scalar(key)), .. }) => is_merge_key(key),
            Some(OpenKind::Mapping { .. } | OpenKind::Sequence(_)) | None => false,
        }
    }

    fn no_tag(&mut self, tagged: bool, span: &EventSpan) {
        if tagged {
            let place = span.tag_span().map_or_else(|| self.place(span), |it| self.place(&it));
            self.refuse(
                place,
                "a schema has no tags",
                "Take the tag away; the language knows the type of every value.",
            );
        }
    }

    fn second_document(&mut self, span: &EventSpan) {
        let place = self.place(span);
        self.refuse(
            place,
            "a file holds one document",
            "Put it into a file of its own and name that under `imports`.",
        );
    }

    fn refuse(&mut self, place: Span, message: &str, help: &str) {
        self.diagnostics.push(Diagnostic::error(Code::F0103, place, message).help(help));
    }

    fn place(&self, span: &EventSpan) -> Span {
        let range = span.byte_range().unwrap_or(0..0);
        Span::new(self.source, self.base + range.start, self.base + range.end)
    }
}

fn is_merge_key(key: &Scalar) -> bool {
    key.style == Style::Plain && key.as_str() == "<<"
}

/// A block without the blank lines behind it.
fn block_place(raw: &str, place: Span) -> Span {
    Span::new(place.source, place.start as usize, place.start as usize + raw.trim_end().len())
}

/// The first of equal keys stays; the others are reported with it.
pub(super) fn without_duplicates(entries: Vec<Entry>, diagnostics: &mut Diagnostics) -> Vec<Entry> {
    let mut first: BTreeMap<String, Span> = BTreeMap::new();
    let mut kept = Vec::with_capacity(entries.len());
    for entry in entries {
        let (name, place) = (entry.key.as_str(), entry.key.span());
        match first.get(name) {
            Some(earlier) => diagnostics.push(
                Diagnostic::error(Code::F0102, place, format!("the key `{name}` is given twice"))
                    .label("given again here")
                    .secondary(*earlier, "given first here"),
            ),
            None => {
                first.insert(name.to_owned(), place);
                kept.push(entry);
            }
        }
    }
    kept
}
