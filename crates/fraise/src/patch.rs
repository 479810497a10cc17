//! How a file differs, as a patch that other tools can apply.

use similar::TextDiff;

/// The patch that makes `new` of `old`; empty if they are the same.
pub(crate) fn patch(name: &str, old: &[u8], new: &[u8]) -> String {
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    TextDiff::from_lines(&old, &new).unified_diff().header(name, name).to_string()
}
