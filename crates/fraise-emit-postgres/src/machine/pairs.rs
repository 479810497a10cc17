//! The event of a pair of states. Pairs without one are not possible, for nobody.

use fraise_ir::{Entity, machine::Machine};
use fraise_lower::types;
use fraise_sql::{
    Body, SqlType, Text,
    catalog::{Argument, Function, Language, Parallel, Returns, Setting, Volatility},
    ident, sql,
};
use fraise_templates::{
    RenderError, SqlSlot,
    postgres::{EventOf, Pair},
    render,
};

use super::{among, signature, state, text};
use crate::database::Context;

pub(super) fn function(
    ctx: &Context<'_>,
    entity: &Entity,
    machine: &Machine,
) -> Result<Function, RenderError> {
    let pairs = machine.events.iter().map(|event| Pair {
        from: SqlSlot::from(sql!["p_from", among(ctx.ir, machine, &event.from)]),
        to: SqlSlot::from(sql!["p_to = ", state(ctx.ir, machine, event.to)]),
        event: SqlSlot::from(text(&event.name)),
    });
    let body = EventOf { pairs: pairs.collect() };
    let mut function =
        Function::new(signature::event_of(entity), Language::Plpgsql, Body::rendered(&render(&body)?));
    let ty = types::sql_type(ctx.ir, &ctx.ir.field(machine.field).ty);
    function.arguments = vec![Argument::new(ident!("p_from"), ty.clone()), Argument::new(ident!("p_to"), ty)];
    function.returns = Returns::Value(SqlType::Text);
    function.volatility = Volatility::Immutable;
    function.parallel = Parallel::Safe;
    function.settings = vec![Setting::search_path(vec![ident!("pg_catalog"), ident!("pg_temp")])];
    function.comment =
        Some(Text::without_nul(&format!("The event that leads {} from one state to another", entity.table)));
    Ok(function)
}
