//! `fire: order` with `to:`: the one event that leads from the present state to that one. Already there: nothing happens.
//!
//! The event is guessed before the row is locked, so that what it needs is locked in order; what is fired is the event from the
//! state of the locked row.

use fraise_ir::{
    Entity, Expr, TransitionId, Type,
    expr::{ExprKind, Literal, Root, RowPath},
    machine::{Machine, Transition},
};
use fraise_lower::{Sql, names as sql_names, types};
use fraise_sql::{Fragment, Literal as SqlText, SqlType, sql};

use super::{
    super::{
        names::{Names, input_of},
        rows,
    },
    fire, flat,
};
use crate::{
    machine::{ask, signature},
    page::Page,
};

/// The parts of the step.
pub(super) struct FireTo<'e> {
    pub(super) target: &'e RowPath,
    pub(super) to: &'e Expr,
    pub(super) with: &'e [(String, Expr)],
    pub(super) note: Option<&'e Expr>,
    pub(super) unrestricted: bool,
}

/// The event that would lead from the state of the row, which is not locked yet, to that state.
pub(in super::super) fn guessed_event(names: &Names<'_>, target: &RowPath, to: &Expr) -> Option<Fragment> {
    let entity = names.ctx.ir.entity(rows::end_of(names.ctx.ir, target)?);
    let machine = entity.machine.as_ref()?;
    let (key, _) = names.key_at(target);
    let from = state(names, entity, machine, &flat(names, &key));
    Some(sql![signature::event_of(entity), "(", from, ", ", wanted(names, machine, to), ")"])
}

/// The state that is wanted.
fn wanted(names: &Names<'_>, machine: &Machine, to: &Expr) -> Fragment {
    flat(names, &names.scope().value_as(to, &names.ctx.ir.field(machine.field).ty))
}

/// The state of the row of a key.
fn state(names: &Names<'_>, entity: &Entity, machine: &Machine, key: &Fragment) -> Fragment {
    let ir = names.ctx.ir;
    let (table, column) = (sql_names::table(ir, entity.id), sql_names::column(ir, machine.field));
    let found = rows::found(names, entity.id, Sql::from(key.clone()));
    sql!["(select it.", column, " from ", table, " as it where ", flat(names, &found), ")"]
}

pub(super) fn write(page: &mut Page<'_>, names: &Names<'_>, step: &FireTo<'_>) {
    let ir = names.ctx.ir;
    let Some(entity) = rows::end_of(ir, step.target).map(|it| ir.entity(it)) else { return };
    let Some(machine) = &entity.machine else { return };
    let (key, may_be_missing) = names.key_at(step.target);
    fire::if_there(page, &key, may_be_missing, |page| {
        let key = flat(names, &key);
        let to = wanted(names, machine, step.to);
        let is_locked = matches!(step.target.root, Root::Step(it) if input_of(names.mutation, it).is_some());
        if !(is_locked && step.target.hops.is_empty())
            && let Some(event) = guessed_event(names, step.target, step.to)
        {
            page.call(sql!["perform ", signature::lock(entity)], &[event, sql!["array[", &key, "]"]]);
        }
        page.line(sql!["present_state := ", state(names, entity, machine, &key), ";"]);
        let text = as_text(names, machine, &to);
        page.line(sql!["if present_state is distinct from ", text, " then"]);
        page.deeper(|page| {
            let from = present_state(names, machine);
            page.line(sql!["fired_event := ", signature::event_of(entity), "(", from, ", ", &to, ");"]);
            page.line(sql!["if fired_event is null then"]);
            page.deeper(|page| refuse(page, names, step, machine, entity, &key, &to));
            page.line(sql!["end if;"]);
            fire(page, names, step, machine, entity, &key);
        });
        page.line(sql!["end if;"]);
    });
}

/// The state that was read; that of a native enum is kept as a text.
fn present_state(names: &Names<'_>, machine: &Machine) -> Fragment {
    match types::sql_type(names.ctx.ir, &names.ctx.ir.field(machine.field).ty) {
        SqlType::Text => sql!["present_state"],
        other => sql!["present_state::", other],
    }
}

fn as_text(names: &Names<'_>, machine: &Machine, state: &Fragment) -> Fragment {
    match types::sql_type(names.ctx.ir, &names.ctx.ir.field(machine.field).ty) {
        SqlType::Text => state.clone(),
        _ => sql![state, "::text"],
    }
}

/// No event leads there: it is not for him, or not from here.
fn refuse(
    page: &mut Page<'_>,
    names: &Names<'_>,
    step: &FireTo<'_>,
    machine: &Machine,
    entity: &Entity,
    key: &Fragment,
    to: &Fragment,
) {
    let ir = names.ctx.ir;
    if !step.unrestricted {
        page.line(sql!["if not exists ("]);
        page.deeper(|page| {
            page.line(sql!["select from ", sql_names::table(ir, entity.id), " as it"]);
            let found = rows::found(names, entity.id, Sql::from(key.clone()));
            page.line(sql!["where ", flat(names, &found)]);
            page.deeper(|page| {
                if let ExprKind::Literal(_) = step.to.kind {
                    let may = may(names, &meant(names, machine, step.to));
                    page.line_with(sql!["and "], &may.unwrap_or_else(|| Sql::kw("false")).parens(), "");
                    return;
                }
                page.line(sql!["and case ", to]);
                page.deeper(|page| {
                    for (state, name) in states(names, machine).iter().enumerate() {
                        let events: Vec<(usize, &Transition)> =
                            machine.events.iter().enumerate().filter(|(_, it)| it.to == state).collect();
                        if let Some(may) = may(names, &events) {
                            page.line_with(sql!["when ", SqlText::text(name), " then "], &may, "");
                        }
                    }
                    page.line(sql!["else false"]);
                });
                page.line(sql!["end"]);
            });
        });
        page.line(sql![") then"]);
        page.deeper(|page| page.line(sql!["perform fraise.refuse_access();"]));
        page.line(sql!["end if;"]);
    }
    let text = as_text(names, machine, to);
    let place = SqlText::text(&format!("{}.{}", entity.table, sql_names::column(ir, machine.field).as_str()));
    page.line(sql!["perform fraise.refuse_transition(", place, ", present_state, ", text, ");"]);
}

/// Who may fire one of the events.
fn may(names: &Names<'_>, events: &[(usize, &Transition)]) -> Option<Sql> {
    let all = events.iter().map(|(_, event)| ask::may(names.ctx, event));
    (!events.is_empty()).then(|| Sql::junction("or ", all))
}

fn states(names: &Names<'_>, machine: &Machine) -> Vec<String> {
    let Type::Enum(members) = names.ctx.ir.field(machine.field).ty else { return Vec::new() };
    names.ctx.ir.enumeration(members).members.iter().map(|it| it.name.clone()).collect()
}

fn fire(
    page: &mut Page<'_>,
    names: &Names<'_>,
    step: &FireTo<'_>,
    machine: &Machine,
    entity: &Entity,
    key: &Fragment,
) {
    let note = step.note.map(|it| flat(names, &names.scope().value(it)));
    if step.unrestricted {
        page.line(sql!["case fired_event"]);
        page.deeper(|page| {
            for (index, event) in meant(names, machine, step.to) {
                let input = fire::input(names, &event.inputs, step.with);
                let id = TransitionId { entity: entity.id, index };
                page.line(sql!["when ", SqlText::text(&event.name), " then"]);
                page.deeper(|page| fire::fire_unasked(page, names, id, key, input.as_ref(), note.as_ref()));
            }
        });
        page.line(sql!["end case;"]);
        return;
    }
    let input = input(names, step, machine);
    let given =
        [Some(key.clone()), Some(sql!["fired_event"]), input.or(note.is_some().then(|| sql!["'{}'"])), note];
    let arguments: Vec<Fragment> = given.into_iter().flatten().collect();
    page.call(sql!["perform ", signature::ask(names.ctx.ir, entity)], &arguments);
}

/// The events that may be meant: those to the state that is wanted, if that is known.
fn meant<'m>(names: &Names<'_>, machine: &'m Machine, to: &Expr) -> Vec<(usize, &'m Transition)> {
    let all = machine.events.iter().enumerate();
    let states = states(names, machine);
    let wanted = match &to.kind {
        ExprKind::Literal(Literal::Text(state)) => states.iter().position(|it| it == state),
        _ => None,
    };
    all.filter(|(_, event)| wanted.is_none_or(|state| event.to == state)).collect()
}

/// What the event takes of what is given.
fn input(names: &Names<'_>, step: &FireTo<'_>, machine: &Machine) -> Option<Fragment> {
    let takes = |event: &Transition| {
        let is_given = event.inputs.iter().any(|it| step.with.iter().any(|(name, _)| *name == it.name));
        is_given.then(|| fire::input(names, &event.inputs, step.with)).flatten()
    };
    let meant = meant(names, machine, step.to);
    let inputs: Vec<Fragment> = meant
        .iter()
        .filter_map(|(_, event)| Some(sql![" when ", SqlText::text(&event.name), " then ", takes(event)?]))
        .collect();
    match (meant.as_slice(), inputs.is_empty()) {
        (_, true) => None,
        ([(_, only)], false) => takes(only),
        (_, false) => Some(sql!["case fired_event", Fragment::join("", &inputs), " else '{}' end"]),
    }
}
