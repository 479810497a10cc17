//! Machines: a state that stamps has stamped, and the log tells how the row came to the state that it is in, by events that
//! there are.

use fraise_ir::{Entity, Ir, machine::Machine, names as made};
use fraise_lower::names;
use fraise_sql::{Fragment, Literal, sql};

use super::{Invariant, InvariantKind, hold::state_name, key, rows};

pub(super) fn invariants(ir: &Ir) -> Vec<Invariant> {
    let mut all = Vec::new();
    for entity in &ir.entities {
        let Some(machine) = &entity.machine else { continue };
        all.extend(stamps(ir, entity, machine));
        if machine.log {
            all.push(last_entry(ir, entity, machine));
            all.push(entries(ir, entity, machine));
        }
    }
    all
}

fn stamps(ir: &Ir, entity: &Entity, machine: &Machine) -> Vec<Invariant> {
    let stamp = |(state, field): &(usize, fraise_ir::FieldId)| {
        let state = state_name(ir, entity, *state);
        let in_state = sql!["it.", names::column(ir, machine.field), " = ", Literal::text(&state)];
        let missing = sql![in_state, " and it.", names::column(ir, *field), " is null"];
        Invariant {
            kind: InvariantKind::State,
            name: format!("a `{}` that is `{state}` has `{}`", entity.name, ir.field(*field).name),
            span: ir.field(*field).span,
            question: rows(ir, entity, &missing),
        }
    };
    machine.stamps.iter().map(stamp).collect()
}

/// The state of a row is the one that its last entry leads to, and the first one where there is none.
fn last_entry(ir: &Ir, entity: &Entity, machine: &Machine) -> Invariant {
    let state = sql!["it.", names::column(ir, machine.field), "::text"];
    let log = names::in_schema(ir, &made::transitions(&entity.name));
    let last = sql![
        "select log.to_state::text from ",
        log,
        " as log where log.row_id::text = ",
        key(ir, entity, "it"),
        " order by log.id desc limit 1"
    ];
    let initial = Literal::text(&state_name(ir, entity, machine.initial));
    let wanted = sql!["coalesce((", last, "), ", initial, ")"];
    Invariant {
        kind: InvariantKind::State,
        name: format!("the log of `{}` ends with the state of the row", entity.name),
        span: machine.span,
        question: super::differing(ir, entity, &state, &wanted),
    }
}

/// Each entry is a change by an event that leads from the one state to the other, and begins where the one before it
/// ended.
fn entries(ir: &Ir, entity: &Entity, machine: &Machine) -> Invariant {
    let log = names::in_schema(ir, &made::transitions(&entity.name));
    let changes = machine.events.iter().flat_map(|event| {
        event.from.iter().map(|from| {
            let states = [state_name(ir, entity, *from), state_name(ir, entity, event.to)];
            let [from, to] = states.map(|it| Literal::text(&it));
            sql!["(", from, ", ", to, ", ", Literal::text(&event.name), ")"]
        })
    });
    let initial = Literal::text(&state_name(ir, entity, machine.initial));
    let before =
        sql!["lag(log.to_state::text, 1, ", initial, ") over (partition by log.row_id order by log.id)"];
    let chained = sql![
        "select log.id::text as id, log.from_state::text as from_state, log.to_state::text as to_state, log.event, ",
        before,
        " as before from ",
        log,
        " as log"
    ];
    let known =
        sql!["(entry.from_state, entry.to_state, entry.event) in (", Fragment::join(", ", changes), ")"];
    Invariant {
        kind: InvariantKind::State,
        name: format!("the log of `{}` is a chain of events", entity.name),
        span: machine.span,
        question: sql![
            "select entry.id, concat_ws(' ', entry.event, entry.from_state, entry.to_state), entry.before from (",
            chained,
            ") as entry where entry.before <> entry.from_state or not ",
            known
        ],
    }
}
