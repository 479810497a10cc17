//! Steps, one file for each kind. A step with `when` stands in an `if`; beside `each` it is asked of every line.

mod apply;
mod create;
mod delete;
mod emit;
mod find;
mod fire;
mod fire_to;
mod require;
mod update;
mod upsert;

use fraise_ir::{
    Expr, FieldId, FieldKind, StepId,
    event::RaisedError,
    mutation::{Step, StepKind},
};
use fraise_lower::{Scope, Sql, names as sql_names};
use fraise_sql::{Fragment, Ident, ident, sql};

pub(super) use self::fire_to::guessed_event;
use super::{names, names::Names};
use crate::{fill, lower::default, page::Page, raise::Raise};

/// All steps in order.
pub(super) fn write(page: &mut Page<'_>, names: &Names<'_>) {
    for step in &names.mutation.steps {
        page.gap();
        one(page, names, step);
    }
}

fn one(page: &mut Page<'_>, names: &Names<'_>, step: &Step) {
    match &step.when {
        Some(when) if !has_lines(&step.kind) => {
            let condition = names.filled(&names.scope().condition(when));
            page.when(&condition, |page| statements(page, names, step));
        }
        Some(_) | None => statements(page, names, step),
    }
}

fn has_lines(step: &StepKind) -> bool {
    match step {
        StepKind::Create { each, .. } | StepKind::Upsert { each, .. } | StepKind::Apply { each, .. } => {
            each.is_some()
        }
        StepKind::Find { .. }
        | StepKind::Update { .. }
        | StepKind::Delete { .. }
        | StepKind::Fire { .. }
        | StepKind::FireTo { .. }
        | StepKind::Require { .. }
        | StepKind::Emit { .. } => false,
    }
}

fn statements(page: &mut Page<'_>, names: &Names<'_>, step: &Step) {
    match &step.kind {
        StepKind::Find { entity, conditions, error, optional, unrestricted } => {
            let find = find::Find {
                entity: *entity,
                conditions,
                error: error.as_ref(),
                optional: *optional,
                unrestricted: *unrestricted,
                name: step.name,
            };
            find::write(page, names, &find);
        }
        StepKind::Create { entity, set, each: None } => create::one(page, names, *entity, set, step.name),
        StepKind::Create { entity, set, each: Some(each) } => {
            create::several(page, names, *entity, set, each, step.when.as_ref());
        }
        StepKind::Upsert { entity, matches, condition, set, each } => {
            let upsert = upsert::Upsert { entity: *entity, matches, condition: condition.as_ref(), set };
            match each {
                None => upsert::one(page, names, &upsert, step.name),
                Some(each) => upsert::several(page, names, &upsert, each, step.when.as_ref()),
            }
        }
        StepKind::Update { entity, conditions, set } => {
            update::write(page, names, *entity, conditions, set, step.name);
        }
        StepKind::Delete { entity, conditions } => delete::write(page, names, *entity, conditions),
        StepKind::Fire { target, event, with, note, unrestricted } => {
            let fire = fire::Fire { target, event: *event, with, note: note.as_ref() };
            fire::write(page, names, &fire, *unrestricted);
        }
        StepKind::FireTo { target, to, with, note, unrestricted } => {
            let fire = fire_to::FireTo { target, to, with, note: note.as_ref(), unrestricted: *unrestricted };
            fire_to::write(page, names, &fire);
        }
        StepKind::Apply { r#move, key, qty, each, with } => {
            let apply = apply::Apply { r#move: *r#move, key, qty, each: each.as_ref(), with };
            apply::write(page, names, &apply, step.when.as_ref());
        }
        StepKind::Require { condition, error } => require::write(page, names, condition, error),
        StepKind::Emit { event, of } => emit::write(page, names, *event, of),
    }
}

/// The variable of a step's name.
fn variable(names: &Names<'_>, name: Option<StepId>) -> Option<Ident> {
    name.map(|it| names::variable(names.mutation, it))
}

/// Raises an error that the schema names.
fn raise(page: &mut Page<'_>, names: &Names<'_>, error: &RaisedError) {
    let raise = Raise::named(names.ctx.ir, error, &names.scope(), &sql![ident!("raised")]);
    let params = match raise.params.is_empty() {
        true => sql!["jsonb_build_object()"],
        false => {
            page.line_with(sql!["raised := "], &names.filled(&raise.object()), ";");
            sql![ident!("raised")]
        }
    };
    page.line(sql!["raise exception using"]);
    page.deeper(|page| {
        page.line(sql!["errcode = ", raise.errcode, ","]);
        page.line(sql!["message = ", raise.message, ","]);
        page.line(sql![
            "detail = jsonb_build_object('code', ",
            raise.code,
            ", 'params', ",
            params,
            ")::text;"
        ]);
    });
}

/// That the error of some step needs its params.
pub(super) fn keeps_params(names: &Names<'_>) -> bool {
    let raised = names.mutation.steps.iter().filter_map(|step| match &step.kind {
        StepKind::Find { error, optional: false, .. } => error.as_ref(),
        StepKind::Require { error, .. } => Some(error),
        _ => None,
    });
    let scope = names.scope();
    let has_params = |error| !Raise::named(names.ctx.ir, error, &scope, &Fragment::new()).params.is_empty();
    raised.into_iter().any(has_params)
}

/// The variables of the steps that fire the event to a state.
pub(super) fn fires_to(names: &Names<'_>) -> bool {
    names.mutation.steps.iter().any(|it| matches!(it.kind, StepKind::FireTo { .. }))
}

/// The value that a new row gets in a column: what is set, or the column's default where the line is left out.
fn inserted(names: &Names<'_>, scope: &Scope<'_>, field: FieldId, value: &Expr) -> Sql {
    let set = names.filled(&scope.assigned(value));
    let (Some(absent), Some(default)) = (names.is_left_out(value), default_of(names, field)) else {
        return set;
    };
    let head = Sql::from(sql!["case when ", absent, " then ", default, " else "]);
    head.with(set).with_kw(" end")
}

fn default_of(names: &Names<'_>, field: FieldId) -> Option<Fragment> {
    let declared = names.ctx.ir.field(field);
    let FieldKind::Plain { default: Some(default) } = &declared.kind else { return None };
    default::of_column(names.ctx, names.ctx.ir.entity(field.entity), declared, default)
}

/// `status = 'new'`, one a line; a line that is left out keeps what `kept` holds.
fn assignments(
    page: &mut Page<'_>,
    names: &Names<'_>,
    scope: &Scope<'_>,
    set: &[(FieldId, Expr)],
    kept: &Ident,
) {
    for (position, (field, value)) in set.iter().enumerate() {
        let column = sql_names::column(names.ctx.ir, *field);
        let assigned = names.filled(&scope.assigned(value));
        let assigned = match names.is_left_out(value) {
            None => assigned,
            Some(absent) => {
                let head = Sql::from(sql!["case when ", absent, " then ", kept, ".", &column, " else "]);
                head.with(assigned).with_kw(" end")
            }
        };
        let end = if position + 1 < set.len() { "," } else { "" };
        match position {
            0 => page.line_with(sql!["set ", column, " = "], &assigned, end),
            _ => page.deeper(|page| page.line_with(sql![column, " = "], &assigned, end)),
        }
    }
}

/// The columns of fields, in parentheses.
fn columns(names: &Names<'_>, set: &[(FieldId, Expr)]) -> Fragment {
    let columns = set.iter().map(|(field, _)| sql_names::column(names.ctx.ir, *field));
    sql!["("].list(", ", columns).kw(")")
}

/// Values, a line each.
fn values(page: &mut Page<'_>, values: &[Sql]) {
    for (position, value) in values.iter().enumerate() {
        let end = if position + 1 < values.len() { "," } else { "" };
        page.line_with(Fragment::new(), value, end);
    }
}

/// `returning it.id into v_order`
fn returning(names: &Names<'_>, entity: fraise_ir::EntityId, name: Option<StepId>) -> Option<Fragment> {
    let variable = variable(names, name)?;
    let key = names.ctx.ir.entity(entity).id_field()?;
    Some(sql!["returning it.", sql_names::column(names.ctx.ir, key), " into ", variable])
}

/// One line of SQL.
fn flat(names: &Names<'_>, text: &Sql) -> Fragment {
    fill::flat(names.ctx.ir, &names.filled(text))
}

/// Some step goes through lines one by one.
pub(super) fn loops(names: &Names<'_>) -> bool {
    names.mutation.steps.iter().any(|it| matches!(it.kind, StepKind::Upsert { each: Some(_), .. }))
}
