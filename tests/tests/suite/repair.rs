//! Schemas as people break them who are new here, each with its mending, which the messages lead to.

use std::fs;
use std::path::PathBuf;

use fraise_diagnostics::{Format, Severity, render};

use crate::case::folder;
use crate::hostile::input;

fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(folder().join("repair")).unwrap().map(|it| it.unwrap().path()).collect();
    folders.sort();
    assert!(folders.len() >= 20, "the schemas were found");
    folders
}

#[test]
fn broken_schemas_are_told_what_is_wrong() {
    for folder in folders() {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let input = input(&fs::read_to_string(folder.join("broken.yaml")).unwrap());
        let (tree, found) = fraise::compile(&input);
        assert!(tree.is_none(), "{name} has no errors");
        let told = render(&found, &input.sources, Format::Human { color: false });
        insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("told", told);
        });
    }
}

#[test]
fn mended_schemas_compile() {
    for folder in folders() {
        let input = input(&fs::read_to_string(folder.join("mended.yaml")).unwrap());
        let (tree, found) = fraise::compile(&input);
        let errors = found.count(Severity::Error);
        assert!(
            tree.is_some(),
            "{errors} errors: {}",
            render(&found, &input.sources, Format::Human { color: false })
        );
    }
}
