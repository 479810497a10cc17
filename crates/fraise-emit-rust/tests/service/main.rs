//! Schemas to the modules of a service: small ones, each for one point.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod access;
mod files;
mod names;
mod queries;
mod values;

use fraise_diagnostics::{Format, Sources, render};
use fraise_emit::{OutputPath, OutputTree};
use fraise_emit_rust::{Options, RuntimeSource};
use fraise_ir::{Checked, Ir};

/// A schema without errors, checked.
fn checked(yaml: &str) -> Checked<Ir> {
    let mut sources = Sources::new();
    let (_, document, found) = fraise_syntax::load(&mut sources, "schema.yaml", yaml.as_bytes());
    assert!(!found.has_errors(), "{}", render(&found, &sources, Format::Short));
    let (ir, found) = fraise_check::check(&document);
    ir.unwrap_or_else(|| panic!("{}", render(&found, &sources, Format::Short)))
}

fn tree(yaml: &str) -> OutputTree {
    let options = Options {
        runtime: RuntimeSource::Path("../../crates/fraise-runtime".to_owned()),
        sdl: "type Query { it: Int }\n".to_owned(),
    };
    fraise_emit_rust::files(&checked(yaml), &options).unwrap()
}

/// A file of the service.
fn file(yaml: &str, path: &str) -> String {
    let path = OutputPath::new(format!("service/{path}")).unwrap();
    tree(yaml).get(&path).unwrap().text.clone()
}

/// The static of this name in a generated module.
fn item(yaml: &str, module: &str, name: &str) -> String {
    let text = file(yaml, &format!("src/generated/{module}.rs"));
    let begin = text.find(&format!(" {name}: ")).unwrap_or_else(|| panic!("no `{name}` in\n{text}"));
    let begin = text.get(..begin).unwrap().rfind("\n\n").unwrap() + 2;
    let rest = text.get(begin..).unwrap();
    let end = rest.find("\n\n").unwrap_or(rest.len());
    format!("{}\n", rest.get(..end).unwrap().trim_end())
}
