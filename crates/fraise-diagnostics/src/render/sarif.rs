//! SARIF 2.1.0: what code scanning services read.

use serde_json::{Value, json};

use super::{place::Place, visible::visible_json};
use crate::{Code, Diagnostic, Diagnostics, Fix, Label, Severity, Sources, Span};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(super) fn render(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let mut codes: Vec<Code> = diagnostics.iter().map(|it| it.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "fraise", "rules": codes.iter().map(|it| rule(*it)).collect::<Vec<_>>() } },
            "columnKind": "unicodeCodePoints",
            "results": diagnostics.iter().map(|it| result(it, &codes, sources)).collect::<Vec<_>>(),
        }],
    });
    // Strings and numbers always become JSON.
    let log = serde_json::to_string_pretty(&log).unwrap_or_default();
    let mut out = visible_json(&log).into_owned();
    out.push('\n');
    out
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.as_str(),
        "shortDescription": { "text": code.title() },
        "defaultConfiguration": { "level": code.severity().as_str() },
    })
}

fn result(it: &Diagnostic, codes: &[Code], sources: &Sources) -> Value {
    let mut result = json!({
        "ruleId": it.code.as_str(),
        "ruleIndex": codes.iter().position(|code| *code == it.code),
        "level": level(it.severity),
        "message": { "text": message(it) },
        "locations": [location(&it.primary, sources)],
    });
    if let Value::Object(members) = &mut result {
        if !it.secondary.is_empty() {
            let related: Vec<_> = it.secondary.iter().map(|label| location(label, sources)).collect();
            members.insert("relatedLocations".to_owned(), related.into());
        }
        if let Some(fix) = &it.fix {
            members.insert("fixes".to_owned(), json!([repair(fix, sources)]));
        }
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn message(it: &Diagnostic) -> String {
    std::iter::once(&it.message).chain(&it.help).map(String::as_str).collect::<Vec<_>>().join("\n")
}

fn location(label: &Label, sources: &Sources) -> Value {
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": artifact(label.span, sources),
            "region": region(label.span, sources),
        },
    });
    if let Value::Object(members) = &mut location
        && !label.text.is_empty()
    {
        members.insert("message".to_owned(), json!({ "text": label.text }));
    }
    location
}

fn artifact(span: Span, sources: &Sources) -> Value {
    json!({ "uri": uri(sources.name(span.source)) })
}

fn region(span: Span, sources: &Sources) -> Value {
    let place = Place::of(span, sources);
    json!({
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
        "byteOffset": place.start.byte,
        "byteLength": place.end.byte - place.start.byte,
    })
}

fn repair(fix: &Fix, sources: &Sources) -> Value {
    let changes: Vec<_> = sources
        .ids()
        .filter_map(|id| {
            let edits: Vec<_> = fix.edits.iter().filter(|it| it.span.source == id).collect();
            let first = edits.first()?;
            let replacements: Vec<_> = edits
                .iter()
                .map(|edit| {
                    json!({
                        "deletedRegion": region(edit.span, sources),
                        "insertedContent": { "text": edit.replacement },
                    })
                })
                .collect();
            Some(json!({ "artifactLocation": artifact(first.span, sources), "replacements": replacements }))
        })
        .collect();
    json!({ "description": { "text": fix.title }, "artifactChanges": changes })
}

/// A path as a relative URI reference.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte))
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}
