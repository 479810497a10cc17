//! `create index`.

use super::layout;
use crate::QualifiedName;
use crate::catalog::{Index, IndexKey, IndexMethod, IndexTerm, Nulls, Order};

pub(super) fn create(table: &QualifiedName, index: &Index) -> String {
    let unique = if index.unique { "unique " } else { "" };
    let mut parts = vec![format!("create {unique}index {} on {table}", index.name)];
    if index.method != IndexMethod::Btree {
        parts.push(format!("using {}", index.method.keyword()));
    }
    parts.push(format!("({})", layout::inline(index.keys.iter().map(key))));
    if !index.include.is_empty() {
        parts.push(format!("include ({})", layout::inline(&index.include)));
    }
    if let Some(condition) = &index.condition {
        parts.push(format!("where {condition}"));
    }
    let one_line = format!("{};", parts.join(" "));
    if one_line.chars().count() <= layout::WIDTH {
        return one_line;
    }
    format!("{};", parts.join("\n  "))
}

fn key(key: &IndexKey) -> String {
    let mut text = match &key.term {
        IndexTerm::Column(name) => name.to_string(),
        IndexTerm::Expression(expression) => format!("({expression})"),
    };
    if let Some(class) = &key.operator_class {
        text.push_str(&format!(" {class}"));
    }
    if key.order == Order::Descending {
        text.push_str(" desc");
    }
    text.push_str(match (key.nulls, key.order) {
        (Nulls::Default, _) => "",
        (Nulls::Reversed, Order::Ascending) => " nulls first",
        (Nulls::Reversed, Order::Descending) => " nulls last",
    });
    text
}
