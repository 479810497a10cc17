//! What the README tells people to type is typed here, and what it shows is what they get.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use snapbox::cmd::{Command, cargo_bin};
use tempfile::TempDir;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// The blocks of code in this language.
fn blocks(readme: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let starts = readme.split(fence.as_str()).skip(1);
    starts.map(|it| it.split("```").next().unwrap().to_owned()).collect()
}

fn fraise(folder: &Path) -> Command {
    Command::new(cargo_bin!("fraise")).current_dir(folder)
}

#[test]
fn its_commands_do_what_it_says() {
    let readme = readme();
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("schemas")).unwrap();
    fs::copy(root().join("schemas/storefront.yaml"), folder.path().join("schemas/storefront.yaml")).unwrap();
    for line in blocks(&readme, "sh").iter().flat_map(|it| it.lines()) {
        if let Some(arguments) = line.strip_prefix("cargo run --release -- ") {
            fraise(folder.path()).args(arguments.split(' ')).assert().code(0);
        } else if line == "tests/run" {
            // What runs this test; it cannot run itself.
            assert!(root().join(line).is_file());
        } else {
            panic!("no test runs `{line}`");
        }
    }
    let mentioned = readme.split('`').filter(|it| it.starts_with("out/") && !it.contains(' '));
    for path in mentioned {
        assert!(folder.path().join(path).exists(), "{path} is what comes out");
    }
}

#[test]
fn its_schema_is_a_schema() {
    let [schema] = blocks(&readme(), "yaml").try_into().unwrap();
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("shop.yaml"), schema).unwrap();
    fraise(folder.path()).args(["check", "shop.yaml"]).assert().code(0).stderr_eq("");
}

#[test]
fn its_verbs_exist() {
    let verbs: Vec<String> =
        readme().split('`').filter_map(|it| Some(it.strip_prefix("fraise ")?.to_owned())).collect();
    assert!(verbs.len() > 3, "{verbs:?}");
    for verb in verbs {
        let words: Vec<&str> = verb.split(' ').collect();
        if words.len() > 1 || verb == "--help" {
            fraise(&root()).args(words).assert().code(0);
        } else {
            fraise(&root()).args([verb.as_str(), "--help"]).assert().code(0);
        }
    }
}
