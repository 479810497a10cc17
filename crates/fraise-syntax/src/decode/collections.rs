//! Lists and mappings of names.

use fraise_diagnostics::{Code, Diagnostic, Span};

use super::{
    Absent, Decode, Decoder, Name, Path,
    scalars::{name_of_key, path_of_key},
};
use crate::{
    keys::Kind,
    node::{Mapping, Node},
};

/// Things by name, in the order written; no name occurs twice.
#[derive(Clone, Debug)]
pub struct Named<T> {
    entries: Vec<NamedEntry<T>>,
}

/// A name and what it stands for.
#[derive(Clone, Debug)]
pub struct NamedEntry<T> {
    /// The name; its span is "declared here".
    pub name: Name,
    /// What was declared.
    pub value: T,
}

/// Things by dotted name, in the order written; no path occurs twice.
#[derive(Clone, Debug)]
pub struct Paths<T> {
    entries: Vec<PathEntry<T>>,
}

/// A dotted name and what it stands for.
#[derive(Clone, Debug)]
pub struct PathEntry<T> {
    /// The dotted name.
    pub path: Path,
    /// What was declared.
    pub value: T,
}

impl<T> Paths<T> {
    /// The entries in order.
    pub fn iter(&self) -> std::slice::Iter<'_, PathEntry<T>> {
        self.entries.iter()
    }

    /// Whether nothing is declared.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many are declared.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }
}

impl<T> Default for Paths<T> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<'a, T> IntoIterator for &'a Paths<T> {
    type Item = &'a PathEntry<T>;
    type IntoIter = std::slice::Iter<'a, PathEntry<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

impl<T> Named<T> {
    /// The entries in order.
    pub fn iter(&self) -> std::slice::Iter<'_, NamedEntry<T>> {
        self.entries.iter()
    }

    /// The names in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|it| it.name.as_str())
    }

    /// What a name stands for.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        self.entry(name).map(|it| &it.value)
    }

    /// A name with its place and what it stands for.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<&NamedEntry<T>> {
        self.entries.iter().find(|it| it.name.value == name)
    }

    /// Whether nothing is declared.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many are declared.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn push(&mut self, name: Name, value: T) {
        self.entries.push(NamedEntry { name, value });
    }
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<'a, T> IntoIterator for &'a Named<T> {
    type Item = &'a NamedEntry<T>;
    type IntoIter = std::slice::Iter<'a, NamedEntry<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

impl<T> IntoIterator for Named<T> {
    type Item = NamedEntry<T>;
    type IntoIter = std::vec::IntoIter<NamedEntry<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<T> Absent for Named<T> {
    fn absent(_: Span) -> Self {
        Self::default()
    }
}

impl<T: Decode + Absent> Decode for Named<T> {
    const KIND: Kind = Kind::Map(&T::KIND);

    fn decode(node: &Node, cx: &mut Decoder) -> Option<Self> {
        let mut named = Self::default();
        if let Node::Sequence(list) = node {
            // A list of names declares them all the same, so that nobody is told that they are unknown.
            cx.wrong_kind(node, Self::KIND);
            for name in list.items.iter().filter_map(|it| name_of_item(it, cx)) {
                let value = T::absent(name.span);
                named.push(name, value);
            }
            return Some(named);
        }
        let mapping = mapping(node, Self::KIND, cx)?;
        for entry in mapping.into_iter().flat_map(|it| &it.entries) {
            if let Some(name) = name_of_key(&entry.key, cx) {
                let place = name.span;
                let value = cx.at(place, |cx| T::decode(&entry.value, cx));
                named.push(name, value.unwrap_or_else(|| T::absent(place)));
            }
        }
        Some(named)
    }
}

impl<T: Decode + Absent> Decode for Paths<T> {
    const KIND: Kind = Kind::Map(&T::KIND);

    fn decode(node: &Node, cx: &mut Decoder) -> Option<Self> {
        let mapping = mapping(node, Self::KIND, cx)?;
        let mut paths = Self::default();
        for entry in mapping.into_iter().flat_map(|it| &it.entries) {
            if let Some(path) = path_of_key(&entry.key, cx) {
                let place = path.span;
                let value = cx.at(place, |cx| T::decode(&entry.value, cx));
                paths.entries.push(PathEntry { path, value: value.unwrap_or_else(|| T::absent(place)) });
            }
        }
        Some(paths)
    }
}

fn name_of_item(item: &Node, cx: &mut Decoder) -> Option<Name> {
    match item {
        Node::Scalar(it) => name_of_key(it, cx),
        Node::Sequence(_) | Node::Mapping(_) | Node::Broken(_) => None,
    }
}

/// The mapping behind a key that takes one: `Some(None)` if the value is blank, which means `{}`.
fn mapping<'n>(node: &'n Node, expected: Kind, cx: &mut Decoder) -> Option<Option<&'n Mapping>> {
    match node {
        Node::Mapping(it) => Some(Some(it)),
        Node::Scalar(_) if node.is_blank() => Some(None),
        Node::Scalar(_) | Node::Sequence(_) | Node::Broken(_) => {
            cx.wrong_kind(node, expected);
            None
        }
    }
}

impl<T: Decode> Decode for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);

    fn decode(node: &Node, cx: &mut Decoder) -> Option<Self> {
        match node {
            Node::Sequence(it) => Some(
                it.items
                    .iter()
                    .filter_map(|item| {
                        let place = place_of_item(item);
                        cx.at(place, |cx| T::decode(item, cx))
                    })
                    .collect(),
            ),
            Node::Scalar(_) if node.is_blank() => {
                let place = cx.place();
                cx.report(
                    Diagnostic::error(
                        Code::F0110,
                        place,
                        format!("expected {}, found nothing", Self::KIND.describe()),
                    )
                    .help("Write `[]` for an empty list."),
                );
                None
            }
            Node::Scalar(_) => Some(T::decode(node, cx).into_iter().collect()),
            Node::Mapping(_) | Node::Broken(_) => {
                cx.wrong_kind(node, Self::KIND);
                None
            }
        }
    }
}

impl<T> Absent for Vec<T> {
    fn absent(_: Span) -> Self {
        Self::new()
    }
}

/// An item is pointed at by its first key, or as a whole if it has none.
fn place_of_item(item: &Node) -> Span {
    match item {
        Node::Mapping(it) => it.entries.first().map_or(it.span, |entry| entry.key.span()),
        Node::Scalar(_) | Node::Sequence(_) | Node::Broken(_) => item.span(),
    }
}
