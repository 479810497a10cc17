//! The rows that callers name: those of entity inputs are loaded and locked under the read rule of the one who asks (ZF006),
//! in the order of the ranks; those in lists are looked up by one query. `where` asks more of them (ZF010).

use fraise_ir::{
    EntityId, Expr, Input, Ir, StepId, Type,
    expr::{Hop, Root, RowPath},
    mutation::StepKind,
};
use fraise_lower::{Row, Scope, Sql, names as sql_names};
use fraise_sql::{Fragment, Literal, ident, sql};

use super::{
    access, lines,
    names::{self, Names},
    signature, step, strength, viewer_row,
};
use crate::{
    lower::{allowed, index},
    machine,
    page::Page,
};

/// All of them.
pub(super) fn write(page: &mut Page<'_>, names: &Names<'_>) {
    let mutation = names.mutation;
    let inputs = mutation.inputs.iter().filter_map(|input| match input.ty {
        Type::Ref(entity) => Some((input, entity)),
        _ => None,
    });
    let mut rows: Vec<(StepId, &Input, EntityId)> =
        inputs.enumerate().map(|(index, (input, entity))| (StepId(index), input, entity)).collect();
    rows.sort_by_key(|(_, _, entity)| names.ctx.rank(*entity));
    // Where nothing comes behind it, its own step is early enough.
    let mut viewers = viewer_row::locked(names);
    for (step, input, entity) in rows {
        page.gap();
        if let Some((own, held)) = viewers
            && names.ctx.rank(own) < names.ctx.rank(entity)
        {
            viewer_row::write(page, names, own, held);
            page.gap();
            viewers = None;
        }
        match input.nullable {
            true => {
                let given = Sql::from(sql![signature::argument(input), " is not null"]);
                page.when(&given, |page| one(page, names, step, input, entity));
            }
            false => one(page, names, step, input, entity),
        }
    }
    for input in &mutation.inputs {
        in_list(page, names, input);
    }
    access::write_refusal_by_rows(page, names);
}

/// The row of an entity input.
fn one(page: &mut Page<'_>, names: &Names<'_>, step: StepId, input: &Input, entity: EntityId) {
    let key = Sql::new().with_ident(&names::variable(names.mutation, step));
    if let Some((lock, event, key)) = fired(names, step, entity) {
        page.call(lock, &[event, key]);
    }
    page.line(sql!["perform from ", sql_names::table(names.ctx.ir, entity), " as it"]);
    page.conditions(&readable(names, entity, key.clone()));
    page.line(sql![strength::of(names, step).clause(), ";"]);
    page.line(sql!["if not found then"]);
    page.deeper(|page| page.line(refuse_row(input)));
    page.line(sql!["end if;"]);
    if let Some(rule) = &input.rule {
        page.line(sql!["if not exists ("]);
        page.deeper(|page| {
            page.line(sql!["select from ", sql_names::table(names.ctx.ir, entity), " as it"]);
            let found = found(names, entity, key);
            page.conditions(&[found, names.conjunct(&names.scope_of_row(), rule)]);
        });
        page.line(sql![") then"]);
        page.deeper(|page| page.line(refuse_input(input)));
        page.line(sql!["end if;"]);
    }
}

/// What an event of the row will need is locked before the row itself.
fn fired(names: &Names<'_>, row: StepId, entity: EntityId) -> Option<(Fragment, Fragment, Fragment)> {
    let argument = names::variable(names.mutation, row);
    for step in &names.mutation.steps {
        let (target, event) = match &step.kind {
            StepKind::Fire { target, event, .. } => {
                let declared = machine::signature::transition(names.ctx.ir, *event);
                (target, declared.map(|it| sql![Literal::text(&it.name)]))
            }
            StepKind::FireTo { target, to, .. } => (target, step::guessed_event(names, target, to)),
            _ => continue,
        };
        if target.root == Root::Step(row)
            && target.hops.is_empty()
            && let Some(event) = event
        {
            let lock = machine::signature::lock(names.ctx.ir.entity(entity));
            // One event prepares the others of the same row.
            return Some((sql!["perform ", lock], event, sql!["array[", argument, "]"]));
        }
    }
    None
}

/// `it.id = p_order_id`
pub(super) fn found(names: &Names<'_>, entity: EntityId, key: Sql) -> Sql {
    let scope = Scope::new(names.ctx.ir).bind(Root::This, Row::Named(ident!("it")));
    scope.key(Root::This, entity).with_kw(" = ").with(key)
}

/// The living row of a key, if it is there for the one who asks.
pub(super) fn readable(names: &Names<'_>, entity: EntityId, key: Sql) -> Vec<Sql> {
    let mut conditions = vec![found(names, entity, key)];
    conditions.extend(living(names, entity));
    conditions.push(allowed::may_read(names.ctx, entity, &ident!("it")));
    conditions
}

/// `it.deleted_at is null`, of a soft-delete type.
pub(super) fn living(names: &Names<'_>, entity: EntityId) -> Option<Sql> {
    index::is_living(names.ctx.ir.entity(entity)).map(|it| Sql::kw("it.").with(it))
}

/// The rows that the lines of a list name.
fn in_list(page: &mut Page<'_>, names: &Names<'_>, input: &Input) {
    let Type::Array(element) = &input.ty else { return };
    match **element {
        Type::Object(object) => {
            for field in &names.ctx.ir.object(object).fields {
                let Type::Ref(entity) = field.ty else { continue };
                let from = lines::of_input(names.ctx.ir, input, object, "line");
                let key = sql!["line.", sql_names::ident(&field.sql)];
                named(page, names, input, &from, &key, entity, field.rule.as_ref());
            }
        }
        Type::Ref(entity) => {
            let from = sql!["unnest(", signature::argument(input), ") as line (key)"];
            named(page, names, input, &from, &sql!["line.key"], entity, input.rule.as_ref());
        }
        _ => {}
    }
}

fn named(
    page: &mut Page<'_>,
    names: &Names<'_>,
    input: &Input,
    from: &Fragment,
    key: &Fragment,
    entity: EntityId,
    rule: Option<&Expr>,
) {
    let key = Sql::from(key.clone());
    let mut ask = |conditions: Vec<Sql>, refusal: Fragment| {
        page.gap();
        page.line(sql!["if exists ("]);
        page.deeper(|page| {
            page.line(sql!["select from ", from]);
            page.line_with(sql!["where "], &key.clone().with_kw(" is not null"), "");
            page.deeper(|page| {
                page.line(sql!["and not exists ("]);
                page.deeper(|page| {
                    page.line(sql!["select from ", sql_names::table(names.ctx.ir, entity), " as it"]);
                    page.conditions(&conditions);
                });
                page.line(sql![")"]);
            });
        });
        page.line(sql![") then"]);
        page.deeper(|page| page.line(refusal));
        page.line(sql!["end if;"]);
    };
    ask(readable(names, entity, key.clone()), refuse_row(input));
    if let Some(rule) = rule {
        let asked = names.conjunct(&names.scope_of_row(), rule);
        ask(vec![found(names, entity, key.clone()), asked], refuse_input(input));
    }
}

fn refuse_row(input: &Input) -> Fragment {
    sql!["perform fraise.refuse_row(", Literal::text(&input.sql), ");"]
}

fn refuse_input(input: &Input) -> Fragment {
    sql!["perform fraise.refuse_input(", Literal::text(&input.sql), ");"]
}

/// The type of the row at the end of a path.
pub(super) fn end_of(ir: &Ir, path: &RowPath) -> Option<EntityId> {
    match path.hops.last() {
        None => path.root_entity,
        Some(Hop::Reference(field)) => ir.field(*field).reference.map(|it| it.target),
        Some(Hop::Inverse(relation)) => Some(ir.relation(*relation).target),
    }
}
