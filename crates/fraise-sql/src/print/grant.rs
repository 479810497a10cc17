//! `grant`: all rights on one object together, for all who have the same.

use super::layout;
use crate::catalog::Grantee;
use crate::statement::{Object, Right};

pub(super) fn give(on: &Object, rights: &[Right], to: &[Grantee]) -> String {
    let target = format!("on {} to {};", object(on), layout::inline(to));
    let shown: Vec<String> = rights.iter().map(right).collect();
    let one_line = format!("grant {} {target}", shown.join(", "));
    if one_line.chars().count() <= layout::WIDTH {
        return one_line;
    }
    let shown: Vec<String> = rights.iter().map(wrapped_right).collect();
    format!("grant\n{}\n{target}", shown.join(",\n"))
}

/// `table` is left out, as people do.
fn object(on: &Object) -> String {
    match on {
        Object::Table(name) | Object::View(name) => name.to_string(),
        other => other.to_string(),
    }
}

fn right((privilege, columns): &Right) -> String {
    if columns.is_empty() {
        return privilege.to_string();
    }
    format!("{privilege} ({})", layout::inline(columns))
}

fn wrapped_right(it: &Right) -> String {
    let one_line = format!("  {}", right(it));
    if one_line.chars().count() < layout::WIDTH {
        return one_line;
    }
    let (privilege, columns) = it;
    let columns: Vec<String> = columns.iter().map(ToString::to_string).collect();
    format!("  {privilege} (\n{}\n  )", layout::filled("    ", &columns))
}
