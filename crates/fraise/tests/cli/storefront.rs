//! The real schema through the command.

use serde_json::Value;
use tempfile::TempDir;

use crate::fraise_in;

const SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/storefront.yaml");

/// The findings of `check` with these arguments too, one JSON object each.
fn findings(more: &[&str], code: i32) -> Vec<Value> {
    let folder = TempDir::new().unwrap();
    let command = fraise_in(folder.path()).args(["check", SCHEMA, "--format", "json"]);
    let output = command.args(more).assert().code(code);
    let text = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
    text.lines().map(|it| serde_json::from_str(it).unwrap()).collect()
}

fn has_severity(finding: &Value, severity: &str) -> bool {
    finding.get("severity").is_some_and(|it| it == severity)
}

#[test]
fn what_is_not_emitted_yet_is_its_only_error() {
    let found = findings(&[], 1);
    let errors: Vec<_> = found.iter().filter(|it| has_severity(it, "error")).collect();
    assert!(!errors.is_empty());
    for error in errors {
        assert_eq!(error.get("code").unwrap(), "F0002", "{error}");
    }
}

#[test]
fn what_is_not_emitted_yet_can_be_allowed() {
    let refused = findings(&[], 1);
    let allowed = findings(&["--allow-unfinished"], 0);
    let unfinished = |found: &[Value], severity: &str| {
        let is_unfinished = |it: &&Value| it.get("code").unwrap() == "F0002" && has_severity(it, severity);
        found.iter().filter(is_unfinished).count()
    };
    assert_eq!(unfinished(&allowed, "warning"), unfinished(&refused, "error"));
    assert_eq!(unfinished(&allowed, "error"), 0);
}

#[test]
fn what_no_wanted_target_would_emit_is_not_asked_for() {
    let of_webhooks =
        |found: &[Value]| found.iter().filter(|it| it.to_string().contains("the webhook")).count();
    assert!(of_webhooks(&findings(&["--emit", "rust"], 1)) > 0);
    assert_eq!(of_webhooks(&findings(&["--emit", "graphql"], 1)), 0);
}

#[test]
fn the_model_is_one_json_document() {
    let folder = TempDir::new().unwrap();
    let output = fraise_in(folder.path()).args(["ir", SCHEMA]).assert().code(0);
    let model: Value = serde_json::from_slice(&output.get_output().stdout).unwrap();
    let names: Vec<_> =
        model.get("entities").unwrap().as_array().unwrap().iter().map(|it| it.get("name").unwrap()).collect();
    assert!(names.iter().any(|it| *it == "Order"), "{names:?}");
}
