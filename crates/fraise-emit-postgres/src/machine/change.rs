//! A change of the state, before it is written: it is an event's (ZF001), and what the event sets is set.

use fraise_ir::{
    Entity, Expr,
    expr::{ExprKind, Root},
    machine::{Machine, Transition},
};
use fraise_lower::{Row, Scope, names};
use fraise_sql::{
    QualifiedName,
    catalog::{Event, Function, Trigger},
    ident, sql,
};
use fraise_templates::{
    RenderError, SqlSlot,
    postgres::{ChangeState, SetByEvent, Stamped},
};

use super::{place, signature, state, state_column, text};
use crate::{database::Context, fill, trigger};

pub(super) fn trigger(ctx: &Context<'_>, entity: &Entity, machine: &Machine) -> Trigger {
    let column = state_column(ctx.ir, machine);
    let events = vec![Event::Update(vec![column.clone()])];
    let mut trigger = trigger::before(ident!("fraise_00_machine"), events, name(entity));
    trigger.condition = Some(sql!["old.", &column, " is distinct from new.", &column]);
    trigger
}

pub(super) fn function(
    ctx: &Context<'_>,
    entity: &Entity,
    machine: &Machine,
) -> Result<Function, RenderError> {
    let sets = machine.events.iter().map(|event| SetByEvent {
        event: SqlSlot::from(text(&event.name)),
        assignments: assignments(ctx, event),
    });
    let stamps = machine.stamps.iter().map(|(entered, field)| Stamped {
        state: SqlSlot::from(state(ctx.ir, machine, *entered)),
        column: SqlSlot::from(sql![names::column(ctx.ir, *field)]),
    });
    let body = ChangeState {
        event_of: SqlSlot::from(sql![signature::event_of(entity)]),
        state: SqlSlot::from(sql![state_column(ctx.ir, machine)]),
        state_name: SqlSlot::from(text(state_column(ctx.ir, machine).as_str())),
        place: SqlSlot::from(place(entity, ctx.ir, machine)),
        since: machine.since.map(|field| SqlSlot::from(sql![names::column(ctx.ir, field)])),
        sets: sets.filter(|it| !it.assignments.is_empty()).collect(),
        stamps: stamps.collect(),
    };
    trigger::function(ctx, name(entity), &body, "Refuses changes of the state that are no event's")
}

fn name(entity: &Entity) -> QualifiedName {
    signature::helper("change", entity)
}

/// `new.refund_amount := ..`, for what does not wait for an input of the event.
fn assignments(ctx: &Context<'_>, event: &Transition) -> Vec<SqlSlot> {
    let scope = Scope::new(ctx.ir)
        .bind(Root::This, Row::Written(ident!("new")))
        .bind(Root::Old, Row::Named(ident!("old")));
    let set = event.set.iter().filter(|(_, value)| !reads_input(value));
    let all = set.map(|(field, value)| {
        let declared = ctx.ir.field(*field);
        let target = sql!["new.", names::column_of(declared), " := "];
        let lead = target.as_str().chars().count();
        let value = fill::lines(ctx.ir, &scope.value_as(value, &declared.ty), 4, lead);
        SqlSlot::from(sql![target, value])
    });
    all.collect()
}

/// It reads what the event was given; who fires it sets that.
pub(super) fn reads_input(value: &Expr) -> bool {
    let mut reads = false;
    value.walk(&mut |part| {
        reads |= match &part.kind {
            ExprKind::Input(_) => true,
            ExprKind::Field { row, .. } | ExprKind::Row(row) | ExprKind::Rule { row, .. } => {
                matches!(row.root, Root::Input(_))
            }
            _ => false,
        };
    });
    reads
}
