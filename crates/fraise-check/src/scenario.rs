//! Seeds and tests: every type, field, label, member, operation and error in them is found.

use std::collections::HashMap;

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{EntityId, Extra, FieldId, FieldKind, Input, Type, mutation::StepNameKind};
use fraise_syntax::document::{Literal, LiteralKind, Name, Named, Rows, SeedSet, TestDecl, TestStep};

use crate::{
    context::Ctx,
    entity::{entity_named, field_named},
    message, values,
};

/// Rows that tests and references may name, with their types.
#[derive(Clone, Default)]
struct Labels {
    rows: HashMap<String, (EntityId, Span)>,
}

impl Labels {
    fn names(&self, wanted: Option<EntityId>) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .rows
            .iter()
            .filter(|(_, (entity, _))| wanted.is_none_or(|it| it == *entity))
            .map(|(name, _)| name.as_str())
            .collect();
        names.sort_unstable();
        names
    }
}

/// Looks at all seeds and tests.
pub(crate) fn check(cx: &mut Ctx<'_>) {
    let mut labels = Labels::default();
    for set in &cx.document.seeds {
        collect(cx, &set.value, &mut labels);
        remember(cx, "seeds", &set.name);
    }
    for set in &cx.document.seeds {
        seed(cx, &set.value, &labels);
    }
    for test in &cx.document.tests {
        remember(cx, "tests", &test.name);
        story(cx, &test.value, labels.clone());
    }
}

fn remember(cx: &mut Ctx<'_>, construct: &'static str, name: &Name) {
    cx.ir.extras.push(Extra { construct, name: name.as_str().to_owned(), span: name.span });
}

fn collect(cx: &mut Ctx<'_>, set: &SeedSet, labels: &mut Labels) {
    for of_type in set {
        let Some(entity) = entity_named(cx, &of_type.name) else { continue };
        for row in &of_type.value {
            let name = row.name.as_str().to_owned();
            if let Some((_, first)) = labels.rows.insert(name, (entity, row.name.span)) {
                let found = Diagnostic::error(
                    Code::F0203,
                    row.name.span,
                    format!("the label `{}` is used twice", row.name.as_str()),
                )
                .label("used again here")
                .secondary(first, "first used here")
                .help("Labels are known in the whole file.");
                cx.report(found);
            }
        }
    }
}

fn seed(cx: &mut Ctx<'_>, set: &SeedSet, labels: &Labels) {
    for of_type in set {
        let Some(entity) = cx.names.entity(of_type.name.as_str()) else { continue };
        for row in &of_type.value {
            let written: Vec<&str> = row.value.names().collect();
            fields(cx, entity, &row.value, labels);
            nothing_is_missing(cx, entity, &row.name, &written);
            initial_state(cx, entity, &row.value);
        }
    }
}

fn fields(cx: &mut Ctx<'_>, entity: EntityId, written: &Named<Literal>, labels: &Labels) {
    for entry in written {
        let Some(field) = field_named(cx, entity, &entry.name, Code::F0201) else { continue };
        let declared = cx.ir.field(field);
        if declared.computed().is_some() {
            let found =
                Diagnostic::error(Code::F0604, entry.name.span, format!("`{}` is computed", declared.name))
                    .label("nobody writes it")
                    .secondary(declared.span, "declared here");
            cx.report(found);
            continue;
        }
        let (ty, nullable) = (declared.ty.clone(), declared.nullable);
        literal(cx, &entry.value, &ty, nullable, labels);
    }
}

fn nothing_is_missing(cx: &mut Ctx<'_>, entity: EntityId, label: &Name, written: &[&str]) {
    let declared = cx.ir.entity(entity);
    let missing: Vec<(String, Span)> = declared
        .fields
        .iter()
        .filter(|it| !it.nullable && matches!(it.kind, FieldKind::Plain { default: None }))
        .filter(|it| !written.contains(&it.name.as_str()))
        .map(|it| (it.name.clone(), it.span))
        .collect();
    for (name, span) in missing {
        let found =
            Diagnostic::error(Code::F1202, label.span, format!("`{}` lacks `{name}`", label.as_str()))
                .label("this row lacks it")
                .secondary(span, "declared here without default and without `?`");
        cx.report(found);
    }
}

fn initial_state(cx: &mut Ctx<'_>, entity: EntityId, written: &Named<Literal>) {
    let Some(machine) = &cx.ir.entity(entity).machine else { return };
    let (field, initial): (FieldId, usize) = (machine.field, machine.initial);
    let declared = cx.ir.field(field);
    let Type::Enum(members) = declared.ty else { return };
    let wanted =
        cx.ir.enumeration(members).members.get(initial).map(|it| it.name.clone()).unwrap_or_default();
    let Some(value) = written.get(&declared.name) else { return };
    let state = match &value.kind {
        LiteralKind::Word(text) | LiteralKind::Text(text) => text.as_str(),
        _ => return,
    };
    if state != wanted {
        let found =
            Diagnostic::error(Code::F0701, value.span, format!("rows are born in the state `{wanted}`"))
                .label("a seed cannot skip the machine")
                .help("Take this line away, and fire the events in a test.");
        cx.report(found);
    }
}

/// A value of a row, against the type it must have.
fn literal(cx: &mut Ctx<'_>, literal: &Literal, ty: &Type, nullable: bool, labels: &Labels) {
    match (&literal.kind, ty) {
        (LiteralKind::Null, _) if nullable => {}
        (LiteralKind::Word(text) | LiteralKind::Text(text), Type::Enum(members)) => {
            let _ = values::member(cx, *members, literal.span, text.as_str());
        }
        (LiteralKind::Word(text), Type::Ref(entity)) => {
            label(cx, text.as_str(), literal.span, Some(*entity), labels)
        }
        (LiteralKind::List(items), Type::Array(element)) => {
            items.iter().for_each(|it| self::literal(cx, it, element, false, labels));
        }
        (LiteralKind::Map(map), Type::Object(object)) => {
            let declared = cx.ir.object(*object).fields.clone();
            arguments(cx, map, &declared, labels);
        }
        (LiteralKind::Map(_), Type::Json) | (LiteralKind::List(_), Type::Json) => {}
        (LiteralKind::Bool(_), Type::Bool | Type::Json) | (LiteralKind::Integer(_), Type::Json) => {}
        (LiteralKind::Integer(_), it) if it.is_number() => {}
        (LiteralKind::Text(text) | LiteralKind::Word(text), it) if it.is_number() => {
            number(cx, text.as_str(), literal.span)
        }
        (LiteralKind::Text(_) | LiteralKind::Word(_), it) if takes_text(it) => {}
        _ => {
            let wanted = crate::expr::describe(&cx.ir, ty);
            let found = Diagnostic::error(Code::F0501, literal.span, format!("expected {wanted}"))
                .label(format!("this is {}", kind(&literal.kind)));
            cx.report(found);
        }
    }
}

fn takes_text(ty: &Type) -> bool {
    ty.is_text()
        || matches!(
            ty,
            Type::Uuid
                | Type::Date
                | Type::Time
                | Type::Timestamptz
                | Type::Interval
                | Type::Bytes
                | Type::Json
        )
}

fn number(cx: &mut Ctx<'_>, text: &str, span: Span) {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    if !all_digits(whole) || !all_digits(part) {
        cx.report(Diagnostic::error(Code::F0501, span, format!("`{text}` is no number")));
    }
}

fn kind(kind: &LiteralKind) -> &'static str {
    match kind {
        LiteralKind::Null => "null",
        LiteralKind::Bool(_) => "a truth value",
        LiteralKind::Integer(_) => "an int",
        LiteralKind::Word(_) | LiteralKind::Text(_) => "a text",
        LiteralKind::List(_) => "a list",
        LiteralKind::Map(_) => "a mapping",
    }
}

fn label(cx: &mut Ctx<'_>, name: &str, span: Span, wanted: Option<EntityId>, labels: &Labels) {
    match (labels.rows.get(name), wanted) {
        (Some((entity, place)), Some(wanted)) if *entity != wanted => {
            let (is, should) = (cx.ir.entity(*entity).name.clone(), cx.ir.entity(wanted).name.clone());
            let found =
                Diagnostic::error(Code::F0501, span, format!("expected a `{should}`, found a `{is}`"))
                    .label(format!("this is a `{is}`"))
                    .secondary(*place, "declared here");
            cx.report(found);
        }
        (Some(_), _) => {}
        (None, _) => {
            let found = message::unknown(Code::F1201, span, name, "label", &labels.names(wanted));
            cx.report(found);
        }
    }
}

fn story(cx: &mut Ctx<'_>, test: &TestDecl, mut labels: Labels) {
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

fn overrides(cx: &mut Ctx<'_>, rows: &Rows, labels: &Labels) {
    for row in rows {
        match labels.rows.get(row.name.as_str()) {
            Some((entity, _)) => fields(cx, *entity, &row.value, labels),
            None => label(cx, row.name.as_str(), row.name.span, None, labels),
        }
    }
}

fn call(cx: &mut Ctx<'_>, step: &TestStep, labels: &mut Labels) {
    caller(cx, step, labels);
    let inputs = operation_inputs(cx, &step.call);
    if let Some((inputs, returns)) = inputs {
        arguments(cx, &step.with, &inputs, labels);
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
        label(cx, viewer.as_str(), viewer.span, cx.ir.viewer.entity, labels);
    }
    for claim in &caller.claims {
        let claims = &cx.ir.viewer.claims;
        match claims.iter().find(|it| it.name == claim.name.as_str()).map(|it| it.ty.clone()) {
            Some(ty) => literal(cx, &claim.value, &ty, true, labels),
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

fn arguments(cx: &mut Ctx<'_>, given: &Named<Literal>, declared: &[Input], labels: &Labels) {
    for entry in given {
        let Some(input) = declared.iter().find(|it| it.name == entry.name.as_str()) else {
            let known: Vec<&str> = declared.iter().map(|it| it.name.as_str()).collect();
            let found = message::unknown(Code::F0201, entry.name.span, entry.name.as_str(), "input", &known);
            cx.report(found);
            continue;
        };
        literal(cx, &entry.value, &input.ty, input.nullable, labels);
    }
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
        arguments(cx, &entry.value, &output, labels);
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
            label(cx, row.name.as_str(), row.name.span, None, labels);
            continue;
        };
        for entry in &row.value {
            let Some(field) = field_named(cx, entity, &entry.name, Code::F0201) else { continue };
            let ty = cx.ir.field(field).ty.clone();
            literal(cx, &entry.value, &ty, true, labels);
        }
    }
}
