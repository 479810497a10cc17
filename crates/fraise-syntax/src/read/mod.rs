//! Reading a file: bytes to text, text to a tree, tree to a [`Document`].
//!
//! What hostile input could exhaust is bounded before anything is built: size, nesting, encoding. A YAML
//! error does not end the reading: [`recover`] reads what stands around it.

mod cut;
mod pieces;
mod plain;
mod recover;
mod syntax_error;
mod tree;

use std::collections::BTreeSet;

use fraise_diagnostics::{Code, Diagnostic, Diagnostics, Fix, SourceId, Sources, Span};

use crate::{
    KeyEntry,
    decode::{Construct, Decoder},
    document::Document,
    node::{Mapping, Node},
};

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// The deepest nesting that is read.
pub const MAX_DEPTH: usize = 64;

/// The version of the language that this compiler reads.
pub const LANGUAGE_VERSION: u32 = 1;

/// Takes a file into the sources and reads it, whatever its bytes are.
pub fn load(
    sources: &mut Sources,
    name: impl Into<String>,
    bytes: &[u8],
) -> (SourceId, Document, Diagnostics) {
    if bytes.len() > MAX_BYTES {
        let source = sources.add(name, "");
        return refused(source, too_large(source, bytes.len()));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let source = sources.add(name, text);
            let (document, diagnostics) = parse(source, text);
            (source, document, diagnostics)
        }
        Err(error) => {
            let source = sources.add(name, String::from_utf8_lossy(bytes));
            let at = error.valid_up_to();
            let place = Span::new(source, at, at + char::REPLACEMENT_CHARACTER.len_utf8());
            refused(
                source,
                Diagnostic::error(Code::F0112, place, "the file is not UTF-8").label("not UTF-8 from here"),
            )
        }
    }
}

/// The keys of the language in a text, each with its construct and its value, for tools that work on the text.
///
/// There are none in a text that is no mapping.
#[must_use]
pub fn key_entries(source: SourceId, text: &str) -> Vec<KeyEntry> {
    let (root, _) = recover::read(source, text);
    let mut cx = Decoder::new(Span::new(source, 0, 0));
    if let Some(Node::Mapping(mapping)) = root {
        let _ = Document::from_mapping(&mapping, &mut cx);
    }
    cx.into_entries()
}

/// Reads a file. Fails never: what is wrong is in the diagnostics, what could be read in the document.
#[must_use]
pub fn parse(source: SourceId, text: &str) -> (Document, Diagnostics) {
    let start = Span::new(source, 0, 0);
    if let Some(refusal) = refusal(source, text) {
        let (_, document, diagnostics) = refused(source, refusal);
        return (document, diagnostics);
    }
    let (root, found) = recover::read(source, text);
    let mut cx = Decoder::new(start);
    let document = match root {
        Some(Node::Mapping(mapping)) => {
            version_comes_first(&mapping, &mut cx);
            Document::from_mapping(&mapping, &mut cx)
        }
        Some(Node::Broken(_)) => Document::empty(start),
        Some(other) => {
            cx.report(no_mapping(&other));
            Document::empty(start)
        }
        None => {
            cx.report(missing_version(start));
            Document::empty(start)
        }
    };
    (document, once_for_each_place(found, cx.into_diagnostics()).sorted())
}

/// The values of a file, none in one without any; or what keeps it from being read whole.
pub(crate) fn tree(source: SourceId, text: &str) -> Result<Option<Mapping>, Diagnostics> {
    if let Some(refusal) = refusal(source, text) {
        return Err([refusal].into_iter().collect());
    }
    let (root, found) = recover::read(source, text);
    if found.has_errors() {
        return Err(found.sorted());
    }
    match root {
        Some(Node::Mapping(mapping)) => Ok(Some(mapping)),
        Some(other) => Err([no_mapping(&other)].into_iter().collect()),
        None => Ok(None),
    }
}

fn no_mapping(root: &Node) -> Diagnostic {
    Diagnostic::error(Code::F0110, root.span(), format!("a schema is a mapping, this is {}", root.what()))
        .help("Begin the file with `fraise: 1`.")
}

/// Leaves out what follows from another finding at the same place: a scalar that must be quoted where the
/// decoder knows that text is wrong there, and whatever is wrong with a scalar that was cut.
fn once_for_each_place(read: Diagnostics, decoded: Diagnostics) -> Diagnostics {
    let wrong: BTreeSet<Span> = decoded.iter().map(|it| it.primary.span).collect();
    let cut: BTreeSet<u32> =
        read.iter().filter(|it| it.code == Code::F0106).map(|it| it.primary.span.start).collect();
    let is_news = |it: &Diagnostic| match it.code {
        Code::F0104 | Code::F0105 => !wrong.contains(&it.primary.span),
        _ => true,
    };
    let read = read.into_iter().filter(is_news);
    read.chain(decoded.into_iter().filter(|it| !cut.contains(&it.primary.span.start))).collect()
}

fn refused(source: SourceId, refusal: Diagnostic) -> (SourceId, Document, Diagnostics) {
    (source, Document::empty(Span::new(source, 0, 0)), [refusal].into_iter().collect())
}

/// Why a text is not read at all.
fn refusal(source: SourceId, text: &str) -> Option<Diagnostic> {
    if text.len() > MAX_BYTES {
        return Some(too_large(source, text.len()));
    }
    let is_refused = |it: char| it.is_control() && !matches!(it, '\t' | '\n' | '\r');
    // Control characters are below a space, or behind DEL up to U+009F: C2 begins those of two bytes.
    let suspect =
        text.bytes().position(|it| matches!(it, 0..=0x08 | 0x0b | 0x0c | 0x0e..=0x1f | 0x7f | 0xc2))?;
    let (behind, found) = text.get(suspect..)?.char_indices().find(|(_, it)| is_refused(*it))?;
    let at = suspect + behind;
    let place = Span::new(source, at, at + found.len_utf8());
    Some(
        Diagnostic::error(
            Code::F0112,
            place,
            format!("the file holds the control character U+{:04X}", u32::from(found)),
        )
        .label("this character is not text")
        .help("Write it as an escape in double quotes, such as \"\\u0007\", or take it out."),
    )
}

fn too_large(source: SourceId, len: usize) -> Diagnostic {
    Diagnostic::error(
        Code::F0112,
        Span::new(source, 0, 0),
        format!("the file has {len} bytes, more than {MAX_BYTES}"),
    )
    .help("Split it and name the parts under `imports`.")
}

/// `fraise: 1` is the first key, so that a reader of another version knows what it looks at.
fn version_comes_first(mapping: &Mapping, cx: &mut Decoder) {
    let start = mapping.span.start_of();
    let Some(entry) = mapping.get("fraise") else {
        cx.report(missing_version(start));
        return;
    };
    if mapping.entries.first().is_some_and(|first| first.key.as_str() != "fraise") {
        cx.report(
            Diagnostic::error(Code::F0107, entry.key.span(), "`fraise` is not the first key")
                .secondary(start, "the file begins here")
                .help("Move the line to the beginning of the file."),
        );
    }
    if let Node::Scalar(version) = &entry.value
        && version.as_str() != LANGUAGE_VERSION.to_string()
    {
        cx.report(
            Diagnostic::error(
                Code::F0107,
                version.span(),
                format!("unknown version `{}` of the language", version.as_str()),
            )
            .help(format!("This compiler reads version {LANGUAGE_VERSION}."))
            .fix(Fix::replace(
                "write the version this compiler reads",
                version.span(),
                LANGUAGE_VERSION.to_string(),
            )),
        );
    }
}

fn missing_version(start: Span) -> Diagnostic {
    Diagnostic::error(Code::F0107, start, "the file does not say its version of the language")
        .help(format!("The first line of a schema is `fraise: {LANGUAGE_VERSION}`."))
        .fix(Fix::replace("begin with the version", start, format!("fraise: {LANGUAGE_VERSION}\n")))
}
