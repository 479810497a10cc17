//! The conservation check on wrong variants of whole services: each is refused, at its place, with the path and the amount.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod of_other_fields;
mod variants;

use fraise_diagnostics::{Code, Diagnostic, Diagnostics, Format, Severity, Sources, render};

const STOREFRONT: &str = include_str!("../../../../schemas/storefront.yaml");

/// A schema, with pieces of it replaced.
struct Variant {
    text: String,
}

impl Variant {
    fn right() -> Self {
        Self::of(STOREFRONT)
    }

    fn of(right: &str) -> Self {
        Self { text: right.to_owned() }
    }

    /// Each piece is replaced in the one place where it stands.
    fn with(mut self, old: &str, new: &str) -> Self {
        assert_eq!(self.text.matches(old).count(), 1, "stands once: {old}");
        self.text = self.text.replacen(old, new, 1);
        self
    }

    /// The same behind a place that stands once.
    fn behind(mut self, place: &str, old: &str, new: &str) -> Self {
        assert_eq!(self.text.matches(place).count(), 1, "stands once: {place}");
        let at = self.text.find(place).unwrap();
        let (before, after) = self.text.split_at(at);
        assert!(after.contains(old), "stands there: {old}");
        self.text = format!("{before}{}", after.replacen(old, new, 1));
        self
    }

    fn checked(&self) -> (Diagnostics, Sources) {
        let mut sources = Sources::new();
        let source = sources.add("schema.yaml", &self.text);
        let (document, mut found) = fraise_syntax::parse(source, &self.text);
        let (_, of_the_model) = fraise_check::check(&document);
        found.extend(of_the_model);
        (found.sorted(), sources)
    }

    /// What is said of it, notes and the order of locks aside.
    fn told(&self) -> (Vec<&'static str>, String) {
        let (found, sources) = self.checked();
        let told: Diagnostics = found.iter().filter(is_meant).cloned().collect();
        let codes = told.iter().map(|it| it.code.as_str()).collect();
        (codes, render(&told, &sources, Format::Human { color: false }))
    }
}

fn is_meant(found: &&Diagnostic) -> bool {
    found.severity != Severity::Note && found.code != Code::F0713
}

/// Nothing but that code is told, and how it reads.
fn refused(name: &str, code: Code, variant: Variant) {
    let (codes, text) = variant.told();
    assert!(!codes.is_empty() && codes.iter().all(|it| *it == code.as_str()), "{name}: {codes:?}\n{text}");
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn the_right_one_is_proven() {
    let (codes, text) = Variant::right().told();
    assert!(codes.is_empty(), "{text}");
}
