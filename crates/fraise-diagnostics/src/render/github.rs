//! Workflow commands: GitHub Actions shows each finding beside its line.

use std::fmt::Write;

use super::{place::Place, visible};
use crate::{Diagnostic, Diagnostics, Severity, Sources};

pub(super) fn render(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let mut out = String::new();
    for it in diagnostics {
        let place = Place::of(it.primary.span, sources);
        let command = match it.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        // Writing to a string cannot fail.
        let _ = write!(
            out,
            "::{command} file={},line={},endLine={}",
            property(&visible(place.file)),
            place.start.line,
            place.end.line
        );
        // Columns are read only if the finding stands on one line.
        if place.start.line == place.end.line {
            let _ = write!(out, ",col={},endColumn={}", place.start.column, place.end.column);
        }
        let _ = writeln!(out, ",title={}::{}", property(it.code.as_str()), data(&text(it)));
    }
    out
}

fn text(it: &Diagnostic) -> String {
    let mut text = visible(&it.message).into_owned();
    for line in std::iter::once(&it.primary.text).filter(|label| !label.is_empty()).chain(&it.help) {
        text.push('\n');
        text.push_str(&visible(line));
    }
    text
}

/// The text of a command: a line feed would end it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command: `:` and `,` would end it, too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
