//! `effects`: what an insert or a delete does to other rows, once for all rows of the statement. A statement that touches no
//! row, as one with `on conflict do nothing`, does nothing.

use fraise_ir::{Effect, Entity, names as made};
use fraise_lower::names;
use fraise_sql::{
    Fragment, QualifiedName,
    catalog::{Event, Function, Level, Timing, Trigger},
    ident, sql,
};
use fraise_templates::{RenderError, SqlSlot, postgres};

use crate::{
    database::Context,
    effect::{self, Indent, Rows},
    fill,
    lower::index,
};

/// What carries effects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// Rows come.
    Insert,
    /// Rows go.
    Delete,
    /// Rows of a soft-delete type are marked as deleted.
    Mark,
}

/// A change, and what it carries out.
struct Carried<'e> {
    change: Change,
    effects: &'e [Effect],
}

pub(crate) fn triggers(entity: &Entity) -> Vec<Trigger> {
    carried(entity).into_iter().map(|it| after(entity, it.change)).collect()
}

pub(crate) fn functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    let mut functions = Vec::new();
    for entity in &ctx.ir.entities {
        for carried in carried(entity) {
            functions.push(function(ctx, entity, &carried)?);
        }
    }
    Ok(functions)
}

fn carried(entity: &Entity) -> Vec<Carried<'_>> {
    let of = |change, effects| Carried { change, effects };
    let mut all = vec![of(Change::Insert, &*entity.on_insert), of(Change::Delete, &*entity.on_delete)];
    if entity.soft_delete {
        all.push(of(Change::Mark, &*entity.on_delete));
    }
    all.retain(|it| !it.effects.is_empty());
    all
}

fn after(entity: &Entity, change: Change) -> Trigger {
    let (name, event, old_table, new_table) = match change {
        Change::Insert => (ident!("fraise_30_effects_insert"), Event::Insert, None, Some(ident!("changed"))),
        Change::Delete => (ident!("fraise_30_effects_delete"), Event::Delete, Some(ident!("changed")), None),
        Change::Mark => {
            let (gone, come) = (Some(ident!("gone")), Some(ident!("come")));
            (ident!("fraise_30_effects_mark"), Event::Update(Vec::new()), gone, come)
        }
    };
    Trigger {
        name,
        timing: Timing::After,
        events: vec![event],
        level: Level::Statement,
        old_table,
        new_table,
        condition: None,
        function: function_name(entity, change),
        arguments: Vec::new(),
        comment: None,
    }
}

fn function(ctx: &Context<'_>, entity: &Entity, carried: &Carried<'_>) -> Result<Function, RenderError> {
    let rows = rows(ctx, entity, carried.change);
    let statements = carried.effects.iter().filter_map(|it| effect::statement(ctx, it, &rows, Indent::Two));
    let body = postgres::CarryOut { effects: statements.map(SqlSlot::from).collect() };
    let comment = match carried.change {
        Change::Insert => "What follows when rows come",
        Change::Delete => "What follows when rows go",
        Change::Mark => "What follows when rows are marked as deleted",
    };
    super::function(ctx, function_name(entity, carried.change), &body, comment)
}

/// Rows that are marked as deleted have gone already: they carry nothing when they come or go.
fn rows(ctx: &Context<'_>, entity: &Entity, change: Change) -> Rows {
    let living = index::is_living(entity).map(|it| fill::flat(ctx.ir, &it));
    let of = |row: &'static str| living.iter().map(|it| sql![row, ".", it]).collect::<Vec<_>>();
    let (from, conditions) = match change {
        Change::Insert | Change::Delete => (vec![sql!["changed as it"]], of("it")),
        Change::Mark => {
            let columns = names::key_columns(ctx.ir, entity);
            let same = columns.iter().map(|column| sql!["gone.", column, " = it.", column]);
            let gone = sql!["join gone on ", Fragment::join(" and ", same)];
            let mut conditions = of("gone");
            conditions.extend(of("it").into_iter().map(|it| sql!["not (", it, ")"]));
            (vec![sql!["come as it"], gone], conditions)
        }
    };
    Rows { entity: entity.id, from, conditions, old: None }
}

fn function_name(entity: &Entity, change: Change) -> QualifiedName {
    let event = match change {
        Change::Insert => "insert",
        Change::Delete => "delete",
        Change::Mark => "mark",
    };
    names::helper(&format!("effects_{event}__{}", made::snake(&entity.name)))
}
