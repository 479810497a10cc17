//! A schema file laid out anew: the same words and comments in the same order, evenly indented and spaced.
//!
//! The text becomes [`lines`] of pieces, guided by the tree of its values, so that what stands inside quotes
//! and blocks is never taken for YAML; [`print`] gives each line its indentation and each gap its spaces. Line
//! breaks are the writer's: nothing is joined, split, sorted or quoted. Before a text leaves, it is read back
//! and has to say the same.

mod lines;
mod print;

use fraise_diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Span};

use crate::{
    node::{Entry, Mapping, Node, Scalar},
    read,
};

/// Lays out a file. Fails with what is wrong where the file cannot be read as YAML of a schema.
pub fn format(source: SourceId, text: &str) -> Result<String, Diagnostics> {
    read::tree(source, text)?;
    let text = with_plain_line_ends(text);
    let mistake = |what: &str| -> Diagnostics { [bug(source, what)].into_iter().collect() };
    let before = read::tree(source, &text)?;
    let lines = lines::split(&text, before.as_ref()).map_err(mistake)?;
    let laid_out = print::print(&lines);
    let after = read::tree(source, &laid_out).map_err(|_| mistake("cannot be read"))?;
    if !is_same_root(before.as_ref(), after.as_ref()) {
        return Err(mistake("does not say the same"));
    }
    let again = lines::split(&laid_out, after.as_ref()).map_err(mistake)?;
    if !lines::comments(&lines).eq(lines::comments(&again)) {
        return Err(mistake("does not have the same comments"));
    }
    Ok(laid_out)
}

/// `\n` at the end of every line, as YAML reads the others too, and no byte order mark.
fn with_plain_line_ends(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn bug(source: SourceId, what: &str) -> Diagnostic {
    Diagnostic::error(Code::F0001, Span::new(source, 0, 0), format!("the file, laid out anew, {what}"))
        .help("This is a bug of fraise, whatever the schema says. The file is left as it is.")
}

fn is_same_root(before: Option<&Mapping>, after: Option<&Mapping>) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => is_same_mapping(before, after),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

fn is_same(before: &Node, after: &Node) -> bool {
    match (before, after) {
        (Node::Scalar(before), Node::Scalar(after)) => is_same_scalar(before, after),
        (Node::Mapping(before), Node::Mapping(after)) => is_same_mapping(before, after),
        (Node::Sequence(before), Node::Sequence(after)) => {
            before.items.len() == after.items.len()
                && before.items.iter().zip(&after.items).all(|(before, after)| is_same(before, after))
        }
        (Node::Scalar(_) | Node::Mapping(_) | Node::Sequence(_) | Node::Broken(_), _) => false,
    }
}

fn is_same_scalar(before: &Scalar, after: &Scalar) -> bool {
    before.as_str() == after.as_str() && before.style == after.style
}

fn is_same_mapping(before: &Mapping, after: &Mapping) -> bool {
    let is_same_entry = |(before, after): (&Entry, &Entry)| {
        is_same_scalar(&before.key, &after.key) && is_same(&before.value, &after.value)
    };
    before.entries.len() == after.entries.len()
        && before.entries.iter().zip(&after.entries).all(is_same_entry)
}
