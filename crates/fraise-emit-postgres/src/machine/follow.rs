//! What follows a change of the state, once for all rows of the statement: what guards and conditions read is locked, guards
//! are asked of the finished rows (ZF002), the change is logged, and effects are carried out in the order written.

use fraise_ir::{
    Entity, TransitionId,
    expr::Root,
    locks,
    machine::{Machine, Transition},
};
use fraise_lower::{Row, Scope, names};
use fraise_sql::{
    Fragment, QualifiedName,
    catalog::{Event, Function, Level, Timing, Trigger},
    ident, sql,
};
use fraise_templates::{
    RenderError, SqlSlot,
    postgres::{FollowState, Guarded, LockedBy, OfEvent, Required},
};

use super::{among, key::Key, lock, log, signature, state, state_column, text};
use crate::{
    database::Context,
    effect::{self, Indent, Rows},
    fill, outbox,
    raise::Raise,
    trigger,
};

pub(super) fn trigger(entity: &Entity) -> Trigger {
    Trigger {
        name: ident!("fraise_20_machine"),
        timing: Timing::After,
        events: vec![Event::Update(Vec::new())],
        level: Level::Statement,
        old_table: Some(ident!("gone")),
        new_table: Some(ident!("come")),
        condition: None,
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
    let key = Key::of(ctx.ir, entity);
    let all = || machine.events.iter().enumerate();
    let locks = all().map(|(index, event)| LockedBy {
        event: SqlSlot::from(text(&event.name)),
        locks: {
            let known = locks::of_event(ctx.ir, &ctx.ranks, TransitionId { entity: entity.id, index });
            lock::statements(ctx, known, &rows(ctx, entity, machine, event), Indent::Four)
        },
    });
    let guards = all().filter_map(|(_, event)| guarded(ctx, entity, machine, event));
    let effects = all().map(|(_, event)| OfEvent {
        event: SqlSlot::from(text(&event.name)),
        statements: {
            let rows = rows(ctx, entity, machine, event);
            let effects =
                event.effects.iter().filter_map(|it| effect::statement(ctx, it, &rows, Indent::Four));
            effects.map(SqlSlot::from).collect()
        },
    });
    let emits = all().filter_map(|(_, event)| {
        let told = event.emit?;
        let rows = rows(ctx, entity, machine, event);
        let statement =
            effect::call(outbox::call(ctx, told, entity), &rows.from, rows.conditions, Indent::Four);
        Some(OfEvent { event: SqlSlot::from(text(&event.name)), statements: vec![SqlSlot::from(statement)] })
    });
    let body = FollowState {
        emits: emits.collect(),
        event_of: SqlSlot::from(sql![signature::event_of(entity)]),
        state: SqlSlot::from(sql![state_column(ctx.ir, machine)]),
        same: SqlSlot::from(key.same("gone", "come")),
        locks: locks.filter(|it| !it.locks.is_empty()).collect(),
        guards: guards.collect(),
        log: log::rows(ctx, entity, machine),
        effects: effects.filter(|it| !it.statements.is_empty()).collect(),
    };
    trigger::function(ctx, name(entity), &body, "Carries out what follows a change of the state")
}

fn name(entity: &Entity) -> QualifiedName {
    signature::helper("follow", entity)
}

/// The rows that have gone through an event in the statement: `it` as they are, `gone` as they were.
fn rows(ctx: &Context<'_>, entity: &Entity, machine: &Machine, event: &Transition) -> Rows {
    let key = Key::of(ctx.ir, entity);
    let column = state_column(ctx.ir, machine);
    Rows {
        entity: entity.id,
        from: vec![
            sql!["come"],
            sql!["join gone on ", key.same("gone", "come")],
            sql!["join ", names::table(ctx.ir, entity.id), " as it on ", key.same("it", "come")],
        ],
        conditions: vec![
            sql!["gone.", &column, among(ctx.ir, machine, &event.from)],
            sql!["come.", &column, " = ", state(ctx.ir, machine, event.to)],
        ],
        old: Some(ident!("gone")),
    }
}

fn guarded(ctx: &Context<'_>, entity: &Entity, machine: &Machine, event: &Transition) -> Option<Guarded> {
    let guard = event.guard.as_ref()?;
    let scope = Scope::new(ctx.ir)
        .bind(Root::This, Row::Named(ident!("it")))
        .bind(Root::Old, Row::Named(ident!("gone")));
    let otherwise = format!("the guard of {} of {} does not hold", event.name, entity.table);
    let first = sql!["refused -> 0"];
    let refusal = Raise::refusal(ctx.ir, event.error.as_ref(), &scope, &first, &otherwise);
    let params = match &event.error {
        None => fraise_lower::Sql::from(sql!["jsonb_build_object('event', ", text(&event.name), ")"]),
        Some(_) => refusal.object(),
    };
    let rows = rows(ctx, entity, machine, event);
    let condition = scope.condition(guard).parens();
    Some(Guarded {
        event: SqlSlot::from(text(&event.name)),
        from: SqlSlot::from(Fragment::join("\n      ", &rows.from)),
        conditions: SqlSlot::from(Fragment::join("\n        and ", &rows.conditions)),
        order: SqlSlot::from(Key::of(ctx.ir, entity).of_row("it")),
        require: Required {
            params: SqlSlot::from(fill::lines(ctx.ir, &params, 8, 0)),
            condition: SqlSlot::from(fill::lines(ctx.ir, &condition, 8, "and  is not true".len())),
            errcode: SqlSlot::from(sql![refusal.errcode]),
            message: SqlSlot::from(refusal.message),
            code: SqlSlot::from(sql![refusal.code]),
        },
    })
}
