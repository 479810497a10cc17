//! The table of keys: what may be written where. Made from the declarations in [`crate::document`].

use std::collections::{BTreeSet, VecDeque};

use crate::{Decode, Document};

/// One key of one construct.
#[derive(Clone, Copy, Debug)]
pub struct KeyRow {
    /// The construct that takes it: `field`.
    pub construct: &'static str,
    /// The key as written: `on_delete`.
    pub key: &'static str,
    /// What stands behind it.
    pub kind: Kind,
    /// Whether the construct needs it.
    pub required: bool,
    /// The version of the language that brings it; until then it is refused.
    pub later: Option<&'static str>,
    /// What it means.
    pub doc: &'static str,
}

/// The key of the row that stands for any name.
pub const ANY_NAME: &str = "<name>";

impl KeyRow {
    /// Whether the row stands for any name instead of a key of the language.
    #[must_use]
    pub fn is_any_name(&self) -> bool {
        self.key == ANY_NAME
    }
}

/// A kind of value.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Text for people.
    Text,
    /// A name: `order_item`.
    Name,
    /// A dotted name: `OrderItem.order`.
    Path,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Integer,
    /// A span of time: `24 hours`.
    Duration,
    /// A type: `varchar(100)?`.
    Type,
    /// An expression: `price >= 0`.
    Expression,
    /// An item of access: `customer if owner`.
    Access,
    /// A name and a direction: `created_at desc`.
    Order,
    /// A name, or `false` to hide.
    GraphqlName,
    /// A value of a row: a label, a member, a number, a text, a list or a mapping of them.
    Literal,
    /// One of some words.
    Word(&'static [&'static str]),
    /// A list; a single value is a list of one.
    List(&'static Kind),
    /// A mapping of names to values.
    Map(&'static Kind),
    /// A mapping with the keys of that construct, or its short form.
    Construct(&'static str, fn() -> &'static [KeyRow]),
    /// One of several constructs, told apart by the key that is present.
    Choice(&'static str, fn() -> &'static [Kind]),
    /// Belongs to a later version.
    Later,
}

impl Kind {
    /// The kind as messages name it.
    #[must_use]
    pub fn describe(self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Name => "a name".to_owned(),
            Self::Path => "a dotted name".to_owned(),
            Self::Flag => "`true` or `false`".to_owned(),
            Self::Integer => "a whole number".to_owned(),
            Self::Duration => "a span of time such as `24 hours`".to_owned(),
            Self::Type => "a type".to_owned(),
            Self::Expression => "an expression".to_owned(),
            Self::Access => "an item of access".to_owned(),
            Self::Order => "a name with or without `desc`".to_owned(),
            Self::GraphqlName => "a name or `false`".to_owned(),
            Self::Literal => "a value".to_owned(),
            Self::Word(words) => one_of(words),
            Self::List(item) => format!("a list, each item {}", item.describe_inside()),
            Self::Map(value) => format!("a mapping of names, each with {}", value.describe_inside()),
            Self::Construct(name, _) | Self::Choice(name, _) => {
                format!("a mapping that describes {}", article(name))
            }
            Self::Later => "nothing in this version".to_owned(),
        }
    }

    fn describe_inside(self) -> String {
        match self {
            Self::Construct(name, _) | Self::Choice(name, _) => article(name),
            other => other.describe(),
        }
    }
}

/// All keys of the language, construct by construct, from the top-level keys downwards.
#[must_use]
pub fn table() -> Vec<KeyRow> {
    let mut table = Vec::new();
    let mut seen = BTreeSet::new();
    let mut waiting = VecDeque::from([Document::KIND]);
    while let Some(kind) = waiting.pop_front() {
        match kind {
            Kind::Construct(name, rows) if seen.insert(name) => {
                table.extend_from_slice(rows());
                waiting.extend(rows().iter().map(|row| row.kind));
            }
            Kind::Choice(name, choices) if seen.insert(name) => waiting.extend(choices()),
            Kind::List(inner) | Kind::Map(inner) => waiting.push_back(*inner),
            Kind::Construct(..)
            | Kind::Choice(..)
            | Kind::Text
            | Kind::Name
            | Kind::Path
            | Kind::Flag
            | Kind::Integer
            | Kind::Duration
            | Kind::Type
            | Kind::Expression
            | Kind::Access
            | Kind::Order
            | Kind::GraphqlName
            | Kind::Literal
            | Kind::Word(_)
            | Kind::Later => {}
        }
    }
    table
}

/// Words as a sentence lists them: `a`, `b` or `c`.
#[must_use]
pub fn one_of(words: &[&str]) -> String {
    match words {
        [] => "nothing".to_owned(),
        [only] => format!("`{only}`"),
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(|it| format!("`{it}`")).collect();
            format!("{} or `{last}`", first.join(", "))
        }
    }
}

/// A noun with its article, if it takes one.
#[must_use]
pub fn article(noun: &str) -> String {
    if noun.ends_with('s') || matches!(noun, "naming" | "money") {
        return noun.to_owned();
    }
    let an = noun.starts_with(['a', 'e', 'i', 'o', 'u']) && !noun.starts_with("uni");
    format!("{} {noun}", if an { "an" } else { "a" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_every_construct_once() {
        let table = table();
        let has = |construct: &str, key: &str| {
            table.iter().filter(|it| it.construct == construct && it.key == key).count()
        };
        assert_eq!(has("schema", "types"), 1);
        assert_eq!(has("field", "on_delete"), 1);
        assert_eq!(has("find step", "unrestricted"), 1);
        assert_eq!(has("moves", ANY_NAME), 1);
        assert_eq!(has("breakdown", "group"), 1);
        assert_eq!(has("field", "nullable"), 0);
        assert!(table.iter().all(|it| !it.doc.trim().is_empty()));
    }
}
