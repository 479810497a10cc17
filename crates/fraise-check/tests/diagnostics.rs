//! Each page of `tests/diagnostics` is prose and schemas; a comment says which finding is expected at its line.
//!
//! The findings are compared with the comments, their rendering is a snapshot, and every fix that is offered
//! must take its finding away. Every code that can be found in a schema has a page.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use fraise_diagnostics::{Code, Diagnostic, Diagnostics, Format, Sources, render};

const FILE: &str = "schema.yaml";

/// Codes that no single schema shows, each with the test in which it is found.
const SHOWN_ELSEWHERE: [(&str, &str); 7] = [
    ("F0001", "crates/fraise/src/pipeline.rs, where a target fails: no schema is known that does it"),
    ("F0002", "crates/fraise/tests/cli/storefront.rs: what is emitted changes from one change to the next"),
    ("F0108", "crates/fraise/tests/cli/findings.rs: a schema of several files"),
    ("F0907", "crates/fraise/tests/cli/compile.rs: told of the wanted targets"),
    ("F1205", "crates/fraise/tests/cli/seed.rs: said by a database"),
    ("F1207", "crates/fraise/tests/cli/test.rs: found by a database"),
    ("F1208", "crates/fraise/tests/cli/verify.rs: found by a database"),
];

/// Codes that nothing raises, each with the reason.
const NOT_RAISED: [(&str, &str); 4] = [
    ("F0311", "told as F0506, as of everything that is kept in a column"),
    ("F0316", "`partition` belongs to version 1.1: F0003"),
    ("F0513", "every reference has an index of its own"),
    ("F0608", "`tenant` belongs to version 1.1: F0003"),
];

#[test]
fn every_page_tells_what_it_says() {
    let wrong = std::cell::RefCell::new(Vec::new());
    insta::glob!("../../../tests/diagnostics", "*.md", |page| {
        let text = std::fs::read_to_string(page).unwrap();
        let schemas = schemas(&text);
        assert!(!schemas.is_empty(), "{} has no schema", page.display());
        let name = page.file_stem().unwrap().to_string_lossy().into_owned();
        let shown: Vec<String> = schemas.iter().map(|it| check(&name, it, &mut wrong.borrow_mut())).collect();
        insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(shown.join("\n"));
        });
    });
    assert!(wrong.borrow().is_empty(), "{}", wrong.borrow().join("\n"));
}

#[test]
fn every_code_has_a_page_or_a_reason() {
    let shown = all_text(&repository().join("tests/diagnostics"), "md");
    let without: Vec<&str> =
        Code::ALL.iter().map(|it| it.as_str()).filter(|it| !shown.contains(&format!("[{it}]"))).collect();
    let mut excused: Vec<&str> = SHOWN_ELSEWHERE.iter().chain(&NOT_RAISED).map(|(code, _)| *code).collect();
    excused.sort_unstable();
    assert_eq!(without, excused, "codes without a page, and those that need none");
}

#[test]
fn what_is_said_not_to_be_raised_is_not() {
    let mut raising = String::new();
    for krate in fs::read_dir(repository().join("crates")).unwrap() {
        raising.push_str(&all_text(&krate.unwrap().path().join("src"), "rs"));
    }
    assert!(raising.contains("Code::F0505"), "the sources are read");
    let code = |it: &&str| raising.contains(&format!("Code::{it}"));
    let raised: Vec<&str> = NOT_RAISED.iter().map(|(it, _)| *it).filter(code).collect();
    assert!(raised.is_empty(), "raised after all, so they need a page: {raised:?}");
    let missing: Vec<&str> = SHOWN_ELSEWHERE.iter().map(|(it, _)| *it).filter(|it| !code(it)).collect();
    assert!(missing.is_empty(), "never raised: {missing:?}");
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The text of all files of a folder and the folders in it that end so.
fn all_text(folder: &Path, extension: &str) -> String {
    let Ok(entries) = fs::read_dir(folder) else { return String::new() };
    let mut text = String::new();
    for path in entries.map(|it| it.unwrap().path()) {
        if path.is_dir() {
            text.push_str(&all_text(&path, extension));
        } else if path.extension().is_some_and(|it| it == extension) {
            text.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
    text
}

/// The blocks of YAML in a page.
fn schemas(page: &str) -> Vec<String> {
    let blocks = page.split("```yaml\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap().to_owned()).collect()
}

fn check(page: &str, schema: &str, wrong: &mut Vec<String>) -> String {
    let (found, sources) = findings(schema);
    let told: Vec<(usize, String)> = found
        .iter()
        .map(|it| (line_of(&sources, it), format!("{}[{}]", it.severity.as_str(), it.code.as_str())))
        .collect();
    let rendered = render(&found, &sources, Format::Human { color: false });
    let expected = expected(schema);
    if told != expected {
        wrong.push(format!("{page}: expected {expected:?}\n{page}: told     {told:?}"));
    }
    for finding in found.iter().filter(|it| it.fix.is_some()) {
        if let Some(problem) = fix_leaves_it(schema, finding) {
            wrong.push(format!("{page}: {problem}"));
        }
    }
    rendered
}

fn findings(schema: &str) -> (Diagnostics, Sources) {
    let mut sources = Sources::new();
    let source = sources.add(FILE, schema);
    let (document, mut found) = fraise_syntax::parse(source, schema);
    let (document, of_the_whole) = fraise_syntax::merge(document, Vec::new());
    let (_, of_the_model) = fraise_check::check(&document);
    found.extend(of_the_whole);
    found.extend(of_the_model);
    (found.sorted(), sources)
}

fn line_of(sources: &Sources, finding: &Diagnostic) -> usize {
    let text = sources.text(finding.primary.span.source);
    text.get(..finding.primary.span.start as usize).unwrap().matches('\n').count() + 1
}

/// `# error[F0201] error[F0301]` at the end of a line.
fn expected(schema: &str) -> Vec<(usize, String)> {
    let mut all = Vec::new();
    for (index, line) in schema.lines().enumerate() {
        let Some((_, comment)) = line.split_once("# ") else { continue };
        all.extend(comment.split_whitespace().map(|it| (index + 1, it.to_owned())));
    }
    all
}

/// What is still said after the fix, if it is.
fn fix_leaves_it(schema: &str, finding: &Diagnostic) -> Option<String> {
    let fix = finding.fix.as_ref()?;
    let mut edits = fix.edits.clone();
    edits.sort_by_key(|it| std::cmp::Reverse(it.span.start));
    let mut mended = schema.to_owned();
    for edit in edits {
        mended.replace_range(edit.span.range(), &edit.replacement);
    }
    let count = |schema: &str| {
        let found = findings(schema).0;
        found.iter().filter(|it| it.code == finding.code && it.message == finding.message).count()
    };
    let stays = count(&mended) >= count(schema);
    stays.then(|| format!("the fix `{}` leaves `{}`\n{mended}", fix.title, finding.message))
}
