//! What a test tells of what is not as it should be: F1207, at its place in the schema.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_emit_postgres::{Keys, scenario::Unknown};
use fraise_ir::{
    EntityId, Ir, Mutation, QueryId, Type, failure,
    mutation::StepNameKind,
    names,
    scenario::{Call, Expectation, Failure, Scenario, ScenarioStep},
};
use fraise_pg::Said;

fn found(span: Span, message: String) -> Diagnostic {
    Diagnostic::error(Code::F1207, span, message)
}

/// The type of the row that a mutation gives back.
pub(super) fn returned(mutation: &Mutation) -> Option<EntityId> {
    match mutation.names.get(mutation.returns.0)?.kind {
        StepNameKind::Row(entity) => Some(entity),
        StepNameKind::Hook(_) => None,
    }
}

/// Whether an error is the one of a code, snake case.
pub(super) fn is_code(said: &Said, code: &str) -> bool {
    told_code(said).map_or_else(|| failure::code_of(&said.code) == code, |it| it == names::screaming(code))
}

/// The code that an error tells in its detail, in capitals.
fn told_code(said: &Said) -> Option<String> {
    let detail: serde_json::Value = serde_json::from_str(said.detail.as_deref()?).ok()?;
    Some(detail.get("code")?.as_str()?.to_owned())
}

fn code(said: &Said) -> String {
    told_code(said).map_or_else(|| failure::code_of(&said.code).to_owned(), |it| it.to_lowercase())
}

/// What the server said, for help.
fn words(said: &Said) -> String {
    match &said.detail {
        Some(detail) => format!("The database says: {} ({}, {detail})", said.message, said.code),
        None => format!("The database says: {} ({})", said.message, said.code),
    }
}

/// What a step calls, in the words of the schema.
fn call(ir: &Ir, step: &ScenarioStep) -> String {
    match &step.call {
        Call::Mutation(id) => ir.mutations.get(id.0).map(|it| it.name.clone()).unwrap_or_default(),
        Call::Query(id) => ir.queries.get(id.0).map(|it| it.name.clone()).unwrap_or_default(),
        Call::Raw { entity, verb } => verb.name(ir.entity(*entity)),
        Call::Event { row, event } => {
            let machine = ir.entity(event.entity).machine.as_ref();
            let event = machine.and_then(|it| it.events.get(event.index));
            format!("{row}.{}", event.map(|it| it.name.as_str()).unwrap_or_default())
        }
    }
}

pub(super) fn refused_rows(test: &Scenario, message: &str) -> Diagnostic {
    found(test.span, format!("the database refuses the rows of `{}`: {message}", test.name))
}

pub(super) fn query(ir: &Ir, step: &ScenarioStep, _: QueryId) -> Diagnostic {
    found(step.span, format!("a test cannot call the query `{}` yet", call(ir, step)))
        .label("a query is no function of the database")
        .help("Say in `expect` what rows are there.")
}

pub(super) fn not_emitted(ir: &Ir, step: &ScenarioStep) -> Diagnostic {
    found(step.span, format!("`{}` is not emitted yet", call(ir, step)))
        .label("there is no function of the database to call")
}

pub(super) fn unknown_key(span: Span, label: &str) -> Diagnostic {
    found(span, format!("the key of `{label}` is not known"))
        .label("this row cannot be found")
        .help("A seed that gives each field of its key can be found.")
}

pub(super) fn did_not_fail(step: &ScenarioStep, wanted: &Failure) -> Diagnostic {
    found(wanted.span, format!("expected the error `{}`, and the call went well", wanted.code))
        .label("expected here")
        .secondary(step.span, "this call")
}

pub(super) fn failed(step: &ScenarioStep, said: &Said) -> Diagnostic {
    let code = code(said);
    let told = match &step.fails {
        Some(wanted) => found(wanted.span, format!("expected the error `{}`, found `{code}`", wanted.code))
            .label("expected here")
            .secondary(step.span, "this call"),
        None => found(step.span, format!("the call fails with `{code}`")).label("this call"),
    };
    told.help(words(said))
}

pub(super) fn follower_failed(step: &ScenarioStep, place: Span, said: &Said) -> Diagnostic {
    found(step.span, format!("what follows the call fails with `{}`", code(said)))
        .label("this call")
        .secondary(place, "what follows it")
        .help(words(said))
}

pub(super) fn unknown_row(ir: &Ir, step: &ScenarioStep, unknown: &Unknown) -> Diagnostic {
    let follower = ir.mutations.get(unknown.mutation.0).map(|it| it.name.as_str()).unwrap_or_default();
    found(step.span, format!("what is given to `{follower}` behind the call is not known"))
        .label("this call")
        .secondary(unknown.span, "reads a row that the call has not left behind")
}

pub(super) fn no_job(step: &ScenarioStep, said: &Said) -> Diagnostic {
    found(step.span, "what follows the call cannot be found".to_owned()).label("this call").help(words(said))
}

pub(super) fn circle(step: &ScenarioStep, place: Span) -> Diagnostic {
    found(step.span, "what follows the call does not end".to_owned())
        .label("this call")
        .secondary(place, "called again and again")
}

pub(super) fn cannot_be_asked(expectation: &Expectation, said: &Said) -> Diagnostic {
    found(expectation.span, format!("`{}` cannot be read", expectation.label)).help(words(said))
}

pub(super) fn not_there(expectation: &Expectation) -> Diagnostic {
    found(expectation.span, format!("`{}` is not there at the end", expectation.label)).label("expected here")
}

/// A finding for each value that is not the expected one.
pub(super) fn differences(
    ir: &Ir,
    keys: &Keys,
    expectation: &Expectation,
    row: &[Option<String>],
) -> Vec<Diagnostic> {
    let values = expectation.values.iter().zip(row.chunks(3));
    let differs = values.filter_map(|(expected, columns)| match columns {
        [same, actual, wanted] if same.as_deref() != Some("t") => Some((expected, actual, wanted)),
        _ => None,
    });
    let told = differs.map(|(expected, actual, wanted)| {
        let field = ir.field(expected.field);
        let shown = |text: &Option<String>| match (text, &field.ty) {
            (None, _) => "null".to_owned(),
            (Some(key), Type::Ref(_)) => keys.label_of(key).unwrap_or(key).to_owned(),
            (Some(text), _) => text.clone(),
        };
        let (label, name) = (&expectation.label, &field.name);
        let message = format!("`{label}.{name}` is `{}`, expected `{}`", shown(actual), shown(wanted));
        found(expected.span, message).label("expected here")
    });
    told.collect()
}
