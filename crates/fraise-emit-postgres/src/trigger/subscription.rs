//! `subscriptions`: who listens is told the key of a row when a field that is watched has changed. The row itself is read
//! by the service, under the rights of each who listens.

use fraise_ir::{Entity, names as made, query::Subscription};
use fraise_lower::names;
use fraise_sql::{
    Ident, Literal, QualifiedName,
    catalog::{Event, Function, Trigger},
    sql,
};
use fraise_templates::{RenderError, SqlSlot, postgres::TellChange};

use crate::{database::Context, machine::key::Key};

pub(crate) fn triggers(ctx: &Context<'_>, entity: &Entity) -> Vec<Trigger> {
    let of_entity = ctx.ir.subscriptions.iter().filter(|it| it.of == entity.id && !it.watch.is_empty());
    let after = |it: &Subscription| {
        let update = Event::Update(Vec::new());
        let tables = super::transition_tables(&update);
        super::after(trigger_name(it), update, function_name(it), tables)
    };
    of_entity.map(after).collect()
}

pub(crate) fn functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    let watching = ctx.ir.subscriptions.iter().filter(|it| !it.watch.is_empty());
    watching.map(|it| function(ctx, it)).collect()
}

fn function(ctx: &Context<'_>, subscription: &Subscription) -> Result<Function, RenderError> {
    let key = Key::of(ctx.ir, ctx.ir.entity(subscription.of));
    let channel = subscription.channel(&ctx.ir.service.name);
    let body = TellChange {
        channel: SqlSlot::from(sql![Literal::text(&channel)]),
        row: SqlSlot::from(key.as_text("come")),
        on: SqlSlot::from(key.same("gone", "come")),
        differ: SqlSlot::from(super::differ(ctx.ir, &subscription.watch, "\n  ")),
        order: SqlSlot::from(key.of_row("come")),
    };
    let comment = format!("Tells who listens to {} of a change", subscription.name);
    super::function(ctx, function_name(subscription), &body, &comment)
}

fn trigger_name(subscription: &Subscription) -> Ident {
    names::ident(&format!("fraise_40_{}", subscription.name))
}

fn function_name(subscription: &Subscription) -> QualifiedName {
    names::helper(&format!("tell__{}", made::snake(&subscription.name)))
}
