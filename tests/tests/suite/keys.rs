//! Every key of the language does something: where it stands in some schema, taking it away changes a file of the output,
//! a finding, or the model, which is an output too: `fraise ir` prints it, and later commands read it.
//!
//! The schemas are those of `tests/compile`, the storefront, and those of `tests/keys`, which are there for nothing else.
//! A key that changes the model alone stands in one of the lists below, with the reason of its list.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fraise::{Input, Options, RuntimeSource, Target};
use fraise_diagnostics::Sources;
use fraise_syntax::KeyEntry;
use pretty_assertions::assert_eq;

use crate::case::{OF_OTHER_FIELDS, folder, service};

/// What a schema becomes, without the places of things, which move when a line is taken away.
#[derive(PartialEq)]
struct Outcome {
    files: BTreeMap<String, String>,
    findings: BTreeSet<String>,
    model: Option<serde_json::Value>,
}

fn outcome(folder: &Path, text: &str) -> Outcome {
    let mut sources = Sources::new();
    let (_, document, mut found) = fraise_syntax::load(&mut sources, "schema.yaml", text.as_bytes());
    let mut imported = Vec::new();
    for import in &document.imports {
        let bytes = fs::read(folder.join(&import.value)).unwrap();
        let (_, part, more) = fraise_syntax::load(&mut sources, &import.value, &bytes);
        imported.push(part);
        found.extend(more);
    }
    let (document, more) = fraise_syntax::merge(document, imported);
    found.extend(more);
    let options = Options {
        allow_unfinished: true,
        strict: false,
        runtime: RuntimeSource::Version("1".to_owned()),
        targets: [Target::Postgres, Target::Graphql, Target::Rust].into(),
    };
    let input = Input { sources, document, found, options };
    let (tree, findings) = fraise::compile(&input);
    let files =
        tree.iter().flat_map(|it| it.iter()).map(|(path, file)| (path.to_string(), file.text.clone()));
    let mut model = fraise::check(&input).0.map(|it| serde_json::to_value(&*it).unwrap());
    model.iter_mut().for_each(forget_places);
    Outcome {
        files: files.collect(),
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
    let own = fs::read_dir(folder().join("keys")).unwrap().map(|it| it.unwrap().path());
    let mut own: Vec<PathBuf> = own.filter(|it| it.extension().is_some_and(|it| it == "yaml")).collect();
    own.sort();
    all.splice(0..0, own);
    all.push(service("storefront"));
    all.extend(OF_OTHER_FIELDS.map(service));
    all
}

/// Of constructs that are not emitted yet (F0002), so that their keys change the model alone.
const NOT_EMITTED: &[&str] = &[
    "breakdown: description",
    "breakdown: limit",
    "breakdown: order",
    "breakdown: show",
    "enum member: deprecated",
    "error: description",
    "invariant: description",
    "machine: description",
    "machine event: deprecated",
    "measure: deprecated",
    "measure: description",
    "report query: breakdowns",
    "report query: deprecated",
    "report query: description",
    "report query: graphql",
    "report query: require",
    "report query: where",
    "requirement: error",
    "subscription: deprecated",
    "subscription: description",
    "subscription: graphql",
    "subscription: where",
    "view: graphql",
];

/// Hints for migrations: they describe the step from the version before, and change no output of this one.
const HINTS: &[&str] = &[
    "field: backfill",
    "enum member: renamed_from",
    "field: renamed_from",
    "index: renamed_from",
    "object field: renamed_from",
    "schema: dropped",
    "type: dropped",
    "type: renamed_from",
    "type: size",
];

/// Read by `fraise test` and `fraise verify`, and no part of any output.
const TESTS: &[&str] = &[
    "caller: claims",
    "caller: role",
    "caller: viewer",
    "given: rows",
    "schema: invariants",
    "schema: tests",
    "test step: as",
    "test step: fails",
    "test step: hooks",
    "test: description",
    "test: expect",
];

/// Said to people and to programs that read the model, and to nobody else.
const SAID: &[&str] = &["money: currency"];

/// How often a key is taken away, here and there, before it is believed to show nothing.
const TRIES: usize = 4;

/// What stands on one line behind each key in some schema: values that it may have.
fn values() -> BTreeMap<(&'static str, &'static str), BTreeSet<String>> {
    let mut values: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for path in schemas() {
        let text = fs::read_to_string(&path).unwrap();
        let source = Sources::new().add("schema.yaml", &text);
        for entry in fraise_syntax::key_entries(source, &text) {
            let written = &text[entry.span.range()];
            if !written.contains(['\n', '#']) {
                values.entry((entry.construct, entry.key)).or_default().insert(written.to_owned());
            }
        }
    }
    values
}

/// The schema with less or something else in the place of a key: a key that must be there is missed when it is gone,
/// which shows nothing of its value, so it gets other values instead.
fn variants(text: &str, entry: &KeyEntry, others: Option<&BTreeSet<String>>) -> Vec<String> {
    let written = &text[entry.span.range()];
    let with = |other: &String| {
        format!("{}{other}{}", &text[..entry.span.start as usize], &text[entry.span.end as usize..])
    };
    match others {
        Some(others) if others.contains(written) && others.len() > 1 => {
            others.iter().filter(|it| *it != written).take(TRIES).map(with).collect()
        }
        _ => vec![without(text, entry)],
    }
}

#[test]
fn every_key_does_something() {
    let values = values();
    let required: BTreeSet<(&str, &str)> = fraise_syntax::keys::table()
        .into_iter()
        .filter(|it| it.required)
        .map(|it| (it.construct, it.key))
        .collect();
    let mut waiting: BTreeSet<(&str, &str)> = fraise_syntax::keys::table()
        .into_iter()
        .filter(|it| it.later.is_none() && it.key != fraise_syntax::keys::ANY_NAME)
        .map(|it| (it.construct, it.key))
        .collect();
    let mut model_alone = BTreeSet::new();
    let mut tried: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for path in schemas() {
        let text = fs::read_to_string(&path).unwrap();
        let mut sources = Sources::new();
        let source = sources.add("schema.yaml", &text);
        let mut whole = None;
        for entry in fraise_syntax::key_entries(source, &text) {
            if !waiting.contains(&(entry.construct, entry.key)) {
                continue;
            }
            // A key that has shown nothing so often shows nothing.
            let tries = tried.entry((entry.construct, entry.key)).or_default();
            *tries += 1;
            if *tries > TRIES {
                continue;
            }
            let whole = whole.get_or_insert_with(|| outcome(path.parent().unwrap(), &text));
            let key = (entry.construct, entry.key);
            let others = values.get(&key).filter(|_| required.contains(&key));
            for variant in variants(&text, &entry, others) {
                let other = outcome(path.parent().unwrap(), &variant);
                if other == *whole {
                    continue;
                }
                if other.files != whole.files || other.findings != whole.findings {
                    model_alone.remove(&key);
                    waiting.remove(&key);
                    break;
                }
                model_alone.insert(key);
            }
        }
    }
    let named = |keys: &BTreeSet<(&str, &str)>| -> Vec<String> {
        let mut names: Vec<String> =
            keys.iter().map(|(construct, key)| format!("{construct}: {key}")).collect();
        names.sort();
        names
    };
    waiting.retain(|it| !model_alone.contains(it));
    assert_eq!(named(&waiting), [""; 0], "no schema shows that these do something");
    let mut listed = [NOT_EMITTED, HINTS, TESTS, SAID].concat();
    listed.sort();
    assert_eq!(named(&model_alone), listed, "these change the model alone");
}

/// Each key that a later version brings is refused with the version's number: where it stands in a schema that is right
/// without it.
#[test]
fn keys_of_later_versions_are_refused() {
    let mut refused = Vec::new();
    for row in fraise_syntax::keys::table() {
        let Some(version) = row.later else { continue };
        let key = row.key;
        let text = match row.construct {
            "schema" => format!("{LATER}{key}: {{}}\n"),
            "type" => LATER.replace("    access:", &format!("    {key}: {{}}\n    access:")),
            other => panic!("where does a {other} stand"),
        };
        assert_eq!(outcome(Path::new(""), LATER).findings, BTreeSet::new());
        let findings: Vec<String> = outcome(Path::new(""), &text).findings.into_iter().collect();
        assert_eq!(findings, [format!("F0003 `{key}` comes with version {version} of the language")]);
        refused.push(format!("{}: {key} {version}", row.construct));
    }
    // Those of chapter 14 of the language; what is left for version 2 is no key.
    let all = [
        "schema: functions 1.1",
        "schema: tenant 1.1",
        "type: history 1.1",
        "type: partition 1.1",
        "type: tenant 1.1",
    ];
    refused.sort();
    assert_eq!(refused, all);
}

/// A schema that is right.
const LATER: &str = "fraise: 1
service: shop
types:
  Note:
    fields: {text: text}
    access: {read: public}
queries:
  note: {get: Note, by: [id], access: public}
";
