//! Single values: names, flags, numbers, spans of time, types, expressions.

use std::ops::Deref;

use fraise_diagnostics::{Code, Diagnostic, Fix, Span, Spanned};

use super::{Absent, Decode, Decoder};
use crate::{
    keys::Kind,
    node::{Node, Scalar, Style},
    text::{ExprText, SourceText, TypeText},
};

/// A name: a letter or `_`, then letters, digits and `_`. Empty if it was missing and that has been reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(pub Spanned<String>);

/// One name or several joined by dots: `OrderItem.order`. Empty if it was missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path(pub Spanned<String>);

impl Deref for Name {
    type Target = Spanned<String>;

    fn deref(&self) -> &Spanned<String> {
        &self.0
    }
}

impl Deref for Path {
    type Target = Spanned<String>;

    fn deref(&self) -> &Spanned<String> {
        &self.0
    }
}

impl Path {
    /// The names between the dots, each with its place.
    #[must_use]
    pub fn segments(&self) -> Vec<Spanned<&str>> {
        let mut at = self.span.start as usize;
        let place = |at: usize, len: usize| Span::new(self.span.source, at, at + len);
        let mut segments = Vec::new();
        for part in self.value.split('.') {
            segments.push(Spanned::new(part, place(at, part.len())));
            at += part.len() + 1;
        }
        segments
    }
}

/// A span of time: `10 seconds`, `24 hours`, `3 days`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duration {
    /// Where it is written.
    pub span: Span,
    /// How many units.
    pub amount: u32,
    /// Of which unit.
    pub unit: DurationUnit,
}

/// The unit of a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DurationUnit {
    /// `second`, `seconds`
    Seconds,
    /// `minute`, `minutes`
    Minutes,
    /// `hour`, `hours`
    Hours,
    /// `day`, `days`
    Days,
    /// `week`, `weeks`
    Weeks,
}

impl Duration {
    /// The length in seconds.
    #[must_use]
    pub fn seconds(self) -> u64 {
        let unit = match self.unit {
            DurationUnit::Seconds => 1,
            DurationUnit::Minutes => 60,
            DurationUnit::Hours => 3600,
            DurationUnit::Days => 86_400,
            DurationUnit::Weeks => 604_800,
        };
        u64::from(self.amount) * unit
    }

    fn parse(text: &str, span: Span) -> Option<Self> {
        let (amount, unit) = text.trim().split_once(' ')?;
        let unit = match unit.trim() {
            "second" | "seconds" => DurationUnit::Seconds,
            "minute" | "minutes" => DurationUnit::Minutes,
            "hour" | "hours" => DurationUnit::Hours,
            "day" | "days" => DurationUnit::Days,
            "week" | "weeks" => DurationUnit::Weeks,
            _ => return None,
        };
        Some(Self { span, amount: whole_number(amount)?, unit })
    }
}

/// Digits only: no sign, no leading zero.
fn whole_number(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|it| it.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

/// Whether a text is a [`Name`].
pub(crate) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|it| it.is_ascii_alphabetic() || it == '_')
        && chars.all(|it| it.is_ascii_alphanumeric() || it == '_')
}

/// Whether a text is a [`Path`].
pub(crate) fn is_path(text: &str) -> bool {
    text.split('.').all(is_name)
}

/// Reads a key as a name.
pub(super) fn name_of_key(key: &Scalar, cx: &mut Decoder) -> Option<Name> {
    if is_name(key.as_str()) && !is_null(key) {
        return Some(Name(key.text.to_spanned()));
    }
    not_a_name(key, cx);
    None
}

fn not_a_name(scalar: &Scalar, cx: &mut Decoder) {
    let help = if is_null(scalar) {
        "Write the name in quotes."
    } else {
        "A name starts with a letter or `_` and goes on with letters, digits and `_`."
    };
    let message = format!("`{}` is not a name", scalar.as_str());
    cx.report(Diagnostic::error(Code::F0110, scalar.span(), message).help(help));
}

/// The scalar behind a key that takes one; anything else is reported.
pub(crate) fn scalar<'n>(node: &'n Node, expected: Kind, cx: &mut Decoder) -> Option<&'n Scalar> {
    match node {
        Node::Scalar(it) if !node.is_blank() => Some(it),
        Node::Scalar(_) | Node::Sequence(_) | Node::Mapping(_) | Node::Broken(_) => {
            cx.wrong_kind(node, expected);
            None
        }
    }
}

/// A scalar that is read as text, which `null` is not.
fn text<'n>(node: &'n Node, expected: Kind, cx: &mut Decoder) -> Option<&'n Scalar> {
    let scalar = scalar(node, expected, cx)?;
    if !is_null(scalar) {
        return Some(scalar);
    }
    cx.report(
        Diagnostic::error(
            Code::F0110,
            scalar.span(),
            format!("expected {}, found null", expected.describe()),
        )
        .help("Leave the key out, or write the text in quotes."),
    );
    None
}

/// Whether a scalar is no value to readers of YAML.
pub(crate) fn is_null(scalar: &Scalar) -> bool {
    scalar.style == Style::Plain && matches!(scalar.as_str(), "null" | "Null" | "NULL" | "~")
}

impl Decode for Spanned<String> {
    const KIND: Kind = Kind::Text;

    fn decode(node: &Node, cx: &mut Decoder) -> Option<Self> {
        text(node, Self::KIND, cx).map(|it| it.text.to_spanned())
    }
}

impl Absent for Spanned<String> {
    fn absent(span: Span) -> Self {
        Self::new(String::new(), span)
    }
}

impl Decode for Name {
    const KIND: Kind = Kind::Name;

    fn decode(node: &Node, cx: &mut Decoder) -> Option<Self> {
        name_of_key(text(node, Self::KIND, cx)?, cx)
    }
}

impl Absent for Name {
    fn absent(span: Span) -> Self {
        Self(Spanned::absent(span))
    }
}

impl Decode for Path {
    const KIND: Kind = Kind::Path;

    fn decode(node: &Node, cx: &mut Decoder) -> Option<Self> {
        path_of_key(text(node, Self::KIND, cx)?, cx)
    }
}

impl Absent for Path {
    fn absent(span: Span) -> Self {
        Self(Spanned::absent(span))
    }
}

/// Reads a key as a dotted name.
pub(super) fn path_of_key(key: &Scalar, cx: &mut Decoder) -> Option<Path> {
    if is_path(key.as_str()) {
        // A quoted path is pointed at without its quotes, so that its segments have places.
        return Some(Path(Spanned::new(key.as_str().to_owned(), key.text.span_of(0..key.as_str().len()))));
    }
    not_a_name(key, cx);
    None
}

impl Decode for TypeText {
    const KIND: Kind = Kind::Type;

    fn decode(node: &Node, cx: &mut Decoder) -> Option<Self> {
        text(node, Self::KIND, cx).map(|it| Self(it.text.clone()))
    }
}

impl Absent for TypeText {
    fn absent(span: Span) -> Self {
        Self(SourceText::absent(span))
    }
}

impl Decode for ExprText {
    const KIND: Kind = Kind::Expression;

    fn decode(node: &Node, cx: &mut Decoder) -> Option<Self> {
        let written = scalar(node, Self::KIND, cx)?;
        if written.as_str().trim().is_empty() {
            cx.report(Diagnostic::error(Code::F0110, written.span(), "the expression is empty"));
            return None;
        }
        Some(Self(written.text.clone()))
    }
}

impl Absent for ExprText {
    fn absent(span: Span) -> Self {
        Self(SourceText::absent(span))
    }
}

impl Decode for Spanned<bool> {
    const KIND: Kind = Kind::Flag;

    fn decode(node: &Node, cx: &mut Decoder) -> Option<Self> {
        let scalar = scalar(node, Self::KIND, cx)?;
        let value = match scalar.as_str() {
            "true" => true,
            "false" => false,
            other => {
                let mut found = Diagnostic::error(
                    Code::F0110,
                    scalar.span(),
                    format!("expected `true` or `false`, found `{other}`"),
                );
                if let Some(word) = flag_meant(other) {
                    found = found.fix(Fix::replace(format!("write `{word}`"), scalar.span(), word));
                }
                cx.report(found);
                return None;
            }
        };
        if scalar.style != Style::Plain {
            cx.report(
                Diagnostic::error(Code::F0110, scalar.span(), "expected `true` or `false`, found text")
                    .fix(Fix::replace("take the quotes away", scalar.span(), scalar.as_str())),
            );
        }
        Some(Self::new(value, scalar.span()))
    }
}

/// The flag that a word of another language means.
fn flag_meant(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "on" | "1" => Some("true"),
        "false" | "no" | "n" | "off" | "0" => Some("false"),
        _ => None,
    }
}

impl Decode for Spanned<u32> {
    const KIND: Kind = Kind::Integer;

    fn decode(node: &Node, cx: &mut Decoder) -> Option<Self> {
        let scalar = scalar(node, Self::KIND, cx)?;
        let number = if scalar.style == Style::Plain { whole_number(scalar.as_str()) } else { None };
        if number.is_none() {
            cx.report(
                Diagnostic::error(
                    Code::F0110,
                    scalar.span(),
                    format!("expected a whole number, found `{}`", scalar.as_str()),
                )
                .help("Write digits without quotes, sign or leading zero, up to 4294967295."),
            );
        }
        number.map(|it| Self::new(it, scalar.span()))
    }
}

impl Decode for Duration {
    const KIND: Kind = Kind::Duration;

    fn decode(node: &Node, cx: &mut Decoder) -> Option<Self> {
        let scalar = scalar(node, Self::KIND, cx)?;
        let duration = Self::parse(scalar.as_str(), scalar.span());
        if duration.is_none() {
            cx.report(
                Diagnostic::error(
                    Code::F0110,
                    scalar.span(),
                    format!("expected a span of time, found `{}`", scalar.as_str()),
                )
                .help("Write a whole number and seconds, minutes, hours, days or weeks, such as `24 hours`."),
            );
        }
        duration
    }
}

impl Absent for Duration {
    fn absent(span: Span) -> Self {
        Self { span, amount: 0, unit: DurationUnit::Seconds }
    }
}
