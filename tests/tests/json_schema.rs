//! The published JSON Schema takes the schemas that the compiler takes, and finds a key that is misspelt.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fs;
use std::path::Path;

use pretty_assertions::assert_eq;
use serde_json::Value;

fn read(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    fs::read_to_string(root.join("schemas").join(name)).unwrap()
}

/// What of JSON Schema the file uses, and no more: another key word is a failure.
struct Validator {
    root: Value,
}

impl Validator {
    fn new() -> Self {
        Self { root: serde_json::from_str(&read("fraise.schema.json")).unwrap() }
    }

    /// The places in `value` that the schema refuses.
    fn faults(&self, schema: &Value, value: &Value, place: &str) -> Vec<String> {
        let Value::Object(words) = schema else {
            let is_taken = schema.as_bool().unwrap();
            return if is_taken { Vec::new() } else { vec![format!("{place}: nothing may stand here")] };
        };
        words.iter().flat_map(|(word, of)| self.faults_of_word(word, of, words, value, place)).collect()
    }

    fn faults_of_word(
        &self,
        word: &str,
        of: &Value,
        words: &serde_json::Map<String, Value>,
        value: &Value,
        place: &str,
    ) -> Vec<String> {
        match (word, value) {
            ("$schema" | "$defs" | "title" | "description", _) => Vec::new(),
            ("$ref", _) => {
                let target = of.as_str().unwrap().strip_prefix('#').unwrap();
                self.faults(self.root.pointer(target).unwrap(), value, place)
            }
            ("allOf", _) => {
                of.as_array().unwrap().iter().flat_map(|it| self.faults(it, value, place)).collect()
            }
            ("anyOf", _) => {
                let tries: Vec<_> =
                    of.as_array().unwrap().iter().map(|it| self.faults(it, value, place)).collect();
                if tries.iter().any(Vec::is_empty) { Vec::new() } else { tries.concat() }
            }
            ("enum", _) if of.as_array().unwrap().contains(value) => Vec::new(),
            ("enum", _) => vec![format!("{place}: {value} is not one of {of}")],
            ("type", _) if is_of_type(of, value) => Vec::new(),
            ("type", _) => vec![format!("{place}: {value} is not of type {of}")],
            ("properties", Value::Object(fields)) => {
                let known = fields.iter().filter_map(|(key, it)| Some((key, it, of.get(key)?)));
                known.flat_map(|(key, it, of)| self.faults(of, it, &format!("{place}/{key}"))).collect()
            }
            ("additionalProperties", Value::Object(fields)) => {
                let named = words.get("properties");
                let others = fields.iter().filter(|(key, _)| named.is_none_or(|it| it.get(key).is_none()));
                others.flat_map(|(key, it)| self.faults(of, it, &format!("{place}/{key}"))).collect()
            }
            ("required", Value::Object(fields)) => {
                let keys = of.as_array().unwrap().iter().map(|it| it.as_str().unwrap());
                keys.filter(|it| !fields.contains_key(*it)).map(|it| format!("{place}: no {it}")).collect()
            }
            ("items", Value::Array(items)) => items
                .iter()
                .enumerate()
                .flat_map(|(at, it)| self.faults(of, it, &format!("{place}/{at}")))
                .collect(),
            ("properties" | "additionalProperties" | "required" | "items", _) => Vec::new(),
            (other, _) => panic!("key word {other}"),
        }
    }
}

fn is_of_type(of: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str().unwrap() {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("type {other}"),
    };
    of.as_array().map_or_else(|| is(of), |names| names.iter().any(is))
}

fn faults(yaml: &str) -> Vec<String> {
    let validator = Validator::new();
    let value: Value = serde_yaml::from_str(yaml).unwrap();
    validator.faults(&validator.root, &value, "")
}

#[test]
fn whole_services_are_taken() {
    for name in ["storefront.yaml", "library.yaml", "hotel.yaml", "seats.yaml"] {
        assert_eq!(faults(&read(name)), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn mistakes_are_found_where_they_are() {
    let storefront = read("storefront.yaml");
    let misspelt = storefront.replacen("service: storefront", "servise: storefront", 1); // misspelt
    let found = faults(&misspelt);
    assert!(found.iter().any(|it| it == "/servise: nothing may stand here")); // misspelt
    assert!(faults("fraise: one\nservice: shop").iter().any(|it| it.starts_with("/fraise: ")));
    assert!(faults("fraise: 1\nservice: shop\ntypes: {A: {}}").contains(&"/types/A: no fields".to_owned()));
}
