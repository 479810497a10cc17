//! One line for each finding, as compilers and editors have them.

use std::fmt::Write;

use super::{place::Place, visible};
use crate::{Diagnostics, Sources};

pub(super) fn render(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let mut out = String::new();
    for it in diagnostics {
        let place = Place::of(it.primary.span, sources);
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{}:{}:{}: {}[{}]: {}",
            visible(place.file),
            place.start.line,
            place.start.column,
            it.severity.as_str(),
            it.code,
            visible(&it.message),
        );
    }
    out
}
