//! `order_fire(p_id, p_event, p_input, p_note)`: fires an event for the one who asks. The questions come in the order of
//! LANGUAGE, 6.3: whether the row is there for him (ZF006), whether he may (ZF005), then what the firing itself asks. Nothing
//! is locked for somebody who may not; what was asked before is asked again of the row that is locked.

use fraise_ir::{
    AccessItem, Entity, TransitionId, Type,
    expr::Root,
    machine::{Machine, Transition},
};
use fraise_lower::{Row, Scope, Sql, names};
use fraise_sql::{
    Fragment, Literal, SqlType,
    catalog::{Argument, Function, Returns},
    ident, sql,
};
use fraise_templates::{
    RenderError, SqlSlot,
    postgres::{AskEvent, AskedEvent, AskedRow},
};

use super::{among, key::Key, lock, signature, state_column, text};
use crate::{
    database::Context,
    fill,
    lower::{
        allowed::{self, Askers},
        index,
    },
    trigger,
};

pub(super) fn function(
    ctx: &Context<'_>,
    entity: &Entity,
    machine: &Machine,
) -> Result<Function, RenderError> {
    let key = Key::of(ctx.ir, entity);
    let row = ident!("it");
    let mut readable = allowed::may_read(ctx, entity.id, &row);
    if let Some(living) = index::is_living(entity) {
        readable = Sql::junction("and ", [Sql::kw("it.").with(living), readable]);
    }
    let events = machine.events.iter().enumerate().map(|(index, event)| {
        let id = TransitionId { entity: entity.id, index };
        let inputs = if event.inputs.is_empty() { sql![] } else { sql![", array[coalesce(p_input, '{}')]"] };
        AskedEvent {
            event: SqlSlot::from(text(&event.name)),
            may: SqlSlot::from(fill::lines(ctx.ir, &may(ctx, event), 10, "then ".len())),
            leaves: SqlSlot::from(sql![
                "it.",
                state_column(ctx.ir, machine),
                among(ctx.ir, machine, &event.from)
            ]),
            given_locks: lock::given(ctx, event, id, |value| sql!["p_input ", value]),
            rows: asked_rows(ctx, event),
            fire: SqlSlot::from(sql![signature::name(ctx.ir, id), "(", key.given_as_lists(), inputs, ")"]),
        }
    });
    let (with, without): (Vec<&Transition>, Vec<&Transition>) =
        machine.events.iter().partition(|event| !event.inputs.is_empty());
    let list = |events: &[&Transition]| Fragment::join(", ", events.iter().map(|it| text(&it.name)));
    let body = AskEvent {
        known: SqlSlot::from(Fragment::join(", ", machine.events.iter().map(|it| text(&it.name)))),
        unknown: SqlSlot::from(sql![Literal::text(&format!("{} has no event %s", entity.table))]),
        without_input: (!without.is_empty()).then(|| SqlSlot::from(list(&without))),
        has_events: !(with.is_empty() && without.is_empty()),
        lock: SqlSlot::from(sql![signature::lock(entity), "(p_event, ", key.given_as_lists(), ")"]),
        table: SqlSlot::from(sql![names::table(ctx.ir, entity.id)]),
        found: SqlSlot::from(key.is_given()),
        readable: SqlSlot::from(fill::lines(ctx.ir, &readable, 6, "and ".len())),
        events: events.collect(),
    };
    let comment = format!("Fires an event of a row of {}", entity.table);
    let mut function = trigger::function(ctx, signature::ask(ctx.ir, entity), &body, &comment)?;
    let default = |name, ty, default| Argument { default: Some(default), ..Argument::new(name, ty) };
    function.arguments = key.one();
    function.arguments.push(Argument::new(ident!("p_event"), SqlType::Text));
    function.arguments.push(default(ident!("p_input"), SqlType::Jsonb, sql![Literal::text("{}"), "::jsonb"]));
    function.arguments.push(default(ident!("p_note"), SqlType::Text, sql!["null"]));
    function.returns = Returns::Void;
    function.execute = vec![ctx.roles.api()];
    Ok(function)
}

/// Who may fire an event: the row is the same before and now.
pub(crate) fn may(ctx: &Context<'_>, event: &Transition) -> Sql {
    let row = ident!("it");
    let scope =
        Scope::new(ctx.ir).bind(Root::This, Row::Named(row.clone())).bind(Root::Old, Row::Named(row.clone()));
    let items: Vec<&AccessItem> = event.by.iter().collect();
    allowed::any_of(ctx, Askers::Anybody, &scope, &row, &items, 1)
}

/// Rows that are given to the event must be there for the one who gives them.
fn asked_rows(ctx: &Context<'_>, event: &Transition) -> Vec<AskedRow> {
    let rows = event.inputs.iter().filter_map(|input| {
        let Type::Ref(entity) = input.ty else { return None };
        let declared = ctx.ir.entity(entity);
        let columns = names::key_columns(ctx.ir, declared);
        let mut readable = allowed::may_read(ctx, entity, &ident!("given"));
        if let Some(living) = index::is_living(declared) {
            readable = Sql::junction("and ", [Sql::kw("given.").with(living), readable]);
        }
        Some(AskedRow {
            input: SqlSlot::from(text(&input.sql)),
            table: SqlSlot::from(sql![names::table(ctx.ir, entity)]),
            key: SqlSlot::from(Fragment::join(", ", columns.iter().map(|it| sql!["given.", it, "::text"]))),
            readable: SqlSlot::from(fill::lines(ctx.ir, &readable, 10, "and ".len())),
        })
    });
    rows.collect()
}
