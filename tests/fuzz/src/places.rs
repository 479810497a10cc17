//! Findings, looked at: each place lies in its text, and they can be shown.

use fraise_diagnostics::{Diagnostic, Diagnostics, Format, Sources, Span, render};

/// Each span lies in its text, on the borders of characters; each format shows the first few.
pub(crate) fn findings_can_be_shown(found: &Diagnostics, sources: &Sources) {
    for finding in found {
        for span in spans(finding) {
            assert!(sources.text(span.source).get(span.range()).is_some(), "{span:?} of {finding:?}");
        }
    }
    let few: Diagnostics = found.iter().take(3).cloned().collect();
    for name in Format::NAMES {
        let shown = render(&few, sources, Format::parse(name).unwrap());
        assert!(few.is_empty() || !shown.is_empty(), "{name} shows nothing");
    }
}

fn spans(finding: &Diagnostic) -> impl Iterator<Item = Span> {
    let labels = finding.secondary.iter().map(|it| it.span);
    let edits = finding.fix.iter().flat_map(|it| &it.edits).map(|it| it.span);
    std::iter::once(finding.primary.span).chain(labels).chain(edits)
}
