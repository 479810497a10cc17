//! How lists are laid out: on one line while they fit, else wrapped.

use std::fmt::Display;

/// Lines are kept shorter than this where a list can be broken.
pub(super) const WIDTH: usize = 100;

/// `a, b, c`
pub(super) fn inline<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    items.join(", ")
}

/// `(a, b, c)`, for a place that is `used` characters into a line of the outermost level: on one
/// line if it fits, else filled lines between the parentheses.
pub(super) fn list<T: Display>(used: usize, items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    let one_line = format!("({})", items.join(", "));
    if used + one_line.chars().count() <= WIDTH {
        return one_line;
    }
    format!("(\n{}\n)", filled("  ", &items))
}

/// Items with commas, as many in a line as fit, each line begun by `indent`.
pub(super) fn filled(indent: &str, items: &[String]) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for (position, item) in items.iter().enumerate() {
        let comma = if position + 1 < items.len() { "," } else { "" };
        let wider = line.chars().count() + item.chars().count() + 2;
        if !line.is_empty() && wider > WIDTH {
            lines.push(std::mem::take(&mut line));
        }
        line.push_str(if line.is_empty() { indent } else { " " });
        line.push_str(item);
        line.push_str(comma);
    }
    lines.push(line);
    lines.join("\n")
}

/// The width of the widest text.
pub(super) fn widest<'a>(texts: impl IntoIterator<Item = &'a String>) -> usize {
    texts.into_iter().map(|text| text.chars().count()).max().unwrap_or(0)
}
