//! The storefront, checked whole.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use fraise_diagnostics::{Severity, Sources};

#[test]
fn the_storefront_is_without_errors() {
    let text = include_str!("../../../schemas/storefront.yaml");
    let mut sources = Sources::new();
    let source = sources.add("storefront.yaml", text);
    let (document, found) = fraise_syntax::parse(source, text);
    assert!(found.is_empty(), "{found:?}");
    let (ir, found) = fraise_check::check(&document);
    let worse: Vec<String> = found
        .iter()
        .filter(|it| it.severity != Severity::Note)
        .map(|it| {
            format!("{} {} `{}`", it.code.as_str(), it.message, text.get(it.primary.span.range()).unwrap())
        })
        .collect();
    assert!(worse.is_empty(), "{}", worse.join("\n"));
    let ir = ir.unwrap();
    assert_eq!(ir.entities.len(), 20);
    assert_eq!(ir.mutations.len(), 16);
}
