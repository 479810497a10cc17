//! Constructs: mappings with a fixed set of keys, each declared once.
//!
//! `construct!` declares a struct together with its decoder and its rows in the table of keys; `choice!` an
//! enum whose variant is told by the key that is present; `words!` an enum of words.

use std::borrow::Cow;

use fraise_diagnostics::{Code, Diagnostic, Fix, Span, nearest};

use super::{Absent, Decode, Decoder, KeyEntry, instead::instead_of};
use crate::{
    keys::{KeyRow, Kind, article, one_of},
    node::{Entry, Mapping, Node, Scalar},
    text::SourceText,
};

/// The keys that were written in one construct, in order.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    written: Vec<WrittenKey>,
}

/// A key of the language where it was written.
#[derive(Clone, Copy, Debug)]
pub struct WrittenKey {
    /// The key.
    pub key: &'static str,
    /// Where.
    pub span: Span,
}

impl Keys {
    /// Where a key was written.
    #[must_use]
    pub fn span(&self, key: &str) -> Option<Span> {
        self.written.iter().find(|it| it.key == key).map(|it| it.span)
    }

    /// Whether none was written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, WrittenKey> {
        self.written.iter()
    }
}

/// A mapping with a fixed set of keys.
pub trait Construct: Sized {
    /// What it is called: `field`.
    const NAME: &'static str;
    /// Its keys.
    const ROWS: &'static [KeyRow];

    /// One without any key; `span` is where it was expected.
    fn empty(span: Span) -> Self;

    /// Reads it from its mapping. What is missing or wrong is reported and left empty.
    fn from_mapping(mapping: &Mapping, cx: &mut Decoder) -> Self;
}

/// Declares a construct.
///
/// ```text
/// construct! {
///     /// A field.
///     pub struct FieldDecl = "field" {
///         /// Its type.
///         required ty: TypeText = "type",         // T, F0109 if missing
///         optional check: ExprText = "check",     // Option<T>
///         default rules: Named<ExprText> = "rules", // T, `Default` if missing
///     }
///     later "1.1" { "history" = "a table of all versions" }  // F0003 if written
///     rest moves: MoveDecl = "a move"             // all other keys are names
///     short = from_scalar                         // what a single value or a list means
/// }
/// ```
macro_rules! construct {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident = $construct:literal {
            $(
                $(#[doc = $field_doc:literal])*
                $mode:ident $field:ident: $ty:ty = $key:literal,
            )*
        }
        $(later $when:literal { $($later:literal = $later_doc:literal),* $(,)? })?
        $(rest $rest:ident: $rest_ty:ty = $rest_doc:literal)?
        $(short = $short:path)?
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            /// Where to point for all of it: its name, or its first key.
            pub place: fraise_diagnostics::Span,
            /// From the first to the last byte of its value.
            pub span: fraise_diagnostics::Span,
            /// The keys that were written.
            pub keys: $crate::decode::Keys,
            $(
                $(#[doc = $field_doc])*
                pub $field: $crate::decode::construct!(@type $mode $ty),
            )*
            $(
                #[doc = $rest_doc]
                pub $rest: $crate::decode::Named<$rest_ty>,
            )?
        }

        impl $crate::decode::Construct for $name {
            const NAME: &'static str = $construct;
            const ROWS: &'static [$crate::keys::KeyRow] = &[
                $($crate::keys::KeyRow {
                    construct: $construct,
                    key: $key,
                    kind: <$ty as $crate::decode::Decode>::KIND,
                    required: $crate::decode::construct!(@required $mode),
                    later: None,
                    doc: concat!($($field_doc, "\n",)* ""),
                },)*
                $($($crate::keys::KeyRow {
                    construct: $construct,
                    key: $later,
                    kind: $crate::keys::Kind::Later,
                    required: false,
                    later: Some($when),
                    doc: $later_doc,
                },)*)?
                $($crate::keys::KeyRow {
                    construct: $construct,
                    key: $crate::keys::ANY_NAME,
                    kind: <$rest_ty as $crate::decode::Decode>::KIND,
                    required: false,
                    later: None,
                    doc: $rest_doc,
                },)?
            ];

            fn empty(span: fraise_diagnostics::Span) -> Self {
                Self {
                    place: span,
                    span,
                    keys: $crate::decode::Keys::default(),
                    $($field: $crate::decode::construct!(@empty $mode span),)*
                    $($rest: <$crate::decode::Named<$rest_ty>>::default(),)?
                }
            }

            fn from_mapping(mapping: &$crate::node::Mapping, cx: &mut $crate::decode::Decoder) -> Self {
                let (keys, mended) = $crate::decode::Keys::read(mapping, Self::NAME, Self::ROWS, cx);
                let mapping = mended.as_ref().unwrap_or(mapping);
                Self {
                    place: cx.place(),
                    span: mapping.span,
                    $($field: $crate::decode::construct!(@read $mode cx mapping $key $construct),)*
                    $($rest: cx.rest::<$rest_ty>(mapping, Self::ROWS),)?
                    keys,
                }
            }
        }

        impl $crate::decode::Absent for $name {
            fn absent(span: fraise_diagnostics::Span) -> Self {
                <Self as $crate::decode::Construct>::empty(span)
            }
        }

        impl $crate::decode::Decode for $name {
            const KIND: $crate::keys::Kind =
                $crate::keys::Kind::Construct($construct, || <Self as $crate::decode::Construct>::ROWS);

            fn decode(node: &$crate::node::Node, cx: &mut $crate::decode::Decoder) -> Option<Self> {
                #[allow(unused_mut, unused_assignments, reason = "only some constructs have a short form")]
                let mut short: $crate::decode::ShortForm<Self> = None;
                $(short = Some($short);)?
                $crate::decode::decode_construct(node, short, cx)
            }
        }
    };

    (@type required $ty:ty) => { $ty };
    (@type optional $ty:ty) => { Option<$ty> };
    (@type default $ty:ty) => { $ty };
    (@required required) => { true };
    (@required optional) => { false };
    (@required default) => { false };
    (@empty required $span:ident) => { $crate::decode::Absent::absent($span) };
    (@empty optional $span:ident) => { None };
    (@empty default $span:ident) => { Default::default() };
    (@read required $cx:ident $mapping:ident $key:literal $construct:literal) => {
        $cx.required($mapping, $key, $construct)
    };
    (@read optional $cx:ident $mapping:ident $key:literal $construct:literal) => { $cx.optional($mapping, $key) };
    (@read default $cx:ident $mapping:ident $key:literal $construct:literal) => {
        $cx.optional($mapping, $key).unwrap_or_default()
    };
}
pub(crate) use construct;

/// Declares an enum of constructs told apart by the key that is present, as a step is by `find`, `create` ...
macro_rules! choice {
    (
        $(#[doc = $doc:literal])*
        pub enum $name:ident = $construct:literal {
            $($(#[doc = $variant_doc:literal])* $variant:ident($ty:ty) = $key:literal,)*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        pub enum $name {
            $($(#[doc = $variant_doc])* $variant(Box<$ty>),)*
        }

        impl $name {
            /// The keys that tell the variants apart.
            pub const CHOICES: &'static [&'static str] = &[$($key),*];

            /// Where to point for all of it.
            #[must_use]
            pub fn place(&self) -> fraise_diagnostics::Span {
                match self { $(Self::$variant(it) => it.place,)* }
            }

            /// The keys that were written.
            #[must_use]
            pub fn keys(&self) -> &$crate::decode::Keys {
                match self { $(Self::$variant(it) => &it.keys,)* }
            }
        }

        impl $crate::decode::Decode for $name {
            const KIND: $crate::keys::Kind =
                $crate::keys::Kind::Choice($construct, || &[$(<$ty as $crate::decode::Decode>::KIND),*]);

            fn decode(node: &$crate::node::Node, cx: &mut $crate::decode::Decoder) -> Option<Self> {
                let $crate::node::Node::Mapping(mapping) = node else {
                    cx.wrong_kind(node, Self::KIND);
                    return None;
                };
                let (choice, mapping) = cx.choose(mapping, $construct, Self::CHOICES)?;
                match choice {
                    $($key => Some(Self::$variant(Box::new(
                        <$ty as $crate::decode::Construct>::from_mapping(&mapping, cx),
                    ))),)*
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use choice;

/// Declares an enum of words.
macro_rules! words {
    (
        $(#[doc = $doc:literal])*
        pub enum $name:ident {
            $($(#[doc = $variant_doc:literal])* $variant:ident = $word:literal,)*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[doc = $variant_doc])* $variant,)*
        }

        impl $name {
            /// All words, in order.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The word as written in a schema.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl $crate::decode::Decode for fraise_diagnostics::Spanned<$name> {
            const KIND: $crate::keys::Kind = $crate::keys::Kind::Word($name::WORDS);

            fn decode(node: &$crate::node::Node, cx: &mut $crate::decode::Decoder) -> Option<Self> {
                let scalar = $crate::decode::scalar(node, Self::KIND, cx)?;
                match scalar.as_str() {
                    $($word => Some(Self::new($name::$variant, scalar.span())),)*
                    _ => {
                        cx.unknown_word(scalar, $name::WORDS);
                        None
                    }
                }
            }
        }
    };
}
pub(crate) use words;

/// What a construct makes of a value that is no mapping.
pub(crate) type ShortForm<T> = Option<fn(&Node, &mut Decoder) -> Option<T>>;

/// Decodes a construct from its mapping, its short form, or from nothing if it needs no key.
pub(crate) fn decode_construct<T: Construct>(
    node: &Node,
    short: ShortForm<T>,
    cx: &mut Decoder,
) -> Option<T> {
    match (node, short) {
        (Node::Mapping(mapping), _) => Some(T::from_mapping(mapping, cx)),
        (Node::Scalar(_), _) if node.is_blank() && T::ROWS.iter().all(|it| !it.required) => {
            Some(T::empty(cx.place()))
        }
        (Node::Scalar(_) | Node::Sequence(_), Some(short)) => short(node, cx),
        (Node::Scalar(_) | Node::Sequence(_), None) | (Node::Broken(_), _) => {
            cx.wrong_kind(node, Kind::Construct(T::NAME, || T::ROWS));
            None
        }
    }
}

impl Keys {
    /// Notes the keys that the construct knows; reports those that it does not know, or not yet.
    ///
    /// A key that was misspelt is read as the one that was probably meant, in the mapping given back: so that what
    /// stands behind it is known, and that it is missing is not told as well.
    pub(crate) fn read(
        mapping: &Mapping,
        construct: &'static str,
        rows: &[KeyRow],
        cx: &mut Decoder,
    ) -> (Self, Option<Mapping>) {
        let takes_names = rows.iter().any(KeyRow::is_any_name);
        let mut legal: Option<LegalKeys> = None;
        let mut written = Vec::new();
        let mut mended: Option<Mapping> = None;
        for (index, entry) in mapping.entries.iter().enumerate() {
            match rows.iter().find(|row| row.key == entry.key.as_str()) {
                Some(row) => {
                    written.push(WrittenKey { key: row.key, span: entry.key.span() });
                    cx.met(KeyEntry {
                        construct,
                        key: row.key,
                        span: entry.key.span().to(entry.value.span()),
                        mapping: mapping.span,
                    });
                    if let Some(version) = row.later {
                        cx.later_key(&entry.key, row, version);
                    }
                }
                None if takes_names => {}
                None => {
                    let legal = legal.get_or_insert_with(|| LegalKeys::of(rows, mapping));
                    let Some(key) = cx.unknown_key(&entry.key, construct, legal) else { continue };
                    written.push(WrittenKey { key, span: entry.key.span() });
                    let mended = mended.get_or_insert_with(|| mapping.clone());
                    if let Some(entry) = mended.entries.get_mut(index) {
                        entry.key.text = SourceText::verbatim(key, entry.key.span());
                    }
                }
            }
        }
        (Self { written }, mended)
    }
}

/// The keys that a construct takes, for those who write another one.
struct LegalKeys {
    /// Those that were not written.
    free: Vec<&'static str>,
    /// Those that were, and where.
    given: Vec<WrittenKey>,
    /// All of them, for people.
    list: String,
}

impl LegalKeys {
    fn of(rows: &[KeyRow], mapping: &Mapping) -> Self {
        let mut legal = Self { free: Vec::new(), given: Vec::new(), list: String::new() };
        let mut words = Vec::new();
        for row in rows.iter().filter(|it| it.later.is_none()) {
            words.push(format!("`{}`", row.key));
            match mapping.get(row.key) {
                Some(entry) => legal.given.push(WrittenKey { key: row.key, span: entry.key.span() }),
                None => legal.free.push(row.key),
            }
        }
        legal.list = words.join(", ");
        legal
    }
}

impl Decoder {
    /// The value of a key that must be there.
    pub(crate) fn required<T: Decode + Absent>(
        &mut self,
        mapping: &Mapping,
        key: &str,
        construct: &str,
    ) -> T {
        let place = self.place();
        let Some(entry) = mapping.get(key) else {
            if !mapping.partial {
                self.missing_key(key, construct, T::KIND);
            }
            return T::absent(place);
        };
        self.value(entry).unwrap_or_else(|| T::absent(entry.value.span()))
    }

    /// The value of a key that may be there.
    pub(crate) fn optional<T: Decode>(&mut self, mapping: &Mapping, key: &str) -> Option<T> {
        mapping.get(key).and_then(|entry| self.value(entry))
    }

    /// All keys that are not of the language, as names.
    pub(crate) fn rest<T: Decode + Absent>(&mut self, mapping: &Mapping, rows: &[KeyRow]) -> super::Named<T> {
        let is_key = |entry: &&Entry| rows.iter().any(|row| row.key == entry.key.as_str());
        let entries = mapping.entries.iter().filter(|it| !is_key(it)).cloned().collect();
        let rest = Node::Mapping(Mapping { entries, ..mapping.clone() });
        super::Named::decode(&rest, self).unwrap_or_default()
    }

    /// The one key of a choice that is present, and the mapping without further ones, which are reported.
    pub(crate) fn choose<'m>(
        &mut self,
        mapping: &'m Mapping,
        construct: &str,
        choices: &[&'static str],
    ) -> Option<(&'static str, Cow<'m, Mapping>)> {
        let is_choice = |entry: &&Entry| choices.contains(&entry.key.as_str());
        let mut present = mapping.entries.iter().filter(is_choice);
        let Some(first) = present.next() else {
            if !mapping.partial {
                self.no_choice(mapping, construct, choices);
            }
            return None;
        };
        let mut rest = Cow::Borrowed(mapping);
        for other in present {
            rest.to_mut().entries.retain(|it| it.key.span() != other.key.span());
            self.report(
                Diagnostic::error(
                    Code::F0110,
                    other.key.span(),
                    format!("{} is one of {}, not several", article(construct), one_of(choices)),
                )
                .label("a second one")
                .secondary(first.key.span(), "the first one"),
            );
        }
        let choice = choices.iter().copied().find(|it| *it == first.key.as_str())?;
        Some((choice, rest))
    }

    /// Reports a word that is none of those expected.
    pub(crate) fn unknown_word(&mut self, found: &Scalar, words: &[&'static str]) {
        let mut diagnostic = Diagnostic::error(
            Code::F0110,
            found.span(),
            format!("expected {}, found `{}`", one_of(words), found.as_str()),
        );
        if let Some(near) = nearest(found.as_str(), words.iter().copied()) {
            diagnostic = diagnostic.label(format!("did you mean `{near}`?")).fix(Fix::replace(
                format!("write `{near}`"),
                found.span(),
                near,
            ));
        }
        self.report(diagnostic);
    }

    fn value<T: Decode>(&mut self, entry: &Entry) -> Option<T> {
        self.at(entry.key.span(), |cx| T::decode(&entry.value, cx))
    }

    fn missing_key(&mut self, key: &str, construct: &str, kind: Kind) {
        self.report(
            Diagnostic::error(
                Code::F0109,
                self.place(),
                format!("missing key `{key}` in {}", article(construct)),
            )
            .help(format!("Behind `{key}:` stands {}.", kind.describe())),
        );
    }

    fn no_choice(&mut self, mapping: &Mapping, construct: &str, choices: &[&'static str]) {
        let misplaced = |entry: &Entry| Some((entry.key.span(), instead_of(construct, entry.key.as_str())?));
        if let Some((span, instead)) = mapping.entries.iter().find_map(misplaced) {
            let message = format!("{} does not take this", article(construct));
            self.report(Diagnostic::error(instead.code, span, message).help(instead.help));
            return;
        }
        let place = self.place();
        let message = format!("{} needs one of the keys {}", article(construct), one_of(choices));
        let near = mapping.entries.iter().find_map(|entry| {
            nearest(entry.key.as_str(), choices.iter().copied()).map(|near| (entry.key.span(), near))
        });
        self.report(match near {
            Some((span, near)) => Diagnostic::error(Code::F0101, span, message)
                .label(format!("did you mean `{near}`?"))
                .fix(Fix::replace(format!("rename to `{near}`"), span, near)),
            None => Diagnostic::error(Code::F0109, place, message),
        });
    }

    /// Reports, and gives the key that was probably meant.
    fn unknown_key(&mut self, key: &Scalar, construct: &str, legal: &LegalKeys) -> Option<&'static str> {
        let message = format!("unknown key `{}` in {}", key.as_str(), article(construct));
        if let Some(instead) = instead_of(construct, key.as_str()) {
            self.report(Diagnostic::error(instead.code, key.span(), message).help(instead.help));
            return None;
        }
        let mut diagnostic = Diagnostic::error(Code::F0101, key.span(), message);
        let meant = nearest(key.as_str(), legal.free.iter().copied());
        if let Some(near) = meant {
            diagnostic = diagnostic.label(format!("did you mean `{near}`?")).fix(Fix::replace(
                format!("rename to `{near}`"),
                key.span(),
                near,
            ));
        } else if let Some(near) = nearest(key.as_str(), legal.given.iter().map(|it| it.key))
            && let Some(given) = legal.given.iter().find(|it| it.key == near)
        {
            diagnostic = diagnostic
                .label(format!("did you mean `{near}`?"))
                .secondary(given.span, "which is given here already");
        }
        self.report(diagnostic.help(format!("Legal here are {}.", legal.list)));
        meant.and_then(|meant| legal.free.iter().find(|it| **it == meant).copied())
    }

    fn later_key(&mut self, key: &Scalar, row: &KeyRow, version: &str) {
        self.report(
            Diagnostic::error(
                Code::F0003,
                key.span(),
                format!("`{}` comes with version {version} of the language", row.key),
            )
            .label(format!("not in version 1: {}", row.doc)),
        );
    }
}
