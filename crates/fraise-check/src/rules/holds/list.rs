//! A list, executed on symbols.

use fraise_diagnostics::Span;
use fraise_ir::{
    Effect, EntityId, Expr, FieldId, MoveId, TransitionId,
    expr::{ExprKind, Many, Root},
};

use super::{
    decide::Decider,
    ledger::{Domain, Entry, Ledger, Side},
    linear::{Atom, Form, Reading, itself, nothing},
    number::Number,
    place::{self, Frame, Lines, Place, Ways},
    proof::{self, Held, Proof},
    world::World,
};

/// One thing that a list does.
pub(super) enum Act<'a> {
    /// A move, for each row of its domain.
    Apply {
        applied: MoveId,
        domain: Domain,
        key: &'a [(FieldId, Expr)],
        qty: &'a Expr,
        conditions: Vec<&'a Expr>,
        span: Span,
    },
    /// An event of another row.
    Fire { target: Place, event: TransitionId, whether: Whether<'a> },
    /// What goes on from here has this of the row at a place.
    Require { condition: &'a Expr, of: Place, when: Option<&'a Expr> },
    /// A row of this name is new.
    Create { row: Place, entity: EntityId },
}

/// Whether something is done.
#[derive(Clone, Copy)]
pub(super) enum Whether<'a> {
    Always,
    When(&'a Expr),
    /// Nobody can tell.
    Perhaps,
}

/// The effects of a row as a list.
pub(super) fn acts<'a>(proof: &Proof<'_>, effects: &'a [Effect]) -> Vec<Act<'a>> {
    let act = |effect: &'a Effect| match effect {
        Effect::Apply(apply) => Act::Apply {
            applied: apply.r#move,
            domain: apply.each.as_ref().map_or(Domain::One, |many| lines_of(proof, many)),
            key: &apply.key,
            qty: &apply.qty,
            conditions: apply.when.iter().chain(&apply.condition).collect(),
            span: apply.span,
        },
        Effect::Fire { target, event, when, .. } => {
            let whether = when.as_ref().map_or(Whether::Always, Whether::When);
            Act::Fire { target: Frame::plain().place(target), event: *event, whether }
        }
    };
    effects.iter().map(act).collect()
}

pub(super) fn lines_of(proof: &Proof<'_>, many: &Many) -> Domain {
    let of = Frame::plain().place(&many.from);
    Domain::Lines(Lines { up: place::up(proof.ir, many.relation), of })
}

/// The columns of a row that hold a number known beforehand.
pub(super) type Known<'k> = &'k dyn Fn(FieldId) -> Option<Form>;

/// A column that a move of this list has changed.
#[derive(Clone)]
struct Shift {
    domain: Domain,
    row: Place,
    field: FieldId,
    by: Form,
}

/// A list on its way through one world.
#[derive(Clone)]
pub(super) struct Run {
    pub(super) world: World,
    pub(super) ledger: Ledger,
    shifts: Vec<Shift>,
    /// Columns of which is no longer known what they hold.
    clouded: Vec<FieldId>,
}

impl Run {
    pub(super) fn new(world: World) -> Self {
        Self { world, ledger: Ledger::default(), shifts: Vec::new(), clouded: Vec::new() }
    }
}

/// How a list is executed.
pub(super) struct Executor<'x> {
    pub(super) proof: &'x Proof<'x>,
    /// The type of the row that has the list.
    pub(super) own: Option<EntityId>,
    /// Columns of the row itself that are known, as defaults are.
    pub(super) known: Known<'x>,
    /// What the caller gives is called.
    pub(super) given: Given<'x>,
}

/// What something that the caller gives is called, in a list or beside it.
pub(super) type Given<'g> = &'g dyn Fn(&Domain, &ExprKind) -> Option<String>;

impl Executor<'_> {
    /// All ways through a list; a world in which it fails is none.
    pub(super) fn run(&self, acts: &[Act<'_>], mut run: Run) -> Vec<Run> {
        let Some((act, rest)) = acts.split_first() else { return vec![run] };
        match act {
            Act::Apply { applied, domain, key, qty, conditions, span } => {
                self.apply(&mut run, *applied, domain, key, qty, conditions, *span);
                self.run(rest, run)
            }
            Act::Fire { target, event, whether } => {
                let whether = match whether {
                    Whether::Always => Some(true),
                    Whether::When(when) => self.decide(&run, when, None),
                    Whether::Perhaps => None,
                };
                let mut all = Vec::new();
                if whether != Some(true) {
                    all.extend(self.run(rest, run.clone()));
                }
                if whether != Some(false)
                    && let Some(fired) = self.fired(run, target, *event)
                {
                    all.extend(self.run(rest, fired));
                }
                all
            }
            Act::Require { condition, of, when } => {
                let is_asked = when.is_none_or(|it| self.decide(&run, it, None) == Some(true));
                let frame = Frame { this: of.clone(), ..Frame::plain() };
                let ways = Ways { ir: self.proof.ir, lines: None };
                let decider = Decider { ways, world: &run.world, frame: &frame, own: None };
                if is_asked && decider.decide(condition) == Some(false) {
                    return Vec::new();
                }
                self.run(rest, run)
            }
            Act::Create { row, entity } => {
                if let Some(machine) = &self.proof.ir.entity(*entity).machine {
                    run.world.set(row, machine.initial);
                }
                self.run(rest, run)
            }
        }
    }

    /// The rows whose states matter to a list.
    pub(super) fn places(&self, acts: &[Act<'_>]) -> Vec<(Place, EntityId)> {
        let mut places = Vec::new();
        let mut add = |place: Place, entity| {
            if !places.contains(&(place.clone(), entity)) {
                places.push((place, entity));
            }
        };
        for act in acts {
            match act {
                Act::Apply { applied, domain, key, .. } => {
                    let lines = lines(domain);
                    for held in self.proof.holds.iter().filter(|it| it.line == applied.entity) {
                        if let Some(row) = self.moved_row(*applied, key) {
                            let holder = Ways { ir: self.proof.ir, lines }.shortest(row.then(&held.up));
                            add(holder, held.holder);
                        }
                    }
                }
                Act::Fire { target, event, .. } => add(self.shortest(target), event.entity),
                Act::Create { row, entity } => {
                    if self.proof.ir.entity(*entity).machine.is_some() {
                        add(row.clone(), *entity);
                    }
                }
                Act::Require { .. } => {}
            }
        }
        places
    }

    pub(super) fn decide(&self, run: &Run, condition: &Expr, lines: Option<&Lines>) -> Option<bool> {
        let ways = Ways { ir: self.proof.ir, lines };
        Decider { ways, world: &run.world, frame: &Frame::plain(), own: self.own }.decide(condition)
    }

    fn shortest(&self, place: &Place) -> Place {
        Ways { ir: self.proof.ir, lines: None }.shortest(place.clone())
    }

    fn fired(&self, mut run: Run, target: &Place, event: TransitionId) -> Option<Run> {
        let place = self.shortest(target);
        let machine = self.proof.ir.entity(event.entity).machine.as_ref();
        let declared = machine.and_then(|it| it.events.get(event.index))?;
        if run.world.state(&place).is_some_and(|it| !declared.from.contains(&it)) {
            return None;
        }
        run.world.set(&place, declared.to);
        let moved = moved_by(self.proof, event, 0);
        run.clouded.extend(moved);
        Some(run)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one act")]
    fn apply(
        &self,
        run: &mut Run,
        applied: MoveId,
        domain: &Domain,
        key: &[(FieldId, Expr)],
        qty: &Expr,
        conditions: &[&Expr],
        span: Span,
    ) {
        let ir = self.proof.ir;
        let lines = lines(domain);
        let mut open = Vec::new();
        for condition in conditions {
            match self.decide(run, condition, lines) {
                Some(true) => {}
                Some(false) => return,
                None => open.push((*condition).clone()),
            }
        }
        let moves = ir.entity(applied.entity).moves.as_ref();
        let Some(declared) = moves.and_then(|it| it.moves.get(applied.index)) else { return };
        let column = |place: &Place, field: FieldId| self.column(run, domain, place, field);
        let frame = Frame::plain();
        let quantity = Reading {
            ways: Ways { ir, lines },
            frame: &frame,
            column: &column,
            given: &|it| (self.given)(domain, it),
        }
        .form(qty);
        let mut shifts = Vec::new();
        let mut ledger = std::mem::take(&mut run.ledger);
        for (field, value) in &declared.set {
            let matters = *field == self.proof.counter || self.held_of(*field).next().is_some();
            let by = factor(ir, *field, value).and_then(|it| quantity.as_ref()?.times(it));
            let Some(by) = by.or_else(|| (!matters).then_some(Form::ZERO)) else {
                let reason = match quantity {
                    Some(_) => "this move adds more to the column than a multiple of `qty`",
                    None => "the quantity is no sum of columns whose values are known here",
                };
                ledger.stop(span, reason);
                continue;
            };
            if *field == self.proof.counter {
                let Some(key) = proof::key(ir, key, &frame, lines) else {
                    ledger.stop(span, "which row is meant cannot be told from its key");
                    continue;
                };
                let (domain, conditions) = (domain.clone(), open.clone());
                ledger.entries.push(Entry { side: Side::Counter, domain, key, conditions, amount: by, span });
                continue;
            }
            let row = self.moved_row(applied, key);
            if matters {
                match &row {
                    Some(row) => self.held_changes(run, &mut ledger, domain, row, *field, &by, &open, span),
                    None => ledger.stop(span, "which line is meant cannot be told from its key"),
                }
            }
            shifts.push((row, *field, by));
        }
        run.ledger = ledger;
        for (row, field, by) in shifts {
            match row.filter(|it| open.is_empty() && is_one_to_one(domain, it)) {
                Some(row) => run.shifts.push(Shift { domain: domain.clone(), row, field, by }),
                None => run.clouded.push(field),
            }
        }
    }

    /// A line whose amount reads the column holds another amount now, if its holder holds at all.
    #[expect(clippy::too_many_arguments, reason = "the parts of one change")]
    fn held_changes(
        &self,
        run: &Run,
        ledger: &mut Ledger,
        domain: &Domain,
        row: &Place,
        field: FieldId,
        by: &Form,
        conditions: &[Expr],
        span: Span,
    ) {
        let ir = self.proof.ir;
        let lines = lines(domain);
        for held in self.held_of(field) {
            let holder = Ways { ir, lines }.shortest(row.then(&held.up));
            if run.world.state(&holder).is_some_and(|it| !held.is_held_in(it)) {
                continue;
            }
            let column = Atom::Column(Place::root(Root::Line), field);
            let amount = held.plain_amount(ir).filter(Form::is_sum);
            let factor = amount.map(|it| it.factor(&column));
            let changes = factor.and_then(|it| by.times(it)).zip(held.key(ir, row, lines));
            let Some((amount, key)) = changes else {
                ledger.stop(span, "which amount is held after this cannot be told");
                continue;
            };
            let (domain, conditions) = (domain.clone(), conditions.to_vec());
            ledger.entries.push(Entry { side: Side::Held, domain, key, conditions, amount, span });
        }
    }

    /// The holds whose amounts read a column of the line.
    fn held_of(&self, field: FieldId) -> impl Iterator<Item = &Held<'_>> {
        let column = (Place::root(Root::Line), field);
        self.proof.holds.iter().filter(move |held| {
            let amount = held.plain_amount(self.proof.ir);
            amount.is_none_or(|it| {
                it.terms
                    .keys()
                    .flat_map(Atom::columns)
                    .any(|(place, field)| (place, field) == (&column.0, column.1))
            }) && held.line == field.entity
        })
    }

    /// The row that a move of its type finds by its key.
    fn moved_row(&self, applied: MoveId, key: &[(FieldId, Expr)]) -> Option<Place> {
        let id = self.proof.ir.entity(applied.entity).id_field()?;
        match key {
            [(field, value)] if *field == id => proof::row(self.proof.ir, value, &Frame::plain()),
            _ => None,
        }
    }

    /// What a column holds at this point of the list.
    fn column(&self, run: &Run, domain: &Domain, place: &Place, field: FieldId) -> Option<Form> {
        if run.clouded.contains(&field) {
            return None;
        }
        let known = (*place == Place::root(Root::This)).then(|| (self.known)(field)).flatten();
        let mut form = match known {
            Some(form) => form,
            None => itself(place, field)?,
        };
        for shift in run.shifts.iter().filter(|it| it.field == field) {
            let is_it = shift.row == *place && (shift.domain == *domain || shift.row.root == Root::This);
            form = if is_it { form.plus(&shift.by)? } else { return None };
        }
        Some(form)
    }
}

fn lines(domain: &Domain) -> Option<&Lines> {
    match domain {
        Domain::Lines(lines) => Some(lines),
        Domain::One | Domain::Listed(_) => None,
    }
}

/// Each row of the domain moves a row of its own.
fn is_one_to_one(domain: &Domain, row: &Place) -> bool {
    let root = match domain {
        Domain::One => Root::This,
        Domain::Lines(_) | Domain::Listed(_) => Root::Line,
    };
    *row == Place::root(root)
}

/// `quantity_reserved - qty` adds -1 times `qty`.
fn factor(ir: &fraise_ir::Ir, field: FieldId, value: &Expr) -> Option<Number> {
    let frame = Frame::plain();
    let reading = Reading { ways: Ways { ir, lines: None }, frame: &frame, column: &itself, given: &nothing };
    let before = Form::atom(Atom::Column(Place::root(Root::This), field));
    let added = reading.form(value)?.minus(&before)?;
    let factor = added.factor(&Atom::Qty);
    let rest = added.minus(&Form::atom(Atom::Qty).times(factor)?)?;
    rest.is_zero().then_some(factor)
}

/// The columns that moves change when an event is fired, by it and by those that it fires.
fn moved_by(proof: &Proof<'_>, event: TransitionId, depth: usize) -> Vec<FieldId> {
    let machine = proof.ir.entity(event.entity).machine.as_ref();
    let Some(declared) = machine.and_then(|it| it.events.get(event.index)) else { return Vec::new() };
    let mut fields = Vec::new();
    for effect in &declared.effects {
        match effect {
            Effect::Apply(apply) => {
                let moves = proof.ir.entity(apply.r#move.entity).moves.as_ref();
                let applied = moves.and_then(|it| it.moves.get(apply.r#move.index));
                fields.extend(applied.iter().flat_map(|it| &it.set).map(|(field, _)| *field));
            }
            Effect::Fire { event, .. } if depth < 16 => fields.extend(moved_by(proof, *event, depth + 1)),
            Effect::Fire { .. } => {}
        }
    }
    fields
}

/// How much a move adds to a column for each piece: none if it is no multiple of `qty`.
pub(super) fn factor_of(proof: &Proof<'_>, applied: MoveId) -> Option<Number> {
    let moves = proof.ir.entity(applied.entity).moves.as_ref();
    let declared = moves.and_then(|it| it.moves.get(applied.index))?;
    let (field, value) = declared.set.iter().find(|(field, _)| *field == proof.counter)?;
    factor(proof.ir, *field, value)
}
