//! Casing, plural forms and shortening of names are decided in `fraise-ir/src/names` alone.

use pretty_assertions::assert_eq;
use proc_macro2::{Delimiter, TokenTree};

use super::workspace::{Source, is_ident, is_punct, sources};

const HOME: &str = "crates/fraise-ir/src/names";

/// Parts of the names of functions that turn one name into another.
const SIGNS: &[&str] = &["snake", "camel", "pascal", "kebab", "screaming", "plural", "singular", "shorten"];

fn names_are_decided_at_home(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources.iter().filter(|it| !it.path.starts_with(HOME)) {
        source.each(&mut |tokens| {
            let [keyword, name, rest @ ..] = tokens else { return };
            let name_text = name.to_string();
            let is_signed = is_ident(keyword, "fn") && SIGNS.iter().any(|it| name_text.contains(it));
            if is_signed && gives_a_name(rest) {
                found.push(source.violation(name, format!("`{name}` belongs in {HOME}")));
            }
        });
    }
    found
}

/// What follows a function's name gives something other than a yes or no; a rule about names gives nothing.
fn gives_a_name(signature: &[TokenTree]) -> bool {
    let is_parameters =
        |it: &TokenTree| matches!(it, TokenTree::Group(it) if it.delimiter() == Delimiter::Parenthesis);
    let after = signature.iter().skip_while(|it| !is_parameters(it)).skip(1).collect::<Vec<_>>();
    match after.as_slice() {
        [dash, arrow, given, ..] => is_punct(dash, '-') && is_punct(arrow, '>') && !is_ident(given, "bool"),
        _ => false,
    }
}

#[test]
fn names_are_made_in_one_place() {
    assert_eq!(names_are_decided_at_home(&sources()), Vec::<String>::new());
}

#[test]
fn violations_are_found() {
    let text = "fn f() {}\nimpl X { pub fn to_snake_case(&self) -> String {} }\n\
                fn pluralize<A>(a: A) -> Cow<'a, str> {}\n\
                fn is_snake_case(it: &str) -> bool {}\nfn names_are_snake_case(it: &Name) {}";
    let elsewhere = Source::parse("fraise-sql", "crates/fraise-sql/src/ident.rs", text);
    let home = Source::parse("fraise-ir", "crates/fraise-ir/src/names/casing.rs", text);
    assert_eq!(
        names_are_decided_at_home(&[elsewhere, home]),
        [
            "crates/fraise-sql/src/ident.rs:2: `to_snake_case` belongs in crates/fraise-ir/src/names",
            "crates/fraise-sql/src/ident.rs:3: `pluralize` belongs in crates/fraise-ir/src/names",
        ]
    );
}
