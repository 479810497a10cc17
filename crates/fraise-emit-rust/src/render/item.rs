//! Items of a module: documented constants and statics.

use super::code::{Code, Printer};
use crate::service::StaticName;

/// A static or a constant.
#[derive(Debug)]
pub(super) struct Item {
    /// What it is, in lines.
    pub(super) documentation: String,
    /// `pub(super) static`
    pub(super) keywords: &'static str,
    pub(super) name: String,
    /// Of the runtime's model; other modules of the crate name it nowhere else.
    pub(super) ty: Ty,
    pub(super) value: Code,
}

/// The type of an item.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ty {
    /// `Type`
    Plain(&'static str),
    /// `&[Query]`
    Slice(&'static str),
    /// `&[&Type]`
    References(&'static str),
}

impl Item {
    /// A static of its own for one thing of the schema.
    pub(super) fn of(documentation: String, name: &StaticName, ty: &'static str, value: Code) -> Self {
        let name = name.as_str().to_owned();
        Self { documentation, keywords: "pub(super) static", name, ty: Ty::Plain(ty), value }
    }

    /// The list of all things of one kind.
    pub(super) fn all(documentation: &'static str, keywords: &'static str, ty: Ty, value: Code) -> Self {
        Self { documentation: documentation.to_owned(), keywords, name: "ALL".to_owned(), ty, value }
    }

    pub(super) fn print(&self, printer: &mut Printer) {
        documentation("///", &self.documentation, &mut printer.text);
        let ty = match self.ty {
            Ty::Plain(name) => printer.used(name).to_owned(),
            Ty::Slice(name) => format!("&[{}]", printer.used(name)),
            Ty::References(name) => format!("&[&{}]", printer.used(name)),
        };
        let head = format!("{} {}: {ty} = ", self.keywords, self.name);
        printer.text.push_str(&head);
        printer.print(&self.value, head.chars().count(), 0, 1);
        printer.text.push_str(";\n");
    }
}

/// Comments of documentation. What turns the direction of a line or breaks it is written out, as rustc refuses it there.
pub(super) fn documentation(mark: &str, lines: &str, text: &mut String) {
    for line in lines.lines() {
        text.push_str(mark);
        if !line.trim().is_empty() {
            text.push(' ');
        }
        for c in line.trim_end().chars() {
            if is_refused(c) { text.extend(c.escape_unicode()) } else { text.push(c) }
        }
        text.push('\n');
    }
}

fn is_refused(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
