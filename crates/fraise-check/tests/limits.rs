//! How much of something a schema may have, where a page would be too long.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use fraise_diagnostics::Sources;
use pretty_assertions::assert_eq;

/// Codes, each with the text that it is at.
fn told(schema: &str) -> Vec<String> {
    let mut sources = Sources::new();
    let source = sources.add("schema.yaml", schema);
    let (document, _) = fraise_syntax::parse(source, schema);
    let (_, found) = fraise_check::check(&document);
    found
        .iter()
        .map(|it| format!("{} {}", it.code.as_str(), schema.get(it.primary.span.range()).unwrap()))
        .collect()
}

fn with_roles(count: usize) -> String {
    let roles: String = (1..=count).map(|it| format!("  role_{it}: {{}}\n")).collect();
    format!(
        "fraise: 1\nservice: crowd\nroles:\n{roles}types:\n  Seat:\n    fields: {{row: int}}\n    \
         access: {{read: [role_1, role_{count}]}}\n"
    )
}

#[test]
fn a_service_has_at_most_63_roles() {
    assert_eq!(told(&with_roles(63)), [""; 0]);
    assert_eq!(told(&with_roles(64)), ["F0302 role_64"]);
    // It is told once.
    assert_eq!(told(&with_roles(90)), ["F0302 role_64"]);
}
