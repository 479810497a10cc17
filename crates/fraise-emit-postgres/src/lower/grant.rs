//! Rights on a table: what policies cannot say, which columns.
//!
//! Reading: everybody reads the columns that have no `read` of their own; the others go to the roles that are named
//! without a condition, and to the service. Writing: only where a raw operation exists, and only columns that
//! a caller may write. A column whose `write` names roles goes to those.

use fraise_ir::{
    AccessItem, Entity, Field, Ir,
    authz::{self, Holders},
    index::IndexKind,
};
use fraise_lower::names;
use fraise_sql::{
    Ident,
    catalog::{Grant, Grantee, Privilege},
};

use crate::{database::Context, roles};

/// The rights on the table of an entity.
pub(crate) fn all(ctx: &Context<'_>, entity: &Entity) -> Vec<Grant> {
    let mut grants = select(ctx, entity);
    if entity.access.create.is_some() {
        grants.extend(write(ctx, entity, Privilege::Insert, |field| !field.server_only));
    }
    if entity.access.update.is_some() && !entity.append_only {
        grants.extend(write(ctx, entity, Privilege::Update, |field| !field.server_only && !field.frozen));
    }
    if entity.access.delete.is_some() && !entity.soft_delete && !entity.append_only {
        grants.push(Grant::whole(Privilege::Delete, ctx.roles.api()));
    }
    grants
}

/// Everybody who sees the row may read the column.
pub(crate) fn is_for_all(ir: &Ir, field: &Field) -> bool {
    field.read.as_ref().is_none_or(|items| authz::unconditional(ir, items) == Holders::Everyone)
}

fn select(ctx: &Context<'_>, entity: &Entity) -> Vec<Grant> {
    if authz::possible(ctx.ir, &entity.access.read).is_nobody() {
        return vec![Grant::whole(Privilege::Select, ctx.roles.service())];
    }
    let mut columns = Columns::default();
    for field in entity.fields.iter().filter(|field| field.is_stored()) {
        let column = names::column_of(field);
        match &field.read {
            Some(items) if !is_for_all(ctx.ir, field) => {
                for grantee in guarded(ctx, items) {
                    columns.add(grantee, column.clone());
                }
                columns.is_whole = false;
            }
            Some(_) | None => columns.add(ctx.roles.api(), column),
        }
    }
    for (column, is_for_all) in search_columns(ctx, entity) {
        columns.add(if is_for_all { ctx.roles.api() } else { ctx.roles.service() }, column);
        columns.is_whole &= is_for_all;
    }
    columns.grants(Privilege::Select)
}

/// Who may read or write a column with items of its own.
fn guarded(ctx: &Context<'_>, items: &[AccessItem]) -> Vec<Grantee> {
    let mut grantees = roles::holders(ctx.ir, &ctx.roles, &authz::unconditional(ctx.ir, items));
    grantees.push(ctx.roles.service());
    grantees
}

/// Search vectors, each with whether all it is made of may be read by everybody.
fn search_columns(ctx: &Context<'_>, entity: &Entity) -> Vec<(Ident, bool)> {
    let columns = entity.indexes.iter().filter_map(|index| match &index.kind {
        IndexKind::Search { fields, column, .. } => {
            let is_open = fields.iter().all(|(field, _)| is_for_all(ctx.ir, ctx.ir.field(*field)));
            Some((names::ident(column), is_open))
        }
        IndexKind::Fields { .. } => None,
    });
    columns.collect()
}

fn write(ctx: &Context<'_>, entity: &Entity, privilege: Privilege, may: fn(&Field) -> bool) -> Vec<Grant> {
    let mut columns = Columns { is_whole: false, ..Columns::default() };
    for field in entity.fields.iter().filter(|field| field.is_stored() && may(field)) {
        let column = names::column_of(field);
        let holders = field.write.as_deref().map(|items| authz::unconditional(ctx.ir, items));
        let grantees = roles::holders(ctx.ir, &ctx.roles, &holders.unwrap_or(Holders::Everyone));
        for grantee in grantees {
            columns.add(grantee, column.clone());
        }
    }
    columns.grants(privilege)
}

/// Columns by who gets them, in the order in which they first appear.
struct Columns {
    of: Vec<(Grantee, Vec<Ident>)>,
    /// One grantee gets all columns there are.
    is_whole: bool,
}

impl Default for Columns {
    fn default() -> Self {
        Self { of: Vec::new(), is_whole: true }
    }
}

impl Columns {
    fn add(&mut self, grantee: Grantee, column: Ident) {
        match self.of.iter_mut().find(|(it, _)| *it == grantee) {
            Some((_, columns)) => columns.push(column),
            None => self.of.push((grantee, vec![column])),
        }
    }

    fn grants(self, privilege: Privilege) -> Vec<Grant> {
        let is_whole = self.is_whole;
        let grants = self.of.into_iter().map(|(to, columns)| {
            if is_whole { Grant::whole(privilege, to) } else { Grant::on_columns(privilege, columns, to) }
        });
        grants.collect()
    }
}
