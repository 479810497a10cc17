//! Steps of a mutation.

use fraise_diagnostics::{Code, Diagnostic, Span, Spanned};
use fraise_expr::{ExprKind as Kind, Name as Segment};
use fraise_ir::{
    EntityId, Expr, FieldId, FieldKind, StepId, Type,
    event::{BuiltInError, RaisedError},
    expr::{ExprKind, Hop, Root, RowPath},
    mutation::{Each, Step, StepKind, StepNameKind},
};
use fraise_syntax::{
    ExprText,
    document::{
        ApplyStep, CreateStep, DeleteStep, EmitStep, FindStep, FireStep, Name, Path, RequireStep, StepDecl,
        UpdateStep, UpsertStep,
    },
};

use super::{
    inputs::arguments,
    mutation::{Steps, lines_of},
    unique,
};
use crate::{
    context::Ctx,
    entity::{self, entity_named},
    event,
    expr::{Line, Scope},
    message, values,
};

/// One step, and the name it makes known.
pub(super) fn step(cx: &mut Ctx<'_>, decl: &StepDecl, steps: &mut Steps<'_>) -> Option<Step> {
    match decl {
        StepDecl::Find(it) => find(cx, it, steps),
        StepDecl::Create(it) => create(cx, it, steps),
        StepDecl::Upsert(it) => upsert(cx, it, steps),
        StepDecl::Update(it) => update(cx, it, steps),
        StepDecl::Delete(it) => delete(cx, it, steps),
        StepDecl::Fire(it) => fire(cx, it, steps),
        StepDecl::Apply(it) => apply(cx, it, steps),
        StepDecl::Require(it) => require(cx, it, steps),
        StepDecl::Emit(it) => emit(cx, it, steps),
    }
}

fn when(cx: &mut Ctx<'_>, text: Option<&ExprText>, steps: &Steps<'_>) -> Option<Expr> {
    when_of_line(cx, text, steps, None)
}

/// Beside `each` it is asked of every line.
fn when_of_line(
    cx: &mut Ctx<'_>,
    text: Option<&ExprText>,
    steps: &Steps<'_>,
    line: Option<Line>,
) -> Option<Expr> {
    cx.condition(text?, &steps.scope("`when`").with_line(line))
}

/// Makes a row's name known, whatever else of the step was wrong.
fn learn(
    cx: &mut Ctx<'_>,
    name: Option<&Name>,
    entity: Option<EntityId>,
    nullable: bool,
    steps: &mut Steps<'_>,
) -> Option<StepId> {
    let Some(entity) = entity else {
        steps.give_up(name);
        return None;
    };
    Some(steps.learn(cx, name?, StepNameKind::Row(entity), nullable))
}

/// Lines of `where`: bare names are of the step's type.
fn row_conditions(cx: &mut Ctx<'_>, entity: EntityId, lines: &[ExprText], steps: &Steps<'_>) -> Vec<Expr> {
    let scope = Scope { this: Some((Root::This, entity)), ..steps.scope("`where` of a step") };
    lines.iter().filter_map(|it| cx.condition(it, &scope)).collect()
}

fn find(cx: &mut Ctx<'_>, decl: &FindStep, steps: &mut Steps<'_>) -> Option<Step> {
    let entity = entity_named(cx, &decl.find);
    let when = when(cx, decl.when.as_ref(), steps);
    let optional = decl.optional.is_some_and(|it| it.value);
    let conditions = entity.map(|it| row_conditions(cx, it, &decl.where_, steps)).unwrap_or_default();
    let error = decl.error.as_ref().and_then(|it| event::raised(cx, it, &steps.scope("a message")));
    let name = learn(cx, decl.as_.as_ref(), entity, optional || decl.when.is_some(), steps);
    let entity = entity?;
    let exprs: Vec<&Expr> = conditions.iter().collect();
    if conditions.len() == decl.where_.len() && !unique::at_most_one(cx, entity, &exprs) {
        let found = Diagnostic::error(Code::F1003, decl.find.span, "this may find two rows")
            .label("its `where` fixes no unique fields")
            .secondary(cx.ir.entity(entity).span, "declared here")
            .help("Compare the key, or all fields of a unique, with something that is known here.");
        cx.report(found);
    }
    let unrestricted = decl.unrestricted.is_some_and(|it| it.value);
    let kind = StepKind::Find { entity, conditions, error, optional, unrestricted };
    Some(Step { kind, when, name, span: decl.find.span })
}

fn create(cx: &mut Ctx<'_>, decl: &CreateStep, steps: &mut Steps<'_>) -> Option<Step> {
    let entity = entity_named(cx, &decl.create);
    let (each, line) = each(cx, decl.each.as_ref(), steps);
    let when = when_of_line(cx, decl.when.as_ref(), steps, line);
    let has_line = each.is_some() || decl.each.is_none();
    let set = match entity.filter(|_| has_line) {
        Some(entity) => {
            let set = entity::assignments(cx, entity, &decl.set, &steps.scope("`set`").with_line(line));
            let written: Vec<&str> = decl.set.names().collect();
            nothing_is_missing(cx, entity, &written, decl.create.span);
            set
        }
        None => Vec::new(),
    };
    let name = learn(cx, decl.as_.as_ref(), entity, decl.when.is_some(), steps);
    let kind = StepKind::Create { entity: entity?, set, each };
    Some(Step { kind, when, name, span: decl.create.span })
}

/// Fields that an insert must give.
fn nothing_is_missing(cx: &mut Ctx<'_>, entity: EntityId, written: &[&str], span: Span) {
    let declared = cx.ir.entity(entity);
    let missing: Vec<(String, Span)> = declared
        .fields
        .iter()
        .filter(|it| !it.nullable && matches!(it.kind, FieldKind::Plain { default: None }))
        .filter(|it| !written.contains(&it.name.as_str()))
        .map(|it| (it.name.clone(), it.span))
        .collect();
    for (name, place) in missing {
        let found = Diagnostic::error(Code::F1202, span, format!("`{name}` is not given"))
            .label("this row would lack it")
            .secondary(place, "declared here without default and without `?`");
        cx.report(found);
    }
}

fn upsert(cx: &mut Ctx<'_>, decl: &UpsertStep, steps: &mut Steps<'_>) -> Option<Step> {
    let entity = entity_named(cx, &decl.upsert);
    let (each, line) = each(cx, decl.each.as_ref(), steps);
    let when = when_of_line(cx, decl.when.as_ref(), steps, line);
    let has_line = each.is_some() || decl.each.is_none();
    let mut kind = None;
    if let Some(entity) = entity.filter(|_| has_line) {
        let scope = steps.scope("`match`").with_line(line);
        let matches = entity::assignments(cx, entity, &decl.match_, &scope);
        let condition = match &decl.where_ {
            Some(text) => cx.condition(text, &Scope::own_columns(entity, "`where` of an upsert")),
            None => None,
        };
        let with_old =
            Scope { old: Some(entity), old_optional: true, ..steps.scope("`set`").with_line(line) };
        let set = entity::assignments(cx, entity, &decl.set, &with_old);
        let fields: Vec<FieldId> = matches.iter().map(|(field, _)| *field).collect();
        if matches.len() == decl.match_.len() && !unique::is_unique(cx, entity, &fields, condition.as_ref()) {
            cx.report(no_unique(cx, entity, decl));
        }
        let written: Vec<&str> = decl.match_.names().chain(decl.set.names()).collect();
        nothing_is_missing(cx, entity, &written, decl.upsert.span);
        kind = Some(StepKind::Upsert { entity, matches, condition, set, each });
    }
    let name = learn(cx, decl.as_.as_ref(), entity, decl.when.is_some(), steps);
    Some(Step { kind: kind?, when, name, span: decl.upsert.span })
}

fn no_unique(cx: &Ctx<'_>, entity: EntityId, decl: &UpsertStep) -> Diagnostic {
    let span = decl.match_.iter().next().map_or(decl.upsert.span, |it| it.name.span);
    let fields: Vec<&str> = decl.match_.names().collect();
    Diagnostic::error(Code::F1004, span, "no unique says whether the row exists")
        .label("these fields are not unique together")
        .secondary(cx.ir.entity(entity).span, "declared here")
        .help(format!(
            "Add `unique: - [{}]` to the type, with the same `where` if there is one.",
            fields.join(", ")
        ))
}

fn update(cx: &mut Ctx<'_>, decl: &UpdateStep, steps: &mut Steps<'_>) -> Option<Step> {
    let entity = entity_named(cx, &decl.update);
    let when = when(cx, decl.when.as_ref(), steps);
    let conditions = entity.map(|it| row_conditions(cx, it, &decl.where_, steps)).unwrap_or_default();
    let set = match entity {
        Some(entity) => {
            let scope = Scope { this: Some((Root::This, entity)), ..steps.scope("`set`") };
            let set = entity::assignments(cx, entity, &decl.set, &scope);
            frozen_stay(cx, &set);
            set
        }
        None => Vec::new(),
    };
    let name = learn(cx, decl.as_.as_ref(), entity, true, steps);
    let kind = StepKind::Update { entity: entity?, conditions, set };
    Some(Step { kind, when, name, span: decl.update.span })
}

fn frozen_stay(cx: &mut Ctx<'_>, set: &[(FieldId, Expr)]) {
    for (field, value) in set {
        let declared = cx.ir.field(*field);
        if declared.frozen {
            let found = Diagnostic::error(Code::F0604, value.span, format!("`{}` is frozen", declared.name))
                .label("it is set at insert and never changed")
                .secondary(declared.span, "declared here");
            cx.report(found);
        }
    }
}

fn delete(cx: &mut Ctx<'_>, decl: &DeleteStep, steps: &Steps<'_>) -> Option<Step> {
    let entity = entity_named(cx, &decl.delete);
    let when = when(cx, decl.when.as_ref(), steps);
    let conditions = entity.map(|it| row_conditions(cx, it, &decl.where_, steps)).unwrap_or_default();
    Some(Step {
        kind: StepKind::Delete { entity: entity?, conditions },
        when,
        name: None,
        span: decl.delete.span,
    })
}

fn fire(cx: &mut Ctx<'_>, decl: &FireStep, steps: &Steps<'_>) -> Option<Step> {
    let when = when(cx, decl.when.as_ref(), steps);
    let note = match &decl.note {
        Some(note) => Some(cx.value(note, &steps.scope("`note`"), &Type::Text(None))?),
        None => None,
    };
    let unrestricted = decl.unrestricted.is_some_and(|it| it.value);
    let segments = decl.fire.segments();
    let kind = match &decl.to {
        Some(to) => {
            let (target, entity) = row_path(cx, &decl.fire, &segments, steps)?;
            fire_to(cx, decl, to, target, entity, note, unrestricted, steps)?
        }
        None => {
            let (event, path) = segments.split_last()?;
            if path.is_empty() {
                let found = Diagnostic::error(Code::F1001, decl.fire.span, "the event to fire is not said")
                    .help(
                        "Write the row and the event, as in `fire: order.cancel`, or say `to:` which state.",
                    );
                cx.report(found);
                return None;
            }
            let (target, entity) = row_path(cx, &decl.fire, path, steps)?;
            let event = entity::transition_named(cx, entity, *event)?;
            let scope = steps.scope("`with`");
            let with = super::event_inputs(cx, event, &decl.with, &scope);
            let machine = cx.ir.entity(entity).machine.as_ref();
            let declared = machine.and_then(|it| it.events.get(event.index)).map(|it| it.inputs.clone());
            super::inputs::all_given(cx, &declared.unwrap_or_default(), &decl.with, decl.fire.span);
            StepKind::Fire { target, event, with, note, unrestricted }
        }
    };
    Some(Step { kind, when, name: None, span: decl.fire.span })
}

#[expect(clippy::too_many_arguments, reason = "the parts of one step")]
fn fire_to(
    cx: &mut Ctx<'_>,
    decl: &FireStep,
    to: &ExprText,
    target: RowPath,
    entity: EntityId,
    note: Option<Expr>,
    unrestricted: bool,
    steps: &Steps<'_>,
) -> Option<StepKind> {
    let Some(machine) = cx.ir.entity(entity).machine.clone() else {
        let found = Diagnostic::error(
            Code::F0201,
            decl.fire.span,
            format!("`{}` has no machine", cx.ir.entity(entity).name),
        )
        .secondary(cx.ir.entity(entity).span, "declared here");
        cx.report(found);
        return None;
    };
    let states = cx.ir.field(machine.field).ty.clone();
    let scope = steps.scope("`to`");
    let to = cx.value(to, &scope, &states)?;
    let inputs: Vec<fraise_ir::Input> = machine.events.iter().flat_map(|it| it.inputs.clone()).collect();
    let with = arguments(cx, &inputs, &decl.with, &scope, "input of an event");
    if let (ExprKind::Literal(fraise_ir::expr::Literal::Text(state)), Type::Enum(members)) =
        (&to.kind, &states)
    {
        let _ = values::member(cx, *members, to.span, state);
    }
    Some(StepKind::FireTo { target, to, with, note, unrestricted })
}

/// `order`, `payment.order`: a step's row and the references from it.
fn row_path(
    cx: &mut Ctx<'_>,
    whole: &Path,
    path: &[Spanned<&str>],
    steps: &Steps<'_>,
) -> Option<(RowPath, EntityId)> {
    let (first, rest) = path.split_first()?;
    let (mut row, mut at) = step_row(cx, first.value, first.span, steps)?;
    for name in rest {
        let declared = cx.ir.entity(at);
        let Some((field, target)) =
            declared.find_field(name.value).and_then(|it| Some((it, cx.ir.field(it).reference?.target)))
        else {
            let references: Vec<&str> = declared
                .fields
                .iter()
                .filter(|it| it.reference.is_some())
                .map(|it| it.name.as_str())
                .collect();
            let what = format!("reference of `{}`", declared.name);
            let found = message::unknown(Code::F0201, name.span, name.value, &what, &references)
                .secondary(whole.span, "in this path");
            cx.report(found);
            return None;
        };
        row.hops.push(Hop::Reference(field));
        at = target;
    }
    Some((row, at))
}

/// The row of a step's name.
fn step_row(cx: &mut Ctx<'_>, name: &str, span: Span, steps: &Steps<'_>) -> Option<(RowPath, EntityId)> {
    let known = steps.known.iter().enumerate().rev().find(|(_, it)| it.name == name);
    match known {
        Some((index, fraise_ir::mutation::StepName { kind: StepNameKind::Row(entity), .. })) => {
            Some((RowPath::root(Root::Step(StepId(index)), *entity), *entity))
        }
        Some(_) | None if name.is_empty() || steps.is_given_up(name) => None,
        Some(_) | None => {
            if let Some(later) = steps.later.iter().find(|it| it.name == name) {
                let found = Diagnostic::error(Code::F1002, span, format!("`{name}` is not known yet"))
                    .label("used before it is made")
                    .secondary(later.span, "made here");
                cx.report(found);
                return None;
            }
            let rows: Vec<&str> = steps
                .known
                .iter()
                .filter(|it| matches!(it.kind, StepNameKind::Row(_)))
                .map(|it| it.name.as_str())
                .collect();
            let found = message::unknown(Code::F1001, span, name, "step", &rows);
            cx.report(found);
            None
        }
    }
}

fn apply(cx: &mut Ctx<'_>, decl: &ApplyStep, steps: &Steps<'_>) -> Option<Step> {
    let applied = entity::move_named(cx, &decl.apply)?;
    let (each, line) = each(cx, decl.each.as_ref(), steps);
    let when = when_of_line(cx, decl.when.as_ref(), steps, line);
    if decl.each.is_some() && each.is_none() {
        return None;
    }
    let scope = steps.scope("`apply`").with_line(line);
    let line_row = match line {
        Some(Line::Row(entity)) => Some((Root::Line, entity)),
        Some(Line::Object(_)) | None => None,
    };
    let key = entity::counter_key(cx, applied, &decl.key, &scope, line_row, decl.apply.span)?;
    let qty = entity::quantity(cx, decl.qty.as_ref(), &scope, decl.apply.span)?;
    let with = entity::journal_fields(cx, applied, &decl.with, &scope);
    let given: Vec<&str> = decl.with.names().collect();
    entity::journal::is_filled(cx, applied, &given, entity::journal::Source::Step, decl.apply.span);
    let kind = StepKind::Apply { r#move: applied, key, qty, each, with };
    Some(Step { kind, when, name: None, span: decl.apply.span })
}

fn require(cx: &mut Ctx<'_>, decl: &RequireStep, steps: &Steps<'_>) -> Option<Step> {
    let when = when(cx, decl.when.as_ref(), steps);
    let condition = cx.condition(&decl.require, &steps.scope("`require`"));
    let error = match &decl.error {
        Some(name) => event::raised(cx, name, &steps.scope("a message")),
        None => Some(RaisedError::BuiltIn(BuiltInError::BadInput)),
    };
    let kind = StepKind::Require { condition: condition?, error: error? };
    Some(Step { kind, when, name: None, span: decl.require.span() })
}

fn emit(cx: &mut Ctx<'_>, decl: &EmitStep, steps: &Steps<'_>) -> Option<Step> {
    let when = when(cx, decl.when.as_ref(), steps);
    let event = entity::event_named(cx, &decl.emit);
    let row = step_row(cx, decl.of.as_str(), decl.of.span, steps);
    let (event, (of, entity)) = (event?, row?);
    let declared = cx.ir.events.get(event.0)?;
    if declared.of != entity {
        let found = Diagnostic::error(
            Code::F0501,
            decl.of.span,
            format!("`{}` tells of a `{}`", declared.name, cx.ir.entity(declared.of).name),
        )
        .label(format!("this is a `{}`", cx.ir.entity(entity).name))
        .secondary(declared.span, "declared here");
        cx.report(found);
        return None;
    }
    Some(Step { kind: StepKind::Emit { event, of }, when, name: None, span: decl.emit.span })
}

/// `input.cart_items`, or `guest.items`.
fn each(cx: &mut Ctx<'_>, text: Option<&ExprText>, steps: &Steps<'_>) -> (Option<Each>, Option<Line>) {
    let found = text.and_then(|text| lines(cx, text, steps));
    match found {
        Some((each, line)) => (Some(each), Some(line)),
        None => (None, None),
    }
}

fn lines(cx: &mut Ctx<'_>, text: &ExprText, steps: &Steps<'_>) -> Option<(Each, Line)> {
    let syntax = cx.parsed(&text.0)?;
    let Kind::Path(names) = &syntax.kind else {
        cx.report(no_lines(text.span()));
        return None;
    };
    match names.as_slice() {
        [root, name] if root.text == "input" => input_lines(cx, text, name, steps),
        [first, rest @ ..] if !rest.is_empty() => relation_lines(cx, text, first, rest, steps),
        _ => {
            cx.report(no_lines(text.span()));
            None
        }
    }
}

fn no_lines(span: Span) -> Diagnostic {
    Diagnostic::error(Code::F0201, span, "`each` names a list of the input, or a relation of a step's row")
        .help("Write it as in `each: input.items` or `each: cart.items`; the elements are then `line`.")
}

fn input_lines(cx: &mut Ctx<'_>, text: &ExprText, name: &Segment, steps: &Steps<'_>) -> Option<(Each, Line)> {
    let span = text.span_of(name.range.clone());
    let Some(index) = steps.inputs.iter().position(|it| it.name == name.text) else {
        if cx.names.is_left_out_input(&name.text) {
            return None;
        }
        let names: Vec<&str> = steps.inputs.iter().map(|it| it.name.as_str()).collect();
        let found = message::unknown(Code::F0201, span, &name.text, "input", &names);
        cx.report(found);
        return None;
    };
    let object = steps.inputs.get(index).and_then(|it| lines_of(&it.ty));
    if object.is_none() {
        cx.report(no_lines(span));
    }
    Some((Each::Input(index), Line::Object(object?)))
}

fn relation_lines(
    cx: &mut Ctx<'_>,
    text: &ExprText,
    first: &Segment,
    rest: &[Segment],
    steps: &Steps<'_>,
) -> Option<(Each, Line)> {
    let (mut row, mut at) = step_row(cx, &first.text, text.span_of(first.range.clone()), steps)?;
    let (last, hops) = rest.split_last()?;
    for hop in hops {
        let found = cx
            .ir
            .entity(at)
            .find_field(&hop.text)
            .and_then(|it| Some((it, cx.ir.field(it).reference?.target)));
        let Some((field, target)) = found else {
            cx.report(no_lines(text.span_of(hop.range.clone())));
            return None;
        };
        row.hops.push(Hop::Reference(field));
        at = target;
    }
    let declared = cx.ir.entity(at);
    let Some(index) = declared.relations.iter().position(|it| it.name == last.text) else {
        let relations: Vec<&str> = declared.relations.iter().map(|it| it.name.as_str()).collect();
        let what = format!("relation of `{}`", declared.name);
        let found =
            message::unknown(Code::F0201, text.span_of(last.range.clone()), &last.text, &what, &relations)
                .secondary(declared.span, "declared here");
        cx.report(found);
        return None;
    };
    let relation = fraise_ir::RelationId { entity: at, index };
    let target = cx.ir.relation(relation).target;
    Some((Each::Relation(row, relation), Line::Row(target)))
}
