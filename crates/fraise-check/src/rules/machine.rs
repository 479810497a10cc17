//! Rules about the events of machines.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{AccessItem, Effect, EntityId, TransitionId, authz};

use super::access::{is_internal, readers_are_known};
use crate::context::Ctx;

/// F0709: an event that fires others never comes back to a machine it came from.
pub(super) fn machines_fire_in_no_circle(cx: &mut Ctx<'_>) {
    let fires = all_fires(cx);
    let mut told = Vec::new();
    for (from, event, span) in &fires {
        if told.contains(from) {
            continue;
        }
        let mut seen = vec![event.entity];
        let mut way = Vec::new();
        if !leads_back(&fires, event.entity, *from, &mut seen, &mut way) {
            continue;
        }
        let name = &cx.ir.entity(*from).name;
        let message = format!("firing goes round in a circle, back to `{name}`");
        let found = Diagnostic::error(Code::F0709, *span, message).label("the circle begins here");
        let found = way.iter().fold(found, |found, step| found.secondary(*step, "and goes on here"));
        told.extend(seen);
        told.push(*from);
        cx.report(found.help("Let the first event fire all others itself, or let people fire the last one."));
    }
}

type Fire = (EntityId, TransitionId, Span);

fn all_fires(cx: &Ctx<'_>) -> Vec<Fire> {
    let mut fires = Vec::new();
    for entity in &cx.ir.entities {
        let events = entity.machine.iter().flat_map(|it| &it.events);
        for effect in events.flat_map(|it| &it.effects) {
            if let Effect::Fire { event, span, .. } = effect {
                fires.push((entity.id, *event, *span));
            }
        }
    }
    fires
}

/// A way along fires from one type to another; `way` is where each of them stands.
fn leads_back(
    fires: &[Fire],
    at: EntityId,
    wanted: EntityId,
    seen: &mut Vec<EntityId>,
    way: &mut Vec<Span>,
) -> bool {
    if at == wanted {
        return true;
    }
    for (_, event, span) in fires.iter().filter(|(from, ..)| *from == at) {
        let new = !seen.contains(&event.entity);
        if !new && event.entity != wanted {
            continue;
        }
        seen.push(event.entity);
        way.push(*span);
        if leads_back(fires, event.entity, wanted, seen, way) {
            return true;
        }
        way.pop();
    }
    false
}

/// F0708: who may fire an event may see the row it is an event of.
pub(super) fn whoever_fires_can_read(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    for (entity, entry) in cx.ir.entities.iter().zip(&cx.document.types) {
        let Some(machine) = &entity.machine else { continue };
        if !readers_are_known(entity, &entry.value) {
            continue;
        }
        let readers = authz::possible(&cx.ir, &entity.access.read);
        for item in machine.events.iter().flat_map(|it| &it.by) {
            let AccessItem::Role { role: who, span, .. } = item else { continue };
            if is_internal(&cx.ir, *who) || readers.covers(&authz::holders(&cx.ir, *who)) {
                continue;
            }
            found.push(
                Diagnostic::error(Code::F0708, *span, format!("this role reads no row of `{}`", entity.name))
                    .label("may fire an event of rows it never sees")
                    .secondary(entity.span, "its `access.read` does not name the role")
                    .help("Name the role in `access: {read: ..}`, or take it out of `by`."),
            );
        }
    }
    cx.diagnostics.extend(found);
}
