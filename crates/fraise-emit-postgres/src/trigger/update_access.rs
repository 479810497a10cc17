//! `access.update` that reads `old`: a policy sees the old row or the new one, never both, so a trigger asks about the change.
//!
//! It asks only where the policies are asked too: not of the owner, whose functions ask by themselves, nor of those
//! whom PostgreSQL lets through. It runs with the rights of the owner, so what a `via` asks is written out.

use fraise_ir::{AccessItem, Entity, expr::Root, names as made};
use fraise_lower::{Row, Scope, Sql, names};
use fraise_sql::{
    Ident, Literal, QualifiedName,
    catalog::{Event, Function, Trigger},
    ident, sql,
};
use fraise_templates::{RenderError, SqlSlot, postgres};

use crate::{
    database::Context,
    fill,
    lower::{
        allowed::{self, Askers},
        rule_function::without_old,
    },
};

pub(crate) fn trigger(ctx: &Context<'_>, entity: &Entity) -> Option<Trigger> {
    let table = names::table(ctx.ir, entity.id).to_string();
    needs_both(entity).then(|| {
        let events = vec![Event::Update(Vec::new())];
        let mut trigger = super::before(ident!("fraise_00_update_access"), events, name(entity));
        trigger.condition = Some(sql!["row_security_active(", Literal::text(&table), ")"]);
        trigger
    })
}

pub(crate) fn functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    let asked = ctx.ir.entities.iter().filter(|entity| needs_both(entity));
    asked.map(|entity| function(ctx, entity)).collect()
}

fn function(ctx: &Context<'_>, entity: &Entity) -> Result<Function, RenderError> {
    let items = entity.access.update.as_deref().unwrap_or_default();
    let allowed = allowed_change(ctx, Askers::People, items, &ident!("old"), &ident!("new"));
    let body =
        postgres::RefuseUpdate { allowed: SqlSlot::from(fill::lines(ctx.ir, &allowed, 4, "if  then".len())) };
    super::function(ctx, name(entity), &body, "Asks whether the one who updates a row may change it so")
}

/// One of the items that read `old` holds for the change, or others for the row before it and for the row after it.
pub(crate) fn allowed_change(
    ctx: &Context<'_>,
    askers: Askers,
    items: &[AccessItem],
    old: &Ident,
    new: &Ident,
) -> Sql {
    let before = Scope::new(ctx.ir).bind(Root::This, Row::Named(old.clone()));
    let after = Scope::new(ctx.ir).bind(Root::This, Row::Written(new.clone()));
    let change = after.clone().bind(Root::Old, Row::Named(old.clone()));
    let mut ways = Vec::new();
    for item in items {
        if let AccessItem::Role { role, when: Some(expr), .. } = item
            && expr.reads(Root::Old)
        {
            let mut all = vec![allowed::who(ctx, askers, *role)];
            all.extend(without_old(expr).map(|expr| before.conjunct(&expr)));
            all.push(change.conjunct(expr));
            ways.push(Sql::junction("and ", all).parens());
        }
    }
    let others: Vec<&AccessItem> = items.iter().filter(|item| !reads_old(item)).collect();
    if others.iter().all(|item| matches!(item, AccessItem::Role { when: None, .. })) {
        ways.extend(others.into_iter().map(|item| allowed::way(ctx, askers, &after, new, item, 1)));
    } else {
        let both = [(&before, old), (&after, new)];
        let both = both.map(|(scope, row)| allowed::any_of(ctx, askers, scope, row, &others, 1));
        ways.push(Sql::junction("and ", both).parens());
    }
    Sql::junction("or ", ways)
}

fn name(entity: &Entity) -> QualifiedName {
    names::helper(&format!("update_access__{}", made::snake(&entity.name)))
}

/// An item reads the row before and after the change.
pub(crate) fn needs_both(entity: &Entity) -> bool {
    !entity.append_only && entity.access.update.iter().flatten().any(reads_old)
}

fn reads_old(item: &AccessItem) -> bool {
    match item {
        AccessItem::Role { when: Some(expr), .. } => expr.reads(Root::Old),
        AccessItem::Role { when: None, .. } | AccessItem::Via { .. } => false,
    }
}
