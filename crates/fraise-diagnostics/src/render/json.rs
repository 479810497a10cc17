//! For programs: one JSON object for each finding, on a line of its own.
//!
//! The shape is stable: fields are added, never renamed. Places have bytes, lines and columns.

use serde::Serialize;

use super::{place::Place, visible::visible_json};
use crate::{Code, Diagnostic, Diagnostics, Fix, Label, Severity, Sources};

#[derive(Serialize)]
struct Finding<'s> {
    code: Code,
    severity: Severity,
    title: &'static str,
    message: &'s str,
    primary: Labelled<'s>,
    secondary: Vec<Labelled<'s>>,
    help: &'s [String],
    fix: Option<Repair<'s>>,
}

#[derive(Serialize)]
struct Labelled<'s> {
    #[serde(flatten)]
    place: Place<'s>,
    text: &'s str,
}

#[derive(Serialize)]
struct Repair<'s> {
    title: &'s str,
    edits: Vec<Replacement<'s>>,
}

#[derive(Serialize)]
struct Replacement<'s> {
    #[serde(flatten)]
    place: Place<'s>,
    replacement: &'s str,
}

pub(super) fn render(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let mut out = String::new();
    for it in diagnostics {
        // Strings and numbers always become JSON.
        let line = serde_json::to_string(&finding(it, sources)).unwrap_or_default();
        out.push_str(&visible_json(&line));
        out.push('\n');
    }
    out
}

fn finding<'s>(it: &'s Diagnostic, sources: &'s Sources) -> Finding<'s> {
    Finding {
        code: it.code,
        severity: it.severity,
        title: it.code.title(),
        message: &it.message,
        primary: labelled(&it.primary, sources),
        secondary: it.secondary.iter().map(|label| labelled(label, sources)).collect(),
        help: &it.help,
        fix: it.fix.as_ref().map(|fix| repair(fix, sources)),
    }
}

fn labelled<'s>(label: &'s Label, sources: &'s Sources) -> Labelled<'s> {
    Labelled { place: Place::of(label.span, sources), text: &label.text }
}

fn repair<'s>(fix: &'s Fix, sources: &'s Sources) -> Repair<'s> {
    let edits = fix
        .edits
        .iter()
        .map(|edit| Replacement { place: Place::of(edit.span, sources), replacement: &edit.replacement })
        .collect();
    Repair { title: &fix.title, edits }
}
