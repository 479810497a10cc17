//! Who may: the roles first, then what is asked of the row (ZF005); and who may write a field.

use std::collections::BTreeSet;

use fraise_ir::{
    AccessItem, FieldId,
    authz::{self, Holders},
    expr::Root,
    raw::Verb,
};
use fraise_lower::{Row, Scope, Sql};
use fraise_sql::{Fragment, Ident, Literal, ident, sql};

use super::{Operation, new, old, signature};
use crate::{
    database::Context,
    lower::{
        allowed::{self, Askers},
        rule_function,
    },
    page::Page,
    trigger::update_access,
};

/// That somebody may not, whatever the row is; nothing where that depends on the row.
pub(super) fn refused(ctx: &Context<'_>, items: &[AccessItem]) -> Option<Fragment> {
    match roles(ctx, items) {
        Holders::Everyone => None,
        Holders::Roles(roles) => Some(sql![allowed::is_one_of(ctx.ir, &roles), " is not true"]),
    }
}

/// The roles with which some item may be passed; whoever may read another row may hold any.
fn roles(ctx: &Context<'_>, items: &[AccessItem]) -> Holders {
    let of_item = |item: &AccessItem| match item {
        AccessItem::Role { role, .. } => authz::holders(ctx.ir, *role),
        AccessItem::Via { .. } => Holders::Everyone,
    };
    items.iter().map(of_item).fold(Holders::nobody(), Holders::union)
}

/// The row is asked as well.
pub(super) fn asks_row(items: &[AccessItem]) -> bool {
    items.iter().any(|item| match item {
        AccessItem::Role { when, .. } => when.is_some(),
        AccessItem::Via { .. } => true,
    })
}

/// Whether somebody may do it to the row `it` as it is; an operand of `and`.
pub(super) fn may_as_it_is(operation: &Operation<'_>) -> Sql {
    let row = ident!("it");
    let items: Vec<AccessItem> = operation.raw.access.iter().map(without_old).collect();
    any_of(operation.ctx, &named(operation.ctx, &row), &row, &items)
}

/// What an item asks of the row before a change.
fn without_old(item: &AccessItem) -> AccessItem {
    match item {
        AccessItem::Role { role, when: Some(when), span } => {
            AccessItem::Role { role: *role, when: rule_function::without_old(when), span: *span }
        }
        AccessItem::Role { when: None, .. } | AccessItem::Via { .. } => item.clone(),
    }
}

/// Refuses the new row, or the change that leads to it.
pub(super) fn write_row_refusal(page: &mut Page<'_>, operation: &Operation<'_>) {
    let ctx = operation.ctx;
    let items = operation.raw.access;
    if !asks_row(items) {
        return;
    }
    let reads_both = operation.raw.verb == Verb::Update && update_access::needs_both(operation.entity);
    let allowed = match reads_both {
        true => update_access::allowed_change(ctx, Askers::Anybody, items, &old(), &new()).parens(),
        false => any_of(ctx, &written(ctx), &new(), items),
    };
    page.when(&allowed.with_kw(" is not true"), refuse);
}

fn refuse(page: &mut Page<'_>) {
    page.line(sql!["perform fraise.refuse_access();"]);
}

fn any_of(ctx: &Context<'_>, scope: &Scope<'_>, row: &Ident, items: &[AccessItem]) -> Sql {
    let items: Vec<&AccessItem> = items.iter().collect();
    allowed::any_of(ctx, Askers::Anybody, scope, row, &items, 1)
}

fn named<'c>(ctx: &Context<'c>, row: &Ident) -> Scope<'c> {
    Scope::new(ctx.ir).bind(Root::This, Row::Named(row.clone()))
}

fn written<'c>(ctx: &Context<'c>) -> Scope<'c> {
    Scope::new(ctx.ir).bind(Root::This, Row::Written(new()))
}

/// Refuses fields that somebody may not write, whatever the row is.
pub(super) fn write_field_refusals_by_role(page: &mut Page<'_>, operation: &Operation<'_>) {
    let callers = roles(operation.ctx, operation.raw.access);
    write_field_refusals(page, operation, |items| {
        let writers = roles(operation.ctx, items);
        if writers.covers(&callers) {
            return None;
        }
        refused(operation.ctx, items).map(Sql::from)
    });
}

/// Refuses fields that somebody may not write in this row: as it was, and as it will be.
pub(super) fn write_field_refusals_by_row(page: &mut Page<'_>, operation: &Operation<'_>) {
    let ctx = operation.ctx;
    write_field_refusals(page, operation, |items| {
        if !asks_row(items) {
            return None;
        }
        let after = any_of(ctx, &written(ctx), &new(), items);
        let allowed = match operation.raw.verb {
            Verb::Create | Verb::Delete => after,
            Verb::Update => {
                let before = any_of(ctx, &named(ctx, &old()), &old(), items);
                Sql::junction("and ", [before, after]).parens()
            }
        };
        Some(allowed.with_kw(" is not true"))
    });
}

/// One question for all fields that are guarded alike.
fn write_field_refusals(
    page: &mut Page<'_>,
    operation: &Operation<'_>,
    refused: impl Fn(&[AccessItem]) -> Option<Sql>,
) {
    let mut questions: Vec<(Sql, Vec<Literal>)> = Vec::new();
    for given in &operation.raw.fields {
        let items = operation.ctx.ir.field(given.field).write.as_deref();
        let Some(question) = items.and_then(&refused) else { continue };
        let key = Literal::text(&given.input.sql);
        match questions.iter_mut().find(|(it, _)| *it == question) {
            Some((_, keys)) => keys.push(key),
            None => questions.push((question, vec![key])),
        }
    }
    for (question, keys) in questions {
        let input = signature::input();
        let is_given = match keys.as_slice() {
            [only] => sql![input, " ? ", only],
            _ => sql![input, " ?| array["].list(", ", keys).kw("]"),
        };
        page.when(&Sql::junction("and ", [Sql::from(is_given), question]), refuse);
    }
}

/// The fields that some question about the new row reads.
pub(super) fn fields_asked(operation: &Operation<'_>) -> BTreeSet<FieldId> {
    let ir = operation.ctx.ir;
    let of_fields =
        operation.raw.fields.iter().filter_map(|it| ir.field(it.field).write.as_deref()).flatten();
    let mut fields = BTreeSet::new();
    for item in operation.raw.access.iter().chain(of_fields) {
        match item {
            AccessItem::Role { when: Some(when), .. } => {
                fields.extend(fraise_ir::reads::own_columns(&fraise_ir::reads::reads(ir, when)));
            }
            AccessItem::Role { when: None, .. } => {}
            AccessItem::Via { reference, .. } => {
                fields.insert(*reference);
            }
        }
    }
    fields
}

/// That the one who asks may read a field of every row; nothing where nobody may, and `true` where all who get so far may.
pub(super) fn reads_every(operation: &Operation<'_>, fields: &[FieldId]) -> Option<Fragment> {
    let ctx = operation.ctx;
    let entity = ctx.ir.entity(fields.first()?.entity);
    let of_fields = fields.iter().filter_map(|it| ctx.ir.field(*it).read.as_deref());
    let callers = roles(ctx, operation.raw.access);
    let mut asked: Vec<Fragment> = Vec::new();
    for items in of_fields.chain([entity.access.read.as_slice()]) {
        let readers = authz::unconditional(ctx.ir, items);
        if readers.is_nobody() {
            return None;
        }
        if let (false, Holders::Roles(roles)) = (readers.covers(&callers), readers) {
            asked.push(allowed::is_one_of(ctx.ir, &roles));
        }
    }
    Some(if asked.is_empty() { sql!["true"] } else { Fragment::join(" and ", asked) })
}
