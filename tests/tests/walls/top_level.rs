//! Eight names at the top of the repository, and files that begin with a dot.

use std::fs;

use pretty_assertions::assert_eq;

use super::workspace::root;

const NAMES: &[&str] =
    &["Cargo.lock", "Cargo.toml", "README.md", "crates", "examples", "schemas", "templates", "tests"];

/// Left behind by builds and by the commands of the README; never committed.
const IGNORED: &[&str] = &["out", "target"];

fn strangers(names: &[String]) -> Vec<&String> {
    let is_known = |it: &&String| {
        let name = it.as_str();
        NAMES.contains(&name) || IGNORED.contains(&name) || name.starts_with('.')
    };
    names.iter().filter(|it| !is_known(it)).collect()
}

#[test]
fn the_top_level_has_its_names_only() {
    let entries = fs::read_dir(root()).unwrap();
    let names: Vec<String> = entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.iter().any(|it| it == "Cargo.toml"));
    assert_eq!(strangers(&names), Vec::<&String>::new());
}

#[test]
fn violations_are_found() {
    let names = ["crates", ".gitignore", "target", "scripts", "NOTES.md"].map(str::to_owned);
    assert_eq!(strangers(&names), ["scripts", "NOTES.md"]);
}
