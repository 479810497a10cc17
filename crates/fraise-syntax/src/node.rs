//! The tree of a YAML file: every scalar with its place, mappings in the order written.

use fraise_diagnostics::Span;

use crate::text::SourceText;

/// A value.
#[derive(Clone, Debug)]
pub enum Node {
    /// A single text.
    Scalar(Scalar),
    /// A list.
    Sequence(Sequence),
    /// A mapping.
    Mapping(Mapping),
    /// Something that could not be read; that has been reported.
    Broken(Span),
}

/// A single text and how it was written.
#[derive(Clone, Debug)]
pub struct Scalar {
    /// The text, without quotes, and where each part of it stands.
    pub text: SourceText,
    /// How it was written.
    pub style: Style,
}

/// How a scalar was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In `'` or `"`.
    Quoted,
    /// As a block behind `|` or `>`.
    Block,
}

/// A list.
#[derive(Clone, Debug)]
pub struct Sequence {
    /// From the first to the last byte.
    pub span: Span,
    /// The items in order.
    pub items: Vec<Node>,
}

/// A mapping; no key occurs twice.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// From the first to the last byte.
    pub span: Span,
    /// The pairs in order.
    pub entries: Vec<Entry>,
    /// Whether a part of it could not be read, so that nothing is known to be missing.
    pub partial: bool,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: Scalar,
    /// The value.
    pub value: Node,
}

impl Node {
    /// Where the value stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Scalar(it) => it.span(),
            Self::Sequence(it) => it.span,
            Self::Mapping(it) => it.span,
            Self::Broken(span) => *span,
        }
    }

    /// Whether nothing was written: `key:` and the end of the line.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Scalar(it) => it.style == Style::Plain && it.as_str().is_empty(),
            Self::Sequence(_) | Self::Mapping(_) | Self::Broken(_) => false,
        }
    }

    /// What people call this kind of value.
    #[must_use]
    pub fn what(&self) -> &'static str {
        match self {
            Self::Scalar(_) if self.is_blank() => "nothing",
            Self::Scalar(_) => "a single value",
            Self::Sequence(_) => "a list",
            Self::Mapping(_) => "a mapping",
            Self::Broken(_) => "unreadable",
        }
    }
}

impl Scalar {
    /// The text without quotes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// Where it stands, quotes included.
    #[must_use]
    pub fn span(&self) -> Span {
        self.text.span()
    }
}

impl Mapping {
    /// The pair of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|it| it.key.as_str() == key)
    }
}
