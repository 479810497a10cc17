//! From a schema to the text of its files.

#![allow(dead_code, reason = "each suite uses a part")]

pub(crate) mod server;

use fraise_diagnostics::Sources;
use fraise_emit::OutputPath;
use fraise_ir::{Checked, Ir};

/// The checked model of a schema.
pub(crate) fn checked(yaml: &str) -> Checked<Ir> {
    let mut sources = Sources::new();
    let source = sources.add("schema.yaml", yaml);
    let (document, syntax) = fraise_syntax::parse(source, yaml);
    let (ir, findings) = fraise_check::check(&document);
    let all: Vec<String> = syntax.iter().chain(findings.iter()).map(|it| format!("{it:?}")).collect();
    ir.unwrap_or_else(|| panic!("{}", all.join("\n")))
}

/// `postgres/schema.sql`
pub(crate) fn schema(yaml: &str) -> String {
    file(yaml, "postgres/schema.sql")
}

/// `postgres/roles.sql`
pub(crate) fn roles(yaml: &str) -> String {
    file(yaml, "postgres/roles.sql")
}

fn file(yaml: &str, path: &str) -> String {
    let tree = fraise_emit_postgres::emit(&checked(yaml)).unwrap();
    tree.get(&OutputPath::new(path).unwrap()).unwrap().text.clone()
}
