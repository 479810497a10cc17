//! Arguments of operations, events and hooks.

use fraise_diagnostics::{Code, Diagnostic};
use fraise_ir::{EntityId, Expr, Input, TransitionId, Type, mutation::StepName};
use fraise_syntax::{
    ExprText,
    document::{InputDecl, Named},
};

use crate::{
    context::Ctx,
    entity::{input_is_not_hidden, input_of},
    expr::Scope,
    message,
    names::snake_case,
    types::{self, Place},
};

/// Understands arguments, their defaults and rules.
pub(crate) fn inputs(cx: &mut Ctx<'_>, decls: &Named<InputDecl>) -> Vec<Input> {
    let mut all = Vec::new();
    for entry in decls {
        snake_case(&entry.name, "an input", &mut cx.diagnostics);
        let decl = &entry.value;
        let Some(resolved) = types::resolve(cx, &decl.ty, Place::Input) else {
            cx.names.leave_out_input(&entry.name);
            continue;
        };
        input_is_not_hidden(cx, decl.graphql.as_ref());
        let mut input = input_of(cx, &entry.name, &resolved, decl.graphql.as_ref());
        input.description = decl.description.as_ref().map(|it| it.value.clone());
        input.deprecated = decl.deprecated.as_ref().map(|it| it.value.clone());
        input.secret = decl.secret.is_some_and(|it| it.value);
        input.default = cx.default_of(&decl.ty, &input.ty, input.nullable);
        if let Some(rule) = &decl.where_ {
            let target = match input.ty {
                Type::Ref(target) => Some(target),
                _ => None,
            };
            input.rule = input_rule(cx, rule, target, &all);
        }
        mark_argument(cx, &input.ty);
        all.push(input);
    }
    all
}

/// Objects that callers give are published as inputs.
pub(super) fn mark_argument(cx: &mut Ctx<'_>, ty: &Type) {
    match ty {
        Type::Object(object) => {
            if let Some(object) = cx.ir.objects.get_mut(object.0) {
                object.argument = true;
            }
        }
        Type::Array(element) => mark_argument(cx, element),
        _ => {}
    }
}

/// What the row of an entity input must satisfy.
pub(crate) fn input_rule(
    cx: &mut Ctx<'_>,
    rule: &ExprText,
    target: Option<EntityId>,
    inputs: &[Input],
) -> Option<Expr> {
    let Some(target) = target else {
        let found =
            Diagnostic::error(Code::F0301, rule.span(), "`where` says what a referenced row must satisfy")
                .label("this input is no row");
        cx.report(found);
        return None;
    };
    let scope = Scope::rule(target, "`where` of an input").with_inputs(inputs);
    cx.condition(rule, &scope)
}

/// Values for the inputs of an event.
pub(crate) fn event_inputs(
    cx: &mut Ctx<'_>,
    event: TransitionId,
    with: &Named<ExprText>,
    scope: &Scope<'_>,
) -> Vec<(String, Expr)> {
    let machine = cx.ir.entity(event.entity).machine.as_ref();
    let declared =
        machine.and_then(|it| it.events.get(event.index)).map(|it| it.inputs.clone()).unwrap_or_default();
    arguments(cx, &declared, with, scope, "input of the event")
}

/// Values for declared inputs, by name.
pub(crate) fn arguments(
    cx: &mut Ctx<'_>,
    declared: &[Input],
    with: &Named<ExprText>,
    scope: &Scope<'_>,
    what: &str,
) -> Vec<(String, Expr)> {
    let mut values = Vec::new();
    for entry in with {
        let Some(input) = declared.iter().find(|it| it.name == entry.name.as_str()) else {
            if cx.names.is_left_out_input(entry.name.as_str()) {
                continue;
            }
            let names: Vec<&str> = declared.iter().map(|it| it.name.as_str()).collect();
            let found = message::unknown(Code::F0201, entry.name.span, entry.name.as_str(), what, &names);
            cx.report(found);
            continue;
        };
        if let Some(value) = cx.value(&entry.value, scope, &input.ty) {
            values.push((input.name.clone(), value));
        }
    }
    values
}

/// Reports inputs that must be given and are not.
pub(crate) fn all_given(
    cx: &mut Ctx<'_>,
    declared: &[Input],
    given: &Named<ExprText>,
    place: fraise_diagnostics::Span,
) {
    for input in declared.iter().filter(|it| it.required() && given.get(&it.name).is_none()) {
        let found = Diagnostic::error(Code::F1202, place, format!("`{}` is not given", input.name))
            .label("missing in `with`")
            .secondary(input.span, "declared here, and required");
        cx.report(found);
    }
}

/// Entity inputs are rows that steps may name.
pub(crate) fn entity_names(inputs: &[Input]) -> Vec<StepName> {
    let row = |input: &Input| match input.ty {
        Type::Ref(entity) => Some(StepName {
            name: input.name.clone(),
            span: input.span,
            kind: fraise_ir::mutation::StepNameKind::Row(entity),
            nullable: input.nullable,
        }),
        _ => None,
    };
    inputs.iter().filter_map(row).collect()
}
