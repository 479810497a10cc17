//! The name and the description of the package.

use fraise_ir::Ir;
use fraise_lower::names;
use fraise_sql::Ident;

/// Names that cargo refuses for a program: it has folders or crates of these names itself.
const REFUSED: [&str; 9] =
    ["alloc", "build", "core", "deps", "examples", "incremental", "proc_macro", "std", "test"];

/// Words that are no names in Rust: <https://doc.rust-lang.org/reference/keywords.html>, strict and reserved.
const KEYWORDS: [&str; 53] = [
    "Self", "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self",
    "static", "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// The service's name; with an ending where cargo would refuse it.
pub(super) fn name(service: &str) -> String {
    if is_package(service) { service.to_owned() } else { format!("{service}_service") }
}

/// Lower case letters, digits and underscores that begin with a letter, and mean nothing else.
fn is_package(name: &str) -> bool {
    let is_plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    is_plain
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && !KEYWORDS.contains(&name)
        && !REFUSED.contains(&name)
}

/// What the package says of itself.
pub(super) fn description(ir: &Ir) -> String {
    let fallback = || format!("The service {}.", ir.service.name);
    ir.service.description.clone().unwrap_or_else(fallback)
}

/// The PostgreSQL role of the service's logins: `<prefix>_service`.
pub(super) fn group(ir: &Ir) -> Ident {
    names::ident(&format!("{}_service", ir.service.roles_prefix))
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn rust_takes_no_keyword_for_a_name() {
        for word in KEYWORDS.iter().filter(|it| **it != "gen") {
            assert!(syn::parse_str::<syn::Ident>(word).is_err(), "{word}");
        }
    }

    #[test]
    fn names_that_cargo_refuses_get_an_ending() {
        let names = ["storefront", "crate", "test", "type", "deps"].map(name);
        assert_eq!(names, ["storefront", "crate_service", "test_service", "type_service", "deps_service"]);
    }
}
