//! Data as Rust: a tree of expressions, and how it is laid out.
//!
//! Words are constants of this crate or names of statics, and everything of the schema is a literal, so the text is Rust by
//! construction. It is laid out by hand, since syn and prettyplease took most of the time of a compilation: a group that
//! fits stands on one line, another has each of its parts on a line of its own.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::service::StaticName;

/// Columns that a line may have.
const LINE: usize = 100;

/// Columns of one step to the right.
const STEP: usize = 4;

/// A module beside the one that is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sibling {
    Roles,
    Types,
    Values,
}

/// An expression.
#[derive(Debug)]
pub(super) struct Code {
    /// Columns that it takes on one line.
    width: usize,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// `RoleSet::PUBLIC`
    Word(&'static str),
    /// A number, a text.
    Literal(String),
    /// `roles::ADMIN`, without the module inside it.
    Static(Option<Sibling>, String),
    /// `&` and what follows.
    Reference(Box<Code>),
    /// `Field::value(..)`, `&[..]`, `Page { .. }`
    Group { open: Open, parts: Vec<Part> },
    /// `.nullable()`
    Method { receiver: Box<Code>, name: &'static str, arguments: Vec<Code> },
}

#[derive(Debug, Clone, Copy)]
enum Open {
    Call(&'static str),
    List,
    Record(&'static str),
}

/// One of a group: with a name in a record.
#[derive(Debug)]
struct Part {
    label: Label,
    value: Code,
}

#[derive(Debug, Clone, Copy)]
enum Label {
    None,
    Field(&'static str),
    /// `..`, where all other fields come from.
    Rest,
}

impl Code {
    /// A path of the runtime's model: `None`, `RoleSet::PUBLIC`.
    pub(super) fn word(path: &'static str) -> Self {
        Self { width: path.len(), kind: Kind::Word(path) }
    }

    /// A text; nothing in it ends the literal.
    pub(super) fn text(text: &str) -> Self {
        Self::literal(format!("{text:?}"))
    }

    /// `true`, `false`
    pub(super) fn flag(flag: bool) -> Self {
        Self::literal(flag.to_string())
    }

    /// A number, without its type behind it.
    pub(super) fn number(number: impl TryInto<u64>) -> Self {
        // What does not fit is no number that the schema could hold.
        let number: u64 = number.try_into().unwrap_or(u64::MAX);
        Self::literal(number.to_string())
    }

    fn literal(text: String) -> Self {
        Self { width: text.chars().count(), kind: Kind::Literal(text) }
    }

    /// A static of this module.
    pub(super) fn own(name: &StaticName) -> Self {
        Self { width: name.as_str().len(), kind: Kind::Static(None, name.as_str().to_owned()) }
    }

    /// A static of a module, which may be this one.
    pub(super) fn of(module: Sibling, name: &StaticName) -> Self {
        let width = module.name().len() + "::".len() + name.as_str().len();
        Self { width, kind: Kind::Static(Some(module), name.as_str().to_owned()) }
    }

    /// The list of another module, from the module above both.
    pub(super) fn list_of(module: &'static str) -> Self {
        Self::literal(format!("{module}::ALL"))
    }

    /// A static of another module, from the module above both.
    pub(super) fn path(path: &'static str) -> Self {
        Self::literal(path.to_owned())
    }

    /// `&code`
    pub(super) fn reference(code: Self) -> Self {
        Self { width: code.width + 1, kind: Kind::Reference(Box::new(code)) }
    }

    /// `path(arguments)`
    pub(super) fn call<const N: usize>(path: &'static str, arguments: [Self; N]) -> Self {
        Self::group(Open::Call(path), arguments.into_iter().map(|it| (Label::None, it)))
    }

    /// `&[items]`
    pub(super) fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::group(Open::List, items.into_iter().map(|it| (Label::None, it)))
    }

    /// `(one, other)`
    pub(super) fn pair(one: Self, other: Self) -> Self {
        Self::call("", [one, other])
    }

    /// `path { fields }`
    pub(super) fn record<const N: usize>(path: &'static str, fields: [(&'static str, Self); N]) -> Self {
        Self::group(Open::Record(path), fields.into_iter().map(|(name, it)| (Label::Field(name), it)))
    }

    /// `path { fields, ..rest }`
    pub(super) fn record_over<const N: usize>(
        path: &'static str,
        fields: [(&'static str, Self); N],
        rest: Self,
    ) -> Self {
        let fields = fields.into_iter().map(|(name, it)| (Label::Field(name), it));
        Self::group(Open::Record(path), fields.chain([(Label::Rest, rest)]))
    }

    /// `path { fields, ..rest }` with those fields that say something.
    pub(super) fn record_of_some(
        path: &'static str,
        fields: impl IntoIterator<Item = (&'static str, Option<Self>)>,
        rest: Self,
    ) -> Self {
        let said = fields.into_iter().filter_map(|(name, it)| Some((Label::Field(name), it?)));
        Self::group(Open::Record(path), said.chain([(Label::Rest, rest)]))
    }

    /// `&[items]`, if there are some.
    pub(super) fn some_list(items: impl IntoIterator<Item = Self>) -> Option<Self> {
        let items: Vec<Self> = items.into_iter().collect();
        (!items.is_empty()).then(|| Self::list(items))
    }

    /// `Some(code)`, if there is one.
    pub(super) fn some(code: Option<Self>) -> Option<Self> {
        code.map(|it| Self::call("Some", [it]))
    }

    /// `Some(code)`, or `None`.
    pub(super) fn option(code: Option<Self>) -> Self {
        code.map_or_else(|| Self::word("None"), |it| Self::call("Some", [it]))
    }

    /// `self.name(arguments)`
    pub(super) fn method<const N: usize>(self, name: &'static str, arguments: [Self; N]) -> Self {
        let inside: usize = arguments.iter().map(|it| it.width).sum();
        let width = self.width + name.len() + ".()".len() + inside + between(N);
        let kind = Kind::Method { receiver: Box::new(self), name, arguments: arguments.into() };
        Self { width, kind }
    }

    fn group(open: Open, parts: impl Iterator<Item = (Label, Self)>) -> Self {
        let parts: Vec<Part> = parts.map(|(label, value)| Part { label, value }).collect();
        let inside: usize = parts.iter().map(|it| it.label.width() + it.value.width).sum();
        let brackets = match open {
            Open::Call(path) => path.len() + "()".len(),
            Open::List => "&[]".len(),
            Open::Record(path) => path.len() + " {  }".len(),
        };
        Self { width: brackets + inside + between(parts.len()), kind: Kind::Group { open, parts } }
    }
}

/// Columns of the commas between so many parts.
fn between(parts: usize) -> usize {
    parts.saturating_sub(1) * ", ".len()
}

impl Label {
    fn width(self) -> usize {
        match self {
            Label::None => 0,
            Label::Field(name) => name.len() + ": ".len(),
            Label::Rest => "..".len(),
        }
    }
}

impl Sibling {
    pub(super) fn name(self) -> &'static str {
        match self {
            Sibling::Roles => "roles",
            Sibling::Types => "types",
            Sibling::Values => "values",
        }
    }
}

/// Prints into the text of a module, and notes what the module has to import for it.
#[derive(Debug, Default)]
pub(super) struct Printer {
    pub(super) text: String,
    /// The module that is printed, which does not name itself.
    own: Option<Sibling>,
    /// First words of paths.
    pub(super) words: BTreeSet<&'static str>,
    pub(super) siblings: BTreeSet<Sibling>,
}

impl Printer {
    pub(super) fn new(own: Option<Sibling>) -> Self {
        Self { own, ..Self::default() }
    }

    /// Notes the first word of a path, and gives the path.
    pub(super) fn used(&mut self, path: &'static str) -> &'static str {
        // A pair has no path.
        if !path.is_empty() {
            self.words.insert(path.split_once("::").map_or(path, |(first, _)| first));
        }
        path
    }

    /// Prints from the column `at`, with room for what follows on the line, in lines that begin at `margin` if it is broken.
    /// Says whether it was.
    pub(super) fn print(&mut self, code: &Code, at: usize, margin: usize, behind: usize) -> bool {
        if at + code.width + behind <= LINE {
            self.flat(code);
            return false;
        }
        match &code.kind {
            Kind::Word(_) | Kind::Literal(_) | Kind::Static(..) => {
                self.flat(code);
                false
            }
            Kind::Reference(code) => {
                self.text.push('&');
                self.print(code, at + 1, margin, behind)
            }
            Kind::Group { open, parts } => {
                self.broken(*open, parts, margin);
                true
            }
            Kind::Method { receiver, name, arguments } => {
                let is_broken = self.print(receiver, at, margin, 0);
                let margin = if is_broken { margin } else { margin + STEP };
                self.new_line(margin);
                self.text.push('.');
                self.text.push_str(name);
                let inside: usize = arguments.iter().map(|it| it.width).sum();
                let width = 1 + name.len() + "()".len() + inside + between(arguments.len());
                self.arguments(arguments, margin, margin + width + behind <= LINE);
                true
            }
        }
    }

    fn arguments(&mut self, arguments: &[Code], margin: usize, fits: bool) {
        self.text.push('(');
        for (position, argument) in arguments.iter().enumerate() {
            if fits {
                self.text.push_str(if position == 0 { "" } else { ", " });
                self.flat(argument);
            } else {
                self.new_line(margin + STEP);
                self.print(argument, margin + STEP, margin + STEP, 1);
                self.text.push(',');
            }
        }
        if !fits {
            self.new_line(margin);
        }
        self.text.push(')');
    }

    fn broken(&mut self, open: Open, parts: &[Part], margin: usize) {
        self.open(open);
        let inside = margin + STEP;
        for part in parts {
            self.new_line(inside);
            self.label(part.label);
            self.print(&part.value, inside + part.label.width(), inside, 1);
            // Nothing may follow the rest, not even a comma.
            match part.label {
                Label::Rest => {}
                Label::None | Label::Field(_) => self.text.push(','),
            }
        }
        self.new_line(margin);
        self.text.push_str(match open {
            Open::Call(_) => ")",
            Open::List => "]",
            Open::Record(_) => "}",
        });
    }

    fn flat(&mut self, code: &Code) {
        match &code.kind {
            Kind::Word(path) => {
                let path = self.used(path);
                self.text.push_str(path);
            }
            Kind::Literal(text) => self.text.push_str(text),
            Kind::Static(module, name) => {
                if let Some(module) = module.filter(|it| Some(*it) != self.own) {
                    self.siblings.insert(module);
                    self.text.push_str(module.name());
                    self.text.push_str("::");
                }
                self.text.push_str(name);
            }
            Kind::Reference(code) => {
                self.text.push('&');
                self.flat(code);
            }
            Kind::Group { open, parts } => {
                self.open(*open);
                let (before, behind) = match open {
                    Open::Call(_) => ("", ")"),
                    Open::List => ("", "]"),
                    Open::Record(_) => (" ", " }"),
                };
                self.text.push_str(before);
                for (position, part) in parts.iter().enumerate() {
                    self.text.push_str(if position == 0 { "" } else { ", " });
                    self.label(part.label);
                    self.flat(&part.value);
                }
                self.text.push_str(behind);
            }
            Kind::Method { receiver, name, arguments } => {
                self.flat(receiver);
                self.text.push('.');
                self.text.push_str(name);
                self.arguments(arguments, 0, true);
            }
        }
    }

    fn open(&mut self, open: Open) {
        match open {
            Open::Call(path) => {
                let path = self.used(path);
                self.text.push_str(path);
                self.text.push('(');
            }
            Open::List => self.text.push_str("&["),
            Open::Record(path) => {
                let path = self.used(path);
                self.text.push_str(path);
                self.text.push_str(" {");
            }
        }
    }

    fn label(&mut self, label: Label) {
        match label {
            Label::None => {}
            Label::Field(name) => {
                self.text.push_str(name);
                self.text.push_str(": ");
            }
            Label::Rest => self.text.push_str(".."),
        }
    }

    fn new_line(&mut self, margin: usize) {
        let _ = write!(self.text, "\n{:margin$}", "");
    }
}
