//! `append_only`: rows are never changed or deleted, nor the table emptied (ZF012).

use fraise_ir::Entity;
use fraise_lower::names;
use fraise_sql::{
    QualifiedName,
    catalog::{Event, Function, Level, Trigger},
    ident,
};
use fraise_templates::{RenderError, postgres};

use crate::database::Context;

pub(crate) fn triggers(entity: &Entity) -> Vec<Trigger> {
    if entity.append_only { of_our_own() } else { Vec::new() }
}

/// The triggers of a table of our own.
pub(crate) fn of_our_own() -> Vec<Trigger> {
    let events = vec![Event::Update(Vec::new()), Event::Delete];
    let rows = super::before(ident!("fraise_00_append_only"), events, name());
    // It empties a table without a look at its rows.
    let mut table = super::before(ident!("fraise_00_append_only_truncate"), vec![Event::Truncate], name());
    table.level = Level::Statement;
    vec![rows, table]
}

pub(crate) fn function(ctx: &Context<'_>) -> Result<Option<Function>, RenderError> {
    let is_logged = |entity: &Entity| entity.machine.as_ref().is_some_and(|it| it.log);
    if !ctx.ir.entities.iter().any(|entity| entity.append_only || is_logged(entity)) {
        return Ok(None);
    }
    let comment = "Refuses any change of a row";
    super::function(ctx, name(), &postgres::RefuseChange {}, comment).map(Some)
}

fn name() -> QualifiedName {
    names::helper("refuse_change")
}
