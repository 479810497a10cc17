//! The JSON Schema of the language, for editors: from the table of keys that the reader itself uses.
//!
//! It is wider than the language. Constructs with a short form take anything that is no mapping, and texts
//! are not looked into: types, expressions and names are judged by the compiler.

use std::collections::{BTreeSet, VecDeque};

use fraise_syntax::keys::KeyRow;
use fraise_syntax::{Decode as _, Document, Kind};
use serde_json::{Map, Value, json};

use crate::generate::Files;

/// The schema as a file.
pub(crate) fn files() -> anyhow::Result<Files> {
    let mut text = serde_json::to_string_pretty(&schema())?;
    text.push('\n');
    Ok(Files::from([("schemas/fraise.schema.json".to_owned(), text)]))
}

fn schema() -> Value {
    let mut definitions = Map::new();
    for named in named_kinds() {
        match named {
            Named::Construct(name, rows) => definitions.insert(key(name), construct(rows)),
            Named::Choice(name, choices) => definitions.insert(key(name), choice(choices)),
        };
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A fraise schema, version 1",
        "allOf": [of(Document::KIND)],
        "$defs": definitions,
    })
}

/// What has a definition of its own.
enum Named {
    Construct(&'static str, &'static [KeyRow]),
    Choice(&'static str, &'static [Kind]),
}

/// Every construct and choice that can be reached from a document, once.
fn named_kinds() -> Vec<Named> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut waiting = VecDeque::from([Document::KIND]);
    while let Some(kind) = waiting.pop_front() {
        match kind {
            Kind::Construct(name, rows) if seen.insert(name) => {
                found.push(Named::Construct(name, rows()));
                waiting.extend(rows().iter().map(|row| row.kind));
            }
            Kind::Choice(name, choices) if seen.insert(name) => {
                found.push(Named::Choice(name, choices()));
                waiting.extend(choices());
            }
            Kind::List(inner) | Kind::Map(inner) => waiting.push_back(*inner),
            Kind::Construct(..)
            | Kind::Choice(..)
            | Kind::Text
            | Kind::Name
            | Kind::Path
            | Kind::Flag
            | Kind::Integer
            | Kind::Duration
            | Kind::Type
            | Kind::Expression
            | Kind::Access
            | Kind::Order
            | Kind::GraphqlName
            | Kind::Literal
            | Kind::Word(_)
            | Kind::Later => {}
        }
    }
    found
}

/// The key of a definition; a reference is a URI, which has no spaces.
fn key(name: &str) -> String {
    name.replace(' ', "_")
}

fn construct(rows: &[KeyRow]) -> Value {
    let mut properties = Map::new();
    let mut others = Value::Bool(false);
    for row in rows {
        let mut value = of(row.kind);
        if let Value::Object(fields) = &mut value {
            fields.insert("description".to_owned(), row.doc.trim().into());
        }
        if row.is_any_name() {
            others = value;
        } else {
            properties.insert(row.key.to_owned(), value);
        }
    }
    let required: Vec<&str> = rows.iter().filter(|it| it.required).map(|it| it.key).collect();
    json!({ "properties": properties, "required": required, "additionalProperties": others })
}

fn choice(choices: &[Kind]) -> Value {
    json!({ "anyOf": choices.iter().map(|kind| of(*kind)).collect::<Vec<_>>() })
}

fn of(kind: Kind) -> Value {
    match kind {
        Kind::Text | Kind::Name | Kind::Path | Kind::Duration | Kind::Access | Kind::Order => {
            json!({ "type": "string" })
        }
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Integer => json!({ "type": "integer" }),
        // `0`, `true` and `null` are expressions too.
        Kind::Type | Kind::Expression => json!({ "type": ["string", "number", "boolean", "null"] }),
        Kind::GraphqlName => json!({ "type": ["string", "boolean"] }),
        Kind::Literal => json!({}),
        Kind::Word(words) => json!({ "enum": words }),
        Kind::List(item) => json!({ "anyOf": [{ "type": "array", "items": of(*item) }, of(*item)] }),
        Kind::Map(value) => json!({ "type": "object", "additionalProperties": of(*value) }),
        Kind::Construct(name, _) | Kind::Choice(name, _) => {
            json!({ "$ref": format!("#/$defs/{}", key(name)) })
        }
        Kind::Later => Value::Bool(false),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "tests")]

    use fraise_syntax::keys::table;

    use super::*;

    #[test]
    fn every_key_of_the_table_is_in_the_schema() {
        let schema = schema();
        for row in table().iter().filter(|it| !it.is_any_name()) {
            let properties = &schema["$defs"][key(row.construct)]["properties"];
            assert!(properties.get(row.key).is_some(), "{}.{}", row.construct, row.key);
        }
    }
}
