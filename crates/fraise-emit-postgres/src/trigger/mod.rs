//! Laws that triggers keep. Triggers of a table fire in the order of their names (LANGUAGE, 7.3).

pub(crate) mod aggregates;
mod append_only;
mod fill_defaults;
mod frozen;
mod same;
mod touch;
mod update_access;

use fraise_ir::Entity;
use fraise_lower::names;
use fraise_sql::{
    Body, Ident, QualifiedName, Text,
    catalog::{Event, Function, Language, Level, Returns, Timing, Trigger},
};
use fraise_templates::{RenderError, View, render};

use crate::{database::Context, lower::rule_function};

/// The triggers of a table in the order in which they fire.
pub(crate) fn all(ctx: &Context<'_>, entity: &Entity) -> Vec<Trigger> {
    let mut triggers = Vec::new();
    triggers.extend(append_only::trigger(entity));
    triggers.extend(fill_defaults::trigger(entity));
    triggers.extend(frozen::trigger(ctx, entity));
    triggers.extend(touch::trigger(entity));
    triggers.extend(update_access::trigger(ctx, entity));
    triggers.extend(aggregates::of_own_row(ctx, entity));
    triggers.extend(aggregates::triggers(ctx, entity));
    triggers.extend(same::triggers(ctx, entity));
    triggers
}

/// The functions that the triggers call.
pub(crate) fn functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    let mut functions = Vec::new();
    functions.extend(append_only::function(ctx)?);
    functions.extend(frozen::function(ctx)?);
    functions.extend(touch::function(ctx)?);
    functions.extend(fill_defaults::functions(ctx)?);
    functions.extend(update_access::functions(ctx)?);
    functions.extend(aggregates::functions(ctx)?);
    functions.extend(same::functions(ctx)?);
    Ok(functions)
}

/// A function for triggers: it runs with the rights of its owner, and nobody calls it by hand.
fn function(
    ctx: &Context<'_>,
    name: QualifiedName,
    body: &impl View,
    comment: &str,
) -> Result<Function, RenderError> {
    let mut function = Function::new(name, Language::Plpgsql, Body::rendered(&render(body)?));
    function.returns = Returns::Trigger;
    function.security_definer = true;
    function.settings = vec![rule_function::pinned(ctx)];
    function.comment = Some(Text::without_nul(comment));
    Ok(function)
}

/// A row trigger before the change.
fn before(name: Ident, events: Vec<Event>, function: QualifiedName) -> Trigger {
    Trigger {
        name,
        timing: Timing::Before,
        events,
        level: Level::Row,
        old_table: None,
        new_table: None,
        condition: None,
        function,
        arguments: Vec::new(),
        comment: None,
    }
}

/// The columns of an entity that are stored and meet a condition.
fn columns(entity: &Entity, is_meant: impl Fn(&fraise_ir::Field) -> bool) -> Vec<Ident> {
    let meant = entity.fields.iter().filter(|field| field.is_stored() && is_meant(field));
    meant.map(names::column_of).collect()
}
