//! `grant`: all rights on one object for one grantee together.

use super::layout;
use crate::catalog::{Grant, Grantee};
use crate::statement::Object;

pub(super) fn give(on: &Object, grants: &[Grant], to: &Grantee) -> String {
    let target = format!("on {} to {to};", object(on));
    let rights: Vec<String> = grants.iter().map(right).collect();
    let one_line = format!("grant {} {target}", rights.join(", "));
    if one_line.chars().count() <= layout::WIDTH {
        return one_line;
    }
    let rights: Vec<String> = grants.iter().map(wrapped_right).collect();
    format!("grant\n{}\n{target}", rights.join(",\n"))
}

/// `table` is left out, as people do.
fn object(on: &Object) -> String {
    match on {
        Object::Table(name) | Object::View(name) => name.to_string(),
        other => other.to_string(),
    }
}

fn right(grant: &Grant) -> String {
    if grant.columns.is_empty() {
        return grant.privilege.to_string();
    }
    format!("{} ({})", grant.privilege, layout::inline(&grant.columns))
}

fn wrapped_right(grant: &Grant) -> String {
    let one_line = format!("  {}", right(grant));
    if one_line.chars().count() < layout::WIDTH {
        return one_line;
    }
    let columns: Vec<String> = grant.columns.iter().map(ToString::to_string).collect();
    format!(
        "  {} (\n{}\n  )",
        grant.privilege,
        layout::filled("    ", &columns)
    )
}
