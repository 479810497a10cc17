//! Tests: what is there at the beginning, what is done, and what is there at the end.

use std::collections::HashSet;

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{
    ClaimId, EntityId, HookId, Input, Mutation, MutationId, QueryId, failure,
    mutation::{AfterCommit, StepNameKind},
    raw::{self, Verb},
    scenario::{Call, Caller, Expectation, Expected, Failure, Override, Scenario, ScenarioStep},
    seed::{RowValue, SeedRow},
};
use fraise_syntax::document::{AsDecl, Literal, Name, Named, NamedEntry, Path, Rows, TestDecl, TestStep};

use super::{
    label::{self, Labels},
    seed,
    value::{self, Wanted},
};
use crate::{
    context::Ctx,
    entity::{field_named, transition_named},
    message,
};

/// Understands one test; what cannot be understood is reported and left out.
pub(super) fn scenario(cx: &mut Ctx<'_>, test: &NamedEntry<TestDecl>, labels: &Labels) -> Scenario {
    let decl = &test.value;
    let given = decl.given.as_ref();
    let set = given.and_then(|it| it.seed.as_ref()).and_then(|name| seed_named(cx, name));
    let overrides = given.map(|it| overrides(cx, &it.rows, labels)).unwrap_or_default();
    let rows = cx.ir.scenario_rows(set, &overrides);
    if !overrides.is_empty() {
        rows_can_be_inserted(cx, &rows);
    }
    let loaded: HashSet<&str> = rows.iter().map(|it| it.label.as_str()).collect();
    let mut labels = labels.only(&loaded);
    let steps = decl.steps.iter().filter_map(|it| step(cx, it, &mut labels)).collect();
    let expect = expectations(cx, &decl.expect, &labels);
    Scenario {
        name: test.name.as_str().to_owned(),
        span: test.name.span,
        description: decl.description.as_ref().map(|it| it.value.clone()),
        seed: set,
        overrides,
        steps,
        expect,
    }
}

fn seed_named(cx: &mut Ctx<'_>, name: &Name) -> Option<usize> {
    let position = cx.document.seeds.names().position(|it| it == name.as_str());
    if position.is_none() {
        let known: Vec<&str> = cx.document.seeds.names().collect();
        let found = message::unknown(Code::F1201, name.span, name.as_str(), "seed", &known);
        cx.report(found);
    }
    position
}

fn overrides(cx: &mut Ctx<'_>, rows: &Rows, labels: &Labels) -> Vec<Override> {
    let mut all = Vec::new();
    for row in rows {
        let Some((entity, _)) = labels.rows.get(row.name.as_str()).copied() else {
            let _ = label::known(cx, row.name.as_str(), row.name.span, None, labels);
            continue;
        };
        let values = value::fields(cx, entity, &row.value, labels);
        seed::initial_state(cx, entity, &row.value);
        all.push(Override { label: row.name.as_str().to_owned(), span: row.name.span, values });
    }
    all
}

/// F1204: what is overridden may make rows need one another that did not before.
fn rows_can_be_inserted(cx: &mut Ctx<'_>, rows: &[SeedRow]) {
    // The same circle among the rows as they stand has been reported.
    let before: Vec<&SeedRow> =
        rows.iter().filter_map(|it| cx.ir.seed_row(&it.label)).filter(|it| is_whole(cx, it)).collect();
    if seed::in_a_circle(&before).is_some() {
        return;
    }
    let rows: Vec<&SeedRow> = rows.iter().filter(|it| is_whole(cx, it)).collect();
    let found = seed::in_a_circle(&rows);
    cx.diagnostics.extend(found);
}

/// A reference to a row that was left out has been reported.
fn is_whole(cx: &Ctx<'_>, row: &SeedRow) -> bool {
    row.references().all(|it| cx.ir.seed_row(it).is_some())
}

/// What is called, as far as this file needs it.
struct Called {
    call: Call,
    /// `` `cancel_order` ``
    name: String,
    inputs: Vec<Input>,
    /// The type of the row that comes back.
    returns: Option<EntityId>,
    /// The hooks that it calls.
    hooks: Vec<HookId>,
}

fn step(cx: &mut Ctx<'_>, step: &TestStep, labels: &mut Labels) -> Option<ScenarioStep> {
    let caller = step.as_.as_ref().map(|it| caller(cx, it, labels)).unwrap_or_default();
    let fails = step.fails.as_ref().and_then(|it| expected_error(cx, it));
    let called = called(cx, &step.call, labels)?;
    let with =
        value::arguments(cx, &step.with, &called.inputs, &format!("input of `{}`", called.name), labels);
    if step.fails.is_none() {
        let missing = format!("`{}` needs", called.name);
        nothing_is_missing(cx, &called.inputs, &step.with, &missing, step.call.span);
    }
    let hooks = hooks(cx, step, &called, labels);
    let save = step.save.as_ref().and_then(|it| saved(cx, it, step, &called, labels));
    Some(ScenarioStep { span: step.call.span, caller, call: called.call, with, hooks, save, fails })
}

fn caller(cx: &mut Ctx<'_>, caller: &AsDecl, labels: &Labels) -> Caller {
    let role = caller.role.as_ref().filter(|it| it.as_str() != "public");
    let found = role.and_then(|it| cx.names.role(it.as_str()));
    if let (Some(role), None) = (role, found) {
        let found = message::unknown(Code::F0603, role.span, role.as_str(), "role", &cx.names.roles.all());
        cx.report(found);
    }
    let viewer = caller.viewer.as_ref().filter(|it| {
        let wanted = cx.ir.viewer.entity;
        label::known(cx, it.as_str(), it.span, wanted, labels)
    });
    let viewer = viewer.map(|it| it.as_str().to_owned());
    let claims = caller.claims.iter().filter_map(|it| claim(cx, it, labels)).collect();
    Caller { role: found, viewer, claims }
}

fn claim(cx: &mut Ctx<'_>, claim: &NamedEntry<Literal>, labels: &Labels) -> Option<(ClaimId, RowValue)> {
    let claims = &cx.ir.viewer.claims;
    let Some(position) = claims.iter().position(|it| it.name == claim.name.as_str()) else {
        let known: Vec<&str> = claims.iter().map(|it| it.name.as_str()).collect();
        let found = message::unknown(Code::F0201, claim.name.span, claim.name.as_str(), "claim", &known);
        cx.report(found);
        return None;
    };
    let ty = claims.get(position).map(|it| it.ty.clone())?;
    let value = value::value(cx, &claim.value, Wanted::column(&ty, true), labels)?;
    Some((ClaimId(position), value))
}

fn called(cx: &mut Ctx<'_>, path: &Path, labels: &Labels) -> Option<Called> {
    let segments = path.segments();
    match segments.as_slice() {
        // What is missing has been reported.
        [only] if only.value.is_empty() => None,
        [only] => operation(cx, only.value, only.span),
        [row, event] => {
            if !label::known(cx, row.value, row.span, None, labels) {
                return None;
            }
            let (entity, _) = labels.rows.get(row.value).copied()?;
            let id = transition_named(cx, entity, *event)?;
            let call = Call::Event { row: row.value.to_owned(), event: id };
            let inputs = cx.ir.call_inputs(&call);
            Some(Called { call, name: event.value.to_owned(), inputs, returns: None, hooks: Vec::new() })
        }
        _ => {
            let found = Diagnostic::error(
                Code::F0201,
                path.span,
                "expected an operation, or an event of a row",
            )
            .help("Write the name of the operation, or the label of the row and the event: `order.cancel`.");
            cx.report(found);
            None
        }
    }
}

fn operation(cx: &mut Ctx<'_>, name: &str, span: Span) -> Option<Called> {
    if let Some(id) = cx.names.mutation(name) {
        let mutation = cx.ir.mutations.get(id.0)?;
        return Some(called_mutation(id, mutation));
    }
    if let Some(position) = cx.ir.queries.iter().position(|it| it.name == name) {
        let call = Call::Query(QueryId(position));
        let inputs = cx.ir.call_inputs(&call);
        return Some(Called { call, name: name.to_owned(), inputs, returns: None, hooks: Vec::new() });
    }
    if let Some(called) = raw_operation(cx, name) {
        return Some(called);
    }
    // A query that was not understood has been reported.
    if cx.document.queries.get(name).is_some() {
        return None;
    }
    let raw: Vec<String> = raw::operations(&cx.ir).into_iter().map(|it| it.name).collect();
    let mut known = cx.names.mutations.all();
    known.extend(cx.document.queries.names());
    known.extend(raw.iter().map(String::as_str));
    let found = message::unknown(Code::F0201, span, name, "operation", &known);
    cx.report(found);
    None
}

/// An operation that a type has by its access.
fn raw_operation(cx: &Ctx<'_>, name: &str) -> Option<Called> {
    let raw = raw::operations(&cx.ir).into_iter().find(|it| it.name == name)?;
    let has_one_key = cx.ir.entity(raw.entity).id_field().is_some();
    let call = Call::Raw { entity: raw.entity, verb: raw.verb };
    Some(Called {
        inputs: cx.ir.call_inputs(&call),
        call,
        name: name.to_owned(),
        returns: (has_one_key && raw.verb != Verb::Delete).then_some(raw.entity),
        hooks: Vec::new(),
    })
}

fn called_mutation(id: MutationId, mutation: &Mutation) -> Called {
    let after = mutation.after_commit.iter().filter_map(|it| match it {
        AfterCommit::Hook { hook, .. } => Some(*hook),
        AfterCommit::Call { .. } => None,
    });
    Called {
        call: Call::Mutation(id),
        name: mutation.name.clone(),
        inputs: mutation.inputs.clone(),
        returns: mutation.names.get(mutation.returns.0).and_then(|it| match it.kind {
            StepNameKind::Row(entity) => Some(entity),
            StepNameKind::Hook(_) => None,
        }),
        hooks: mutation.before.iter().map(|it| it.hook).chain(after).collect(),
    }
}

/// F1202: what is called needs a value.
fn nothing_is_missing(cx: &mut Ctx<'_>, declared: &[Input], given: &Named<Literal>, needs: &str, span: Span) {
    for input in declared.iter().filter(|it| it.required() && given.get(&it.name).is_none()) {
        let found = Diagnostic::error(Code::F1202, span, format!("{needs} `{}`", input.name))
            .label("it must be given here")
            .secondary(input.span, "declared here");
        cx.report(found);
    }
}

fn hooks(
    cx: &mut Ctx<'_>,
    step: &TestStep,
    called: &Called,
    labels: &Labels,
) -> Vec<(HookId, Vec<(String, RowValue)>)> {
    let mut all = Vec::new();
    for entry in &step.hooks {
        let name = &entry.name;
        let Some(id) = cx.names.hook(name.as_str()).filter(|it| called.hooks.contains(it)) else {
            let of_call = called.hooks.iter().filter_map(|it| cx.ir.hooks.get(it.0));
            let known: Vec<&str> = of_call.map(|it| it.name.as_str()).collect();
            let what = format!("hook of `{}`", called.name);
            let found = message::unknown(Code::F0201, name.span, name.as_str(), &what, &known);
            cx.report(found);
            continue;
        };
        let output = cx.ir.hooks.get(id.0).map(|it| it.output.clone()).unwrap_or_default();
        let values =
            value::arguments(cx, &entry.value, &output, &format!("output of `{}`", name.as_str()), labels);
        let answers = format!("`{}` answers with", name.as_str());
        nothing_is_missing(cx, &output, &entry.value, &answers, name.span);
        all.push((id, values));
    }
    all
}

/// F1206, F0203: a name for the row that comes back, which nothing else has.
fn saved(
    cx: &mut Ctx<'_>,
    name: &Name,
    step: &TestStep,
    called: &Called,
    labels: &mut Labels,
) -> Option<String> {
    let entity = match (called.returns, &step.fails) {
        (Some(entity), None) => entity,
        (_, Some(code)) => {
            let found = Diagnostic::error(
                Code::F1206,
                name.span,
                "a call that fails gives nothing that can be saved",
            )
            .label("saved here")
            .secondary(code.span, "fails here");
            cx.report(found);
            return None;
        }
        (None, None) => {
            let message = format!("`{}` gives no row that can be saved", called.name);
            let found = Diagnostic::error(Code::F1206, name.span, message)
                .label("saved here")
                .help("Mutations give the row that they return.");
            cx.report(found);
            return None;
        }
    };
    if let Some((_, first)) = labels.rows.insert(name.as_str().to_owned(), (entity, name.span)) {
        let message = format!("the label `{}` is used twice", name.as_str());
        let found = Diagnostic::error(Code::F0203, name.span, message)
            .label("used again here")
            .secondary(first, "first used here")
            .help("Labels of seeds and names of saved rows share one space.");
        cx.report(found);
    }
    Some(name.as_str().to_owned())
}

fn expected_error(cx: &mut Ctx<'_>, code: &Name) -> Option<Failure> {
    if cx.names.error(code.as_str()).is_some() || failure::codes().contains(&code.as_str()) {
        return Some(Failure { code: code.as_str().to_owned(), span: code.span });
    }
    let mut known = cx.names.errors.all();
    known.extend(failure::codes());
    let found = message::unknown(Code::F1203, code.span, code.as_str(), "error", &known);
    cx.report(found);
    None
}

fn expectations(cx: &mut Ctx<'_>, rows: &Rows, labels: &Labels) -> Vec<Expectation> {
    let mut all = Vec::new();
    for row in rows {
        let Some((entity, _)) = labels.rows.get(row.name.as_str()).copied() else {
            let _ = label::known(cx, row.name.as_str(), row.name.span, None, labels);
            continue;
        };
        let values = row.value.iter().filter_map(|it| expected(cx, entity, it, labels)).collect();
        let label = row.name.as_str().to_owned();
        all.push(Expectation { label, span: row.name.span, entity, values });
    }
    all
}

fn expected(
    cx: &mut Ctx<'_>,
    entity: EntityId,
    entry: &NamedEntry<Literal>,
    labels: &Labels,
) -> Option<Expected> {
    let field = field_named(cx, entity, &entry.name, Code::F0201)?;
    let ty = cx.ir.field(field).ty.clone();
    let value = value::value(cx, &entry.value, Wanted::column(&ty, true), labels)?;
    Some(Expected { field, span: entry.value.span, value })
}
