//! Rows that are created, updated and deleted through the service, each by the operation of its type.
//!
//! Nothing stays: a trigger at the end of each transaction takes it back, so what gets so far was allowed. Not tried: values
//! that are no plain text in GraphQL, deletes of types whose rows are only marked, which nobody may do in psql, and
//! fields that some may write of some rows.

use fraise_ir::{
    AccessItem, Entity, FieldId, Ir, Type,
    raw::{self, Verb},
};
use fraise_model::{Asker, Oracle, Unknown, Value, Way, World};
use fraise_runtime::Identity;
use fraise_verify::access::{Attempt, Cell, cells, statements::Answer};
use serde_json::{Map, json};

use super::ground::Ground;
use super::service::Service;

/// What the end of a transaction says that was allowed.
const TAKEN_BACK: &str = "taken back";

/// From now on nothing that is written to the tables of the ground stays.
pub(super) async fn take_back(ground: &Ground) {
    let mut script = format!(
        "create or replace function public.take_back() returns trigger language plpgsql as $$
         begin raise exception using errcode = 'ZF100', message = '{TAKEN_BACK}'; end $$;\n"
    );
    for entity in &ground.ir().entities {
        let table = format!("\"{}\".\"{}\"", ground.ir().service.schema, entity.table);
        script += &format!(
            "drop trigger if exists zz_take_back on {table};
             create constraint trigger zz_take_back after insert or update or delete on {table}
             deferrable initially deferred for each row execute function public.take_back();\n"
        );
    }
    ground.database.connect().await.unwrap().run_script(&script).await.unwrap();
}

/// Tries everything that writes, as somebody.
pub(super) async fn try_all(
    ground: &Ground,
    service: &Service,
    asker: &Asker,
    identity: &Identity,
) -> (Vec<Cell>, Vec<Result<Answer, String>>) {
    let open = without_rules_of_fields(ground.ir());
    let world = World { ir: &open, rows: &ground.rows, asker, now: Unknown::Any };
    let (all, not_known) = cells(&Oracle { world, way: Way::Policies });
    assert!(not_known.is_empty(), "{not_known:?}");
    let (mut tried, mut given) = (Vec::new(), Vec::new());
    for mut cell in all {
        cell.is_allowed &= may_write(ground.ir(), asker, &cell);
        let Some(attempt) = is_comparable(ground, &cell).then(|| document(service, &cell)).flatten() else {
            continue;
        };
        if let Some(answer) = attempt.answer(service, identity).await {
            given.push(answer);
            tried.push(cell);
        }
    }
    (tried, given)
}

/// In psql columns are granted to people, in the service fields are asked for roles: so they are asked here.
fn without_rules_of_fields(ir: &Ir) -> Ir {
    let mut ir = ir.clone();
    ir.entities.iter_mut().flat_map(|it| &mut it.fields).for_each(|it| it.write = None);
    ir
}

fn may_write(ir: &Ir, asker: &Asker, cell: &Cell) -> bool {
    let may = |id: FieldId| {
        let Some(items) = &ir.field(id).write else { return true };
        items.iter().any(|it| matches!(it, AccessItem::Role { role, .. } if asker.holds(ir, *role)))
    };
    match &cell.attempt {
        Attempt::Select(_) | Attempt::Delete => true,
        Attempt::Insert { given, .. } => given.iter().all(|(field, _)| may(*field)),
        Attempt::Update(field, _) => may(*field),
    }
}

fn is_comparable(ground: &Ground, cell: &Cell) -> bool {
    let entity = ground.ir().entity(cell.row.entity);
    let is_plain = |id: &FieldId| {
        let write = ground.ir().field(*id).write.as_deref().unwrap_or_default();
        write.iter().all(|it| matches!(it, AccessItem::Role { when: None, .. }))
    };
    match &cell.attempt {
        Attempt::Select(_) => false,
        Attempt::Insert { given, .. } => given.iter().all(|(field, _)| is_plain(field)),
        Attempt::Update(field, _) => is_plain(field),
        Attempt::Delete => !entity.soft_delete,
    }
}

/// How an attempt is asked for.
enum Asked {
    /// The schema definition has no such operation, or no such field.
    Nothing,
    /// A document with its variables; what the function calls the parts of the key.
    Document(String, serde_json::Value, Vec<String>),
}

/// None: a value cannot be told as plain text.
fn document(service: &Service, cell: &Cell) -> Option<Asked> {
    let ir = &service.open.ir;
    let entity = ir.entity(cell.row.entity);
    let (verb, given) = match &cell.attempt {
        Attempt::Select(_) => return None,
        Attempt::Insert { given, .. } => (Verb::Create, given.clone()),
        Attempt::Update(field, value) => (Verb::Update, vec![(*field, value.clone())]),
        Attempt::Delete => (Verb::Delete, Vec::new()),
    };
    let Some(operation) = raw::operation(ir, entity, verb).filter(|it| it.graphql.is_some()) else {
        return Some(Asked::Nothing);
    };
    let mut input = Map::new();
    for (field, value) in given {
        let slot = operation.fields.iter().find(|it| it.field == field && it.published);
        let Some(slot) = slot else { return Some(Asked::Nothing) };
        input.insert(slot.input.graphql.clone(), told(service, &slot.input.ty, &value)?);
    }
    let (mut variables, mut heads, mut arguments) = (Map::new(), Vec::new(), Vec::new());
    if !operation.key.is_empty() {
        heads.push("$id: ID!".to_owned());
        arguments.push("id: $id");
        variables.insert("id".to_owned(), key(entity, cell)?.into());
    }
    if let Some(name) = &operation.graphql_input {
        heads.push(format!("$input: {name}!"));
        arguments.push("input: $input");
        variables.insert("input".to_owned(), input.into());
    }
    let heads = if heads.is_empty() { String::new() } else { format!("({})", heads.join(", ")) };
    let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
    let selection = match verb {
        Verb::Create | Verb::Update => " { __typename }",
        Verb::Delete => "",
    };
    let name = operation.graphql.as_ref()?;
    let keys = operation.key.iter().map(|it| it.sql.clone()).collect();
    let document = format!("mutation {heads} {{ it: {name}{arguments}{selection} }}");
    Some(Asked::Document(document, variables.into(), keys))
}

/// The key, where it is one field.
fn key(entity: &Entity, cell: &Cell) -> Option<String> {
    match entity.key_fields().as_slice() {
        [only] => cell.row.get(*only)?.text(),
        _ => None,
    }
}

fn told(service: &Service, ty: &Type, value: &Value) -> Option<serde_json::Value> {
    let text = match value {
        Value::Null => return Some(serde_json::Value::Null),
        other => other.text()?,
    };
    match ty {
        Type::Bool => Some((text == "true").into()),
        Type::Int => Some(text.parse::<i64>().ok()?.into()),
        Type::Enum(id) => {
            let members = &service.open.ir.enumeration(*id).members;
            Some(members.iter().find(|it| it.name == text)?.graphql.clone().into())
        }
        Type::BigInt
        | Type::Decimal(_)
        | Type::Text(_)
        | Type::Varchar(_)
        | Type::Uuid
        | Type::Date
        | Type::Ref(_) => Some(text.into()),
        Type::Time
        | Type::Timestamptz
        | Type::Interval
        | Type::Json
        | Type::Bytes
        | Type::Object(_)
        | Type::Array(_)
        | Type::Null => None,
    }
}

impl Asked {
    /// None: what was said says nothing about access.
    async fn answer(self, service: &Service, identity: &Identity) -> Option<Result<Answer, String>> {
        let (document, variables, keys) = match self {
            Asked::Nothing => return Some(Ok(Answer::Denied)),
            Asked::Document(document, variables, keys) => (document, variables, keys),
        };
        let body = json!({ "query": document, "variables": variables }).to_string();
        let response = service.engine.execute(body.as_bytes(), identity, "matrix").await;
        let answer: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
        let error = &answer["errors"][0];
        let extensions = &error["extensions"];
        let answer = match extensions["code"].as_str() {
            _ if error["message"] == TAKEN_BACK => Ok(Answer::Allowed),
            // A row that is referred to is asked for before the row itself.
            Some("NOT_FOUND") if !keys.iter().any(|it| extensions["params"]["field"] == **it) => return None,
            Some("FORBIDDEN" | "UNAUTHENTICATED" | "NOT_FOUND") => Ok(Answer::Denied),
            // The form of a value is asked before the row.
            Some("BAD_INPUT") => return None,
            // Laws about rows are asked behind access.
            Some(
                "CONFLICT" | "FROZEN" | "NOT_EDITABLE" | "SAME_LAW" | "WITHIN_LAW" | "GUARD_FAILED"
                | "INVALID_TRANSITION" | "NO_COUNTER_ROW" | "APPEND_ONLY",
            ) => Ok(Answer::Allowed),
            _ => Err(format!("{document} {variables}: {answer}")),
        };
        Some(answer)
    }
}
