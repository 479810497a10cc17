//! Events: a holder that changes its state takes or gives back what its lines hold; all others leave it even.

use fraise_diagnostics::{Diagnostic, Span};
use fraise_ir::{Entity, expr::Root, machine::Machine, machine::Transition};

use super::{
    decide::Decider,
    empty,
    ledger::{Domain, Entry, Open, Side},
    linear::itself,
    list::{self, Executor, Run},
    place::{Frame, Lines, Place, Ways},
    proof::{Held, Proof},
    told::{self, Case, What},
    verdict::{self, Verdict},
    world::{World, steps_to},
};

/// Every event of every machine.
pub(super) fn events_conserve(proof: &Proof<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for entity in &proof.ir.entities {
        let Some(machine) = &entity.machine else { continue };
        for event in &machine.events {
            let list = EventList { proof, entity, machine, event };
            found.extend(list.finding());
        }
    }
    found
}

struct EventList<'e> {
    proof: &'e Proof<'e>,
    entity: &'e Entity,
    machine: &'e Machine,
    event: &'e Transition,
}

impl EventList<'_> {
    fn finding(&self) -> Option<Diagnostic> {
        let mut leaves = self.event.from.clone();
        leaves.sort_by_key(|it| steps_to(self.proof.ir, self.machine, *it));
        let mut verdict = Verdict::Even;
        for from in leaves {
            verdict = verdict.worse(|| self.from(from));
        }
        let case = Case {
            what: What::Event { entity: self.entity, machine: self.machine, event: self.event },
            at: self.event.span,
        };
        told::finding(self.proof, &case, verdict)
    }

    /// What the event comes to when it leaves a state. A guard may say that no line holds anything.
    fn from(&self, from: usize) -> Verdict {
        let verdict = self.verdict(from, &[]);
        let guard = self.event.guard.as_ref();
        let empty: Vec<usize> = guard.map_or(Vec::new(), |guard| {
            let holds = self.proof.holds.iter().enumerate();
            let own = holds.filter(|(_, it)| it.holder == self.entity.id);
            own.filter(|(_, it)| empty::is_left_empty(self.proof.ir, it, guard)).map(|(at, _)| at).collect()
        });
        if let (Verdict::Off(off, _), Some(guard)) = (&verdict, guard)
            && !off.excess.is_sum()
        {
            let reason = "the guard may leave none of an amount that is no sum of columns";
            return Verdict::Open(Open { span: guard.span, reason });
        }
        if verdict.is_even() || empty.is_empty() {
            return verdict;
        }
        let without = self.verdict(from, &empty);
        if !without.is_even() {
            return verdict;
        }
        let held = empty.iter().filter_map(|it| self.proof.holds.get(*it));
        let signed =
            held.filter(|it| !empty::is_never_negative(self.proof.ir, it)).map(|it| it.hold.amount.span);
        signed.take(1).next().map_or(Verdict::Even, |span| {
            let reason = "the sum is 0, but no check says that no amount is negative";
            Verdict::Open(Open { span, reason })
        })
    }

    fn verdict(&self, from: usize, empty: &[usize]) -> Verdict {
        let proof = self.proof;
        let acts = list::acts(proof, &self.event.effects);
        let executor = Executor { proof, own: Some(self.entity.id), known: &|_| None, given: &|_, _| None };
        let this = Place::root(Root::This);
        let states = vec![(this, self.entity.id, self.event.to)];
        let world = World { states, old: Some(from) };
        let Some(worlds) = world.with(proof.ir, &executor.places(&acts)) else {
            return too_many(self.event.span);
        };
        let is_possible = |world: &World| {
            let ways = Ways { ir: proof.ir, lines: None };
            let frame = Frame::plain();
            let decider = Decider { ways, world, frame: &frame, own: Some(self.entity.id) };
            self.event.guard.as_ref().is_none_or(|it| decider.decide(it) != Some(false))
        };
        let starts = worlds.into_iter().filter(is_possible).map(|world| {
            let mut run = Run::new(world);
            for (at, held) in proof.holds.iter().enumerate() {
                if held.holder == self.entity.id && !empty.contains(&at) {
                    self.change_of_state(&mut run, held, from);
                }
            }
            run
        });
        verdict::of_list(&executor, &acts, starts)
    }

    /// What is held of the lines begins or ends.
    fn change_of_state(&self, run: &mut Run, held: &Held<'_>, from: usize) {
        let (before, after) = (held.is_held_in(from), held.is_held_in(self.event.to));
        if before == after {
            return;
        }
        let ir = self.proof.ir;
        let span = held.hold.span;
        let Some((domain, line)) = lines(held) else {
            run.ledger.stop(span, "the lines are those of another row");
            return;
        };
        let of = match &domain {
            Domain::Lines(lines) => Some(lines),
            Domain::One | Domain::Listed(_) => None,
        };
        let amount = held.amount(ir, &line, of, &itself);
        let (Some(amount), Some(key)) = (amount, held.key(ir, &line, of)) else {
            run.ledger.stop(span, "the amount, or what finds the counter, is no sum of columns");
            return;
        };
        let amount = if after { amount } else { amount.negated() };
        run.ledger.entries.push(Entry {
            side: Side::Held,
            domain,
            key,
            conditions: Vec::new(),
            amount,
            span,
        });
    }
}

/// The lines of a holder, seen from it.
fn lines(held: &Held<'_>) -> Option<(Domain, Place)> {
    match &held.hold.each {
        None => Some((Domain::One, Place::root(Root::This))),
        Some(many) if many.from.hops.is_empty() => {
            let lines = Lines { up: held.up.clone(), of: Place::root(Root::This) };
            Some((Domain::Lines(lines), Place::root(Root::Line)))
        }
        Some(_) => None,
    }
}

pub(super) fn too_many(span: Span) -> Verdict {
    Verdict::Open(Open { span, reason: "the states of too many machines play a part" })
}
