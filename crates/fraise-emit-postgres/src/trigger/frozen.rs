//! `frozen`: columns that are set at insert and never changed (ZF003). The key is always one.

use fraise_ir::{Entity, Field, authz};
use fraise_lower::names;
use fraise_sql::{
    Fragment, Ident, QualifiedName, Text,
    catalog::{Event, Function, Trigger},
    ident, sql,
};
use fraise_templates::{RenderError, postgres};

use crate::{database::Context, fill};

pub(crate) fn trigger(ctx: &Context<'_>, entity: &Entity) -> Option<Trigger> {
    let frozen = frozen(ctx, entity);
    if frozen.is_empty() || entity.append_only {
        return None;
    }
    let changes = frozen.iter().map(|column| {
        let not_null =
            entity.fields.iter().any(|field| names::column_of(field) == *column && !field.nullable);
        let changed = if not_null { " <> " } else { " is distinct from " };
        fraise_lower::Sql::from(sql!["old.", column, changed, "new.", column])
    });
    let condition: Fragment =
        fill::in_parens(ctx.ir, &fraise_lower::Sql::junction("or ", changes), 2, "when (".len());
    let mut trigger = super::before(ident!("fraise_00_frozen"), vec![Event::Update(frozen.clone())], name());
    trigger.condition = Some(condition);
    trigger.arguments = frozen.iter().map(|column| Text::without_nul(column.as_str())).collect();
    Some(trigger)
}

pub(crate) fn function(ctx: &Context<'_>) -> Result<Option<Function>, RenderError> {
    if !ctx.ir.entities.iter().any(|entity| trigger(ctx, entity).is_some()) {
        return Ok(None);
    }
    let comment = "Refuses a change of the columns that the trigger names";
    super::function(ctx, name(), &postgres::RefuseFrozen {}, comment).map(Some)
}

fn name() -> QualifiedName {
    names::helper("refuse_frozen")
}

fn frozen(ctx: &Context<'_>, entity: &Entity) -> Vec<Ident> {
    super::columns(entity, |field| field.frozen || is_key(ctx, entity, field))
}

fn is_key(ctx: &Context<'_>, entity: &Entity, field: &Field) -> bool {
    entity.find_field(&field.name).is_some_and(|id| authz::is_key(ctx.ir, id))
}
