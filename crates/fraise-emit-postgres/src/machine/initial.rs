//! New rows are in the initial state (ZF001). Asked after the insert, so that an upsert that only updates is not refused.

use fraise_ir::{Entity, machine::Machine};
use fraise_sql::{
    Literal, QualifiedName,
    catalog::{Event, Function, Level, Timing, Trigger},
    ident, sql,
};
use fraise_templates::{RenderError, SqlSlot, postgres::RefuseBorn};

use super::{place, signature, state, state_column, state_name, text};
use crate::{database::Context, trigger};

pub(super) fn trigger(ctx: &Context<'_>, entity: &Entity, machine: &Machine) -> Trigger {
    let column = state_column(ctx.ir, machine);
    let initial = state(ctx.ir, machine, machine.initial);
    Trigger {
        name: ident!("fraise_20_initial"),
        timing: Timing::After,
        events: vec![Event::Insert],
        level: Level::Row,
        old_table: None,
        new_table: None,
        condition: Some(sql!["new.", column, " is distinct from ", initial]),
        function: name(entity),
        arguments: Vec::new(),
        comment: None,
    }
}

pub(super) fn function(
    ctx: &Context<'_>,
    entity: &Entity,
    machine: &Machine,
) -> Result<Function, RenderError> {
    let column = state_column(ctx.ir, machine);
    let initial = state_name(ctx.ir, machine, machine.initial);
    let message = format!("new rows of {} are in the state {initial}", entity.table);
    let body = RefuseBorn {
        state: SqlSlot::from(sql![&column]),
        state_name: SqlSlot::from(text(column.as_str())),
        message: SqlSlot::from(sql![Literal::text(&message)]),
        place: SqlSlot::from(place(entity, ctx.ir, machine)),
    };
    trigger::function(ctx, name(entity), &body, "Refuses new rows in another than the initial state")
}

fn name(entity: &Entity) -> QualifiedName {
    signature::helper("initial", entity)
}
