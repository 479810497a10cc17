//! `after`: events that fire by themselves once a row has been in a state for so long. `fraise.fire_due(p_limit)` fires those
//! that are due, each in a subtransaction, and says how many; the service calls it every few seconds.

use fraise_ir::{
    Entity, Expr, Ir, TransitionId,
    expr::{ExprKind, Root},
    locks,
    machine::{Machine, Transition},
    names as made,
};
use fraise_lower::{Row, Scope, names};
use fraise_sql::{
    Fragment, Literal, SqlType,
    catalog::{Argument, Function, Index, IndexKey, IndexMethod, Returns},
    ident, sql,
};
use fraise_templates::{
    RenderError, SqlSlot,
    postgres::{DueEvent, FireDue},
};

use super::{key::Key, signature, state, state_column, state_name};
use crate::{database::Context, fill, lower::index, trigger};

/// An index for each state in which time runs.
pub(crate) fn indexes(ir: &Ir, entity: &Entity) -> Vec<Index> {
    let Some(machine) = &entity.machine else { return Vec::new() };
    let Some(since) = machine.since.map(|field| names::column(ir, field)) else { return Vec::new() };
    let timed = timed_states(machine).into_iter().map(|timed| Index {
        name: names::ident(&made::timer(&entity.table, since.as_str(), &state_name(ir, machine, timed))),
        method: IndexMethod::Btree,
        keys: vec![IndexKey::column(since.clone())],
        include: Vec::new(),
        condition: Some(sql![state_column(ir, machine), " = ", state(ir, machine, timed)]),
        unique: false,
        comment: None,
    });
    timed.collect()
}

fn timed_states(machine: &Machine) -> Vec<usize> {
    let mut states: Vec<usize> = Vec::new();
    for (timed, _) in machine.events.iter().flat_map(|it| &it.after) {
        if !states.contains(timed) {
            states.push(*timed);
        }
    }
    states
}

/// `fraise.fire_due(p_limit integer)`, where some event has a timer.
pub(super) fn function(ctx: &Context<'_>) -> Result<Option<Function>, RenderError> {
    let mut entities: Vec<&Entity> = ctx.ir.entities.iter().collect();
    entities.sort_by_key(|entity| ctx.rank(entity.id));
    let mut due = Vec::new();
    for entity in entities {
        let Some(machine) = &entity.machine else { continue };
        for (index, event) in machine.events.iter().enumerate() {
            for (timed, interval) in &event.after {
                let id = TransitionId { entity: entity.id, index };
                due.push(of_event(ctx, entity, machine, event, id, *timed, interval));
            }
        }
    }
    if due.is_empty() {
        return Ok(None);
    }
    let comment = "Fires events whose time has come, at most so many, and says how many it fired";
    let mut function = trigger::function(ctx, names::helper("fire_due"), &FireDue { events: due }, comment)?;
    function.arguments = vec![Argument::new(ident!("p_limit"), SqlType::Integer)];
    function.returns = Returns::Value(SqlType::Integer);
    function.execute = vec![ctx.roles.service()];
    Ok(Some(function))
}

fn of_event(
    ctx: &Context<'_>,
    entity: &Entity,
    machine: &Machine,
    event: &Transition,
    id: TransitionId,
    timed: usize,
    interval: &str,
) -> DueEvent {
    let key = Key::of(ctx.ir, entity);
    let since = machine.since.map(|field| names::column(ctx.ir, field));
    let since = since.map_or_else(|| sql!["now()"], |column| sql!["it.", column]);
    let interval = Literal::Typed(Box::new(Literal::text(interval)), SqlType::Interval);
    let column = state_column(ctx.ir, machine);
    let mut conditions = vec![
        sql!["it.", &column, " = ", state(ctx.ir, machine, timed)],
        sql![&since, " <= now() - ", interval],
    ];
    conditions.extend(index::is_living(entity).map(|it| sql!["it.", fill::flat(ctx.ir, &it)]));
    let still = conditions.clone();
    if let Some(guard) = event.guard.as_ref().filter(|it| !reads_what_changes(machine, event, it)) {
        let scope = Scope::new(ctx.ir)
            .bind(Root::This, Row::Named(ident!("it")))
            .bind(Root::Old, Row::Named(ident!("it")));
        conditions.push(fill::lines(ctx.ir, &scope.conjunct(guard), 10, "and ".len()));
    }
    let mut fire = key.columns.iter().map(|(name, _)| sql!["array[due.", name, "]"]).collect::<Vec<_>>();
    let lock = sql![signature::lock(entity), "(", super::text(&event.name), ", "].list(", ", &fire).kw(")");
    if !event.inputs.is_empty() {
        fire.push(sql!["array['{}'::jsonb]"]);
    }
    // Rows that come before this one are locked first; then nothing is locked while candidates are looked for.
    let known = locks::known_by_key(ctx.ir, &ctx.ranks, id);
    let waits = known.iter().any(|it| ctx.rank(it.entity) < ctx.rank(entity.id));
    let found = key.columns.iter().map(|(name, _)| sql!["it.", name, " = due.", name]);
    let found: Vec<Fragment> = found.chain(still).collect();
    DueEvent {
        table: SqlSlot::from(sql![names::table(ctx.ir, entity.id)]),
        key: SqlSlot::from(key.of_row("it")),
        since: SqlSlot::from(since),
        conditions: SqlSlot::from(Fragment::join("\n          and ", conditions)),
        skips_locked: !waits,
        lock: SqlSlot::from(lock),
        still_due: SqlSlot::from(Fragment::join("\n          and ", found)),
        fire: SqlSlot::from(sql![signature::name(ctx.ir, id), "("].list(", ", fire).kw(")")),
        key_as_text: SqlSlot::from(key.as_text("due")),
        what: SqlSlot::from(super::text(&format!("{} of {}", event.name, entity.table))),
    }
}

/// The guard is asked of the finished row, so one that reads what the event changes cannot be asked before.
fn reads_what_changes(machine: &Machine, event: &Transition, guard: &Expr) -> bool {
    let mut reads = false;
    guard.walk(&mut |part| {
        if let ExprKind::Field { row, field } = &part.kind {
            let is_changed = *field == machine.field
                || Some(*field) == machine.since
                || machine.stamps.iter().any(|(_, stamp)| stamp == field)
                || event.set.iter().any(|(set, _)| set == field);
            reads |= row.hops.is_empty() && is_changed;
        }
        reads |= matches!(&part.kind, ExprKind::Rule { .. });
    });
    reads
}
