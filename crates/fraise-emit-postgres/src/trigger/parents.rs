//! Rows of other types that a law reads: found over to-one paths, and locked before it is asked, in the order of the ranks
//! and within a type in the order of the keys. The question is a later statement, which sees what the last one who held a
//! lock has done.

use fraise_ir::{
    Entity, EntityId, FieldId, authz,
    expr::{Hop, Root, RowPath},
    names as made,
};
use fraise_lower::{Scope, Sql, names, types};
use fraise_sql::{Fragment, Ident, sql};
use fraise_templates::{
    SqlSlot,
    postgres::{KeysVariable, LockedRows},
};

use crate::{database::Context, fill};

/// Rows of one type, and the paths that lead to them.
pub(crate) struct Parents {
    pub(crate) entity: EntityId,
    pub(crate) paths: Vec<Vec<FieldId>>,
}

/// The rows at the ends of paths, in the order in which they are locked.
pub(crate) fn at_the_end(ctx: &Context<'_>, paths: Vec<Vec<FieldId>>) -> Vec<Parents> {
    let mut all: Vec<Parents> = Vec::new();
    for path in paths {
        let Some(entity) = path.last().and_then(|hop| authz::via_target(ctx.ir, *hop)) else { continue };
        match all.iter_mut().find(|it| it.entity == entity) {
            Some(known) => known.paths.push(path),
            None => all.push(Parents { entity, paths: vec![path] }),
        }
    }
    all.sort_by_key(|it| ctx.ranks.get(it.entity.0));
    all
}

/// Paths of references; the checker takes no others where rows are locked.
pub(crate) fn references(paths: Vec<Vec<Hop>>) -> Vec<Vec<FieldId>> {
    let reference = |hop: &Hop| match hop {
        Hop::Reference(field) => Some(*field),
        Hop::Inverse(_) => None,
    };
    paths.iter().filter_map(|path| path.iter().map(reference).collect()).collect()
}

/// The key of the row at the end of a path; null where there is none.
pub(crate) fn key_at_the_end(scope: &Scope<'_>, path: &[FieldId]) -> Sql {
    let root_entity = path.first().map(|hop| hop.entity);
    let hops = path.iter().copied().map(Hop::Reference).collect();
    scope.key_at(&RowPath { root: Root::This, root_entity, hops })
}

impl Parents {
    /// The variable that holds their keys: `order_keys`.
    pub(crate) fn variable(&self, ctx: &Context<'_>) -> Ident {
        names::ident(&format!("{}_keys", made::snake(&ctx.ir.entity(self.entity).name)))
    }

    pub(crate) fn declared(&self, ctx: &Context<'_>) -> KeysVariable {
        KeysVariable {
            keys: SqlSlot::from(sql![self.variable(ctx)]),
            key_type: SqlSlot::from(Fragment::new().ty(&types::key_type(ctx.ir, self.entity))),
        }
    }

    /// Their keys are gathered from the rows of the scope.
    pub(crate) fn locked(&self, ctx: &Context<'_>, scope: &Scope<'_>) -> LockedRows {
        let key = names::key_columns(ctx.ir, ctx.ir.entity(self.entity));
        let gathered = self
            .paths
            .iter()
            .map(|path| Sql::kw("array_agg(distinct ").with(key_at_the_end(scope, path)).with_kw(")"));
        LockedRows {
            keys: SqlSlot::from(sql![self.variable(ctx)]),
            key_type: SqlSlot::from(Fragment::new().ty(&types::key_type(ctx.ir, self.entity))),
            gathered: SqlSlot::from(fill::lines(ctx.ir, &Sql::join(" || ", gathered), 4, "select ".len())),
            table: SqlSlot::from(Fragment::new().name(&names::table(ctx.ir, self.entity))),
            key: SqlSlot::from(Fragment::join(", ", key.iter().map(|column| sql![column]))),
        }
    }

    /// The conditions that a row now leads to another one than the one whose key was found: a reference on the way may
    /// have been changed before the row that has it was locked.
    pub(crate) fn moved(&self, ctx: &Context<'_>, scope: &Scope<'_>) -> Vec<Sql> {
        let may_move = |path: &&Vec<FieldId>| path.iter().skip(1).any(|hop| !ctx.ir.field(*hop).frozen);
        let moving = self.paths.iter().filter(may_move);
        moving
            .map(|path| {
                let known = sql![" <> all (coalesce(known.", self.variable(ctx), ", '{}'))"];
                key_at_the_end(scope, path).with(Sql::from(known))
            })
            .collect()
    }
}

/// `come.id = gone.id`: the row as it was is the row as it is.
pub(crate) fn same_row(ctx: &Context<'_>, entity: &Entity) -> Fragment {
    let columns = names::key_columns(ctx.ir, entity);
    Fragment::join(" and ", columns.iter().map(|column| sql!["come.", column, " = gone.", column]))
}
