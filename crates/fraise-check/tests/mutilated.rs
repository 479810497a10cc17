//! Broken schemas are told, never fatal: the storefront with a line taken away, doubled, or cut short.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use fraise_diagnostics::{Format, Sources, render};

/// Lines between two places that are broken; a prime, so that all kinds of lines are met.
const STEP: usize = 23;

#[test]
fn a_broken_storefront_is_told() {
    let text = include_str!("../../../schemas/storefront.yaml");
    let lines: Vec<&str> = text.lines().collect();
    let step = std::env::var("FRAISE_TEST_STEP").ok().and_then(|it| it.parse().ok()).unwrap_or(STEP);
    for (turn, at) in (0..lines.len()).step_by(step).enumerate() {
        let mut broken = lines.clone();
        let cut: String;
        match turn % 4 {
            0 => drop(broken.remove(at)),
            1 => broken.insert(at, lines[at]),
            2 => {
                cut = lines[at].chars().take(lines[at].chars().count() * 2 / 3).collect();
                broken[at] = &cut;
            }
            _ => {
                cut = lines[at].replace(": ", ": x").replace('[', "[x");
                broken[at] = &cut;
            }
        }
        tell(&broken.join("\n"));
    }
}

fn tell(schema: &str) {
    let mut sources = Sources::new();
    let source = sources.add("schema.yaml", schema);
    let (document, mut found) = fraise_syntax::parse(source, schema);
    let (ir, more) = fraise_check::check(&document);
    assert_eq!(ir.is_none(), more.has_errors());
    found.extend(more);
    let rendered = render(&found.sorted(), &sources, Format::Short);
    for line in rendered.lines() {
        assert!(line.starts_with("schema.yaml:"), "{line}");
    }
}
