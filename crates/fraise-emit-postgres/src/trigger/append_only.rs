//! `append_only`: rows are never changed or deleted (ZF012).

use fraise_ir::Entity;
use fraise_lower::names;
use fraise_sql::{
    QualifiedName,
    catalog::{Event, Function, Trigger},
    ident,
};
use fraise_templates::{RenderError, postgres};

use crate::database::Context;

pub(crate) fn trigger(entity: &Entity) -> Option<Trigger> {
    entity.append_only.then(of_our_own)
}

/// The trigger of a table of our own.
pub(crate) fn of_our_own() -> Trigger {
    let events = vec![Event::Update(Vec::new()), Event::Delete];
    super::before(ident!("fraise_00_append_only"), events, name())
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
