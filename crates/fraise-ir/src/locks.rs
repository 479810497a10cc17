//! The rows beside its own that an event locks, and how (LANGUAGE, 7.5).

use crate::{
    Effect, EntityId, Expr, FieldKind, Ir, TransitionId,
    expr::{AggregateOver, ExprKind, Hop, Root, RowPath},
    relation::RelationKind,
};

/// How strongly a row is locked; the stronger comes later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Nobody changes it: `for share`.
    Share,
    /// It is changed: `for no key update`, beside which it may still be referenced.
    NoKeyUpdate,
}

/// A row that is locked.
#[derive(Debug, Clone, PartialEq)]
pub struct Lock {
    /// From the row whose event it is.
    pub path: RowPath,
    /// Its type.
    pub entity: EntityId,
    /// How.
    pub strength: Strength,
}

/// The rows that the guard and the effects of an event reach by to-one, in the order of [`crate::ranks::in_order`]: those that
/// it fires to change them, others so that they stay as they were asked.
pub fn of_event(ir: &Ir, ranks: &[usize], event: TransitionId) -> Vec<Lock> {
    let mut locks = Locks { ir, found: Vec::new() };
    locks.event(event);
    locks.in_order(ranks)
}

/// The same, and the rows that are locked on the way: those whose aggregates count the row, those for which it is summed,
/// and those that an event fired by this one locks in its turn.
pub fn known_by_key(ir: &Ir, ranks: &[usize], event: TransitionId) -> Vec<Lock> {
    let mut locks = Locks { ir, found: Vec::new() };
    locks.all_of(event, &RowPath::root(Root::This, event.entity));
    locks.in_order(ranks)
}

struct Locks<'ir> {
    ir: &'ir Ir,
    found: Vec<Lock>,
}

impl Locks<'_> {
    fn event(&mut self, event: TransitionId) {
        self.event_at(event, &RowPath::root(Root::This, event.entity));
    }

    fn event_at(&mut self, event: TransitionId, row: &RowPath) {
        let machine = self.ir.entity(event.entity).machine.as_ref();
        let Some(declared) = machine.and_then(|it| it.events.get(event.index)) else { return };
        declared.guard.iter().for_each(|guard| self.read(guard, row));
        for effect in &declared.effects {
            match effect {
                Effect::Apply(apply) => apply.when.iter().for_each(|when| self.read(when, row)),
                Effect::Fire { target, when, .. } => {
                    when.iter().for_each(|when| self.read(when, row));
                    self.whole(row, &target.hops, Strength::NoKeyUpdate);
                }
            }
        }
    }

    fn all_of(&mut self, event: TransitionId, row: &RowPath) {
        self.event_at(event, row);
        self.counted_in(event.entity, row);
        self.summed_for(event.entity, row);
        let machine = self.ir.entity(event.entity).machine.as_ref();
        let Some(declared) = machine.and_then(|it| it.events.get(event.index)) else { return };
        for effect in &declared.effects {
            if let Effect::Fire { target, event: fired, .. } = effect {
                self.all_of(*fired, &joined(row, &target.hops));
            }
        }
    }

    /// The parents whose stored aggregates count rows of this type.
    fn counted_in(&mut self, entity: EntityId, row: &RowPath) {
        for parent in &self.ir.entities {
            for field in &parent.fields {
                let FieldKind::StoredAggregate { sources, .. } = &field.kind else { continue };
                for source in sources {
                    if let RelationKind::Inverse(reference) = self.ir.relation(*source).kind
                        && reference.entity == entity
                    {
                        self.whole(row, &[Hop::Reference(reference)], Strength::NoKeyUpdate);
                    }
                }
            }
        }
    }

    /// The rows for which this one is summed as long as it is in some states.
    fn summed_for(&mut self, entity: EntityId, row: &RowPath) {
        let declared = self.ir.entity(entity);
        let Some(state) = declared.machine.as_ref().map(|it| it.field) else { return };
        for law in &declared.within {
            let mut is_read = false;
            if let Some(counting) = &law.counting {
                counting.walk(&mut |part| {
                    is_read |= matches!(&part.kind, ExprKind::Field { field, .. } if *field == state);
                });
            }
            if is_read {
                self.whole(row, &[Hop::Reference(law.per)], Strength::NoKeyUpdate);
            }
        }
    }

    /// The rows that an expression over a row asks.
    fn read(&mut self, expr: &Expr, base: &RowPath) {
        match &expr.kind {
            ExprKind::Field { row, field } if is_own(row) => {
                let is_key = self.ir.entity(field.entity).id_field() == Some(*field);
                self.reached(base, &row.hops, is_key);
                if let FieldKind::Virtual(computed) = &self.ir.field(*field).kind {
                    self.read(computed, &joined(base, &row.hops));
                }
            }
            ExprKind::Rule { row, rule } if is_own(row) => {
                self.whole(base, &row.hops, Strength::Share);
                self.read(&self.ir.rule(*rule).expr, &joined(base, &row.hops));
            }
            ExprKind::Row(row) if is_own(row) => self.reached(base, &row.hops, true),
            ExprKind::Aggregate { over: AggregateOver::Relation(many), .. } if is_own(&many.from) => {
                self.whole(base, &many.from.hops, Strength::Share);
                expr.for_each_child(&mut |child| self.read(child, base));
            }
            _ => expr.for_each_child(&mut |child| self.read(child, base)),
        }
    }

    /// The rows on the way to one; of the last only what the one before it says of it is read, if it is the key alone.
    fn reached(&mut self, base: &RowPath, hops: &[Hop], is_key: bool) {
        let hops = match hops.split_last() {
            Some((Hop::Reference(_), before)) if is_key => before,
            _ => hops,
        };
        self.whole(base, hops, Strength::Share);
    }

    /// Every row on a way, the last one as strongly as is said.
    fn whole(&mut self, base: &RowPath, hops: &[Hop], strength: Strength) {
        for length in 1..=hops.len() {
            let Some(way) = hops.get(..length) else { continue };
            let last = if length == hops.len() { strength } else { Strength::Share };
            self.add(joined(base, way), last);
        }
    }

    fn add(&mut self, path: RowPath, strength: Strength) {
        let Some(entity) = path.hops.last().map(|hop| end_of(self.ir, *hop)) else { return };
        match self.found.iter_mut().find(|it| it.path == path) {
            Some(known) => known.strength = known.strength.max(strength),
            None => self.found.push(Lock { path, entity, strength }),
        }
    }

    fn in_order(mut self, ranks: &[usize]) -> Vec<Lock> {
        self.found.sort_by_key(|it| ranks.get(it.entity.0));
        self.found
    }
}

fn is_own(row: &RowPath) -> bool {
    match row.root {
        Root::This | Root::Old => true,
        Root::New | Root::Line | Root::Many | Root::Input(_) | Root::LineReference(_) | Root::Step(_) => {
            false
        }
    }
}

fn joined(base: &RowPath, hops: &[Hop]) -> RowPath {
    let mut path = base.clone();
    path.hops.extend_from_slice(hops);
    path
}

/// The type of the row that a hop leads to.
fn end_of(ir: &Ir, hop: Hop) -> EntityId {
    match hop {
        Hop::Reference(field) => ir.field(field).reference.map_or(field.entity, |it| it.target),
        Hop::Inverse(relation) => ir.relation(relation).target,
    }
}
