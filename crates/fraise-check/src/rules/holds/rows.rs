//! Rows that come and go: a line is there only while its holder holds, takes its amount when it comes and gives it back when
//! it goes; all other rows leave it even.

use fraise_diagnostics::Diagnostic;
use fraise_ir::{Effect, Entity, FieldId, FieldKind, expr::Root, field::Default as FieldDefault};

use super::{
    decide::Decider,
    events::too_many,
    ledger::{Domain, Entry, Side},
    linear::{Form, Reading, itself, nothing},
    list::{self, Executor, Run},
    place::{Frame, Place, Ways},
    proof::{Held, Proof},
    told::{self, Case, What},
    verdict::{self, Verdict},
    world::World,
};

/// A row comes, or goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Insert,
    Delete,
}

/// Inserts and deletes of all types.
pub(super) fn lines_come_and_go(proof: &Proof<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for entity in &proof.ir.entities {
        for (change, effects) in [(Change::Insert, &entity.on_insert), (Change::Delete, &entity.on_delete)] {
            if change == Change::Delete && entity.append_only {
                continue;
            }
            let case = Case { what: What::Row { entity, change }, at: entity.span };
            found.extend(told::finding(proof, &case, verdict(proof, entity, change, effects)));
        }
    }
    found
}

fn verdict(proof: &Proof<'_>, entity: &Entity, change: Change, effects: &[Effect]) -> Verdict {
    let ir = proof.ir;
    let this = Place::root(Root::This);
    let lines: Vec<(&Held<'_>, Place)> = proof
        .holds
        .iter()
        .filter(|it| it.line == entity.id)
        .map(|it| (it, Ways { ir, lines: None }.shortest(this.then(&it.up))))
        .collect();
    let acts = list::acts(proof, effects);
    if lines.is_empty() && acts.is_empty() {
        return Verdict::Even;
    }
    let known = |field| if change == Change::Insert { default(proof, field) } else { None };
    let executor = Executor { proof, own: Some(entity.id), known: &known, given: &|_, _| None };
    let mut world = World::default();
    if let Some(machine) = &entity.machine
        && change == Change::Insert
    {
        world.states.push((this.clone(), entity.id, machine.initial));
    }
    let mut places = executor.places(&acts);
    places.extend(entity.machine.iter().map(|_| (this.clone(), entity.id)));
    places.extend(lines.iter().map(|(held, holder)| (holder.clone(), held.holder)));
    let Some(worlds) = world.with(ir, &places) else { return too_many(entity.span) };
    let is_possible = |world: &World| {
        let frame = Frame::plain();
        let decider = Decider { ways: Ways { ir, lines: None }, world, frame: &frame, own: None };
        entity.editable_while.as_ref().is_none_or(|it| decider.decide(it) != Some(false))
    };
    let starts = worlds.into_iter().filter(is_possible).map(|world| {
        let mut run = Run::new(world);
        for (held, holder) in &lines {
            line_of(proof, &mut run, held, holder, change, &known);
        }
        run
    });
    verdict::of_list(&executor, &acts, starts)
}

/// The row is a line: what it holds begins or ends.
fn line_of(
    proof: &Proof<'_>,
    run: &mut Run,
    held: &Held<'_>,
    holder: &Place,
    change: Change,
    known: &dyn Fn(FieldId) -> Option<Form>,
) {
    if run.world.state(holder).is_some_and(|it| !held.is_held_in(it)) {
        return;
    }
    let span = held.hold.span;
    let this = Place::root(Root::This);
    let column = |place: &Place, field: FieldId| {
        let default = (*place == this).then(|| known(field)).flatten();
        default.or_else(|| itself(place, field))
    };
    let amount = held.amount(proof.ir, &this, None, &column);
    let (Some(amount), Some(key)) = (amount, held.key(proof.ir, &this, None)) else {
        run.ledger.stop(span, "the amount, or what finds the counter, is no sum of columns");
        return;
    };
    let amount = if change == Change::Insert { amount } else { amount.negated() };
    let entry = Entry { side: Side::Held, domain: Domain::One, key, conditions: Vec::new(), amount, span };
    run.ledger.entries.push(entry);
}

/// What a counter of a new row holds: moves alone write it, so it is the default.
fn default(proof: &Proof<'_>, field: FieldId) -> Option<Form> {
    let moves = proof.ir.entity(field.entity).moves.iter().flat_map(|it| &it.moves);
    if !moves.flat_map(|it| &it.set).any(|(it, _)| *it == field) {
        return None;
    }
    let FieldKind::Plain { default: Some(FieldDefault::Column(value)) } = &proof.ir.field(field).kind else {
        return None;
    };
    let frame = Frame::plain();
    Reading { ways: Ways { ir: proof.ir, lines: None }, frame: &frame, column: &itself, given: &nothing }
        .form(value)
}
