//! State machines.

use std::collections::HashMap;

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{
    EntityId, EnumId, FieldId, FieldKind, FieldOrigin, Type,
    expr::{ExprKind, Literal},
    field::Default as FieldDefault,
    machine::{Hold, Machine, Transition},
};
use fraise_syntax::document::{HoldDecl, MachineDecl, MachineEvent, Name, NamedEntry, PathEntry, TypeDecl};

use super::{effect, field_named};
use crate::{
    access,
    context::Ctx,
    event,
    expr::{Line, Scope},
    message,
    names::snake_case,
    operation, values,
};

/// Makes the machine without its expressions, so that others may name its events.
pub(super) fn states(cx: &mut Ctx<'_>, entity: EntityId, decl: &TypeDecl) {
    let Some(machine) = &decl.machine else { return };
    let Some((field, members)) = state_field(cx, entity, machine) else { return };
    let initial = values::member(cx, members, machine.initial.span, machine.initial.as_str());
    let finals = members_named(cx, members, &machine.final_);
    let stamps = stamps(cx, entity, members, machine);
    let events: Vec<Transition> = machine.events.iter().map(|it| transition(cx, members, it)).collect();
    let initial = initial.unwrap_or_default();
    default_is_initial(cx, field, machine, initial);
    one_event_a_pair(cx, members, &events);
    finals_have_no_way_out(cx, members, &finals, &events, machine);
    every_state_lives(cx, members, initial, &finals, &events, machine);
    let since =
        cx.ir.entity(entity).field_ids().find(|it| cx.ir.field(*it).origin == FieldOrigin::StateSince);
    mark_server_only(cx, field, &stamps);
    if let Some(owner) = cx.ir.entities.get_mut(entity.0) {
        owner.machine = Some(Machine {
            field,
            span: machine.place,
            description: machine.description.as_ref().map(|it| it.value.clone()),
            initial,
            finals,
            log: machine.log.is_some_and(|it| it.value),
            stamps,
            holds: Vec::new(),
            events,
            since,
        });
    }
}

fn state_field(cx: &mut Ctx<'_>, entity: EntityId, machine: &MachineDecl) -> Option<(FieldId, EnumId)> {
    let field = field_named(cx, entity, &machine.field, Code::F0201)?;
    match cx.ir.field(field).ty {
        Type::Enum(members) => Some((field, members)),
        _ => {
            let found =
                Diagnostic::error(Code::F0701, machine.field.span, "the state is kept in an enum field")
                    .secondary(cx.ir.field(field).span, "this is none");
            cx.report(found);
            None
        }
    }
}

fn members_named(cx: &mut Ctx<'_>, members: EnumId, names: &[Name]) -> Vec<usize> {
    names.iter().filter_map(|it| values::member(cx, members, it.span, it.as_str())).collect()
}

fn stamps(
    cx: &mut Ctx<'_>,
    entity: EntityId,
    members: EnumId,
    machine: &MachineDecl,
) -> Vec<(usize, FieldId)> {
    let mut all = Vec::new();
    for entry in &machine.stamp {
        let state = values::member(cx, members, entry.name.span, entry.name.as_str());
        let field = field_named(cx, entity, &entry.value, Code::F0201);
        let (Some(state), Some(field)) = (state, field) else { continue };
        let declared = cx.ir.field(field);
        if declared.ty != Type::Timestamptz || declared.frozen {
            let found = Diagnostic::error(
                Code::F0501,
                entry.value.span,
                "a stamp is a `timestamptz` that may change",
            )
            .secondary(declared.span, "declared here");
            cx.report(found);
            continue;
        }
        if !declared.nullable && matches!(declared.kind, FieldKind::Plain { default: None }) {
            let found = Diagnostic::error(
                Code::F0501,
                entry.value.span,
                "a stamp is null until its state is entered",
            )
            .label("so no row could be inserted")
            .secondary(declared.span, "write `timestamptz?`");
            cx.report(found);
        }
        all.push((state, field));
    }
    all
}

fn transition(cx: &mut Ctx<'_>, members: EnumId, entry: &NamedEntry<MachineEvent>) -> Transition {
    snake_case(&entry.name, "an event", &mut cx.diagnostics);
    let decl = &entry.value;
    let from = members_named(cx, members, &decl.from);
    let to = values::member(cx, members, decl.to.span, decl.to.as_str());
    if let Some(to) = to.filter(|to| from.contains(to)) {
        let found = Diagnostic::error(Code::F0702, decl.to.span, "an event leads to another state")
            .label(format!("`{}` is among the states it leaves", state_name(cx, members, to)));
        cx.report(found);
    }
    let mut after = Vec::new();
    for timer in &decl.after {
        let Some(state) = values::member(cx, members, timer.name.span, timer.name.as_str()) else { continue };
        if !from.contains(&state) {
            let found = Diagnostic::error(
                Code::F0714,
                timer.name.span,
                format!("`{}` does not leave this state", entry.name.as_str()),
            )
            .label("so no timer of it can start here");
            cx.report(found);
        }
        after.push((state, crate::service::interval(timer.value)));
    }
    Transition {
        name: entry.name.as_str().to_owned(),
        span: entry.name.span,
        description: decl.description.as_ref().map(|it| it.value.clone()),
        deprecated: decl.deprecated.as_ref().map(|it| it.value.clone()),
        from,
        to: to.unwrap_or_default(),
        by: Vec::new(),
        after,
        guard: None,
        error: None,
        inputs: operation::inputs(cx, &decl.input),
        set: Vec::new(),
        effects: Vec::new(),
        emit: None,
    }
}

fn state_name(cx: &Ctx<'_>, members: EnumId, state: usize) -> String {
    cx.ir.enumeration(members).members.get(state).map(|it| it.name.clone()).unwrap_or_default()
}

fn default_is_initial(cx: &mut Ctx<'_>, field: FieldId, machine: &MachineDecl, initial: usize) {
    let Type::Enum(members) = cx.ir.field(field).ty else { return };
    let wanted = state_name(cx, members, initial);
    let declared = cx.ir.field(field);
    let default = match &declared.kind {
        FieldKind::Plain { default: Some(FieldDefault::Column(expr)) } => match &expr.kind {
            ExprKind::Literal(Literal::Text(text)) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    };
    if default.as_deref() == Some(wanted.as_str()) || machine.initial.as_str().is_empty() {
        return;
    }
    let found =
        Diagnostic::error(Code::F0701, declared.span, format!("new rows are in the state `{wanted}`"))
            .label(format!("write `= '{wanted}'` after its type"))
            .secondary(machine.initial.span, "the initial state");
    cx.report(found);
}

fn one_event_a_pair(cx: &mut Ctx<'_>, members: EnumId, events: &[Transition]) {
    let mut pairs: HashMap<(usize, usize), Span> = HashMap::new();
    for event in events {
        for from in &event.from {
            let Some(first) = pairs.insert((*from, event.to), event.span) else { continue };
            let (from, to) = (state_name(cx, members, *from), state_name(cx, members, event.to));
            let found = Diagnostic::error(
                Code::F0702,
                event.span,
                format!("two events lead from `{from}` to `{to}`"),
            )
            .label("the second")
            .secondary(first, "the first")
            .help("One change of the state is one event: make them one, or give them different states.");
            cx.report(found);
        }
    }
}

fn finals_have_no_way_out(
    cx: &mut Ctx<'_>,
    members: EnumId,
    finals: &[usize],
    events: &[Transition],
    machine: &MachineDecl,
) {
    for event in events {
        for state in event.from.iter().filter(|it| finals.contains(it)) {
            let name = state_name(cx, members, *state);
            let final_at =
                machine.final_.iter().find(|it| it.as_str() == name).map_or(machine.place, |it| it.span);
            let found = Diagnostic::error(
                Code::F0703,
                event.span,
                format!("`{}` leaves the final state `{name}`", event.name),
            )
            .label("a way out of a final state")
            .secondary(final_at, "final here");
            cx.report(found);
        }
    }
}

/// Every state is reached from the initial one, and leads to a final one where there is one.
fn every_state_lives(
    cx: &mut Ctx<'_>,
    members: EnumId,
    initial: usize,
    finals: &[usize],
    events: &[Transition],
    machine: &MachineDecl,
) {
    let count = cx.ir.enumeration(members).members.len();
    let forward = closure(count, &[initial], |state| {
        events.iter().filter(|it| it.from.contains(&state)).map(|it| it.to).collect()
    });
    let backward = closure(count, finals, |state| {
        events.iter().filter(|it| it.to == state).flat_map(|it| it.from.clone()).collect()
    });
    for state in 0..count {
        let name = state_name(cx, members, state);
        let declared = cx.ir.enumeration(members).members.get(state).map_or(machine.place, |it| it.span);
        let problem = if !forward.contains(&state) {
            Some("is never reached")
        } else if !finals.is_empty() && !backward.contains(&state) {
            Some("leads to no final state")
        } else {
            None
        };
        if let Some(problem) = problem {
            let found = Diagnostic::error(Code::F0704, declared, format!("the state `{name}` {problem}"))
                .label("this state")
                .secondary(machine.place, "in this machine");
            cx.report(found);
        }
    }
}

fn closure(count: usize, start: &[usize], next: impl Fn(usize) -> Vec<usize>) -> Vec<usize> {
    let mut reached: Vec<usize> = start.to_vec();
    let mut at = 0;
    while let Some(&state) = reached.get(at) {
        let new: Vec<usize> =
            next(state).into_iter().filter(|it| *it < count && !reached.contains(it)).collect();
        reached.extend(new);
        at += 1;
    }
    reached
}

fn mark_server_only(cx: &mut Ctx<'_>, field: FieldId, stamps: &[(usize, FieldId)]) {
    let fields: Vec<FieldId> = std::iter::once(field).chain(stamps.iter().map(|(_, it)| *it)).collect();
    for field in fields {
        if let Some(it) = cx.ir.entities.get_mut(field.entity.0).and_then(|it| it.fields.get_mut(field.index))
        {
            it.server_only = true;
        }
    }
}

/// Fills the expressions of a machine; all machines have their states.
pub(super) fn machine(cx: &mut Ctx<'_>, entity: EntityId, decl: &TypeDecl) {
    let Some(machine) = &decl.machine else { return };
    let Some(mut filled) = cx.ir.entity(entity).machine.clone() else { return };
    let Type::Enum(members) = cx.ir.field(filled.field).ty else { return };
    for (entry, event) in machine.events.iter().zip(&mut filled.events) {
        fill_event(cx, entity, entry, event);
    }
    filled.holds = machine.holds.iter().filter_map(|it| hold(cx, entity, members, it)).collect();
    let set: Vec<FieldId> =
        filled.events.iter().flat_map(|it| it.set.iter().map(|(field, _)| *field)).collect();
    if let Some(owner) = cx.ir.entities.get_mut(entity.0) {
        for field in set {
            if let Some(field) = owner.fields.get_mut(field.index) {
                field.server_only = true;
            }
        }
        owner.machine = Some(filled);
    }
}

fn fill_event(cx: &mut Ctx<'_>, entity: EntityId, entry: &NamedEntry<MachineEvent>, event: &mut Transition) {
    let decl = &entry.value;
    let finished = |place| Scope::rule(entity, place).with_old(entity);
    event.by = access::items(cx, &decl.by, &finished("`by`"), Some(entity));
    if let Some(guard) = &decl.guard {
        event.guard = cx.condition(guard, &finished("a guard"));
    }
    event.error = decl.error.as_ref().and_then(|it| event::raised(cx, it, &finished("a message")));
    let inputs = event.inputs.clone();
    event.set = effect::assignments(cx, entity, &decl.set, &finished("`set`").with_inputs(&inputs));
    for (field, value) in &event.set {
        if cx.ir.field(*field).frozen {
            let found = Diagnostic::error(
                Code::F0707,
                value.span,
                format!("`{}` is frozen", cx.ir.field(*field).name),
            )
            .label("an event cannot change it")
            .secondary(cx.ir.field(*field).span, "declared here");
            cx.report(found);
        }
    }
    event.effects = effect::all(cx, entity, &decl.effects);
    event.emit = decl.emit.as_ref().and_then(|it| event_named(cx, it));
    timer_is_for_system(cx, entry, event);
}

/// An event of the outbox, by name.
pub(crate) fn event_named(cx: &mut Ctx<'_>, name: &Name) -> Option<fraise_ir::EventId> {
    let found = cx.names.event(name.as_str());
    if found.is_none() && !name.as_str().is_empty() {
        let found = message::unknown(Code::F1101, name.span, name.as_str(), "event", &cx.names.events.all());
        cx.report(found);
    }
    found
}

fn timer_is_for_system(cx: &mut Ctx<'_>, entry: &NamedEntry<MachineEvent>, event: &Transition) {
    let Some((_, _)) = event.after.first() else { return };
    if let Some(input) = event.inputs.iter().find(|it| it.required()) {
        let span = entry.value.keys.span("after").unwrap_or(entry.name.span);
        let found = Diagnostic::error(Code::F0714, span, format!("no timer gives `{}`", input.name))
            .label("fires without inputs")
            .secondary(input.span, "declared here, and required")
            .help("Make the input optional, or give it a default.");
        cx.report(found);
    }
    let system = cx.names.role("system");
    let by_system = event.by.iter().any(|it| match it {
        fraise_ir::AccessItem::Role { role: fraise_ir::access::Who::Role(role), when: None, .. } => {
            Some(*role) == system
        }
        _ => false,
    });
    if !by_system {
        let span = entry.value.keys.span("after").unwrap_or(entry.name.span);
        let found = Diagnostic::error(Code::F0714, span, "timers fire as `system`")
            .label("`by` does not list it")
            .help("Add `system` to `by`, and declare it: `roles: system: {internal: true}`.");
        cx.report(found);
    }
}

/// `Inventory.quantity_reserved: {each: items, amount: .., in: [..]}`
fn hold(cx: &mut Ctx<'_>, entity: EntityId, members: EnumId, entry: &PathEntry<HoldDecl>) -> Option<Hold> {
    let decl = &entry.value;
    let segments = entry.path.segments();
    let [type_name, counter] = segments.as_slice() else {
        let found = Diagnostic::error(
            Code::F0201,
            entry.path.span,
            format!("`{}` is no counter", entry.path.as_str()),
        )
        .help("Write the type and the field: `Inventory.quantity_reserved`.");
        cx.report(found);
        return None;
    };
    let spanned = |it: &fraise_diagnostics::Spanned<&str>| {
        Name(fraise_diagnostics::Spanned::new(it.value.to_owned(), it.span))
    };
    let counted = super::entity_named(cx, &spanned(type_name))?;
    let counter = field_named(cx, counted, &spanned(counter), Code::F0201)?;
    let each = match &decl.each {
        Some(name) => {
            let text = fraise_syntax::ExprText(fraise_syntax::SourceText::verbatim(name.as_str(), name.span));
            Some(effect::many(cx, entity, &text)?)
        }
        None => None,
    };
    let lines_of = each.as_ref().map_or(entity, |it| cx.ir.relation(it.relation).target);
    // Without `each` the row itself is the line.
    let scope = Scope::row(entity, "`holds`").with_line(Some(Line::Row(lines_of)));
    let any_move = fraise_ir::MoveId { entity: counted, index: 0 };
    let line = Some((fraise_ir::expr::Root::Line, lines_of));
    let key = effect::counter_key(cx, any_move, &decl.key, &scope, line, entry.path.span)?;
    let amount = effect::quantity(cx, Some(&decl.amount), &scope, entry.path.span)?;
    let states = members_named(cx, members, &decl.in_);
    Some(Hold { entity: counted, counter, each, key, amount, states, span: entry.path.span })
}
