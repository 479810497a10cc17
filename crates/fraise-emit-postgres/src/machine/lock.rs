//! The locks of events, in the order of the ranks and within a type in that of the keys.

use fraise_ir::{
    Entity, EntityId, Expr, TransitionId, Type,
    expr::{ExprKind, Hop, Root},
    locks::{self, Lock, Strength},
    machine::{Machine, Transition},
};
use fraise_lower::{Row, Scope, names, types};
use fraise_sql::{
    Fragment, Ident, SqlType,
    catalog::{Argument, Function, Returns},
    ident, sql,
};
use fraise_templates::{
    RenderError, SqlSlot,
    postgres::{HeldRows, LockEvent, LockRows, LocksOfEvent},
};

use super::{key::Key, signature, text};
use crate::{
    database::Context,
    effect::{Indent, Rows},
    fill, trigger,
};

/// The locks on the rows of one type.
#[derive(Debug, PartialEq)]
struct Group {
    entity: EntityId,
    strength: Strength,
    locks: Vec<Lock>,
}

/// The locks of a type together: it is in the order of the ranks already.
fn grouped(locks: Vec<Lock>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for lock in locks {
        match groups.iter_mut().find(|it| it.entity == lock.entity) {
            Some(group) => {
                group.strength = group.strength.max(lock.strength);
                group.locks.push(lock);
            }
            None => {
                groups.push(Group { entity: lock.entity, strength: lock.strength, locks: vec![lock] });
            }
        }
    }
    groups
}

/// A statement for each type.
pub(super) fn statements(ctx: &Context<'_>, locks: Vec<Lock>, rows: &Rows, indent: Indent) -> Vec<SqlSlot> {
    let groups = grouped(locks);
    groups
        .iter()
        .map(|group| SqlSlot::from(statement(ctx, group, &keys(ctx, group, rows, indent), indent)))
        .collect()
}

/// `perform from orders as held where held.id in (..) order by held.id for no key update`
fn statement(ctx: &Context<'_>, group: &Group, found: &Fragment, indent: Indent) -> Fragment {
    let key = held_key(ctx, group.entity);
    sql![
        "perform from ",
        names::table(ctx.ir, group.entity),
        " as held",
        indent.line(),
        "where ",
        &key,
        " in (",
        indent.inner(),
        found,
        indent.line(),
        ")",
        indent.line(),
        "order by ",
        &key,
        indent.line(),
        strength(group.strength)
    ]
}

fn strength(strength: Strength) -> &'static str {
    match strength {
        Strength::Share => "for share",
        Strength::NoKeyUpdate => "for no key update",
    }
}

fn held_key(ctx: &Context<'_>, entity: EntityId) -> Fragment {
    let columns = names::key_columns(ctx.ir, ctx.ir.entity(entity));
    Fragment::join(", ", columns.iter().map(|column| sql!["held.", column]))
}

/// `select it.order_id from .. where ..`
fn keys(ctx: &Context<'_>, group: &Group, rows: &Rows, indent: Indent) -> Fragment {
    let scope = Scope::new(ctx.ir).bind(Root::This, Row::Named(ident!("it")));
    let mut values: Vec<Fragment> = Vec::new();
    for lock in &group.locks {
        let kind = ExprKind::Row(lock.path.clone());
        let span = ctx.ir.entity(group.entity).span;
        let row = Expr { kind, ty: Type::Ref(group.entity), nullable: true, span };
        values.push(fill::flat(ctx.ir, &scope.operand(&row)));
    }
    let selected = match values.as_slice() {
        [only] => only.clone(),
        several => sql!["unnest(array[", Fragment::join(", ", several), "])"],
    };
    let mut text = sql!["select ", selected, indent.inner(), "from "].list(indent.inner(), &rows.from);
    for (position, condition) in rows.conditions.iter().enumerate() {
        text = if position == 0 {
            sql![text, indent.inner(), "where ", condition]
        } else {
            sql![text, indent.innermost(), "and ", condition]
        };
    }
    text
}

/// `fraise.lock__order(p_event text, p_id uuid[])`
pub(super) fn function(
    ctx: &Context<'_>,
    entity: &Entity,
    machine: &Machine,
) -> Result<Function, RenderError> {
    let key = Key::of(ctx.ir, entity);
    // Events that lock the same rows are one.
    let mut blocks: Vec<(Vec<&str>, Vec<Group>)> = Vec::new();
    for (index, event) in machine.events.iter().enumerate() {
        let groups =
            grouped(locks::known_by_key(ctx.ir, &ctx.ranks, TransitionId { entity: entity.id, index }));
        match blocks.iter_mut().find(|(_, known)| *known == groups) {
            Some((events, _)) => events.push(&event.name),
            None => blocks.push((vec![&event.name], groups)),
        }
    }
    let mut held = Vec::new();
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for (events, groups) in blocks {
        let is_one_of = match events.as_slice() {
            all if all.len() == machine.events.len() => None,
            [only] => Some(sql!["p_event = ", text(only)]),
            several => Some(sql!["p_event in ("].list(", ", several.iter().map(|it| text(it))).kw(")")),
        };
        let (first, then): (Vec<Group>, Vec<Group>) =
            groups.into_iter().partition(|group| ctx.rank(group.entity) < ctx.rank(entity.id));
        for (groups, list) in [(first, &mut before), (then, &mut after)] {
            let locks: Vec<LockRows> =
                groups.iter().map(|group| lock_rows(ctx, entity, &key, group, &mut held)).collect();
            if !locks.is_empty() {
                list.push(LocksOfEvent { events: is_one_of.clone().map(SqlSlot::from), locks });
            }
        }
    }
    let held = held
        .iter()
        .map(|(name, ty)| HeldRows { name: SqlSlot::from(sql![name]), r#type: SqlSlot::from(sql![ty]) });
    let body = LockEvent {
        held: held.collect(),
        before,
        after,
        table: SqlSlot::from(sql![names::table(ctx.ir, entity.id)]),
        arguments: SqlSlot::from(key.given()),
        names: SqlSlot::from(key.names()),
        on: SqlSlot::from(key.same("it", "fired")),
        order: SqlSlot::from(key.of_row("it")),
    };
    let comment = "Locks what an event of these rows needs, and the rows";
    let mut function = trigger::function(ctx, signature::lock(entity), &body, comment)?;
    function.arguments = vec![Argument::new(ident!("p_event"), SqlType::Text)];
    function.arguments.extend(key.several());
    function.returns = Returns::Void;
    Ok(function)
}

fn lock_rows(
    ctx: &Context<'_>,
    entity: &Entity,
    key: &Key,
    group: &Group,
    held: &mut Vec<(Ident, SqlType)>,
) -> LockRows {
    let rows = Rows {
        entity: entity.id,
        from: vec![
            sql!["unnest(", key.given(), ") as fired (", key.names(), ")"],
            sql!["join ", names::table(ctx.ir, entity.id), " as it on ", key.same("it", "fired")],
        ],
        conditions: Vec::new(),
        old: None,
    };
    let keys = keys(ctx, group, &rows, Indent::Four);
    let moves = group.locks.iter().any(|lock| may_move(ctx, lock));
    let held = moves.then(|| {
        let name = names::ident(&format!("held_{}", held.len() + 1));
        held.push((name.clone(), types::key_type(ctx.ir, group.entity)));
        SqlSlot::from(sql![name])
    });
    LockRows {
        table: SqlSlot::from(sql![names::table(ctx.ir, group.entity)]),
        key: SqlSlot::from(held_key(ctx, group.entity)),
        keys: SqlSlot::from(keys),
        strength: SqlSlot::from(sql![strength(group.strength)]),
        held,
    }
}

/// A reference on the way may have changed until the row was locked.
fn may_move(ctx: &Context<'_>, lock: &Lock) -> bool {
    lock.path.hops.iter().any(|hop| match hop {
        Hop::Reference(field) => !ctx.ir.field(*field).frozen,
        Hop::Inverse(_) => true,
    })
}

/// `perform from trips as held where held.id in (..)`: the rows that an event is given, as strongly as it will need them.
pub(super) fn given(
    ctx: &Context<'_>,
    event: &Transition,
    id: TransitionId,
    input_of: impl Fn(&Fragment) -> Fragment,
) -> Vec<SqlSlot> {
    let known = locks::of_event(ctx.ir, &ctx.ranks, id);
    let mut found: Vec<(EntityId, Strength, Fragment)> = Vec::new();
    for input in &event.inputs {
        let Type::Ref(entity) = input.ty else { continue };
        let needed = known.iter().filter(|it| it.entity == entity).map(|it| it.strength).max();
        let asked = input.rule.as_ref().map(|_| Strength::Share);
        let Some(strength) = needed.max(asked) else { continue };
        let value = sql!["->> ", text(&input.sql)];
        let key = sql!["(", input_of(&value), ")::", types::key_type(ctx.ir, entity)];
        found.push((entity, strength, key));
    }
    found.sort_by_key(|(entity, ..)| ctx.rank(*entity));
    let locked = |(entity, strength, key): &(EntityId, Strength, Fragment)| {
        let group = Group { entity: *entity, strength: *strength, locks: Vec::new() };
        SqlSlot::from(statement(ctx, &group, &sql!["select ", key], Indent::Two))
    };
    found.iter().map(locked).collect()
}
