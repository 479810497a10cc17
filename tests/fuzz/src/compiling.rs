//! A schema of any text: findings, or output that others can read and that comes out the same again.

use fraise::{Input, Options, compile};
use fraise_diagnostics::{Code, Diagnostics, Sources};
use fraise_emit::OutputTree;
use fraise_syntax::load;
use squawk_syntax::SourceFile;
use squawk_syntax::ast::{AstNode as _, CreateFunction, Do};

use crate::places::findings_can_be_shown;

/// Compiles the schema twice and looks at what comes out.
pub fn compiling(bytes: &[u8]) {
    let input = read(bytes);
    let (tree, found) = compile(&input);
    findings_can_be_shown(&found, &input.sources);
    is_no_mistake_of_ours(&found);
    assert_eq!(tree.is_none(), found.has_errors(), "output exactly without errors");
    let (again, found_again) = compile(&read(bytes));
    assert!(tree == again, "a second run gives other files");
    assert!(found.iter().eq(found_again.iter()), "a second run finds something else");
    if let Some(tree) = tree {
        others_can_read(&tree);
    }
}

/// Schemas of one file, in which what is not emitted yet is let through.
fn read(bytes: &[u8]) -> Input {
    let mut sources = Sources::new();
    let (_, document, found) = load(&mut sources, "schema.yaml", bytes);
    let options = Options { allow_unfinished: true, ..Options::all() };
    Input { sources, document, found, options }
}

fn is_no_mistake_of_ours(found: &Diagnostics) {
    let ours: Vec<_> = found.iter().filter(|it| it.code == Code::F0001).collect();
    assert!(ours.is_empty(), "{ours:?}");
}

fn others_can_read(tree: &OutputTree) {
    for (path, file) in tree.iter() {
        let path = path.as_str();
        let errors = match path.rsplit_once('.').map(|(_, kind)| kind) {
            Some("sql") => sql_errors(&file.text),
            Some("graphql") => graphql_parser::parse_schema::<String>(&file.text)
                .err()
                .map(|it| it.to_string())
                .into_iter()
                .collect(),
            Some("rs") => syn::parse_file(&file.text).err().map(|it| it.to_string()).into_iter().collect(),
            Some(_) | None => Vec::new(),
        };
        assert!(errors.is_empty(), "{path}: {errors:?}\n{}", file.text);
    }
}

/// squawk does not know the INTO of PL/pgSQL behind RETURNING and behind WITH, nor that of several variables, which has a
/// line of its own.
fn without_into(script: &str) -> String {
    let line = |line: &str| {
        let words = line.trim_start();
        let (before, behind) = words.split_once(" into ").unwrap_or((words, ""));
        match behind.split_once(" from ") {
            _ if words.starts_with("into ") => "\n".to_owned(),
            _ if words.starts_with("returning ") && !behind.is_empty() => format!("{before};\n"),
            Some((_, from)) if words.starts_with("select ") => format!("{before} from {from}\n"),
            Some(_) | None => format!("{line}\n"),
        }
    };
    script.lines().map(line).collect()
}

/// What squawk says of a script and, since a body is but a text in it, of each body.
fn sql_errors(script: &str) -> Vec<String> {
    let file = SourceFile::parse(&without_into(script));
    let mut errors = file.errors();
    for node in file.tree().syntax().descendants() {
        if let Some(function) = CreateFunction::cast(node.clone()) {
            errors.extend(function.plpgsql().iter().flat_map(|it| it.errors()));
            errors.extend(function.sql_body().iter().flat_map(|it| it.errors()));
        }
        if let Some(block) = Do::cast(node) {
            errors.extend(block.plpgsql().iter().flat_map(|it| it.errors()));
        }
    }
    errors.iter().map(|it| format!("{it:?}")).collect()
}
