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
    let events = vec![Event::Update(Vec::new()), Event::Delete];
    entity.append_only.then(|| super::before(ident!("fraise_00_append_only"), events, name()))
}

pub(crate) fn function(ctx: &Context<'_>) -> Result<Option<Function>, RenderError> {
    if !ctx.ir.entities.iter().any(|entity| entity.append_only) {
        return Ok(None);
    }
    let comment = "Refuses any change of a row";
    super::function(ctx, name(), &postgres::RefuseChange {}, comment).map(Some)
}

fn name() -> QualifiedName {
    names::helper("refuse_change")
}
