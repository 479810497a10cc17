//! What is said of a list that is not even: where, what it does to the counter, what it does to what is held, and the path.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{
    Entity, EntityId, Ir, Mutation,
    expr::{Hop, Root},
    machine::{Machine, Transition},
};

use super::{
    ledger::{Domain, KeyPart, Off},
    linear::{Form, form_text, itself, place_name},
    list,
    place::{self, Place},
    proof::{Held, Proof},
    rows::Change,
    verdict::Verdict,
    world::{World, states, way_to},
};

/// A list.
pub(super) enum What<'w> {
    Event { entity: &'w Entity, machine: &'w Machine, event: &'w Transition },
    Row { entity: &'w Entity, change: Change },
    Mutation(&'w Mutation),
}

/// A list and where it stands.
pub(super) struct Case<'c> {
    pub(super) what: What<'c>,
    pub(super) at: Span,
}

/// The finding about a list, if there is one.
pub(super) fn finding(proof: &Proof<'_>, case: &Case<'_>, verdict: Verdict) -> Option<Diagnostic> {
    match verdict {
        Verdict::Even => None,
        Verdict::Open(it) => Some(open(proof, it.span, it.reason).secondary(case.at, "in this")),
        Verdict::Off(off, world) => Some(Telling { proof, case, off, world }.diagnostic()),
    }
}

/// F0711: it may be right.
pub(super) fn open(proof: &Proof<'_>, span: Span, reason: &str) -> Diagnostic {
    let message = format!("whether what is held of `{}` comes back is not proven", proof.counter_name());
    let found = Diagnostic::warning(Code::F0711, span, message).label(reason);
    let holds = proof.holds.iter().filter(|it| it.hold.span != span);
    holds.fold(found, |found, it| found.secondary(it.hold.span, "held by this"))
}

struct Telling<'t> {
    proof: &'t Proof<'t>,
    case: &'t Case<'t>,
    off: Off,
    world: World,
}

/// Which way a form goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    None,
    Up,
    Down,
    Mixed,
}

impl Telling<'_> {
    fn diagnostic(&self) -> Diagnostic {
        let at = self.off.moved.unwrap_or(self.case.at);
        let message = format!("{} {}{}", self.subject(), self.deed(), self.for_each());
        let mut found = Diagnostic::error(Code::F0710, at, message).label(self.label());
        if at != self.case.at {
            found = found.secondary(self.case.at, "in this");
        }
        for held in self.holds() {
            found = found.secondary(held.hold.span, self.hold(held));
        }
        if let Some(path) = self.path() {
            found = found.help(format!("The path: {path}."));
        }
        found.help(self.way_out())
    }

    fn ir(&self) -> &Ir {
        self.proof.ir
    }

    fn text(&self, form: &Form) -> String {
        form_text(self.ir(), form)
    }

    fn subject(&self) -> String {
        match &self.case.what {
            What::Event { entity, event, .. } => format!("the event `{}` of `{}`", event.name, entity.name),
            What::Row { entity, change: Change::Insert } => format!("the insert of `{}`", entity.name),
            What::Row { entity, change: Change::Delete } => format!("the delete of `{}`", entity.name),
            What::Mutation(mutation) => format!("the mutation `{}`", mutation.name),
        }
    }

    /// What it does that it should not, or the other way round.
    fn deed(&self) -> String {
        let counter = self.proof.counter_name();
        let Off { excess, counter: moved, held, .. } = &self.off;
        let amount = |form: &Form| self.text(form);
        match (self.sign(excess), self.sign(moved), self.sign(held)) {
            (Sign::Up, Sign::None, _) => format!("leaks `{}` of `{counter}`", amount(excess)),
            (Sign::Up, Sign::Down, _) => format!("returns `{}` of `{counter}` too little", amount(excess)),
            (Sign::Up, _, Sign::None) => {
                format!("takes `{}` of `{counter}` that nobody holds", amount(excess))
            }
            (Sign::Up, ..) => format!("takes `{}` of `{counter}` too much", amount(excess)),
            (Sign::Down, Sign::None, _) => {
                format!("holds `{}` of `{counter}` that was never taken", amount(&excess.negated()))
            }
            (Sign::Down, _, Sign::None) => {
                format!("returns `{}` of `{counter}` that is not held", amount(&excess.negated()))
            }
            (Sign::Down, Sign::Down, _) if excess == held => {
                format!("returns `{}` of `{counter}` twice", amount(&excess.negated()))
            }
            (Sign::Down, Sign::Down, _) => {
                format!("returns `{}` of `{counter}` too much", amount(&excess.negated()))
            }
            (Sign::Down, ..) => format!("takes `{}` of `{counter}` too little", amount(&excess.negated())),
            (Sign::Mixed | Sign::None, ..) => format!("leaves `{counter}` off by `{}`", amount(excess)),
        }
    }

    /// Positive is what a line can hold.
    fn sign(&self, form: &Form) -> Sign {
        if form.is_zero() {
            return Sign::None;
        }
        let numbers: Vec<bool> = form
            .terms
            .values()
            .copied()
            .chain((!form.constant.is_zero()).then_some(form.constant))
            .map(|it| it.is_negative())
            .collect();
        if numbers.iter().all(|it| !it) {
            return Sign::Up;
        }
        if numbers.iter().all(|it| *it) {
            return Sign::Down;
        }
        let amounts = self.proof.holds.iter().flat_map(|it| self.amounts(it));
        let times = amounts.into_iter().find_map(|it| form.is_a_multiple_of(&it));
        match times {
            Some(true) => Sign::Up,
            Some(false) => Sign::Down,
            None => Sign::Mixed,
        }
    }

    /// The amount of a line, and of the row itself as a line.
    fn amounts(&self, held: &Held<'_>) -> Vec<Form> {
        let ir = self.ir();
        let places = [Root::Line, Root::This].map(Place::root);
        places.iter().filter_map(|it| held.amount(ir, it, None, &itself)).collect()
    }

    fn for_each(&self) -> String {
        match &self.off.domain {
            Domain::One => String::new(),
            Domain::Listed(_) => ", for each line of the input".to_owned(),
            Domain::Lines(lines) => {
                let relations = self.ir().entities.iter().flat_map(|entity| {
                    (0..entity.relations.len())
                        .map(|index| fraise_ir::RelationId { entity: entity.id, index })
                });
                let found = relations.into_iter().find(|it| place::up(self.ir(), *it) == lines.up);
                match found {
                    Some(relation) => format!(", for each of `{}`", self.ir().relation(relation).name),
                    None => ", for each line".to_owned(),
                }
            }
        }
    }

    fn label(&self) -> String {
        let Off { counter, held, .. } = &self.off;
        let change = |form: &Form| match self.sign(form) {
            Sign::None => "stays".to_owned(),
            Sign::Up => format!("grows by `{}`", self.text(form)),
            Sign::Down => format!("falls by `{}`", self.text(&form.negated())),
            Sign::Mixed => format!("changes by `{}`", self.text(form)),
        };
        format!("the counter {}, what is held {}", change(counter), change(held))
    }

    /// The holds that the list has to do with: those of the row's own machine, or all.
    fn holds(&self) -> Vec<&Held<'_>> {
        let own = match &self.case.what {
            What::Event { entity, .. } | What::Row { entity, .. } => Some(entity.id),
            What::Mutation(_) => None,
        };
        let is_own = |it: &&Held<'_>| Some(it.holder) == own || Some(it.line) == own;
        let all: Vec<&Held<'_>> = self.proof.holds.iter().collect();
        let mine: Vec<&Held<'_>> = self.proof.holds.iter().filter(is_own).collect();
        if mine.is_empty() { all } else { mine }
    }

    fn hold(&self, held: &Held<'_>) -> String {
        let names = states(self.ir(), held.machine);
        let names: Vec<&str> = held.hold.states.iter().filter_map(|it| names.get(*it).copied()).collect();
        let line = Place::root(if held.hold.each.is_some() { Root::Line } else { Root::This });
        match held.amount(self.ir(), &line, None, &itself) {
            Some(amount) => format!("`{}` is held while {}", self.text(&amount), names.join(", ")),
            None => format!("held while {}", names.join(", ")),
        }
    }

    /// How the holder came to the state in which it happens.
    fn path(&self) -> Option<String> {
        if let What::Event { entity, machine, event } = &self.case.what
            && self.holds().iter().any(|it| it.holder == entity.id)
        {
            let to = states(self.ir(), machine).get(event.to).copied().unwrap_or_default();
            let from = way_to(self.ir(), machine, self.world.old?);
            return Some(format!("{from} -{}-> {to}", event.name));
        }
        let (place, entity, state) = self.holder()?;
        let machine = self.ir().entity(entity).machine.as_ref()?;
        let way = way_to(self.ir(), machine, state);
        let then = match &self.case.what {
            What::Event { event, entity, .. } => format!("`{}` of `{}`", event.name, entity.name),
            What::Row { change: Change::Insert, .. } => "the insert".to_owned(),
            What::Row { change: Change::Delete, .. } => "the delete".to_owned(),
            What::Mutation(mutation) => format!("`{}`", mutation.name),
        };
        let name = place_name(self.ir(), &place);
        let name = if name.is_empty() { self.ir().entity(entity).name.clone() } else { name };
        Some(format!("`{name}` is {way}, then {then}"))
    }

    /// The holder whose state decides here.
    fn holder(&self) -> Option<(Place, EntityId, usize)> {
        let is_holder = |entity: EntityId| self.proof.holds.iter().any(|it| it.holder == entity);
        self.world.states.iter().find(|(_, entity, _)| is_holder(*entity)).cloned()
    }

    fn way_out(&self) -> String {
        let Off { counter, held, .. } = &self.off;
        let is_holder = |id: EntityId| self.proof.holds.iter().any(|it| it.holder == id);
        match &self.case.what {
            What::Event { entity, event, .. } if is_holder(entity.id) && counter.is_zero() => {
                let to = entity.machine.as_ref().and_then(|it| states(self.ir(), it).get(event.to).copied());
                let way = self.effect(held).map_or_else(
                    || format!("Move the counter by `{}` among the effects of `{}`", self.text(held), event.name),
                    |effect| format!("Add to the effects of `{}`: `{effect}`", event.name),
                );
                match self.sign(held) {
                    Sign::Down => format!(
                        "{way}; or, if `{}` still holds it, name that state under `in`.",
                        to.unwrap_or_default()
                    ),
                    Sign::None | Sign::Up | Sign::Mixed => format!("{way}."),
                }
            }
            What::Row { entity, .. } if held.is_zero() && is_holder(entity.id) => {
                "Say `when` it holds something, by its state, or let `editable_while` say when rows come and go."
                    .to_owned()
            }
            What::Row { entity, .. } if held.is_zero() && self.proof.holds.iter().any(|it| it.line == entity.id) => {
                "Let `editable_while` say that lines come and go only while their holder holds what they take.".to_owned()
            }
            What::Row { change, .. } if counter.is_zero() => {
                let list = match change {
                    Change::Insert => "insert",
                    Change::Delete => "delete",
                };
                match self.effect(held) {
                    Some(effect) => format!("Add under `effects`: `{list}: [{effect}]`."),
                    None => format!("Move the counter by `{}` under `effects: {list}:`.", self.text(held)),
                }
            }
            _ if held.is_zero() => {
                "Take this away; or move what lines hold by as much in the same list, under a guard that says they hold."
                    .to_owned()
            }
            _ => match self.sign(held) {
                Sign::Down => format!("In all, the counter must fall by `{}` here.", self.text(&held.negated())),
                Sign::Up => format!("In all, the counter must grow by `{}` here.", self.text(held)),
                Sign::None | Sign::Mixed => format!("In all, the counter must change by `{}` here.", self.text(held)),
            },
        }
    }

    /// `key: {id: line.discount}`, where it is not what goes without saying.
    fn key(&self) -> Option<String> {
        let root = match &self.off.domain {
            Domain::One => Root::This,
            Domain::Lines(_) | Domain::Listed(_) => Root::Line,
        };
        let line = Place::root(root);
        let held = self.holds().into_iter().next()?;
        let mut parts = Vec::new();
        let mut goes_without_saying = true;
        for (field, part) in held.key(self.ir(), &line, None)? {
            let name = &self.ir().field(field).name;
            let value = match part {
                KeyPart::Row(place) => {
                    let own = self.ir().entity(held.line).find_field(name);
                    goes_without_saying &= own.is_some_and(|it| place == line.then(&[Hop::Reference(it)]));
                    place_name(self.ir(), &place)
                }
                KeyPart::Value(form) => self.text(&form),
            };
            parts.push(format!("{name}: {value}"));
        }
        Some(if goes_without_saying { String::new() } else { format!(", key: {{{}}}", parts.join(", ")) })
    }

    /// The effect that would move the counter as it should, if there is a move for it.
    fn effect(&self, held: &Form) -> Option<String> {
        let entity = self.ir().entity(self.proof.counter.entity);
        let moves = entity.moves.as_ref()?;
        let (applied, factor) = moves.moves.iter().enumerate().find_map(|(index, it)| {
            let id = fraise_ir::MoveId { entity: entity.id, index };
            let factor = list::factor_of(self.proof, id)?;
            let only = it.set.len() == 1 && factor.is_negative() == (self.sign(held) == Sign::Down);
            (only && (factor == super::number::Number::ONE || factor.negated() == super::number::Number::ONE))
                .then_some((it, factor))
        })?;
        let qty = if factor.is_negative() { held.negated() } else { held.clone() };
        let name = &applied.name;
        let each = match &self.off.domain {
            Domain::Lines(_) => {
                let hold = self.holds().into_iter().find_map(|it| it.hold.each.as_ref())?;
                format!(", each: {}", self.ir().relation(hold.relation).name)
            }
            Domain::One | Domain::Listed(_) => String::new(),
        };
        Some(format!("{{apply: {}.{name}{each}{}, qty: {}}}", entity.name, self.key()?, self.text(&qty)))
    }
}
