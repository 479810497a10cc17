//! `access.update` that reads `old`: a policy sees the old row or the new one, never both, so a trigger asks about the change.
//!
//! It asks only where the policies are asked too: not of the owner, whose functions ask by themselves, nor of those
//! whom PostgreSQL lets through. It runs with the rights of the owner, so what a `via` asks is written out.

use fraise_ir::{
    AccessItem, Entity, EntityId, Expr,
    access::Who,
    authz,
    expr::{AggregateOver, ExprKind, Root},
    names as made,
};
use fraise_lower::{Hole, Row, Scope, Sql, join, names};
use fraise_sql::{
    Ident, Literal, QualifiedName,
    catalog::{Event, Function, Trigger},
    ident, sql,
};
use fraise_templates::{RenderError, SqlSlot, postgres};

use crate::{database::Context, fill};

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
    let new = Row::Written(ident!("new"));
    let scope = Scope::new(ctx.ir).bind(Root::This, new).bind(Root::Old, Row::Named(ident!("old")));
    let allowed = any_of(ctx, &scope, &ident!("new"), items, 1);
    let body =
        postgres::RefuseUpdate { allowed: SqlSlot::from(fill::lines(ctx.ir, &allowed, 4, "if  then".len())) };
    super::function(ctx, name(entity), &body, "Asks whether the one who updates a row may change it so")
}

fn name(entity: &Entity) -> QualifiedName {
    names::helper(&format!("update_access__{}", made::snake(&entity.name)))
}

/// Holds when one of the items does for the row of this name.
fn any_of(ctx: &Context<'_>, scope: &Scope<'_>, row: &Ident, items: &[AccessItem], depth: usize) -> Sql {
    let is_only = items.len() == 1;
    let ways = items.iter().map(|item| match item {
        AccessItem::Role { role: Who::Public, when: None, .. } => Sql::kw("true"),
        AccessItem::Role { role, when: None, .. } => who(ctx, *role),
        AccessItem::Role { role: Who::Public, when: Some(expr), .. } => scope.disjunct(expr),
        AccessItem::Role { role, when: Some(expr), .. } => {
            let both = Sql::junction("and ", [who(ctx, *role), scope.conjunct(expr)]);
            if is_only { both } else { both.parens() }
        }
        AccessItem::Via { reference, .. } => {
            let Some(target) = authz::via_target(ctx.ir, *reference) else { return Sql::kw("false") };
            let parent = names::ident(&format!("parent{depth}"));
            let found = join::reference(ctx.ir, *reference).fill(&mut |hole| match hole {
                Hole::Row(Root::Many) => Some(Sql::new().with_ident(&parent)),
                Hole::Row(Root::This) => Some(Sql::new().with_ident(row)),
                _ => None,
            });
            readable(ctx, target, &parent, found, depth)
        }
    });
    Sql::junction("or ", ways)
}

/// `exists (select from orders as parent1 where parent1.id = new.order_id and ..)`
fn readable(ctx: &Context<'_>, entity: EntityId, alias: &Ident, found: Sql, depth: usize) -> Sql {
    let scope = Scope::new(ctx.ir).bind(Root::This, Row::Named(alias.clone()));
    let items = &ctx.ir.entity(entity).access.read;
    let may = any_of(ctx, &scope, alias, items, depth + 1).parens();
    let rows = Sql::from(sql!["select from ", names::table(ctx.ir, entity), " as ", alias]);
    let rows = rows.with_line().with_kw("where ").with(found).with_further_line().with_kw("and ").with(may);
    Sql::kw("exists ").with(rows.parens())
}

fn who(ctx: &Context<'_>, who: Who) -> Sql {
    Sql::from(fill::is_holder(ctx.ir, &authz::holders(ctx.ir, who)))
}

/// An item reads the row before and after the change.
fn needs_both(entity: &Entity) -> bool {
    let items = entity.access.update.as_deref().unwrap_or_default();
    let reads = items.iter().any(|item| match item {
        AccessItem::Role { when: Some(expr), .. } => reads_old(expr),
        AccessItem::Role { when: None, .. } | AccessItem::Via { .. } => false,
    });
    reads && !entity.append_only
}

fn reads_old(expr: &Expr) -> bool {
    let mut reads = false;
    expr.walk(&mut |inner| {
        let root = match &inner.kind {
            ExprKind::Field { row, .. } | ExprKind::Row(row) | ExprKind::Rule { row, .. } => Some(row.root),
            ExprKind::Aggregate { over: AggregateOver::Relation(many), .. } => Some(many.from.root),
            _ => None,
        };
        reads |= root == Some(Root::Old);
    });
    reads
}
