//! F0713: rows that are there already are written in the order of the ranks (LANGUAGE 7.5), so that no two calls wait for each
//! other in a circle.
//!
//! What is locked at the start is in order by itself: the rows of entity inputs, and what the first event of such a row
//! needs. The rest follows as the steps of a mutation, and the effects of an event, reach it; that is looked at here, type by
//! type. New rows do not count, nor do rows that are held already, nor those that are only pointed to.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{
    Effect, EntityId, Expr, FieldId, FieldKind, Ir, Mutation, StepId, TransitionId, Type,
    expr::{ExprKind, Hop, Root, RowPath},
    locks,
    mutation::{Step, StepKind, StepNameKind},
    ranks, reads,
    relation::RelationKind,
};

use crate::context::Ctx;

/// Steps of mutations and effects of events lock in the order of the ranks.
pub(super) fn rows_are_locked_in_order(cx: &mut Ctx<'_>) {
    let ranks = ranks::ranks(&cx.ir);
    let mut found = Vec::new();
    for entity in &cx.ir.entities {
        let events = entity.machine.iter().flat_map(|it| 0..it.events.len());
        for index in events {
            let mut order = Order::new(&cx.ir, &ranks, "effects");
            let event = TransitionId { entity: entity.id, index };
            order.held.push(entity.id);
            order.held.extend(locks::known_by_key(&cx.ir, &ranks, event).iter().map(|it| it.entity));
            order.effects_of(event, None, 0);
            found.extend(order.found);
        }
    }
    for mutation in &cx.ir.mutations {
        let mut order = Order::new(&cx.ir, &ranks, "steps");
        order.steps_of(mutation);
        found.extend(order.found);
    }
    let mut told: Vec<Span> = Vec::new();
    found.retain(|it| {
        let is_new = !told.contains(&it.primary.span);
        told.push(it.primary.span);
        is_new
    });
    cx.diagnostics.extend(found);
}

/// A lock that was taken.
#[derive(Clone, Copy)]
struct Taken {
    entity: EntityId,
    rank: usize,
    at: Span,
}

struct Order<'o> {
    ir: &'o Ir,
    ranks: &'o [usize],
    /// What is put in order.
    what: &'static str,
    /// Types of which all that is needed is locked before the first step.
    held: Vec<EntityId>,
    /// The last in the order of the ranks so far.
    last: Option<Taken>,
    taken: Vec<EntityId>,
    found: Vec<Diagnostic>,
}

impl<'o> Order<'o> {
    fn new(ir: &'o Ir, ranks: &'o [usize], what: &'static str) -> Self {
        Self { ir, ranks, what, held: Vec::new(), last: None, taken: Vec::new(), found: Vec::new() }
    }

    fn take(&mut self, entity: EntityId, at: Span) {
        if self.held.contains(&entity) || self.taken.contains(&entity) {
            return;
        }
        self.taken.push(entity);
        let rank = self.ranks.get(entity.0).copied().unwrap_or_default();
        match self.last {
            Some(last) if last.rank > rank => {
                // What one effect brings about cannot be swapped by who writes the schema.
                if last.at != at {
                    self.found.push(self.finding(last, entity, at));
                }
            }
            Some(_) | None => self.last = Some(Taken { entity, rank, at }),
        }
    }

    fn finding(&self, last: Taken, entity: EntityId, at: Span) -> Diagnostic {
        let (first, then) = (&self.ir.entity(entity).name, &self.ir.entity(last.entity).name);
        Diagnostic::warning(Code::F0713, at, format!("`{first}` is locked after `{then}`"))
            .label(format!("locks `{first}`"))
            .secondary(last.at, format!("locks `{then}`, and comes first"))
            .help(format!(
                "Swap the two {}: whoever else locks `{first}` before `{then}` could wait for this in a circle.",
                self.what
            ))
    }

    /// What the effects of an event lock; told at the place of the step or effect that begins it.
    fn effects_of(&mut self, event: TransitionId, at: Option<Span>, depth: usize) {
        let ir = self.ir;
        let machine = ir.entity(event.entity).machine.as_ref();
        let Some(declared) = machine.and_then(|it| it.events.get(event.index)) else { return };
        for effect in &declared.effects {
            match effect {
                Effect::Apply(apply) => self.take(apply.r#move.entity, at.unwrap_or(apply.span)),
                Effect::Fire { event, span, .. } if depth < 16 => {
                    self.effects_of(*event, Some(at.unwrap_or(*span)), depth + 1);
                }
                Effect::Fire { .. } => {}
            }
        }
    }

    fn steps_of(&mut self, mutation: &Mutation) {
        let is_input = |it: &StepId| {
            mutation.inputs.iter().filter(|it| matches!(it.ty, Type::Ref(_))).nth(it.0).is_some()
        };
        let mut prepared: Vec<StepId> = Vec::new();
        let mut new: Vec<StepId> = Vec::new();
        for (position, _) in mutation.names.iter().enumerate().filter(|(it, _)| is_input(&StepId(*it))) {
            let row = StepId(position);
            if let Some(StepNameKind::Row(entity)) = mutation.name_of(row).map(|it| &it.kind) {
                self.held.push(*entity);
            }
            let first = mutation.steps.iter().find_map(|step| self.event_of_row(&step.kind, row));
            for event in first.into_iter().flatten() {
                let known = locks::known_by_key(self.ir, self.ranks, event);
                self.held.extend(known.iter().map(|it| it.entity));
                prepared.push(row);
            }
        }
        for step in &mutation.steps {
            self.step(mutation, step, &prepared, &new);
            if let (StepKind::Create { .. }, Some(name)) = (&step.kind, step.name) {
                new.push(name);
            }
        }
    }

    /// The events that a step may fire of a row.
    fn event_of_row(&self, step: &StepKind, row: StepId) -> Option<Vec<TransitionId>> {
        let is_row = |it: &RowPath| it.root == Root::Step(row) && it.hops.is_empty();
        match step {
            StepKind::Fire { target, event, .. } => is_row(target).then(|| vec![*event]),
            StepKind::FireTo { target, .. } => is_row(target).then(|| self.events_of(target)),
            StepKind::Find { .. }
            | StepKind::Create { .. }
            | StepKind::Upsert { .. }
            | StepKind::Update { .. }
            | StepKind::Delete { .. }
            | StepKind::Apply { .. }
            | StepKind::Require { .. }
            | StepKind::Emit { .. } => None,
        }
    }

    fn events_of(&self, row: &RowPath) -> Vec<TransitionId> {
        let entity = match row.hops.last() {
            Some(Hop::Reference(field)) => self.ir.field(*field).reference.map(|it| it.target),
            Some(Hop::Inverse(relation)) => Some(self.ir.relation(*relation).target),
            None => row.root_entity,
        };
        let of = |entity: EntityId| {
            let count = self.ir.entity(entity).machine.as_ref().map_or(0, |it| it.events.len());
            (0..count).map(move |index| TransitionId { entity, index })
        };
        entity.into_iter().flat_map(of).collect()
    }

    fn step(&mut self, mutation: &Mutation, step: &Step, prepared: &[StepId], new: &[StepId]) {
        let at = step.span;
        match &step.kind {
            StepKind::Find { entity, .. } => {
                if step.name.is_some_and(|it| is_asked(self.ir, mutation, it)) {
                    self.take(*entity, at);
                }
            }
            StepKind::Create { entity, set, .. } => self.insert(*entity, set, new, at),
            StepKind::Upsert { entity, set, .. } => {
                self.take(*entity, at);
                self.insert(*entity, set, new, at);
            }
            StepKind::Update { entity, .. } => self.take(*entity, at),
            StepKind::Delete { entity, .. } => {
                self.take(*entity, at);
                self.effects(&self.ir.entity(*entity).on_delete, at);
            }
            StepKind::Fire { target, event, .. } => self.fire(target, &[*event], prepared, new, at),
            StepKind::FireTo { target, .. } => {
                self.fire(target, &self.events_of(target), prepared, new, at);
            }
            StepKind::Apply { r#move, .. } => self.take(r#move.entity, at),
            StepKind::Require { .. } | StepKind::Emit { .. } => {}
        }
    }

    fn fire(
        &mut self,
        target: &RowPath,
        events: &[TransitionId],
        prepared: &[StepId],
        new: &[StepId],
        at: Span,
    ) {
        let row = match (target.root, target.hops.as_slice()) {
            (Root::Step(row), []) => Some(row),
            _ => None,
        };
        let is_new = row.is_some_and(|it| new.contains(&it));
        for event in events {
            if !row.is_some_and(|it| prepared.contains(&it)) {
                let mut known: Vec<EntityId> =
                    locks::known_by_key(self.ir, self.ranks, *event).iter().map(|it| it.entity).collect();
                known.extend((!is_new).then_some(event.entity));
                known.sort_by_key(|it| self.ranks.get(it.0));
                known.into_iter().for_each(|it| self.take(it, at));
            }
            self.effects_of(*event, Some(at), 0);
        }
    }

    /// A new row: its parents that count it or whose laws ask for them, and what its effects move.
    fn insert(&mut self, entity: EntityId, set: &[(FieldId, Expr)], new: &[StepId], at: Span) {
        let mut parents: Vec<EntityId> = Vec::new();
        for (field, value) in set {
            let target = self.ir.field(*field).reference.map(|it| it.target);
            let is_new = match &value.kind {
                ExprKind::Row(RowPath { root: Root::Step(row), hops, .. }) => {
                    hops.is_empty() && new.contains(row)
                }
                _ => false,
            };
            if !is_new && is_locked_through(self.ir, *field) {
                parents.extend(target);
            }
        }
        parents.sort_by_key(|it| self.ranks.get(it.0));
        parents.into_iter().for_each(|it| self.take(it, at));
        self.effects(&self.ir.entity(entity).on_insert, at);
    }

    fn effects(&mut self, effects: &[Effect], at: Span) {
        for effect in effects {
            match effect {
                Effect::Apply(apply) => self.take(apply.r#move.entity, at),
                Effect::Fire { event, .. } => {
                    self.take(event.entity, at);
                    self.effects_of(*event, Some(at), 0);
                }
            }
        }
    }
}

/// More of the row is read than its key, or it is changed: it is fired, or a new row points to it that locks it.
fn is_asked(ir: &Ir, mutation: &Mutation, row: StepId) -> bool {
    let mut asked = false;
    let mut ask = |expr: &Expr| asked |= expr.asks(Root::Step(row));
    let mut changed = false;
    for step in &mutation.steps {
        step.when.iter().for_each(&mut ask);
        match &step.kind {
            StepKind::Find { conditions, .. }
            | StepKind::Update { conditions, .. }
            | StepKind::Delete { conditions, .. } => conditions.iter().for_each(&mut ask),
            StepKind::Create { set, .. } | StepKind::Upsert { set, .. } => {
                set.iter().for_each(|(_, it)| ask(it));
                let points =
                    |value: &Expr| matches!(&value.kind, ExprKind::Row(it) if it.root == Root::Step(row));
                changed |= set.iter().any(|(field, it)| points(it) && is_locked_through(ir, *field));
            }
            StepKind::Fire { target, with, .. } | StepKind::FireTo { target, with, .. } => {
                changed |= target.root == Root::Step(row);
                with.iter().for_each(|(_, it)| ask(it));
            }
            StepKind::Apply { key, qty, .. } => {
                key.iter().for_each(|(_, it)| ask(it));
                ask(qty);
            }
            StepKind::Require { condition, .. } => ask(condition),
            StepKind::Emit { .. } => {}
        }
    }
    asked || changed
}

/// A row that points by this field locks the row that it points to.
fn is_locked_through(ir: &Ir, field: FieldId) -> bool {
    let entity = ir.entity(field.entity);
    let is_counted = ir.entities.iter().flat_map(|it| &it.fields).any(|it| match &it.kind {
        FieldKind::StoredAggregate { sources, .. } => {
            sources.iter().any(|source| ir.relation(*source).kind == RelationKind::Inverse(field))
        }
        FieldKind::Plain { .. } | FieldKind::Virtual(_) | FieldKind::StoredRow(_) => false,
    });
    let read = entity.editable_while.as_ref().map(|it| reads::reads(ir, it)).unwrap_or_default();
    let is_asked = read.iter().any(|it| it.hops.first() == Some(&Hop::Reference(field)));
    is_counted || is_asked || entity.within.iter().any(|it| it.per == field)
}
