//! One operation, on the server and in the model, and what of it is otherwise than predicted.

use fraise_diagnostics::Span;
use fraise_ir::{EntityId, Ir};
use fraise_model::{Operation, Stop, Value};
use fraise_pg::{Error, Said};

use super::arena::{Arena, Entry};
use crate::Check;

/// What came of a step.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// It was done, as predicted.
    Done,
    /// It was refused, as predicted.
    Refused,
    /// The model cannot say, so it was not tried.
    NotKnown(String),
    /// It was otherwise.
    Failed(Mismatch),
}

/// What is otherwise than predicted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mismatch {
    pub(crate) what: String,
    pub(crate) expected: String,
    pub(crate) happened: String,
    pub(crate) span: Span,
}

/// Takes a step; what the server has is taken over where it is as predicted.
pub(crate) async fn take(arena: &mut Arena<'_>, entry: &Entry) -> Result<Step, Error> {
    let ir = arena.ir;
    arena.tick().await?;
    let predicted = match arena.state.apply(ir, &entry.operation, &entry.actor) {
        Ok(outcome) => Ok(outcome),
        Err(Stop::Refused(refusals)) => Err(refusals),
        Err(Stop::NotKnown(what)) => return Ok(Step::NotKnown(what.0)),
    };
    let failed = |expected: String, happened: String| {
        Step::Failed(Mismatch {
            what: format!("{} as {}", named(ir, &entry.operation), entry.actor.asker.name),
            expected,
            happened,
            span: place(ir, &entry.operation),
        })
    };
    let answer = arena.carry_out(entry).await?;
    let step = match (predicted, answer) {
        (Ok(outcome), Ok(answer)) => {
            let agreed = match outcome.state.agree(ir, &arena.printed().await?) {
                Ok(agreed) => agreed,
                Err(differences) => {
                    return Ok(failed("what the schema says".to_owned(), differences.to_string()));
                }
            };
            let wanted = outcome.answer.as_ref().map(|it| match agreed.value(it) {
                // A key of several columns is a list of JSON.
                list @ Value::List(_) => list.json(),
                one => one.text(),
            });
            arena.state = agreed.state;
            match wanted {
                Some(wanted) if wanted != answer => failed(shown(wanted), shown(answer)),
                _ => Step::Done,
            }
        }
        (Err(refusals), Err(said)) => {
            if !refusals.accept(&said.code, told_code(&said).as_deref()) {
                return Ok(failed(format!("the error {refusals}"), error(&said)));
            }
            match arena.state.agree(ir, &arena.printed().await?) {
                Ok(_) => Step::Refused,
                Err(differences) => {
                    failed(format!("the error {refusals}, and nothing else"), differences.to_string())
                }
            }
        }
        (Ok(_), Err(said)) => failed("no error".to_owned(), error(&said)),
        (Err(refusals), Ok(_)) => failed(format!("the error {refusals}"), "no error".to_owned()),
    };
    if matches!(step, Step::Done) {
        let broken = arena.laws.broken(&arena.owner, Check::Walks).await?;
        if let Some(broken) = broken.into_iter().next() {
            return Ok(Step::Failed(Mismatch {
                what: format!("{}: {}", named(ir, &entry.operation), broken.what),
                expected: broken.expected,
                happened: broken.happened,
                span: broken.span,
            }));
        }
    }
    Ok(step)
}

fn shown(value: Option<String>) -> String {
    value.unwrap_or_else(|| "null".to_owned())
}

/// An error in the words of the server.
pub(crate) fn error(said: &Said) -> String {
    let code = told_code(said).map(|it| format!(" {it}")).unwrap_or_default();
    format!("the error {}{code} ({})", said.code, said.message)
}

/// The code that an error tells in its detail.
pub(crate) fn told_code(said: &Said) -> Option<String> {
    let detail: serde_json::Value = serde_json::from_str(said.detail.as_deref()?).ok()?;
    Some(detail.get("code")?.as_str()?.to_owned())
}

/// `create_order`, `Order.cancel`, `insert Order`
pub(crate) fn named(ir: &Ir, operation: &Operation) -> String {
    let of = |entity: &EntityId| ir.entity(*entity).name.as_str();
    match operation {
        Operation::Insert { entity, .. } => format!("insert {}", of(entity)),
        Operation::Update { entity, .. } => format!("update {}", of(entity)),
        Operation::Delete { entity, .. } => format!("delete {}", of(entity)),
        Operation::Fire { entity, event, .. } => format!("{}.{event}", of(entity)),
        Operation::Call { mutation, .. } => {
            ir.mutations.get(mutation.0).map(|it| it.name.clone()).unwrap_or_default()
        }
        Operation::Raw { entity, verb, .. } => verb.name(ir.entity(*entity)),
        Operation::FireDue { .. } => "fire_due".to_owned(),
        Operation::Age { entity, .. } => format!("age {}", of(entity)),
    }
}

/// The place that declares it.
pub(crate) fn place(ir: &Ir, operation: &Operation) -> Span {
    match operation {
        Operation::Insert { entity, .. }
        | Operation::Update { entity, .. }
        | Operation::Delete { entity, .. }
        | Operation::Raw { entity, .. }
        | Operation::Age { entity, .. } => ir.entity(*entity).span,
        Operation::Fire { entity, event, .. } => {
            let machine = ir.entity(*entity).machine.as_ref();
            let event = machine.and_then(|it| it.events.iter().find(|it| it.name == *event));
            event.map_or(ir.entity(*entity).span, |it| it.span)
        }
        Operation::Call { mutation, .. } => {
            ir.mutations.get(mutation.0).map_or(ir.service.span, |it| it.span)
        }
        Operation::FireDue { .. } => ir.service.span,
    }
}
