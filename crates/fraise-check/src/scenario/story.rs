//! Tests: what is there at the beginning, what is done, and what is there at the end.

use fraise_diagnostics::{Code, Span};
use fraise_ir::{EntityId, Input, mutation::StepNameKind};
use fraise_syntax::document::{Name, Rows, TestDecl, TestStep};

use super::{
    label::{self, Labels},
    value::{self, Wanted},
};
use crate::{context::Ctx, entity::field_named, message};

/// Looks at one test.
pub(super) fn check(cx: &mut Ctx<'_>, test: &TestDecl, mut labels: Labels) {
    if let Some(given) = &test.given {
        if let Some(seed) = &given.seed
            && cx.document.seeds.get(seed.as_str()).is_none()
        {
            let known: Vec<&str> = cx.document.seeds.names().collect();
            let found = message::unknown(Code::F1201, seed.span, seed.as_str(), "seed", &known);
            cx.report(found);
        }
        overrides(cx, &given.rows, &labels);
    }
    for step in &test.steps {
        call(cx, step, &mut labels);
    }
    expectations(cx, &test.expect, &labels);
}

/// A label that no row has.
fn unknown(cx: &mut Ctx<'_>, name: &str, span: Span, labels: &Labels) {
    let _ = label::known(cx, name, span, None, labels);
}

fn overrides(cx: &mut Ctx<'_>, rows: &Rows, labels: &Labels) {
    for row in rows {
        match labels.rows.get(row.name.as_str()) {
            Some((entity, _)) => {
                let _ = value::fields(cx, *entity, &row.value, labels);
            }
            None => unknown(cx, row.name.as_str(), row.name.span, labels),
        }
    }
}

fn call(cx: &mut Ctx<'_>, step: &TestStep, labels: &mut Labels) {
    caller(cx, step, labels);
    let inputs = operation_inputs(cx, &step.call);
    if let Some((inputs, returns)) = inputs {
        value::arguments(cx, &step.with, &inputs, labels);
        if let (Some(save), Some(entity)) = (&step.save, returns) {
            labels.rows.insert(save.as_str().to_owned(), (entity, save.span));
        }
    }
    hooks(cx, step, labels);
    if let Some(code) = &step.fails {
        expected_error(cx, code);
    }
}

fn caller(cx: &mut Ctx<'_>, step: &TestStep, labels: &Labels) {
    let Some(caller) = &step.as_ else { return };
    if let Some(role) = &caller.role
        && role.as_str() != "public"
        && cx.names.role(role.as_str()).is_none()
    {
        let found = message::unknown(Code::F0603, role.span, role.as_str(), "role", &cx.names.roles.all());
        cx.report(found);
    }
    if let Some(viewer) = &caller.viewer {
        let wanted = cx.ir.viewer.entity;
        let _ = label::known(cx, viewer.as_str(), viewer.span, wanted, labels);
    }
    for claim in &caller.claims {
        let claims = &cx.ir.viewer.claims;
        match claims.iter().find(|it| it.name == claim.name.as_str()).map(|it| it.ty.clone()) {
            Some(ty) => {
                let _ = value::value(cx, &claim.value, Wanted::column(&ty, true), labels);
            }
            None => {
                let known: Vec<&str> = claims.iter().map(|it| it.name.as_str()).collect();
                let found =
                    message::unknown(Code::F0201, claim.name.span, claim.name.as_str(), "claim", &known);
                cx.report(found);
            }
        }
    }
}

/// The arguments of an operation, and the type of what it returns.
fn operation_inputs(cx: &mut Ctx<'_>, name: &Name) -> Option<(Vec<Input>, Option<EntityId>)> {
    if let Some(id) = cx.names.mutation(name.as_str()) {
        let mutation = cx.ir.mutations.get(id.0)?;
        let returned = mutation.names.get(mutation.returns.0).and_then(|it| match it.kind {
            StepNameKind::Row(entity) => Some(entity),
            StepNameKind::Hook(_) => None,
        });
        return Some((mutation.inputs.clone(), returned));
    }
    if let Some(query) = cx.ir.queries.iter().find(|it| it.name == name.as_str()) {
        return Some((query.inputs.clone(), None));
    }
    let mut known = cx.names.mutations.all();
    known.extend(cx.document.queries.names());
    let found = message::unknown(Code::F0201, name.span, name.as_str(), "operation", &known);
    cx.report(found);
    None
}

fn hooks(cx: &mut Ctx<'_>, step: &TestStep, labels: &Labels) {
    for entry in &step.hooks {
        let Some(id) = cx.names.hook(entry.name.as_str()) else {
            let found = message::unknown(
                Code::F0201,
                entry.name.span,
                entry.name.as_str(),
                "hook",
                &cx.names.hooks.all(),
            );
            cx.report(found);
            continue;
        };
        let output = cx.ir.hooks.get(id.0).map(|it| it.output.clone()).unwrap_or_default();
        value::arguments(cx, &entry.value, &output, labels);
    }
}

/// Codes of the language that a step may fail with, beside declared errors.
const CODES: [&str; 16] = [
    "bad_input",
    "unauthenticated",
    "forbidden",
    "not_found",
    "invalid_transition",
    "guard_failed",
    "frozen",
    "not_editable",
    "append_only",
    "same_law",
    "within_law",
    "no_counter_row",
    "conflict",
    "idempotency_mismatch",
    "try_again",
    "internal",
];

fn expected_error(cx: &mut Ctx<'_>, code: &Name) {
    if cx.names.error(code.as_str()).is_some() || CODES.contains(&code.as_str()) {
        return;
    }
    let mut known = cx.names.errors.all();
    known.extend(CODES);
    let found = message::unknown(Code::F1203, code.span, code.as_str(), "error", &known);
    cx.report(found);
}

fn expectations(cx: &mut Ctx<'_>, rows: &Rows, labels: &Labels) {
    for row in rows {
        let Some((entity, _)) = labels.rows.get(row.name.as_str()).copied() else {
            unknown(cx, row.name.as_str(), row.name.span, labels);
            continue;
        };
        for entry in &row.value {
            let Some(field) = field_named(cx, entity, &entry.name, Code::F0201) else { continue };
            let ty = cx.ir.field(field).ty.clone();
            let _ = value::value(cx, &entry.value, Wanted::column(&ty, true), labels);
        }
    }
}
