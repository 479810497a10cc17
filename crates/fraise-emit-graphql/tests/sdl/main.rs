//! Schemas to schema definitions: small ones, each for one point, and the storefront.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod access;
mod deprecation;
mod hidden;
mod naming;
mod queries;
mod storefront;
mod values;

use apollo_compiler::{Schema, validation::Valid};
use fraise_diagnostics::{Format, Sources, render};
use fraise_ir::{Checked, Ir};

/// A schema without errors, checked.
fn checked(yaml: &str) -> Checked<Ir> {
    let mut sources = Sources::new();
    let (_, document, found) = fraise_syntax::load(&mut sources, "schema.yaml", yaml.as_bytes());
    assert!(!found.has_errors(), "{}", render(&found, &sources, Format::Short));
    let (ir, found) = fraise_check::check(&document);
    ir.unwrap_or_else(|| panic!("{}", render(&found, &sources, Format::Short)))
}

/// The text of the definition, which apollo-compiler has found valid.
fn sdl(yaml: &str) -> String {
    let schema = fraise_emit_graphql::lower(&checked(yaml)).unwrap();
    let text = fraise_emit_graphql::print(&schema);
    fraise_emit_graphql::read_back(&text).unwrap();
    validated(&text);
    text
}

fn validated(sdl: &str) -> Valid<Schema> {
    match Schema::parse_and_validate(sdl, "schema.graphql") {
        Ok(schema) => schema,
        Err(errors) => panic!("{}\n{sdl}", errors.errors),
    }
}

/// The lines of one definition, without descriptions of scalars and the like around it.
fn definition(sdl: &str, head: &str) -> String {
    let begin = sdl.find(&format!("\n{head}")).unwrap_or_else(|| panic!("no `{head}` in\n{sdl}"));
    let rest = sdl.get(begin + 1..).unwrap();
    let end = rest.find("\n}").unwrap();
    format!("{}\n}}\n", rest.get(..end).unwrap())
}
