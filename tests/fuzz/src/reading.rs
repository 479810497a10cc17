//! Files of any bytes: read and joined to findings, laid out to a text that says the same.

use fraise_diagnostics::{Code, Diagnostics, Sources};
use fraise_syntax::{format, load, merge, parse};

use crate::places::findings_can_be_shown;

/// What ends one file and begins the next in the bytes that are tried; no file may hold it.
const BETWEEN_FILES: u8 = 0x1f;

/// Reads the files, joins them, lays each out.
pub fn reading(bytes: &[u8]) {
    let mut sources = Sources::new();
    let mut documents = Vec::new();
    let mut found = Diagnostics::new();
    let files: Vec<&[u8]> = bytes.split(|it| *it == BETWEEN_FILES).take(3).collect();
    for (number, file) in files.iter().enumerate() {
        let (_, document, more) = load(&mut sources, number.to_string(), file);
        documents.push(document);
        found.extend(more);
    }
    let first = documents.remove(0);
    let (_, more) = merge(first, documents);
    found.extend(more);
    findings_can_be_shown(&found, &sources);
    for text in files.iter().filter_map(|it| std::str::from_utf8(it).ok()) {
        layout_keeps_what_is_said(text);
    }
}

fn layout_keeps_what_is_said(text: &str) {
    let once = match laid_out(text) {
        Ok(once) => once,
        Err(found) => {
            assert!(found.iter().all(|it| it.code != Code::F0001), "{found:?}");
            return;
        }
    };
    let twice = laid_out(&once).unwrap_or_else(|found| panic!("what was laid out has errors: {found:?}"));
    assert!(once == twice, "a second time changes something:\n{once}\n--\n{twice}");
    assert!(said(text) == said(&once), "another document:\n{once}");
}

fn laid_out(text: &str) -> Result<String, Diagnostics> {
    format(Sources::new().add("0", text), text)
}

/// The document and the codes of its findings, without places.
fn said(text: &str) -> String {
    let (document, found) = parse(Sources::new().add("0", text), text);
    let mut codes: Vec<Code> = found.iter().map(|it| it.code).collect();
    codes.sort_unstable();
    without(&without(&format!("{document:?} {codes:?}"), "Span { source", "}"), "segments: [", "]")
}

fn without(text: &str, open: &str, close: &str) -> String {
    let mut parts = text.split(open);
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |kept, part| kept + part.split_once(close).map_or("", |(_, rest)| rest))
}
