//! The real schema is read whole.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use fraise_diagnostics::Sources;
use fraise_syntax::{Document, parse};

fn storefront() -> &'static str {
    include_str!("../../../schemas/storefront.yaml")
}

fn document() -> Document {
    let mut sources = Sources::new();
    let source = sources.add("storefront.yaml", storefront());
    let (document, diagnostics) = parse(source, storefront());
    let found: Vec<_> = diagnostics
        .iter()
        .map(|it| {
            let at = sources.position(source, it.primary.span.start as usize);
            format!("{}:{}: {} {}", at.line, at.column, it.code, it.message)
        })
        .collect();
    assert!(found.is_empty(), "{found:#?}");
    document
}

#[test]
fn it_parses_without_a_finding() {
    document();
}
