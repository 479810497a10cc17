//! An operation as SQL, as a person would write it.

use fraise_ir::{EntityId, FieldId, Ir, Type, raw::Verb};
use fraise_model::{Operation, Value};
use fraise_sql::Ident;

pub(super) fn of(ir: &Ir, operation: &Operation) -> String {
    match operation {
        Operation::Insert { entity, values } if values.is_empty() => {
            format!("insert into {} default values", table(ir, *entity))
        }
        Operation::Insert { entity, values } => {
            let columns: Vec<String> = values.iter().map(|(field, _)| column(ir, *field)).collect();
            let given: Vec<String> = values.iter().map(|(_, value)| literal(value)).collect();
            format!(
                "insert into {} ({}) values ({})",
                table(ir, *entity),
                columns.join(", "),
                given.join(", ")
            )
        }
        Operation::Update { entity, key, values } => {
            let set: Vec<String> = values
                .iter()
                .map(|(field, value)| format!("{} = {}", column(ir, *field), literal(value)))
                .collect();
            format!("update {} set {} where {}", table(ir, *entity), set.join(", "), found(ir, *entity, key))
        }
        Operation::Delete { entity, key } => {
            format!("delete from {} where {}", table(ir, *entity), found(ir, *entity, key))
        }
        Operation::Fire { entity, key, event, input, note } => {
            let name = fraise_ir::names::snake(&ir.entity(*entity).name);
            let mut arguments: Vec<String> = key.iter().map(literal).collect();
            arguments.push(quoted(event));
            arguments.push(literal(&Value::Object(input.clone())));
            arguments.extend(note.as_ref().map(|it| quoted(it)));
            format!("select {}.{}({})", schema(ir), ident(&format!("{name}_fire")), arguments.join(", "))
        }
        Operation::Call { mutation, inputs, idempotency_key, hooks } => {
            let mutation = &ir.mutations[mutation.0];
            let mut arguments: Vec<String> = Vec::new();
            for input in &mutation.inputs {
                // A required one may be left out by a caller who gives null.
                if let Some(value) = inputs.get(&input.sql).or(input.required().then_some(&Value::Null)) {
                    let value = match &input.ty {
                        Type::Array(element)
                            if matches!(**element, Type::Object(_)) && *value != Value::Null =>
                        {
                            quoted(&value.json().unwrap())
                        }
                        _ => literal(value),
                    };
                    arguments.push(format!("{} => {value}", ident(&format!("p_{}", input.sql))));
                }
            }
            arguments
                .extend(idempotency_key.as_ref().map(|it| format!("p_idempotency_key => {}", quoted(it))));
            for (name, output) in hooks {
                let output = literal(&Value::Object(output.clone()));
                arguments.push(format!("{} => {output}", ident(&format!("p_{name}"))));
            }
            format!("select {}.{}({})", schema(ir), ident(&mutation.name), arguments.join(", "))
        }
        Operation::Raw { entity, verb, key, input } => {
            let raw = fraise_ir::raw::operation(ir, ir.entity(*entity), *verb).unwrap();
            let mut arguments: Vec<String> = key.iter().map(literal).collect();
            if *verb != Verb::Delete {
                arguments.push(literal(&Value::Object(input.clone())));
            }
            format!("select {}.{}({})", schema(ir), ident(&raw.sql), arguments.join(", "))
        }
        Operation::FireDue { limit } => format!("select fraise.fire_due({limit})"),
        Operation::Age { entity, key, by } => {
            let since = ir.entity(*entity).machine.as_ref().unwrap().since.unwrap();
            let since = column(ir, since);
            format!(
                "set session_replication_role = replica; update {} set {since} = {since} - interval '{}' where {}; \
                 set session_replication_role = origin",
                table(ir, *entity),
                by.text(),
                found(ir, *entity, key)
            )
        }
    }
}

fn found(ir: &Ir, entity: EntityId, key: &[Value]) -> String {
    let fields = ir.entity(entity).key_fields();
    let all: Vec<String> = fields
        .iter()
        .zip(key)
        .map(|(field, value)| format!("{} = {}", column(ir, *field), literal(value)))
        .collect();
    all.join(" and ")
}

fn table(ir: &Ir, entity: EntityId) -> String {
    format!("{}.{}", schema(ir), ident(&ir.entity(entity).table))
}

fn schema(ir: &Ir) -> String {
    ident(&ir.service.schema)
}

fn column(ir: &Ir, field: FieldId) -> String {
    ident(ir.field(field).column.as_ref().unwrap())
}

pub(super) fn ident(name: &str) -> String {
    Ident::new(name).unwrap().to_string()
}

/// A literal of no type: PostgreSQL takes the type from where it stands.
fn literal(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::List(all) => {
            let element = |it: &Value| match it.text() {
                Some(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
                None => "null".to_owned(),
            };
            quoted(&format!("{{{}}}", all.iter().map(element).collect::<Vec<_>>().join(",")))
        }
        Value::Object(_) => quoted(&value.json().unwrap()),
        other => quoted(&other.text().unwrap()),
    }
}

pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
