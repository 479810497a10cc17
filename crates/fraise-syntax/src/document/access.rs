//! Items of access: `support`, `customer if owner`, `via order`.

use fraise_diagnostics::{Code, Diagnostic, Fix, Span};

use super::Name;
use crate::{
    decode::{Decode, Decoder, is_name, scalar},
    keys::Kind,
    node::Node,
    text::{ExprText, SourceText},
};

/// Who may; any item of a list suffices.
#[derive(Clone, Debug)]
pub enum AccessItem {
    /// `support`, `customer if owner`
    Role {
        /// The role.
        role: Name,
        /// What must hold of the row.
        condition: Option<ExprText>,
    },
    /// `via order`: whoever may read that row.
    Via {
        /// The to-one relation.
        relation: Name,
        /// The whole item.
        span: Span,
    },
}

impl AccessItem {
    /// Where the item stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Role { role, condition } => {
                condition.as_ref().map_or(role.span, |it| role.span.to(it.span()))
            }
            Self::Via { span, .. } => *span,
        }
    }
}

impl Decode for AccessItem {
    const KIND: Kind = Kind::Access;

    fn decode(node: &Node, cx: &mut Decoder) -> Option<Self> {
        let text = scalar(node, Self::KIND, cx)?.text.trimmed();
        let item = parse(&text);
        if item.is_none() {
            cx.report(no_item(&text));
        }
        item
    }
}

fn no_item(text: &SourceText) -> Diagnostic {
    let message = format!("`{}` is no item of access", text.as_str());
    let found = Diagnostic::error(Code::F0110, text.span(), message);
    let names = text.as_str().split(',').map(str::trim);
    if text.as_str().contains(',') && names.clone().all(is_name) {
        let list = format!("[{}]", names.collect::<Vec<_>>().join(", "));
        let title = format!("write `{list}`");
        return found.label("several items are a list").fix(Fix::replace(title, text.span(), list));
    }
    found.help("Write a role, `role if expression`, or `via relation`.")
}

fn parse(text: &SourceText) -> Option<AccessItem> {
    let (first, rest) = split_word(text);
    if first.as_str() == "via" {
        return Some(AccessItem::Via { relation: name(&rest)?, span: text.span() });
    }
    let role = name(&first)?;
    if rest.is_empty() {
        return Some(AccessItem::Role { role, condition: None });
    }
    let (keyword, condition) = split_word(&rest);
    if keyword.as_str() != "if" || condition.is_empty() {
        return None;
    }
    Some(AccessItem::Role { role, condition: Some(ExprText(condition)) })
}

fn split_word(text: &SourceText) -> (SourceText, SourceText) {
    let end = text.as_str().find(char::is_whitespace).unwrap_or(text.as_str().len());
    (text.slice(0..end), text.slice(end..text.as_str().len()).trimmed())
}

fn name(text: &SourceText) -> Option<Name> {
    is_name(text.as_str()).then(|| Name(text.to_spanned()))
}
