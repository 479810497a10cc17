//! State machines. The law lives in triggers, so that every writer obeys it; the event of a change is the one of its pair of
//! states.
//!
//! | function | what it is for |
//! |---|---|
//! | `fraise.event_of__order(p_from, p_to) returns text` | the event of a pair of states, or null |
//! | `fraise.lock__order(p_event text, p_id uuid[])` | locks what an event of these rows needs and is known by key, then the rows |
//! | `fraise.fire__order__cancel(p_id uuid[])` | fires the event of these rows, whoever asks; the rows are locked first |
//! | `fraise.fire__payment__complete(p_id uuid[], p_input jsonb[])` | the same, of an event with inputs: an object for each row |
//! | `order_fire(p_id, p_event text, p_input jsonb, p_note text)` | fires an event for the one who asks: his way |
//!
//! A key of several columns is several arguments. Null keys are passed over. A note for the log is the setting `fraise.note`
//! of the transaction; who sets it clears it afterwards.
//!
//! - `signature`: the names above
//! - `pairs`, `lock`, `fire`, `ask`: these functions
//! - `change`, `initial`, `follow`: the triggers
//! - `log`, `actor`: the table of changes, and who is named there
//! - `timers`: events that fire by themselves

pub(crate) mod actor;
pub(crate) mod ask;
mod change;
mod fire;
mod follow;
mod initial;
pub(crate) mod key;
mod lock;
mod log;
mod pairs;
pub(crate) mod signature;
pub(crate) mod timers;

use fraise_ir::{Entity, Ir, Type, machine::Machine};
use fraise_lower::names;
use fraise_sql::{
    Fragment, Ident, Literal,
    catalog::{Function, Table, Trigger},
    sql,
};
use fraise_templates::RenderError;

use crate::database::Context;

/// The triggers of a table that has a machine.
pub(crate) fn triggers(ctx: &Context<'_>, entity: &Entity) -> Vec<Trigger> {
    let Some(machine) = &entity.machine else { return Vec::new() };
    vec![
        change::trigger(ctx, entity, machine),
        initial::trigger(ctx, entity, machine),
        follow::trigger(entity),
    ]
}

/// The functions of all machines.
pub(crate) fn functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    let mut functions = Vec::new();
    for entity in &ctx.ir.entities {
        let Some(machine) = &entity.machine else { continue };
        functions.push(pairs::function(ctx, entity, machine)?);
        functions.push(change::function(ctx, entity, machine)?);
        functions.push(initial::function(ctx, entity, machine)?);
        functions.push(follow::function(ctx, entity, machine)?);
        functions.push(lock::function(ctx, entity, machine)?);
        functions.extend(fire::functions(ctx, entity, machine)?);
        functions.push(ask::function(ctx, entity, machine)?);
    }
    functions.extend(timers::function(ctx)?);
    functions.extend(actor::functions(ctx)?);
    Ok(functions)
}

/// The tables of changes.
pub(crate) fn tables(ctx: &Context<'_>) -> Vec<Table> {
    ctx.ir.entities.iter().filter_map(|entity| log::table(ctx, entity)).collect()
}

/// The name of a state.
fn state_name(ir: &Ir, machine: &Machine, state: usize) -> String {
    let Type::Enum(members) = ir.field(machine.field).ty else { return String::new() };
    ir.enumeration(members).members.get(state).map(|it| it.name.clone()).unwrap_or_default()
}

/// The name of a state as a constant.
fn state(ir: &Ir, machine: &Machine, state: usize) -> Fragment {
    sql![Literal::text(&state_name(ir, machine, state))]
}

/// `= 'pending'`, `in ('pending', 'confirmed')`
fn among(ir: &Ir, machine: &Machine, states: &[usize]) -> Fragment {
    match states {
        [only] => sql![" = ", state(ir, machine, *only)],
        several => {
            let all = several.iter().map(|it| state(ir, machine, *it));
            sql![" in (", Fragment::join(", ", all), ")"]
        }
    }
}

/// The column of the state.
fn state_column(ir: &Ir, machine: &Machine) -> Ident {
    names::column(ir, machine.field)
}

/// `'orders.status'`, for messages.
fn place(entity: &Entity, ir: &Ir, machine: &Machine) -> Fragment {
    let column = state_column(ir, machine);
    sql![Literal::text(&format!("{}.{}", entity.table, column.as_str()))]
}

fn text(text: &str) -> Fragment {
    sql![Literal::text(text)]
}
