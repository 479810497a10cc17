//! The small schemas of `tests/compile`: every query of theirs is asked, with everything that can be asked of it. The
//! tables are empty; what this finds is SQL that the server does not take.

use std::fs;
use std::path::PathBuf;

use apollo_compiler::Schema;
use apollo_compiler::ast::Type;
use apollo_compiler::schema::{ExtendedType, FieldDefinition};
use apollo_compiler::validation::Valid;
use serde_json::{Value, json};

use crate::build::Built;
use crate::client::Running;
use crate::shop::Shop;

/// Levels of objects that are asked for.
const DEPTH: usize = 3;

/// Without `tests/run --full` each so many-th case is built.
const STEP: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn every_query_of_the_small_schemas_runs() {
    let step = if std::env::var_os("FRAISE_FULL").is_some() { 1 } else { STEP };
    let mut asked = 0;
    for case in cases().into_iter().step_by(step) {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let schema = fs::read_to_string(case.join("schema.yaml")).unwrap();
        if !schema.contains("\nqueries:") {
            continue;
        }
        asked += 1;
        ask_everything(&Built::from(&format!("case-{name}"), &schema), &name).await;
    }
    assert!(asked > 2, "only {asked} cases have queries");
}

fn cases() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/compile");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    cases.retain(|it| it.join("schema.yaml").is_file());
    cases.sort();
    cases
}

async fn ask_everything(built: &Built, case: &str) {
    let sdl = Schema::parse_and_validate(built.text("graphql/schema.graphql"), "schema.graphql").unwrap();
    let shop = Shop::open(built, &[], "").await;
    let service = Running::start(built, &shop).await;
    let roles: Vec<&str> =
        built.ir.roles.iter().filter(|it| !it.internal).map(|it| it.name.as_str()).collect();
    let root = sdl.schema_definition.query.as_ref().unwrap();
    for (name, field) in &sdl.get_object(root).unwrap().fields {
        for id in ["00000000-0000-0000-0000-000000000000", "1"] {
            let document =
                format!("{{ {name}{}{} }}", arguments(&sdl, field, id), selection(&sdl, &field.ty, DEPTH));
            for token in [None, Some(service.token(None, &roles)), Some(service.token(Some(id), &roles))] {
                let answer = service.ask(token.as_deref(), &document, json!({})).await;
                assert!(is_harmless(&answer), "{case}: {document}\n{answer}");
            }
        }
    }
}

/// Data, or a refusal that is the caller's fault: an id of the other kind, a text that is no member of an enum.
fn is_harmless(answer: &Value) -> bool {
    let codes = answer["errors"].as_array().into_iter().flatten().map(|it| &it["extensions"]["code"]);
    let mut refused = codes.chain(answer.get("code"));
    refused.all(|it| it == "BAD_INPUT" || it == "NOT_FOUND" || it == "FORBIDDEN" || it == "UNAUTHENTICATED")
}

/// `(id: "1", limit: 5)`: a value for every argument.
fn arguments(sdl: &Valid<Schema>, field: &FieldDefinition, id: &str) -> String {
    let arguments: Vec<String> =
        field.arguments.iter().map(|it| format!("{}: {}", it.name, value(sdl, &it.ty, id))).collect();
    if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) }
}

fn value(sdl: &Valid<Schema>, ty: &Type, id: &str) -> String {
    if ty.is_list() {
        return format!("[{}]", value(sdl, ty.item_type(), id));
    }
    match ty.inner_named_type().as_str() {
        "Int" => "1".to_owned(),
        "Boolean" => "true".to_owned(),
        "ID" => format!("\"{id}\""),
        "UUID" => "\"00000000-0000-0000-0000-000000000000\"".to_owned(),
        "BigInt" | "Decimal" => "\"1\"".to_owned(),
        "Date" => "\"2026-01-31\"".to_owned(),
        "Time" => "\"12:00:00\"".to_owned(),
        "DateTime" => "\"2026-01-31T12:00:00Z\"".to_owned(),
        "Duration" => "\"P1D\"".to_owned(),
        "JSON" => "{a: 1}".to_owned(),
        name => match sdl.types.get(name) {
            Some(ExtendedType::Enum(it)) => it.values.keys().next().unwrap().to_string(),
            _ => "\"QUJD\"".to_owned(),
        },
    }
}

/// `{ id parent { id } }`: every field, objects to this depth.
fn selection(sdl: &Valid<Schema>, ty: &Type, depth: usize) -> String {
    let Some(object) = sdl.get_object(ty.inner_named_type()) else { return String::new() };
    let fields: Vec<String> = object
        .fields
        .iter()
        .filter(|(_, field)| depth > 1 || sdl.get_object(field.ty.inner_named_type()).is_none())
        .map(|(name, field)| format!("{name}{}", selection(sdl, &field.ty, depth - 1)))
        .collect();
    if fields.is_empty() { " { __typename }".to_owned() } else { format!(" {{ {} }}", fields.join(" ")) }
}
