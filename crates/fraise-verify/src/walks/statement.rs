//! An operation as SQL, as a person would write it.

use fraise_ir::{EntityId, Ir, Mutation, Type, raw::Verb};
use fraise_lower::names;
use fraise_model::{Operation, Value};
use fraise_sql::{Fragment, Literal, ident, sql};

use fraise_emit_postgres::function_names;

/// The statement that carries out an operation.
pub(crate) fn of(ir: &Ir, operation: &Operation) -> Fragment {
    match operation {
        Operation::Insert { entity, values } if values.is_empty() => {
            sql!["insert into ", names::table(ir, *entity), " default values"]
        }
        Operation::Insert { entity, values } => {
            let columns = values.iter().map(|(field, _)| names::column(ir, *field));
            let given = values.iter().map(|(_, value)| literal(value));
            let (columns, given) = (Fragment::join(", ", columns), Fragment::join(", ", given));
            sql!["insert into ", names::table(ir, *entity), " (", columns, ") values (", given, ")"]
        }
        Operation::Update { entity, key, values } => {
            let set =
                values.iter().map(|(field, value)| sql![names::column(ir, *field), " = ", literal(value)]);
            let set = Fragment::join(", ", set);
            sql!["update ", names::table(ir, *entity), " set ", set, " where ", found(ir, *entity, key)]
        }
        Operation::Delete { entity, key } => {
            sql!["delete from ", names::table(ir, *entity), " where ", found(ir, *entity, key)]
        }
        Operation::Fire { entity, key, event, input, note } => {
            let mut arguments: Vec<Fragment> = key.iter().map(literal).collect();
            arguments.push(sql![Literal::text(event)]);
            arguments.push(literal(&Value::Object(input.clone())));
            arguments.extend(note.as_ref().map(|it| sql![Literal::text(it)]));
            let function = function_names::ask(ir, ir.entity(*entity));
            sql!["select ", function, "(", Fragment::join(", ", arguments), ")"]
        }
        Operation::Call { mutation, .. } => match ir.mutations.get(mutation.0) {
            Some(mutation) => call(ir, mutation, operation),
            None => Fragment::new(),
        },
        Operation::Raw { entity, verb, key, input } => {
            let mut arguments: Vec<Fragment> = key.iter().map(literal).collect();
            if *verb != Verb::Delete {
                arguments.push(literal(&Value::Object(input.clone())));
            }
            let function = function_names::raw(ir, ir.entity(*entity), *verb);
            sql!["select ", function, "(", Fragment::join(", ", arguments), ")"]
        }
        Operation::FireDue { limit } => {
            sql!["select ", names::helper("fire_due"), "(", Literal::Integer(*limit), ")"]
        }
        Operation::Age { entity, key, by } => {
            let since = ir.entity(*entity).machine.as_ref().and_then(|it| it.since);
            let since = since.map_or_else(|| sql![ident!("id")], |it| sql![names::column(ir, it)]);
            let earlier = sql![&since, " - interval ", Literal::text(&by.text())];
            sql![
                "set session_replication_role = replica; update ",
                names::table(ir, *entity),
                " set ",
                &since,
                " = ",
                earlier,
                " where ",
                found(ir, *entity, key),
                "; set session_replication_role = origin"
            ]
        }
    }
}

fn call(ir: &Ir, mutation: &Mutation, operation: &Operation) -> Fragment {
    let Operation::Call { inputs, idempotency_key, hooks, .. } = operation else { return Fragment::new() };
    let named = |name: &str, value: Fragment| sql![names::ident(&format!("p_{name}")), " => ", value];
    let mut arguments: Vec<Fragment> = Vec::new();
    for input in &mutation.inputs {
        // A required one may be left out by a caller who gives null.
        let null = input.required().then_some(&Value::Null);
        let Some(value) = inputs.get(&input.sql).or(null) else { continue };
        let value = match &input.ty {
            Type::Array(element) if matches!(**element, Type::Object(_)) && *value != Value::Null => {
                json(value)
            }
            _ => literal(value),
        };
        arguments.push(named(&input.sql, value));
    }
    arguments.extend(idempotency_key.iter().map(|it| named("idempotency_key", sql![Literal::text(it)])));
    arguments.extend(hooks.iter().map(|(name, it)| named(name, literal(&Value::Object(it.clone())))));
    let function = function_names::mutation(ir, mutation);
    sql!["select ", function, "(", Fragment::join(", ", arguments), ")"]
}

fn found(ir: &Ir, entity: EntityId, key: &[Value]) -> Fragment {
    let fields = ir.entity(entity).key_fields();
    let all = fields.iter().zip(key);
    Fragment::join(" and ", all.map(|(field, value)| sql![names::column(ir, *field), " = ", literal(value)]))
}

/// A literal of no type: PostgreSQL takes the type from where it stands.
fn literal(value: &Value) -> Fragment {
    match value {
        Value::Null => sql!["null"],
        Value::List(all) => {
            let element = |it: &Value| match it.text() {
                Some(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
                None => "null".to_owned(),
            };
            let all: Vec<String> = all.iter().map(element).collect();
            sql![Literal::text(&format!("{{{}}}", all.join(",")))]
        }
        Value::Object(_) => json(value),
        other => other.text().map_or_else(|| sql!["null"], |it| sql![Literal::text(&it)]),
    }
}

fn json(value: &Value) -> Fragment {
    value.json().map_or_else(|| sql!["null"], |it| sql![Literal::text(&it)])
}
