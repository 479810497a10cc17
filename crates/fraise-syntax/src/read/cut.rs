//! Scalars that YAML cuts at a comma inside `{}` or `[]`: `{type: decimal(8,2)}` is `type: decimal(8` and `2)`.
//!
//! The cut is seen by its unbalanced `(`. It is reported, and the pieces are joined again, so that nothing
//! else is wrong because of it.

use fraise_diagnostics::{Code, Diagnostic, Diagnostics, Fix, Span};

use crate::{
    node::{Entry, Node, Scalar, Style},
    text::SourceText,
};

/// Joins the values of a flow mapping.
pub(super) fn join_entries(entries: Vec<Entry>, text: &str, diagnostics: &mut Diagnostics) -> Vec<Entry> {
    let mut joined: Vec<Entry> = Vec::with_capacity(entries.len());
    let mut entries = entries.into_iter().peekable();
    while let Some(mut entry) = entries.next() {
        if let Some(mut open) = opening(&entry.value) {
            let mut pieces = 1;
            while open.depth > 0 {
                let Some(piece) = entries.next_if(|it| is_piece(&it.key, &it.value)) else { break };
                open.take(&piece.key);
                if let Node::Scalar(value) = &piece.value {
                    open.take(value);
                }
                pieces += 1;
            }
            entry.value = Node::Scalar(open.join(pieces, text, diagnostics));
        }
        joined.push(entry);
    }
    joined
}

/// Joins the items of a flow sequence.
pub(super) fn join_items(items: Vec<Node>, text: &str, diagnostics: &mut Diagnostics) -> Vec<Node> {
    let mut joined = Vec::with_capacity(items.len());
    let mut items = items.into_iter().peekable();
    while let Some(mut item) = items.next() {
        if let Some(mut open) = opening(&item) {
            let mut pieces = 1;
            while open.depth > 0 {
                let Some(Node::Scalar(piece)) = items.next_if(is_plain) else { break };
                open.take(&piece);
                pieces += 1;
            }
            item = Node::Scalar(open.join(pieces, text, diagnostics));
        }
        joined.push(item);
    }
    joined
}

/// A scalar with more `(` than `)`.
struct Open {
    first: Scalar,
    depth: i32,
    span: Span,
}

fn opening(node: &Node) -> Option<Open> {
    match node {
        Node::Scalar(it) if it.style == Style::Plain => {
            let depth = depth(it.as_str());
            (depth > 0).then(|| Open { first: it.clone(), depth, span: it.span() })
        }
        Node::Scalar(_) | Node::Sequence(_) | Node::Mapping(_) | Node::Broken(_) => None,
    }
}

impl Open {
    fn take(&mut self, piece: &Scalar) {
        self.depth += depth(piece.as_str());
        self.span = self.span.to(piece.span());
    }

    fn join(self, pieces: usize, text: &str, diagnostics: &mut Diagnostics) -> Scalar {
        let closed = self.depth <= 0 && pieces > 1;
        let whole = text.get(self.span.range()).unwrap_or("").to_owned();
        let mut found = Diagnostic::error(
            Code::F0106,
            self.first.span(),
            format!("`{}` has no closing parenthesis", self.first.as_str()),
        )
        .label("YAML ends the value here")
        .help("Inside `{}` and `[]` a value ends at a comma: write it in quotes.");
        if closed {
            found = found.fix(Fix::replace("put the value in quotes", self.span, quoted(&whole)));
        }
        diagnostics.push(found);
        if closed {
            Scalar { text: SourceText::verbatim(whole, self.span), style: Style::Plain }
        } else {
            self.first
        }
    }
}

fn quoted(text: &str) -> String {
    if text.contains(['"', '\\', '\n']) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        format!("\"{text}\"")
    }
}

fn is_plain(node: &Node) -> bool {
    matches!(node, Node::Scalar(it) if it.style == Style::Plain)
}

/// What is left of a cut: `2)` with nothing behind it, or `b: c)`.
fn is_piece(key: &Scalar, value: &Node) -> bool {
    key.style == Style::Plain
        && is_plain(value)
        && (value.is_blank() || depth(key.as_str()) != 0 || depth_of(value) != 0)
}

fn depth_of(node: &Node) -> i32 {
    match node {
        Node::Scalar(it) => depth(it.as_str()),
        Node::Sequence(_) | Node::Mapping(_) | Node::Broken(_) => 0,
    }
}

/// How many `(` are open at the end; those in SQL quotes do not count.
fn depth(text: &str) -> i32 {
    let mut depth = 0;
    let mut in_quotes = false;
    for it in text.chars() {
        match it {
            '\'' => in_quotes = !in_quotes,
            '(' if !in_quotes => depth += 1,
            ')' if !in_quotes => depth -= 1,
            _ => {}
        }
    }
    depth
}
