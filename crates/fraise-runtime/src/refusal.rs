//! What the database refuses, as clients are told (LANGUAGE 11): the code from the SQLSTATE, or from the DETAIL of an
//! error of the schema; the message only where it is one of ours.

use serde_json::{Map, Value, json};
use tokio_postgres::error::DbError;

use crate::database::Trouble;
use crate::error::{Code, Failure};
use crate::identity::Identity;
use crate::model::{Constraint, Service};

/// The errors of the language that tell their own code, each with the SQLSTATE it is raised with.
const TOLD: [(&str, Code); 14] = [
    ("ZF001", Code::InvalidTransition),
    ("ZF002", Code::GuardFailed),
    ("ZF003", Code::Frozen),
    ("ZF004", Code::NotEditable),
    ("ZF005", Code::Forbidden),
    ("ZF005", Code::Unauthenticated),
    ("ZF006", Code::NotFound),
    ("ZF007", Code::SameLaw),
    ("ZF008", Code::WithinLaw),
    ("ZF009", Code::NoCounterRow),
    ("ZF010", Code::BadInput),
    ("ZF011", Code::IdempotencyMismatch),
    ("ZF012", Code::AppendOnly),
    ("ZF100", Code::Conflict),
];

/// What somebody is told whose statement was refused.
pub(crate) fn failure(service: &'static Service, identity: &Identity, trouble: &Trouble) -> Failure {
    trouble
        .said()
        .and_then(|it| told(service, identity, it))
        .unwrap_or_else(|| Failure::plain(trouble.code()))
}

fn told(service: &'static Service, identity: &Identity, error: &DbError) -> Option<Failure> {
    let state = error.code().code();
    let detail = detail(error);
    let name = detail.as_ref().and_then(|it| it.get("code")).and_then(Value::as_str);
    let params = detail.as_ref().and_then(|it| it.get("params")).and_then(Value::as_object);
    let declared = service.errors.iter().find(|it| Some(it.code) == name && it.sqlstate == state);
    if let Some(declared) = declared {
        return Some(said(Code::Declared(declared), error, params));
    }
    let ours = TOLD.iter().filter(|(known, _)| *known == state);
    let named = ours.clone().find(|(_, code)| Some(code.name()) == name);
    if let Some((_, code)) = named.or(ours.clone().next()) {
        return Some(said(*code, error, params));
    }
    match state {
        "23502" => Some(missing(error)),
        "23514" => Some(broken(error)),
        "23505" => Some(taken(service, identity, error)),
        // A reference to nothing, or a row that others refer to: the text of the server tells which, in its language.
        "23503" => Some(Failure::plain(Code::Conflict)),
        "42501" => Some(Failure::plain(Code::Forbidden)),
        _ => None,
    }
}

fn detail(error: &DbError) -> Option<Map<String, Value>> {
    match serde_json::from_str(error.detail()?) {
        Ok(Value::Object(it)) => Some(it),
        Ok(_) | Err(_) => None,
    }
}

/// An error that one of our functions has raised, in its own words.
fn said(code: Code, error: &DbError, params: Option<&Map<String, Value>>) -> Failure {
    with_params(Failure::new(code, error.message().to_owned()), params.cloned().unwrap_or_default())
}

fn with_params(failure: Failure, params: Map<String, Value>) -> Failure {
    Failure { params: (!params.is_empty()).then(|| Value::Object(params).to_string()), ..failure }
}

fn missing(error: &DbError) -> Failure {
    match error.column() {
        Some(column) => about(format!("{column} is missing"), &json!({ "field": column })),
        None => Failure::plain(Code::BadInput),
    }
}

fn broken(error: &DbError) -> Failure {
    match error.constraint() {
        Some(name) => about(format!("{name} does not hold"), &json!({ "constraint": name })),
        None => Failure::plain(Code::BadInput),
    }
}

fn about(sentence: String, params: &Value) -> Failure {
    with_params(Failure::new(Code::BadInput, sentence), params.as_object().cloned().unwrap_or_default())
}

/// A value that is there already is named only to those who may read that field of every row.
fn taken(service: &Service, identity: &Identity, error: &DbError) -> Failure {
    let may_know = |it: &&Constraint| {
        error.constraint() == Some(it.name) && (identity.internal || it.readers.meets(identity.roles))
    };
    let Some(constraint) = service.constraints.iter().find(may_know) else {
        return Failure::plain(Code::Conflict);
    };
    let sentence = format!("{} must be unique, and this is there already", constraint.fields.join(", "));
    let params = json!({ "constraint": constraint.name, "fields": constraint.fields });
    let params = params.as_object().cloned().unwrap_or_default();
    with_params(Failure::new(Code::Conflict, sentence), params)
}
