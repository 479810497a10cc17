//! Each page of `tests/diagnostics` is prose and schemas; a comment says which finding is expected at its line.
//!
//! The findings are compared with the comments, their rendering is a snapshot, and every fix that is offered
//! must take its finding away.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use fraise_diagnostics::{Diagnostic, Diagnostics, Format, Severity, Sources, render};

const FILE: &str = "schema.yaml";

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

/// The blocks of YAML in a page.
fn schemas(page: &str) -> Vec<String> {
    let blocks = page.split("```yaml\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap().to_owned()).collect()
}

fn check(page: &str, schema: &str, wrong: &mut Vec<String>) -> String {
    let (found, sources) = findings(schema);
    let told: Vec<(usize, String)> = found
        .iter()
        .filter(|it| it.severity != Severity::Note)
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
    let (_, more) = fraise_check::check(&document);
    found.extend(more);
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
