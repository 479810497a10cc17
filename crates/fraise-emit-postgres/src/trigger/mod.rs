//! Laws that triggers keep. Triggers of a table fire in the order of their names (LANGUAGE, 7.3).

pub(crate) mod aggregates;
pub(crate) mod append_only;
mod editable_while;
mod effects;
mod fill_defaults;
mod frozen;
mod parents;
mod same;
mod subscription;
pub(crate) mod touch;
pub(crate) mod update_access;
mod within;

use fraise_ir::{Entity, FieldId, Ir};
use fraise_lower::names;
use fraise_sql::{
    Body, Fragment, Ident, QualifiedName, Text,
    catalog::{Event, Function, Language, Level, Returns, Timing, Trigger},
    ident, sql,
};
use fraise_templates::{RenderError, View, render};

use crate::{database::Context, lower::rule_function, machine};

/// The triggers of a table in the order in which they fire.
pub(crate) fn all(ctx: &Context<'_>, entity: &Entity) -> Vec<Trigger> {
    let mut triggers = Vec::new();
    triggers.extend(append_only::triggers(entity));
    triggers.extend(fill_defaults::trigger(entity));
    triggers.extend(frozen::trigger(ctx, entity));
    triggers.extend(touch::trigger(entity));
    triggers.extend(update_access::trigger(ctx, entity));
    triggers.extend(editable_while::of_parent(ctx, entity));
    triggers.extend(editable_while::triggers(entity));
    triggers.extend(aggregates::of_own_row(ctx, entity));
    triggers.extend(aggregates::triggers(ctx, entity));
    triggers.extend(machine::triggers(ctx, entity));
    triggers.extend(same::triggers(ctx, entity));
    triggers.extend(within::triggers(ctx, entity));
    triggers.extend(effects::triggers(entity));
    triggers.extend(subscription::triggers(ctx, entity));
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
    functions.extend(editable_while::functions(ctx)?);
    functions.extend(aggregates::functions(ctx)?);
    functions.extend(machine::functions(ctx)?);
    functions.extend(same::functions(ctx)?);
    functions.extend(within::functions(ctx)?);
    functions.extend(effects::functions(ctx)?);
    functions.extend(subscription::functions(ctx)?);
    Ok(functions)
}

/// A function for triggers: it runs with the rights of its owner, and nobody calls it by hand.
pub(crate) fn function(
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
pub(crate) fn before(name: Ident, events: Vec<Event>, function: QualifiedName) -> Trigger {
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

/// A trigger after each statement, with the rows as they were and as they are under the names given.
fn after(name: Ident, event: Event, function: QualifiedName, tables: [Option<Ident>; 2]) -> Trigger {
    let [old_table, new_table] = tables;
    Trigger {
        name,
        timing: Timing::After,
        events: vec![event],
        level: Level::Statement,
        old_table,
        new_table,
        condition: None,
        function,
        arguments: Vec::new(),
        comment: None,
    }
}

/// The transition tables of a trigger for one kind of change: `changed`, or both of an update.
fn transition_tables(event: &Event) -> [Option<Ident>; 2] {
    match event {
        Event::Insert => [None, Some(ident!("changed"))],
        Event::Delete => [Some(ident!("changed")), None],
        Event::Update(_) => [Some(ident!("gone")), Some(ident!("come"))],
        Event::Truncate => [None, None],
    }
}

/// `gone` and `come` differ in one of the columns.
fn differ(ir: &Ir, columns: &[FieldId], indent: &'static str) -> Fragment {
    if let [only] = columns {
        let column = names::column(ir, *only);
        let differs = if ir.field(*only).nullable { " is distinct from " } else { " <> " };
        return sql!["gone.", &column, differs, "come.", &column];
    }
    let row = |name: &'static str| {
        let columns = columns.iter().map(|field| sql![name, ".", names::column(ir, *field)]);
        let columns: Vec<Fragment> = columns.collect();
        wrapped(&columns).parens()
    };
    sql![row("gone"), indent, "  is distinct from ", row("come")]
}

/// A list in lines that are not too long.
fn wrapped(columns: &[Fragment]) -> Fragment {
    const WIDTH: usize = 84;
    let mut list = Fragment::new();
    let mut width = 0;
    for (position, column) in columns.iter().enumerate() {
        let length = column.as_str().chars().count() + ", ".len();
        if position > 0 {
            list = list.kw(",");
            if width + length > WIDTH {
                list = list.kw("\n     ");
                width = 0;
            } else {
                list = list.kw(" ");
            }
        }
        list = list.frag(column);
        width += length;
    }
    list
}

/// The columns of an entity that are stored and meet a condition.
fn columns(entity: &Entity, is_meant: impl Fn(&fraise_ir::Field) -> bool) -> Vec<Ident> {
    let meant = entity.fields.iter().filter(|field| field.is_stored() && is_meant(field));
    meant.map(names::column_of).collect()
}
