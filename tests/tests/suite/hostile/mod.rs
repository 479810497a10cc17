//! Texts and names that mean harm, in every place where a schema takes one: refused with a code, or but a text
//! and but a name in all that comes out.

mod names;
mod skeleton;
mod texts;

use fraise::{Input, Options};
use fraise_diagnostics::Sources;
use fraise_syntax::load;

pub(crate) fn input(schema: &str) -> Input {
    let mut sources = Sources::new();
    let (_, document, found) = load(&mut sources, "schema.yaml", schema.as_bytes());
    Input { sources, document, found, options: Options { allow_unfinished: true, ..Options::all() } }
}

/// The codes of its errors, in order, each once.
fn error_codes(schema: &str) -> Vec<&'static str> {
    let (_, found) = fraise::check(&input(schema));
    let errors = found.iter().filter(|it| it.severity == fraise_diagnostics::Severity::Error);
    let mut codes: Vec<&str> = errors.map(|it| it.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// A text as YAML writes it in double quotes, which JSON does too.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}
