//! What `fraise explain` prints: one page for each code, made of the schemas in `tests/diagnostics`.
//!
//! A page there is prose and schemas, with a comment at each line that something is found at. A page of a
//! code has the prose, the schema without those comments, and the finding as it is rendered.

use std::cmp::Reverse;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;
use fraise_diagnostics::{Code, Diagnostic, Diagnostics, Format, Sources, render};

use crate::generate::{Files, root};

/// The folder of the pages.
pub(crate) const PAGES: &str = "crates/fraise/src/cmd/explain/pages";
const INDEX: &str = "crates/fraise/src/cmd/explain/pages.rs";
const FIXTURES: &str = "tests/diagnostics";

/// A page of the fixtures.
struct Fixture {
    title: String,
    prose: String,
    examples: Vec<Example>,
}

/// A schema and what is found in it.
struct Example {
    schema: String,
    found: Diagnostics,
    sources: Sources,
}

/// The pages, and the module that knows them.
pub(crate) fn files() -> anyhow::Result<Files> {
    let fixtures = fixtures()?;
    let mut files = Files::new();
    let mut shown = Vec::new();
    for code in Code::ALL.iter().copied() {
        if let Some(page) = page(code, &fixtures)? {
            files.insert(format!("{PAGES}/{code}.md"), page);
            shown.push(code);
        }
    }
    files.insert(INDEX.to_owned(), index(&shown)?);
    Ok(files)
}

fn fixtures() -> anyhow::Result<Vec<Fixture>> {
    let folder = root().join(FIXTURES);
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {FIXTURES}"))?;
    let mut paths = entries.map(|it| Ok(it?.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.retain(|it| it.extension().is_some_and(|it| it == "md"));
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        fixture(&text).with_context(|| format!("{} is no title, prose and schemas", path.display()))
    };
    paths.into_iter().map(read).collect()
}

fn fixture(text: &str) -> Option<Fixture> {
    let (title, rest) = text.strip_prefix("# ")?.split_once('\n')?;
    let mut blocks = rest.split("```yaml\n");
    let prose = blocks.next()?.trim().to_owned();
    let schemas: Option<Vec<&str>> =
        blocks.map(|it| it.split_once("```").map(|(schema, _)| schema)).collect();
    let examples = schemas?.into_iter().map(|it| example(without_marks(it))).collect();
    Some(Fixture { title: title.to_owned(), prose, examples })
}

/// The schema without the comments that say what is found.
fn without_marks(schema: &str) -> String {
    let is_mark = |it: &str| it.ends_with(']') && it.contains("[F");
    let line = |line: &str| match line.split_once("# ") {
        Some((before, marks)) if marks.split_whitespace().all(is_mark) => before.trim_end().to_owned(),
        Some(_) | None => line.to_owned(),
    };
    schema.lines().map(|it| line(it) + "\n").collect()
}

fn example(schema: String) -> Example {
    let mut sources = Sources::new();
    let source = sources.add("schema.yaml", &*schema);
    let (document, mut found) = fraise_syntax::parse(source, &schema);
    let (document, of_the_whole) = fraise_syntax::merge(document, Vec::new());
    let (_, of_the_model) = fraise_check::check(&document);
    found.extend(of_the_whole);
    found.extend(of_the_model);
    Example { schema, found: found.sorted(), sources }
}

/// The page of a code, of those fixtures that are about it.
fn page(code: Code, fixtures: &[Fixture]) -> anyhow::Result<Option<String>> {
    let chosen = about(code, fixtures);
    if chosen.is_empty() {
        return Ok(None);
    }
    let mut page = format!("# {code}: {} ({})\n", code.title(), code.severity().as_str());
    for fixture in chosen {
        write!(page, "\n## {}\n", fixture.title)?;
        if !fixture.prose.is_empty() {
            write!(page, "\n{}\n", fixture.prose)?;
        }
        for example in &fixture.examples {
            let found: Diagnostics = example.found.iter().filter(|it| it.code == code).cloned().collect();
            if !found.is_empty() {
                let told = render(&found, &example.sources, Format::Human { color: false });
                write!(page, "\n```yaml\n{}```\n\n```text\n{}\n```\n", example.schema, told.trim_end())?;
            }
        }
    }
    Ok(Some(page))
}

/// The fixtures of which at least half is this finding, else the one that it is most of; most of it first.
fn about(code: Code, fixtures: &[Fixture]) -> Vec<&Fixture> {
    let mut shares: Vec<(usize, &Fixture)> = fixtures.iter().map(|it| (percentage(code, it), it)).collect();
    shares.retain(|(share, _)| *share > 0);
    shares.sort_by_key(|(share, _)| Reverse(*share));
    let most = shares.first().map_or(0, |(share, _)| *share).min(50);
    let mut chosen: Vec<&Fixture> =
        shares.into_iter().take_while(|(share, _)| *share >= most).map(|(_, fixture)| fixture).collect();
    if most < 50 {
        chosen.truncate(1);
    }
    chosen
}

fn percentage(code: Code, fixture: &Fixture) -> usize {
    let all: Vec<&Diagnostic> = fixture.examples.iter().flat_map(|it| it.found.iter()).collect();
    100 * all.iter().filter(|it| it.code == code).count() / all.len().max(1)
}

fn index(shown: &[Code]) -> anyhow::Result<String> {
    let mut text = String::from(
        "//! The pages by their codes. Made by `cargo xtask gen` from `tests/diagnostics`: edit those.

use fraise_diagnostics::Code;

/// The page of a code, if it has one.
pub(super) fn page(code: Code) -> Option<&'static str> {
    Some(match code {
",
    );
    for code in shown {
        writeln!(text, "        Code::{code} => include_str!(\"pages/{code}.md\"),")?;
    }
    text.push_str("        _ => return None,\n    })\n}\n");
    Ok(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn marks_are_taken_away_and_comments_stay() {
        let schema = "a: 1   # error[F0101] warning[F0514]\nb: 2  # as said\n";
        assert_eq!(without_marks(schema), "a: 1\nb: 2  # as said\n");
    }

    #[test]
    fn a_page_shows_its_finding_alone() {
        let text = "# Two names\n\nBoth are wrong.\n\n```yaml\nfraise: 1\nservice: Shop\ntypes:\n  P:\n    fields: {a: txt}    # error[F0301]\n    access: {read: public}\n```\n";
        let page = page(Code::F0301, &[fixture(text).unwrap()]).unwrap().unwrap();
        assert!(
            page.starts_with("# F0301: unknown or refused type (error)\n\n## Two names\n\nBoth are wrong.\n")
        );
        assert!(page.contains("    fields: {a: txt}\n"), "{page}");
        assert!(page.contains("error[F0301]: ") && !page.contains("error[F0202]"), "{page}");
    }

    #[test]
    fn a_code_without_a_fixture_has_no_page() {
        assert_eq!(page(Code::F0001, &fixtures().unwrap()).unwrap(), None);
    }
}
