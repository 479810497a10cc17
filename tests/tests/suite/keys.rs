//! Every key of the language does something: where it stands in some schema, taking it away changes the output,
//! a finding, or the model that later commands read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use fraise::{Input, Options, RuntimeSource, Target};
use fraise_diagnostics::Sources;
use fraise_syntax::KeyEntry;
use pretty_assertions::assert_eq;

use crate::case::folder;

/// What a schema becomes, without the places of things, which move when a line is taken away.
#[derive(PartialEq)]
struct Outcome {
    files: BTreeMap<String, String>,
    findings: BTreeSet<String>,
    model: Option<serde_json::Value>,
}

fn outcome(text: &str) -> Outcome {
    let mut sources = Sources::new();
    let (_, document, mut found) = fraise_syntax::load(&mut sources, "schema.yaml", text.as_bytes());
    let (document, more) = fraise_syntax::merge(document, Vec::new());
    found.extend(more);
    let options = Options {
        allow_unfinished: true,
        runtime: RuntimeSource::Version("1".to_owned()),
        targets: [Target::Postgres, Target::Graphql, Target::Rust].into(),
    };
    let input = Input { sources, document, found, options };
    let (tree, findings) = fraise::compile(&input);
    let files =
        tree.iter().flat_map(|it| it.iter()).map(|(path, file)| (path.to_string(), file.text.clone()));
    let mut files: BTreeMap<String, String> = files.collect();
    let checked = fraise::check(&input).0;
    if let Some(ir) = &checked {
        let sets: Vec<usize> = (0..ir.seeds.len()).collect();
        files.insert("seeds".to_owned(), fraise_emit_postgres::seed_script(ir, &sets));
    }
    let mut model = checked.map(|it| serde_json::to_value(&*it).unwrap());
    model.iter_mut().for_each(forget_places);
    Outcome {
        files,
        findings: findings.iter().map(|it| format!("{} {}", it.code.as_str(), it.message)).collect(),
        model,
    }
}

fn forget_places(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            fields.retain(|key, _| key != "span");
            fields.values_mut().for_each(forget_places);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(forget_places),
        _ => {}
    }
}

/// The text without a key and its value: without its lines, or out of its braces.
fn without(text: &str, entry: &KeyEntry) -> String {
    let is_flow = text[entry.mapping.range()].starts_with('{');
    let (start, end) = (entry.span.start as usize, entry.span.end as usize);
    if !is_flow {
        let first = text[..start].rfind('\n').map_or(0, |it| it + 1);
        let last = text[end..].find('\n').map_or(text.len(), |it| end + it + 1);
        let lead = &text[first..start];
        if lead.trim().is_empty() {
            return format!("{}{}", &text[..first], &text[last..]);
        }
        // The first key of an item of a list: the next one takes its place behind the dash.
        let rest = text[last..].trim_start_matches(' ');
        return format!("{}{lead}{rest}", &text[..first]);
    }
    let behind = text[end..].trim_start();
    if let Some(rest) = behind.strip_prefix(',') {
        return format!("{}{}", &text[..start], rest.trim_start());
    }
    let before = text[..start].trim_end();
    let before = before.strip_suffix(',').unwrap_or(before);
    format!("{before}{}", &text[end..])
}

fn schemas() -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(folder().join("compile"))
        .unwrap()
        .map(|it| it.unwrap().path().join("schema.yaml"))
        .collect();
    all.sort();
    all.push(folder().join("../schemas/storefront.yaml"));
    all
}

/// Keys that no schema of the tests uses, or that do nothing where one does: seeds, tests and views are not read yet.
const UNUSED: &[&str] = &[
    "apply step: each",
    "apply step: when",
    "apply step: where",
    "breakdown: description",
    "caller: claims",
    "caller: role",
    "caller: viewer",
    "delete step: when",
    "emit step: when",
    "error: description",
    "event: description",
    "field: secret",
    "fire effect: with",
    "get query: graphql",
    "given: rows",
    "given: seed",
    "hook call: when",
    "input: deprecated",
    "input: graphql",
    "invariant: description",
    "list query: deprecated",
    "machine: description",
    "machine event: deprecated",
    "measure: deprecated",
    "mutation: deprecated",
    "mutation: graphql",
    "object field: deprecated",
    "object field: description",
    "object field: graphql",
    "object field: renamed_from",
    "object field: secret",
    "relation: deprecated",
    "relation: graphql",
    "report query: deprecated",
    "report query: graphql",
    "schema: views",
    "subscription: deprecated",
    "subscription: graphql",
    "test: description",
    "test: expect",
    "test: given",
    "test step: as",
    "test step: fails",
    "test step: hooks",
    "test step: with",
    "type: deprecated",
    "update step: as",
    "update step: when",
    "view: access",
    "view: columns",
    "view: description",
    "view: graphql",
    "view: key",
    "view: sql",
];

/// Keys that change the model alone: of constructs that are not emitted yet (F0002), and hints for migrations.
const MODEL_ALONE: &[&str] = &[
    "apply step: qty",
    "apply step: with",
    "breakdown: limit",
    "breakdown: order",
    "breakdown: show",
    "call: when",
    "create step: when",
    "field: backfill",
    "field: renamed_from",
    "find step: error",
    "find step: optional",
    "find step: unrestricted",
    "find step: when",
    "fire step: note",
    "fire step: unrestricted",
    "fire step: when",
    "fire step: with",
    "hold: key",
    "hook: description",
    "index: renamed_from",
    "input: description",
    "input: secret",
    "jobs: give_up",
    "jobs: wait",
    "machine: holds",
    "measure: description",
    "money: currency",
    "mutation: after_commit",
    "mutation: description",
    "mutation: idempotent",
    "mutation: webhook",
    "naming: operations",
    "object field: where",
    "report query: breakdowns",
    "report query: description",
    "report query: require",
    "report query: where",
    "require step: error",
    "require step: when",
    "requirement: error",
    "schema: dropped",
    "schema: imports",
    "settings: jobs",
    "subscription: description",
    "subscription: where",
    "type: dropped",
    "type: renamed_from",
    "type: size",
    "upsert step: when",
];

#[test]
fn every_key_does_something() {
    let mut waiting: BTreeSet<(&str, &str)> = fraise_syntax::keys::table()
        .into_iter()
        .filter(|it| !it.later && it.key != fraise_syntax::keys::ANY_NAME)
        .map(|it| (it.construct, it.key))
        .collect();
    let mut model_alone = BTreeSet::new();
    for path in schemas() {
        let text = fs::read_to_string(&path).unwrap();
        let mut sources = Sources::new();
        let source = sources.add("schema.yaml", &text);
        let mut whole = None;
        for entry in fraise_syntax::key_entries(source, &text) {
            if !waiting.contains(&(entry.construct, entry.key)) {
                continue;
            }
            let whole = whole.get_or_insert_with(|| outcome(&text));
            let less = outcome(&without(&text, &entry));
            if less == *whole {
                continue;
            }
            let is_seen = less.files != whole.files || less.findings != whole.findings;
            if !is_seen {
                model_alone.insert((entry.construct, entry.key));
                continue;
            }
            model_alone.remove(&(entry.construct, entry.key));
            waiting.remove(&(entry.construct, entry.key));
        }
    }
    let named = |keys: &BTreeSet<(&str, &str)>| -> Vec<String> {
        keys.iter().map(|(construct, key)| format!("{construct}: {key}")).collect()
    };
    waiting.retain(|it| !model_alone.contains(it));
    assert_eq!(named(&waiting), UNUSED, "no schema shows that these do something");
    assert_eq!(named(&model_alone), MODEL_ALONE, "these change nothing that anybody sees");
}
