//! Defaults that read other columns or rows, filled before an insert that does not give them.

use fraise_ir::{Entity, Field, expr::Root, names as made};
use fraise_lower::{Row, Scope, Sql, names};
use fraise_sql::{
    Fragment, QualifiedName,
    catalog::{Event, Function, Trigger},
    ident, sql,
};
use fraise_templates::{
    RenderError, SqlSlot,
    postgres::{self, FilledDefault},
};

use crate::{database::Context, fill, lower::default};

pub(crate) fn trigger(entity: &Entity) -> Option<Trigger> {
    let missing: Vec<Fragment> =
        filled(entity).map(|(field, _)| sql!["new.", names::column_of(field), " is null"]).collect();
    if missing.is_empty() {
        return None;
    }
    let mut trigger = super::before(ident!("fraise_00_defaults"), vec![Event::Insert], name(entity));
    trigger.condition = Some(Fragment::join(" or ", missing));
    Some(trigger)
}

pub(crate) fn functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    let with_defaults = ctx.ir.entities.iter().filter(|entity| filled(entity).next().is_some());
    with_defaults.map(|entity| function(ctx, entity)).collect()
}

fn function(ctx: &Context<'_>, entity: &Entity) -> Result<Function, RenderError> {
    let scope = Scope::new(ctx.ir).bind(Root::This, Row::Written(ident!("new")));
    let defaults = filled(entity).map(|(field, expr)| {
        let column = names::column_of(field);
        let given = Sql::from(sql!["new.", &column, ","]).with_line();
        let value = Sql::kw("coalesce").with(given.with(scope.value(expr)).parens());
        let lead = format!("new.{column} := ").chars().count();
        let value = fill::lines(ctx.ir, &value, 2, lead);
        FilledDefault { column: SqlSlot::from(sql![&column]), value: SqlSlot::from(value) }
    });
    let body = postgres::FillDefaults { defaults: defaults.collect() };
    super::function(ctx, name(entity), &body, "Fills what an insert has left out")
}

fn name(entity: &Entity) -> QualifiedName {
    names::helper(&format!("defaults__{}", made::snake(&entity.name)))
}

/// The fields whose defaults read the row, with their expressions.
fn filled(entity: &Entity) -> impl Iterator<Item = (&Field, &fraise_ir::Expr)> {
    entity.fields.iter().filter_map(|field| Some((field, default::of_trigger(field)?)))
}
