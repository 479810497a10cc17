//! All findings of a run, in the order of the sources.

use serde::Serialize;

use crate::{Diagnostic, Severity};

/// A collection of findings. A pass pushes and goes on; the caller asks [`Diagnostics::has_errors`] at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Nothing found yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Whether one of the findings is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.items.iter().any(|it| it.severity == Severity::Error)
    }

    /// Number of findings of a weight.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.items.iter().filter(|it| it.severity == severity).count()
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Number of findings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// The findings as they stand.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.items.iter()
    }

    /// In the order of sources and places; what stands at one place keeps its order, and a finding that
    /// says exactly what an earlier one says is dropped.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.items.sort_by_key(|it| (it.primary.span.source, it.primary.span.start, it.primary.span.end));
        let mut kept: Vec<Diagnostic> = Vec::with_capacity(self.items.len());
        for item in self.items {
            let same_place = kept.iter().rev().take_while(|it| it.primary.span == item.primary.span);
            if !same_place.into_iter().any(|it| *it == item) {
                kept.push(item);
            }
        }
        Self { items: kept }
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, items: I) {
        self.items.extend(items);
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(items: I) -> Self {
        Self { items: items.into_iter().collect() }
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Code, Sources, Span};

    #[test]
    fn findings_come_in_the_order_of_places_and_once() {
        let source = Sources::new().add("a.yaml", "");
        let at = |start| Span::new(source, start, start + 1);
        let found: Diagnostics = [
            Diagnostic::error(Code::F0201, at(9), "late"),
            Diagnostic::error(Code::F0201, at(1), "early"),
            Diagnostic::error(Code::F0202, at(1), "early, other"),
            Diagnostic::error(Code::F0201, at(1), "early"),
        ]
        .into_iter()
        .collect();
        let messages: Vec<_> = found.sorted().into_iter().map(|it| it.message).collect();
        assert_eq!(messages, ["early", "early, other", "late"]);
    }

    #[test]
    fn warnings_are_no_errors() {
        let source = Sources::new().add("a.yaml", "");
        let mut found = Diagnostics::new();
        found.push(Diagnostic::new(Code::F0514, Span::new(source, 0, 1), "a / b is integer division"));
        assert!(!found.has_errors());
        assert_eq!(found.count(Severity::Warning), 1);
    }
}
