//! From the tree of a file to the structs of [`crate::document`].
//!
//! Decoding never stops: what cannot be decoded is reported, and something empty stands in its place, so
//! that names stay known and all errors show in one run.

mod collections;
mod construct;
mod instead;
mod scalars;

use fraise_diagnostics::{Code, Diagnostic, Diagnostics, Span};

pub use collections::{Named, NamedEntry, PathEntry, Paths};
pub use construct::{Construct, Keys, WrittenKey};
pub(crate) use construct::{ShortForm, choice, construct, decode_construct, words};
pub use scalars::{Duration, DurationUnit, Name, Path};
pub(crate) use scalars::{is_name, is_null, is_path, scalar};

use crate::{
    keys::Kind,
    node::{Node, Scalar, Style},
};

/// What can be read from a value of the file.
pub trait Decode: Sized {
    /// The kind of value, for messages and the table of keys.
    const KIND: Kind;

    /// Reads the value. `None` means that it could not be read, and that this has been reported.
    fn decode(node: &Node, cx: &mut Decoder) -> Option<Self>;
}

/// What stands in for a value that is missing or could not be read, once that has been reported.
pub trait Absent {
    /// The stand-in; `span` is where the value was expected.
    fn absent(span: Span) -> Self;
}

/// A key of the language where it was written, with what stands behind it.
#[derive(Clone, Copy, Debug)]
pub struct KeyEntry {
    /// The construct that takes the key: `field`.
    pub construct: &'static str,
    /// The key: `on_delete`.
    pub key: &'static str,
    /// From the first byte of the key to the last of its value.
    pub span: Span,
    /// The mapping that it stands in.
    pub mapping: Span,
}

/// What decoding carries along.
#[derive(Debug)]
pub struct Decoder {
    entries: Vec<KeyEntry>,
    diagnostics: Diagnostics,
    place: Span,
}

impl Decoder {
    /// A decoder for a file whose first byte is at `start`.
    pub(crate) fn new(start: Span) -> Self {
        Self { entries: Vec::new(), diagnostics: Diagnostics::new(), place: start }
    }

    /// Keeps a key that was met.
    pub(crate) fn met(&mut self, entry: KeyEntry) {
        self.entries.push(entry);
    }

    /// All keys that were met, in the order of decoding.
    pub(crate) fn into_entries(self) -> Vec<KeyEntry> {
        self.entries
    }

    /// What was found wrong.
    pub(crate) fn into_diagnostics(self) -> Diagnostics {
        self.diagnostics
    }

    /// Reports.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Where to point for what is being decoded: its name, or its first key.
    pub(crate) fn place(&self) -> Span {
        self.place
    }

    /// Decodes something whose errors of the whole point at `place`.
    pub(crate) fn at<T>(&mut self, place: Span, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.place, place);
        let value = read(self);
        self.place = outer;
        value
    }

    /// Reports a value of the wrong kind.
    pub(crate) fn wrong_kind(&mut self, node: &Node, expected: Kind) {
        if let Node::Broken(_) = node {
            return;
        }
        let span = if node.is_blank() { self.place } else { first_line(node, self.place) };
        let message = format!("expected {}, found {}", expected.describe(), node.what());
        let found = Diagnostic::error(Code::F0110, span, message).label(format!("this is {}", node.what()));
        let example = instead::example_of(expected);
        self.report(match node {
            Node::Scalar(it)
                if is_key_without_a_space(it) && matches!(expected, Kind::Map(_) | Kind::Construct(..)) =>
            {
                found.help("A colon and a space end a key: `name: value`.")
            }
            Node::Scalar(_) | Node::Sequence(_) | Node::Mapping(_) | Node::Broken(_) => {
                example.into_iter().fold(found, |found, it| found.help(format!("Write it as in `{it}`.")))
            }
        });
    }
}

/// `price:int`
fn is_key_without_a_space(scalar: &Scalar) -> bool {
    let ends_name = |it: &(&str, &str)| scalars::is_name(it.0) && !it.1.is_empty();
    scalar.style == Style::Plain && scalar.as_str().split_once([':', '\u{ff1a}']).filter(ends_name).is_some()
}

/// A place for a value that fits one line: lists and mappings are pointed at by what leads to them.
fn first_line(node: &Node, place: Span) -> Span {
    match node {
        Node::Scalar(it) => it.span(),
        Node::Sequence(_) | Node::Mapping(_) | Node::Broken(_) => place,
    }
}
