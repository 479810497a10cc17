//! A crate imports only from layers below its own, so no emitter sees another; what comes after the
//! checked model never sees syntax.

use pretty_assertions::assert_eq;

use super::workspace::{Krate, krates};

/// Rooms that see no room of ours.
const BESIDE: &[&str] = &["fraise-attributes", "fraise-runtime"];

/// Rooms that may see all others, and that no room sees.
const ABOVE: &[&str] = &["xtask", "fraise-fuzz", "fraise-mutants", "fraise-tests"];

const LAYERS: &[&[&str]] = &[
    &["fraise-diagnostics", "fraise-sql"],
    &["fraise-expr", "fraise-syntax", "fraise-templates"],
    &["fraise-ir"],
    &["fraise-check", "fraise-emit", "fraise-lower", "fraise-model"],
    &["fraise-emit-graphql", "fraise-emit-postgres", "fraise-emit-rust", "fraise-migrate"],
    &["fraise-pg"],
    &["fraise-verify"],
    &["fraise"],
];

/// Below, and all the same out of sight: who, and what it never sees.
const UNSEEN: &[(&str, &[&str])] = &[
    ("fraise-ir", &["fraise-syntax", "fraise-sql", "fraise-templates"]),
    ("fraise-lower", &["fraise-syntax", "fraise-check", "fraise-templates"]),
    ("fraise-emit", &["fraise-syntax", "fraise-check", "fraise-sql", "fraise-templates"]),
    ("fraise-emit-graphql", &["fraise-syntax", "fraise-check", "fraise-sql"]),
    ("fraise-emit-postgres", &["fraise-syntax", "fraise-check"]),
    ("fraise-emit-rust", &["fraise-syntax", "fraise-check"]),
    ("fraise-model", &["fraise-syntax", "fraise-expr", "fraise-sql", "fraise-templates"]),
    ("fraise-migrate", &["fraise-syntax", "fraise-check"]),
    ("fraise-check", &["fraise-sql", "fraise-templates"]),
    ("fraise-verify", &["fraise-syntax", "fraise-check", "fraise-templates"]),
    ("fraise-pg", &["fraise-syntax", "fraise-check", "fraise-ir"]),
];

fn layer_of(name: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&name))
}

fn is_ours(name: &str) -> bool {
    name == "fraise" || name.starts_with("fraise-") || name == "xtask"
}

fn layers_hold(krates: &[Krate]) -> Vec<String> {
    krates.iter().flat_map(imports_hold).collect()
}

fn imports_hold(krate: &Krate) -> Vec<String> {
    let name = krate.name.as_str();
    if ABOVE.contains(&name) {
        return Vec::new();
    }
    let own = match layer_of(name) {
        Some(layer) => layer,
        None if BESIDE.contains(&name) => 0,
        None => return vec![format!("{name} stands on no layer")],
    };
    let unseen = UNSEEN.iter().find(|(it, _)| *it == name).map_or(&[] as &[_], |(_, unseen)| unseen);
    let ours = krate.dependencies.iter().filter(|it| is_ours(it));
    ours.filter(|it| unseen.contains(&it.as_str()) || layer_of(it).is_none_or(|layer| layer >= own))
        .map(|it| format!("{name} imports {it}"))
        .collect()
}

#[test]
fn crates_import_from_below_only() {
    assert_eq!(layers_hold(&krates()), Vec::<String>::new());
}

#[test]
fn violations_are_found() {
    let krate = |name: &str, dependencies: &[&str]| Krate {
        name: name.to_owned(),
        dependencies: dependencies.iter().map(|it| (*it).to_owned()).collect(),
        ..Krate::default()
    };
    let found = layers_hold(&[
        krate("fraise-sql", &["serde", "fraise-ir"]),
        krate("fraise-emit-postgres", &["fraise-ir", "fraise-emit-graphql", "fraise-syntax"]),
        krate("fraise-runtime", &["fraise-sql"]),
        krate("fraise", &["xtask", "fraise-runtime"]),
        krate("fraise-new", &[]),
        krate("xtask", &["fraise"]),
    ]);
    assert_eq!(
        found,
        [
            "fraise-sql imports fraise-ir",
            "fraise-emit-postgres imports fraise-emit-graphql",
            "fraise-emit-postgres imports fraise-syntax",
            "fraise-runtime imports fraise-sql",
            "fraise imports xtask",
            "fraise imports fraise-runtime",
            "fraise-new stands on no layer",
        ]
    );
}
