//! The model by itself: no server is asked.
//!
//! - `stories`: the tests of the storefront, told in memory
//! - `laws`: a small schema, and what it refuses
//! - `differences`: what is told when rows are otherwise than predicted
//! - `proposals`: operations of a seed

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod differences;
mod laws;
mod proposals;
mod stories;

use std::collections::BTreeMap;

use fraise_diagnostics::Sources;
use fraise_ir::{Checked, EntityId, FieldId, Ir, RoleId, Type};
use fraise_model::{Actor, Approach, Asker, Operation, Printed, State, Table, Unknown, Value};

const STOREFRONT: &str = include_str!("../../../../schemas/storefront.yaml");

/// The checked model of a schema.
fn checked(yaml: &str) -> Checked<Ir> {
    let mut sources = Sources::new();
    let source = sources.add("schema.yaml", yaml);
    let (document, syntax) = fraise_syntax::parse(source, yaml);
    let (ir, findings) = fraise_check::check(&document);
    let all: Vec<String> = syntax.iter().chain(findings.iter()).map(|it| format!("{it:?}")).collect();
    ir.unwrap_or_else(|| panic!("{}", all.join("\n")))
}

fn entity(ir: &Ir, name: &str) -> EntityId {
    ir.entities.iter().find(|it| it.name == name).unwrap_or_else(|| panic!("no type {name}")).id
}

fn field(ir: &Ir, entity_name: &str, name: &str) -> FieldId {
    ir.entity(entity(ir, entity_name)).find_field(name).unwrap_or_else(|| panic!("no field {name}"))
}

fn text(it: &str) -> Value {
    Value::Text(it.to_owned())
}

fn owner() -> Actor {
    Actor { approach: Approach::Owner, asker: Asker::nobody(), login: "postgres".to_owned() }
}

/// Somebody for whom the service speaks.
fn served(ir: &Ir, role: Option<RoleId>, viewer: Value) -> Actor {
    let asker = Asker { roles: role.into_iter().collect(), viewer, ..Asker::nobody() };
    let login = format!("{}_till", ir.service.roles_prefix);
    Actor { approach: Approach::Service, asker, login }
}

fn insert(ir: &Ir, name: &str, values: &[(&str, Value)]) -> Operation {
    let values = values.iter().map(|(column, value)| (field(ir, name, column), value.clone())).collect();
    Operation::Insert { entity: entity(ir, name), values }
}

fn update(ir: &Ir, name: &str, id: &str, values: &[(&str, Value)]) -> Operation {
    let values = values.iter().map(|(column, value)| (field(ir, name, column), value.clone())).collect();
    Operation::Update { entity: entity(ir, name), key: vec![text(id)], values }
}

fn delete(ir: &Ir, name: &str, id: &str) -> Operation {
    Operation::Delete { entity: entity(ir, name), key: vec![text(id)] }
}

/// A key: its last digits are told.
fn id(number: u32) -> String {
    format!("00000000-0000-0000-0000-{number:012}")
}

/// The rows of a state as a server would print them, with what was unknown made up.
fn printed(ir: &Ir, state: &State) -> Printed {
    let mut made = BTreeMap::new();
    let mut printed = Printed::new();
    for table in Table::all(ir) {
        let columns = table.columns(ir);
        let mut rows = Vec::new();
        for record in state.records(ir, table) {
            rows.push(
                columns.iter().zip(&record).map(|(it, value)| made_up(&mut made, &it.ty, value)).collect(),
            );
        }
        printed.insert(table, rows);
    }
    printed
}

/// What the server has made of new values, by their numbers.
type Made = BTreeMap<u64, String>;

fn made_up(made: &mut Made, ty: &Type, value: &Value) -> Option<String> {
    match (value, ty) {
        (Value::Unknown(Unknown::New(number)), _) => {
            let new = || match ty {
                Type::Int | Type::BigInt => number.to_string(),
                // As the storefront numbers its orders; what may be an id somewhere else is long enough for one.
                Type::Varchar(length) if *length < 36 => format!("ORD-2026-{number:06}"),
                _ => id(u32::try_from(*number).unwrap() + 5000),
            };
            Some(made.entry(*number).or_insert_with(new).clone())
        }
        (Value::Unknown(_), Type::Timestamptz) => Some("2026-01-01 12:00:00+00".to_owned()),
        (Value::Unknown(_), _) => Some("anything".to_owned()),
        (Value::List(_) | Value::Object(_), _) => in_json(made, value).json(),
        (value, _) => value.text(),
    }
}

fn in_json(made: &mut Made, value: &Value) -> Value {
    match value {
        Value::Unknown(_) => text(&made_up(made, &Type::Uuid, value).unwrap()),
        Value::List(all) => Value::List(all.iter().map(|it| in_json(made, it)).collect()),
        Value::Object(all) => {
            Value::Object(all.iter().map(|(key, it)| (key.clone(), in_json(made, it))).collect())
        }
        other => other.clone(),
    }
}

/// The state after an operation, its new values made up.
fn after(ir: &Ir, state: &State, operation: &Operation, actor: &Actor) -> State {
    let outcome = state.apply(ir, operation, actor).unwrap_or_else(|stop| panic!("{operation:?}: {stop}"));
    outcome.state.agree(ir, &printed(ir, &outcome.state)).unwrap_or_else(|it| panic!("{it}")).state
}
