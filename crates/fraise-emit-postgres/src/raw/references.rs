//! Other rows: those that the input names must be there for the one who asks (ZF006), and are held as long as the new row may
//! point to them; those that change or are asked along with the row are locked before it, in the order of the ranks.

use fraise_ir::{
    Effect, Entity, EntityId, FieldId, Type,
    raw::{Given, Verb},
};
use fraise_lower::{Sql, names, types};
use fraise_sql::{Fragment, Ident, Literal, ident, sql};

use super::{Operation, new, old, signature};
use crate::{
    lower::{allowed, index},
    mutation::strength,
    page::Page,
};

/// The references that are given: the rows are there, and stay.
pub(super) fn write_given(page: &mut Page<'_>, operation: &Operation<'_>) {
    let target = |given: &Given| match given.input.ty {
        Type::Ref(entity) => Some(entity),
        _ => None,
    };
    let mut all: Vec<(&Given, EntityId)> =
        operation.raw.fields.iter().filter_map(|it| Some((it, target(it)?))).collect();
    all.sort_by_key(|(_, entity)| operation.ctx.rank(*entity));
    for (position, (given, entity)) in all.into_iter().enumerate() {
        if position > 0 {
            page.gap();
        }
        match given.required {
            true => one(page, operation, given, entity),
            false => {
                let key = Literal::text(&given.input.sql);
                let is_given = Sql::from(sql![signature::input(), " ->> ", key, " is not null"]);
                page.when(&is_given, |page| one(page, operation, given, entity));
            }
        }
    }
}

fn one(page: &mut Page<'_>, operation: &Operation<'_>, given: &Given, entity: EntityId) {
    let ctx = operation.ctx;
    let target = ctx.ir.entity(entity);
    let key = names::key_columns(ctx.ir, target);
    let found = key.iter().map(|column| Sql::from(sql!["it.", column, " = ", value(operation, given)]));
    let mut conditions: Vec<Sql> = found.collect();
    conditions.extend(index::is_living(target).map(|it| Sql::kw("it.").with(it)));
    conditions.push(allowed::may_read(ctx, entity, &ident!("it")));
    let table = names::table(ctx.ir, entity);
    if is_locked_along(operation, given.field) {
        page.line(sql!["if not exists ("]);
        page.deeper(|page| {
            page.line(sql!["select from ", table, " as it"]);
            page.conditions(&conditions);
        });
        page.line(sql![") then"]);
        page.deeper(|page| page.line(refusal(given)));
        page.line(sql!["end if;"]);
    } else {
        page.line(sql!["perform from ", table, " as it"]);
        page.conditions(&conditions);
        page.line(sql!["for key share of it;"]);
        refuse_unless_found(page, given);
    }
}

fn refuse_unless_found(page: &mut Page<'_>, given: &Given) {
    page.line(sql!["if not found then"]);
    page.deeper(|page| page.line(refusal(given)));
    page.line(sql!["end if;"]);
}

fn refusal(given: &Given) -> Fragment {
    sql!["perform fraise.refuse_row(", Literal::text(&given.input.sql), ");"]
}

/// `(p_input ->> 'category_id')::uuid`
fn value(operation: &Operation<'_>, given: &Given) -> Fragment {
    let key = Literal::text(&given.input.sql);
    let ty = types::sql_type(operation.ctx.ir, &given.input.ty);
    sql!["(", signature::input(), " ->> ", key, ")::", ty]
}

/// Something is written in the row that a reference points to, or a law locks it, when the row changes.
fn is_locked_along(operation: &Operation<'_>, field: FieldId) -> bool {
    let effects: fn(&Entity) -> &[Effect] = match operation.raw.verb {
        Verb::Create => |it| &it.on_insert,
        Verb::Update => |_| &[],
        Verb::Delete => |it| &it.on_delete,
    };
    strength::is_locked_through(operation.ctx, field, effects)
}

/// The references whose rows are locked before the row itself, by rank.
fn locked_along(operation: &Operation<'_>) -> Vec<(FieldId, EntityId)> {
    let ctx = operation.ctx;
    let references = operation.entity.field_ids();
    let references = references.filter_map(|it| Some((it, ctx.ir.field(it).reference?.target)));
    let mut all: Vec<(FieldId, EntityId)> =
        references.filter(|(field, _)| is_locked_along(operation, *field)).collect();
    all.sort_by_key(|(_, entity)| ctx.rank(*entity));
    all
}

/// Rows are locked before the row itself.
pub(super) fn locks_along(operation: &Operation<'_>) -> bool {
    !locked_along(operation).is_empty()
}

/// Locks them: those that the row points to, and those that it will point to.
pub(super) fn write_locks(page: &mut Page<'_>, operation: &Operation<'_>) {
    let ir = operation.ctx.ir;
    for (field, entity) in locked_along(operation) {
        let column = names::column(ir, field);
        let given = operation.raw.fields.iter().find(|it| it.field == field);
        let pointed_to = |row: Ident| sql![row, ".", &column];
        let keys: Vec<Fragment> = match operation.raw.verb {
            Verb::Create => vec![pointed_to(new())],
            Verb::Delete => vec![pointed_to(old())],
            Verb::Update => {
                let given = given.map(|it| value(operation, it));
                [pointed_to(old())].into_iter().chain(given).collect()
            }
        };
        let target = ir.entity(entity);
        // It was there when the input was looked at, and may have gone since.
        let needed = given.filter(|it| it.required);
        let key = Fragment::join(", ", names::key_columns(ir, target));
        page.line(sql!["perform from ", names::table(ir, entity), " as held"]);
        match keys.as_slice() {
            [only] => {
                let found = Sql::from(sql!["held.", &key, " = ", only]);
                let living = needed.map(|_| index::is_living(target)).unwrap_or_default();
                let living = living.map(|it| Sql::kw("held.").with(it));
                page.conditions(&[found].into_iter().chain(living).collect::<Vec<_>>());
            }
            _ => {
                page.line(sql!["where held.", &key, " in ("].list(", ", keys).kw(")"));
                page.line(sql!["order by held.", key]);
            }
        }
        page.line(sql!["for no key update of held;"]);
        if let Some(given) = needed {
            refuse_unless_found(page, given);
        }
    }
}

/// What the row points to may have changed until it was locked (LANGUAGE, 7.5).
pub(super) fn write_moved(page: &mut Page<'_>, operation: &Operation<'_>) {
    let ir = operation.ctx.ir;
    let moving = locked_along(operation).into_iter().filter(|(field, _)| !ir.field(*field).frozen);
    for (field, _) in moving {
        let column = names::column(ir, field);
        let differs = if ir.field(field).nullable { " is distinct from " } else { " <> " };
        page.line(sql!["if ", old(), ".", &column, differs, "("]);
        page.deeper(|page| {
            page.line(sql!["select it.", &column]);
            page.line(sql!["from ", names::table(ir, operation.entity.id), " as it"]);
            page.conditions(&signature::found(operation, &ident!("it")));
        });
        page.line(sql![") then"]);
        page.deeper(|page| {
            page.line(sql!["raise exception using"]);
            page.deeper(|page| {
                page.line(sql!["errcode = '40001',"]);
                page.line(sql!["message = 'a row now points to another than was locked, try again';"]);
            });
        });
        page.line(sql!["end if;"]);
    }
}
