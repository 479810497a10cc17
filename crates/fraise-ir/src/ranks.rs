//! The order in which rows of several types are locked (LANGUAGE 7.5): parents before their children, a type before the
//! counters that its effects move, which wins where a counter is also a parent. Of types that may come next the smallest
//! name does; in a circle the reference of the smallest name does not count.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Effect, Entity, EntityId, FieldId, Ir};

/// The place of each type, by its id: rows of a smaller one are locked first.
pub fn ranks(ir: &Ir) -> Vec<usize> {
    let mut ranks = vec![0; ir.entities.len()];
    for (rank, entity) in in_order(ir).into_iter().enumerate() {
        if let Some(place) = ranks.get_mut(entity.0) {
            *place = rank;
        }
    }
    ranks
}

/// The types in the order in which their rows are locked.
pub fn in_order(ir: &Ir) -> Vec<EntityId> {
    let mut ranking = Ranking::of(ir);
    let mut order = Vec::with_capacity(ir.entities.len());
    let mut waiting: BTreeSet<(&str, EntityId)> = ranking.names().collect();
    let mut ready: BTreeSet<(&str, EntityId)> =
        waiting.iter().copied().filter(|(_, id)| ranking.is_ready(*id)).collect();
    while let Some(smallest) = waiting.first().copied() {
        let freed = match ready.pop_first() {
            Some(next) => {
                waiting.remove(&next);
                order.push(next.1);
                ranking.take(next.1)
            }
            None => ranking.cut_a_circle(smallest.1),
        };
        let named = freed.into_iter().map(|id| (ir.entity(id).name.as_str(), id));
        ready.extend(named.filter(|it| waiting.contains(it)));
    }
    order
}

/// Why a type comes before another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    /// The other refers to it by this field.
    Parent(FieldId),
    /// Its effects move counters of the other.
    Mover,
}

struct Ranking<'ir> {
    ir: &'ir Ir,
    /// What has to come before a type.
    before: BTreeMap<EntityId, BTreeSet<(EntityId, Reason)>>,
    /// The types that a type has to come before.
    behind: BTreeMap<EntityId, BTreeSet<EntityId>>,
}

impl<'ir> Ranking<'ir> {
    fn of(ir: &'ir Ir) -> Self {
        let mut ranking = Self { ir, before: BTreeMap::new(), behind: BTreeMap::new() };
        for entity in &ir.entities {
            moved_by(entity).for_each(|counter| ranking.add(entity.id, counter, Reason::Mover));
        }
        for entity in &ir.entities {
            for field in entity.field_ids() {
                let Some(reference) = ir.field(field).reference else { continue };
                let is_counter = ranking.before(reference.target).any(|it| it == (entity.id, Reason::Mover));
                if !is_counter {
                    ranking.add(reference.target, entity.id, Reason::Parent(field));
                }
            }
        }
        ranking
    }

    fn add(&mut self, first: EntityId, second: EntityId, reason: Reason) {
        if first != second {
            self.before.entry(second).or_default().insert((first, reason));
            self.behind.entry(first).or_default().insert(second);
        }
    }

    fn names(&self) -> impl Iterator<Item = (&'ir str, EntityId)> + use<'ir> {
        self.ir.entities.iter().map(|it| (it.name.as_str(), it.id))
    }

    fn before(&self, entity: EntityId) -> impl Iterator<Item = (EntityId, Reason)> {
        self.before.get(&entity).into_iter().flatten().copied()
    }

    fn is_ready(&self, entity: EntityId) -> bool {
        self.before(entity).next().is_none()
    }

    /// A type has its rank; the types that may come next because of that.
    fn take(&mut self, ranked: EntityId) -> Vec<EntityId> {
        let behind = self.behind.remove(&ranked).unwrap_or_default();
        for entity in &behind {
            if let Some(before) = self.before.get_mut(entity) {
                before.retain(|(it, _)| *it != ranked);
            }
        }
        behind.into_iter().filter(|it| self.is_ready(*it)).collect()
    }

    /// Nothing may come next: a reference in a circle does not count, or, in a circle of counters alone, nothing that
    /// has to come before the type of the smallest name. The types that may come next because of that.
    fn cut_a_circle(&mut self, smallest: EntityId) -> Vec<EntityId> {
        let name = |field: FieldId| (&self.ir.entity(field.entity).name, &self.ir.field(field).name);
        let references = self.before.iter().flat_map(|(child, before)| {
            before.iter().filter_map(|(parent, reason)| match reason {
                Reason::Parent(field) => Some((*child, *parent, *field)),
                Reason::Mover => None,
            })
        });
        let mut references: Vec<_> = references.collect();
        references.sort_by_key(|(_, _, field)| name(*field));
        let cut = references.into_iter().find(|(child, parent, _)| self.leads_to(*parent, *child));
        let entity = cut.map_or(smallest, |(child, ..)| child);
        if let Some(before) = self.before.get_mut(&entity) {
            match cut {
                Some((_, parent, field)) => {
                    before.remove(&(parent, Reason::Parent(field)));
                }
                None => before.clear(),
            }
        }
        if self.is_ready(entity) { vec![entity] } else { Vec::new() }
    }

    /// `wanted` has to come before `from`, over others or not.
    fn leads_to(&self, from: EntityId, wanted: EntityId) -> bool {
        let mut seen = BTreeSet::from([from]);
        let mut next = vec![from];
        while let Some(entity) = next.pop() {
            if entity == wanted {
                return true;
            }
            next.extend(self.before(entity).map(|(it, _)| it).filter(|it| seen.insert(*it)));
        }
        false
    }
}

/// The types whose counters the effects of a type move.
fn moved_by(entity: &Entity) -> impl Iterator<Item = EntityId> {
    let of_events = entity.machine.iter().flat_map(|it| &it.events).flat_map(|it| &it.effects);
    let effects = entity.on_insert.iter().chain(&entity.on_delete).chain(of_events);
    effects.filter_map(|effect| match effect {
        Effect::Apply(apply) => Some(apply.r#move.entity),
        Effect::Fire { .. } => None,
    })
}
