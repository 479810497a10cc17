//! Access items asked of one row by a function that runs with the rights of the owner: what a `via` asks is written out.

use std::collections::BTreeSet;

use fraise_ir::{
    AccessItem, EntityId, Ir, RoleId,
    access::Who,
    authz::{self, Holders},
    expr::Root,
};
use fraise_lower::{Hole, Row, Scope, Sql, join, names};
use fraise_sql::{Fragment, Ident, Literal, sql};

use crate::{database::Context, fill};

/// Who may be the one that a function asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Askers {
    /// People and the service on their behalf.
    People,
    /// Internal roles too, which read every row.
    Anybody,
    /// The same, asked once by a body and not by a query for its rows.
    Caller,
}

/// Holds when one of the items does for the row of this name; an operand of `and`.
pub(crate) fn any_of(
    ctx: &Context<'_>,
    askers: Askers,
    scope: &Scope<'_>,
    row: &Ident,
    items: &[&AccessItem],
    depth: usize,
) -> Sql {
    match items {
        [] => Sql::kw("false"),
        [only @ (AccessItem::Role { role: Who::Role(_), .. } | AccessItem::Via { .. })] => {
            way(ctx, askers, scope, row, only, depth)
        }
        _ => {
            let ways = items.iter().map(|item| way(ctx, askers, scope, row, item, depth));
            Sql::junction("or ", ways).parens()
        }
    }
}

/// Whether somebody may read the row of this name; an operand of `and`.
pub(crate) fn may_read(ctx: &Context<'_>, entity: EntityId, row: &Ident) -> Sql {
    let scope = Scope::new(ctx.ir).bind(Root::This, Row::Named(row.clone()));
    if authz::unconditional(ctx.ir, &ctx.ir.entity(entity).access.read) == Holders::Everyone {
        return Sql::kw("true");
    }
    let mut everything = internal_roles(ctx.ir);
    let mut by_row: Vec<&AccessItem> = Vec::new();
    for item in &ctx.ir.entity(entity).access.read {
        match item {
            AccessItem::Role { role, when: None, .. } => match authz::holders(ctx.ir, *role) {
                Holders::Everyone => return Sql::kw("true"),
                Holders::Roles(roles) => everything.extend(roles),
            },
            AccessItem::Role { .. } | AccessItem::Via { .. } => by_row.push(item),
        }
    }
    let of_row = by_row.iter().map(|item| way(ctx, Askers::Anybody, &scope, row, item, 1));
    match everything.is_empty() {
        true => any_of(ctx, Askers::Anybody, &scope, row, &by_row, 1),
        false if by_row.is_empty() => Sql::from(is_one_of(ctx.ir, &everything)),
        false => {
            let everything = Sql::from(is_one_of(ctx.ir, &everything));
            Sql::junction("or ", std::iter::once(everything).chain(of_row)).parens()
        }
    }
}

/// One way of being allowed, for the row of this name.
pub(crate) fn way(
    ctx: &Context<'_>,
    askers: Askers,
    scope: &Scope<'_>,
    row: &Ident,
    item: &AccessItem,
    depth: usize,
) -> Sql {
    match item {
        AccessItem::Role { role, when: None, .. } => who(ctx, askers, *role),
        AccessItem::Role { role: Who::Public, when: Some(expr), .. } => scope.disjunct(expr),
        AccessItem::Role { role, when: Some(expr), .. } => {
            Sql::junction("and ", [who(ctx, askers, *role), scope.conjunct(expr)]).parens()
        }
        AccessItem::Via { reference, .. } => {
            let Some(target) = authz::via_target(ctx.ir, *reference) else { return Sql::kw("false") };
            let parent = names::ident(&format!("parent{depth}"));
            let found = join::reference(ctx.ir, *reference).fill(&mut |hole| match hole {
                Hole::Row(Root::Many) => Some(Sql::new().with_ident(&parent)),
                Hole::Row(Root::This) => Some(Sql::new().with_ident(row)),
                _ => None,
            });
            readable(ctx, askers, target, &parent, found, depth)
        }
    }
}

/// `exists (select from orders as parent1 where parent1.id = new.order_id and ..)`
fn readable(
    ctx: &Context<'_>,
    askers: Askers,
    entity: EntityId,
    alias: &Ident,
    found: Sql,
    depth: usize,
) -> Sql {
    let scope = Scope::new(ctx.ir).bind(Root::This, Row::Named(alias.clone()));
    let items: Vec<&AccessItem> = ctx.ir.entity(entity).access.read.iter().collect();
    let may = any_of(ctx, askers, &scope, alias, &items, depth + 1);
    let rows = Sql::from(sql!["select from ", names::table(ctx.ir, entity), " as ", alias]);
    let rows = rows.with_line().with_kw("where ").with(found).with_further_line().with_kw("and ").with(may);
    Sql::kw("exists ").with(rows.parens())
}

/// Whether the one who asks is a holder of a role.
pub(crate) fn who(ctx: &Context<'_>, askers: Askers, who: Who) -> Sql {
    let holders = authz::holders(ctx.ir, who);
    Sql::from(match (askers, holders) {
        (Askers::People, holders) => fill::is_holder(ctx.ir, &holders),
        (Askers::Anybody | Askers::Caller, Holders::Everyone) => sql!["true"],
        (Askers::Anybody, Holders::Roles(roles)) => is_one_of(ctx.ir, &roles),
        (Askers::Caller, Holders::Roles(roles)) => holds(ctx.ir, &roles),
    })
}

fn internal_roles(ir: &Ir) -> BTreeSet<RoleId> {
    let all = ir.roles.iter().enumerate();
    all.filter(|(_, role)| role.internal).map(|(index, _)| RoleId(index)).collect()
}

/// `(select fraise.has_any_role(array['clerk', 'admin']))`
pub(crate) fn is_one_of(ir: &Ir, roles: &BTreeSet<RoleId>) -> Fragment {
    match roles.is_empty() {
        true => sql!["false"],
        false => sql!["(select ", holds(ir, roles), ")"],
    }
}

/// `fraise.has_role('customer')`
fn holds(ir: &Ir, roles: &BTreeSet<RoleId>) -> Fragment {
    let names: Vec<Fragment> = roles.iter().map(|role| sql![Literal::text(&ir.role(*role).name)]).collect();
    let call = |name: &str| Fragment::new().name(&names::helper(name)).kw("(");
    match names.as_slice() {
        [] => sql!["false"],
        [only] => call("has_role").frag(only).kw(")"),
        several => call("has_any_role").kw("array[").list(", ", several).kw("])"),
    }
}
