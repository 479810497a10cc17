//! Statements of ours with places for names of a service.
//!
//! `:schemas` are its schemas as a list of texts, `:schema` is the name of the one with its tables, and `:prefix_api` the
//! role of that name; in quotes, as `:'prefix_api'`, it is a text.

use fraise_ir::Ir;
use fraise_lower::names;
use fraise_sql::{Fragment, Literal, sql};

/// The statement for a service.
pub fn filled(text: &'static str, ir: &Ir) -> Fragment {
    let mut all = Fragment::new();
    let mut rest = text;
    while let Some(at) = place(rest) {
        let (before, behind) = rest.split_at(at);
        all = all.with(before);
        rest = behind;
        if let Some(behind) = rest.strip_prefix(":schemas") {
            all = all.with(schemas(ir));
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix(":schema") {
            all = all.with(names::ident(&ir.service.schema));
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix(":'prefix") {
            let (end, behind) = behind.split_once('\'').unwrap_or((behind, ""));
            all = all.with(Literal::text(&format!("{}{end}", ir.service.roles_prefix)));
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix(":prefix") {
            let (end, behind) = word(behind);
            all = all.with(names::ident(&format!("{}{end}", ir.service.roles_prefix)));
            rest = behind;
        }
    }
    all.with(rest)
}

/// Where the next place for a name begins.
fn place(text: &str) -> Option<usize> {
    let places = [":schema", ":prefix", ":'prefix"];
    places.iter().filter_map(|it| text.find(it)).min()
}

fn word(text: &'static str) -> (&'static str, &'static str) {
    let end = text.find(|it: char| !(it.is_alphanumeric() || it == '_')).unwrap_or(text.len());
    text.split_at(end)
}

fn schemas(ir: &Ir) -> Fragment {
    sql![Literal::text(&ir.service.schema), ", 'fraise'"]
}
