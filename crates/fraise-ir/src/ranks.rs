//! The order in which rows of several types are locked (LANGUAGE, 7.5): who keeps to it waits for nobody in a circle.
//!
//! Parents come before their children, and a type before the counters that its effects move; the second wins where a counter
//! is also a parent. Ties are decided by name. A circle is cut at one of its edges from a parent, that of smallest name.

use std::collections::BTreeSet;

use crate::{Effect, EntityId, Ir};

/// The place of each type, by its id: rows of a smaller one are locked first.
pub fn ranks(ir: &Ir) -> Vec<usize> {
    let mut edges = edges(ir);
    let mut left: BTreeSet<(&str, EntityId)> =
        ir.entities.iter().map(|it| (it.name.as_str(), it.id)).collect();
    let mut ranks = vec![0; ir.entities.len()];
    let mut next = 0;
    while !left.is_empty() {
        let free = left.iter().find(|(_, id)| !edges.iter().any(|edge| edge.after == *id)).copied();
        let Some((name, id)) = free else {
            cut(&mut edges, ir);
            continue;
        };
        left.remove(&(name, id));
        edges.retain(|edge| edge.before != id);
        if let Some(rank) = ranks.get_mut(id.0) {
            *rank = next;
        }
        next += 1;
    }
    ranks
}

/// Rows of one type are locked before those of another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    /// It is one from a type to the counters it moves.
    moves: bool,
    /// `Line.order`, or the types' names.
    name: (String, String),
    before: EntityId,
    after: EntityId,
}

fn edges(ir: &Ir) -> Vec<Edge> {
    let name = |id: EntityId| ir.entity(id).name.clone();
    let mut moves: BTreeSet<(EntityId, EntityId)> = BTreeSet::new();
    for entity in &ir.entities {
        let of_events = entity.machine.iter().flat_map(|it| &it.events).flat_map(|it| &it.effects);
        for effect in entity.on_insert.iter().chain(&entity.on_delete).chain(of_events) {
            if let Effect::Apply(apply) = effect
                && apply.r#move.entity != entity.id
            {
                moves.insert((entity.id, apply.r#move.entity));
            }
        }
    }
    let mut edges: Vec<Edge> = moves
        .iter()
        .map(|(before, after)| Edge {
            moves: true,
            name: (name(*before), name(*after)),
            before: *before,
            after: *after,
        })
        .collect();
    for entity in &ir.entities {
        for field in &entity.fields {
            let Some(reference) = field.reference else { continue };
            if reference.target != entity.id && !moves.contains(&(entity.id, reference.target)) {
                edges.push(Edge {
                    moves: false,
                    name: (entity.name.clone(), field.name.clone()),
                    before: reference.target,
                    after: entity.id,
                });
            }
        }
    }
    edges.sort();
    edges
}

/// Takes an edge out of a circle: the first from a parent that is part of one, else the first of all.
fn cut(edges: &mut Vec<Edge>, ir: &Ir) {
    let in_circle = |edge: &Edge| reaches(edges, edge.after, edge.before, ir.entities.len());
    let position = edges.iter().position(|edge| !edge.moves && in_circle(edge));
    let position = position.or_else(|| edges.iter().position(in_circle)).unwrap_or_default();
    if position < edges.len() {
        edges.remove(position);
    }
}

fn reaches(edges: &[Edge], from: EntityId, to: EntityId, count: usize) -> bool {
    let mut seen = vec![from];
    let mut at = 0;
    while let Some(&here) = seen.get(at) {
        if here == to {
            return true;
        }
        for edge in edges.iter().filter(|edge| edge.before == here) {
            if !seen.contains(&edge.after) {
                seen.push(edge.after);
            }
        }
        at += 1;
        if at > count {
            return false;
        }
    }
    false
}
