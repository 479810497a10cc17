//! Text that a terminal shows and never obeys.

use std::borrow::Cow;

/// The text with control characters, and those that turn the direction of writing, as escapes.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_treacherous) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for it in text.chars() {
        if is_treacherous(it) { shown.extend(it.escape_default()) } else { shown.push(it) }
    }
    Cow::Owned(shown)
}

/// The source with treacherous characters replaced by harmless ones of the same size, so that places stay.
pub(super) fn visible_source(text: &str) -> Cow<'_, str> {
    let must_go = |it: char| is_treacherous(it) && !matches!(it, '\n' | '\r' | '\t');
    if !text.contains(must_go) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|it| if must_go(it) { stand_in(it) } else { it }).collect())
}

/// JSON text whose strings hold no such characters either, only their escapes.
pub(super) fn visible_json(json: &str) -> Cow<'_, str> {
    let must_go = |it: char| is_treacherous(it) && it != '\n';
    if !json.contains(must_go) {
        return Cow::Borrowed(json);
    }
    let mut shown = String::with_capacity(json.len() + 8);
    for it in json.chars() {
        // All of them lie in the basic plane, so that one escape holds each.
        if must_go(it) { shown.push_str(&format!("\\u{:04x}", u32::from(it))) } else { shown.push(it) }
    }
    Cow::Owned(shown)
}

fn stand_in(it: char) -> char {
    match it.len_utf8() {
        1 => '?',
        2 => '\u{b7}',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

fn is_treacherous(it: char) -> bool {
    it.is_control()
        || matches!(it, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_shown_as_an_escape() {
        assert_eq!(visible("plain é"), "plain é");
        assert_eq!(visible("\u{1b}[2Jx\ny\u{202e}"), "\\u{1b}[2Jx\\ny\\u{202e}");
    }

    #[test]
    fn json_keeps_its_meaning() {
        assert_eq!(visible_json("{\"a\": \"\u{9b}\u{202e}\"}\n"), "{\"a\": \"\\u009b\\u202e\"}\n");
    }

    #[test]
    fn a_source_keeps_its_places() {
        let text = "a\u{1b}b\u{9b}c\u{202e}d\n\te";
        let shown = visible_source(text);
        assert_eq!(shown, "a?b\u{b7}c\u{fffd}d\n\te");
        assert_eq!(shown.len(), text.len());
    }
}
