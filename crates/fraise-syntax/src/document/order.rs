//! Keys of an order or an index: `name`, `created_at desc`.

use fraise_diagnostics::{Code, Diagnostic, Span};

use super::Path;
use crate::{
    decode::{Decode, Decoder, is_path, scalar},
    keys::Kind,
    node::Node,
};

/// A field, or something else to sort by, and the direction.
#[derive(Clone, Debug)]
pub struct OrderTerm {
    /// What is sorted by: a field, a path, `rank`, a measure.
    pub key: Path,
    /// Where `desc` stands, if it does.
    pub descending: Option<Span>,
}

impl OrderTerm {
    /// Where the term stands.
    #[must_use]
    pub fn span(&self) -> Span {
        self.descending.map_or(self.key.span, |it| self.key.span.to(it))
    }
}

impl Decode for OrderTerm {
    const KIND: Kind = Kind::Order;

    fn decode(node: &Node, cx: &mut Decoder) -> Option<Self> {
        let text = scalar(node, Self::KIND, cx)?.text.trimmed();
        let end = text.as_str().find(char::is_whitespace).unwrap_or(text.as_str().len());
        let key = text.slice(0..end);
        let direction = text.slice(end..text.as_str().len()).trimmed();
        let descending = match direction.as_str() {
            "" | "asc" => Some(None),
            "desc" => Some(Some(direction.span())),
            _ => None,
        };
        match descending {
            Some(descending) if is_path(key.as_str()) => {
                Some(Self { key: Path(key.to_spanned()), descending })
            }
            _ => {
                cx.report(
                    Diagnostic::error(
                        Code::F0110,
                        text.span(),
                        format!("`{}` is nothing to sort by", text.as_str()),
                    )
                    .help("Write a name, or a name and `desc`; several stand in a list: `[title, id]`."),
                );
                None
            }
        }
    }
}
