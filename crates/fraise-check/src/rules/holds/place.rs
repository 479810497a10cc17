//! Places: which row a path leads to, one place for all paths to the same row.

use fraise_ir::{
    FieldId, Ir,
    expr::{Hop, Root, RowPath},
    law::SamePath,
    relation::RelationKind,
};

/// A row: where it starts and the to-one hops from there. Of two ways to one row the smaller stands for both.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::rules) struct Place {
    pub(in crate::rules) root: Root,
    pub(in crate::rules) hops: Vec<Hop>,
}

impl Place {
    pub(in crate::rules) fn root(root: Root) -> Self {
        Self { root, hops: Vec::new() }
    }

    pub(in crate::rules) fn then(&self, hops: &[Hop]) -> Self {
        Self { root: self.root, hops: self.hops.iter().chain(hops).copied().collect() }
    }

    /// Nearer rows first.
    fn distance(&self) -> (Root, usize, &[Hop]) {
        (self.root, self.hops.len(), &self.hops)
    }
}

/// Where the lines of a list come from: the hops from a line up to the row whose lines they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rules) struct Lines {
    pub(in crate::rules) up: Vec<Hop>,
    pub(in crate::rules) of: Place,
}

/// How ways are told to be one.
pub(in crate::rules) struct Ways<'w> {
    pub(in crate::rules) ir: &'w Ir,
    /// `line` is one of these.
    pub(in crate::rules) lines: Option<&'w Lines>,
}

/// More ways to one row than any schema has.
const MOST: usize = 64;

impl Ways<'_> {
    /// The place of all ways to a row.
    pub(in crate::rules) fn shortest(&self, place: Place) -> Place {
        let mut ways = vec![place];
        let mut at = 0;
        while let Some(way) = ways.get(at).cloned() {
            for other in self.others(&way) {
                if ways.len() < MOST && !ways.contains(&other) {
                    ways.push(other);
                }
            }
            at += 1;
        }
        ways.sort_by(|one, other| one.distance().cmp(&other.distance()));
        ways.swap_remove(0)
    }

    /// Ways that differ in one step.
    fn others(&self, way: &Place) -> Vec<Place> {
        let mut found = Vec::new();
        if let Some(lines) = self.lines.filter(|_| way.root == Root::Line)
            && let Some(rest) = way.hops.strip_prefix(lines.up.as_slice())
        {
            found.push(lines.of.then(rest));
        }
        for at in 0..way.hops.len() {
            let Some((before, rest)) = way.hops.split_at_checked(at) else { continue };
            let start = Place { root: way.root, hops: before.to_vec() };
            if let [Hop::Inverse(relation), Hop::Reference(back), rest @ ..] = rest
                && self.ir.relation(*relation).kind == RelationKind::Inverse(*back)
            {
                found.push(start.then(rest));
            }
            found.extend(self.same(rest).iter().map(|other| start.then(other)));
        }
        found
    }

    /// What leads to the same row by a law of the row that it starts at.
    fn same(&self, hops: &[Hop]) -> Vec<Vec<Hop>> {
        let Some(Hop::Reference(first)) = hops.first() else { return Vec::new() };
        let mut found = Vec::new();
        for law in &self.ir.entity(first.entity).same {
            let (left, right) = (way_of(law.left), way_of(law.right));
            for (from, to) in [(&left, &right), (&right, &left)] {
                if let Some(rest) = hops.strip_prefix(from.as_slice()) {
                    found.push(to.iter().chain(rest).copied().collect());
                }
            }
        }
        found
    }
}

fn way_of(path: SamePath) -> Vec<Hop> {
    path.hop.into_iter().chain([path.field]).map(Hop::Reference).collect()
}

/// The hops from a row of a relation up to the row that has it.
pub(in crate::rules) fn up(ir: &Ir, relation: fraise_ir::RelationId) -> Vec<Hop> {
    match ir.relation(relation).kind {
        RelationKind::Inverse(reference) => vec![Hop::Reference(reference)],
        RelationKind::Through(first, second) => {
            let mut hops = up(ir, second);
            hops.extend(up(ir, first));
            hops
        }
    }
}

/// The references on a way.
pub(in crate::rules) fn references(hops: &[Hop]) -> impl Iterator<Item = FieldId> {
    hops.iter().filter_map(|hop| match hop {
        Hop::Reference(field) => Some(*field),
        Hop::Inverse(_) => None,
    })
}

/// What the roots of an expression stand for.
#[derive(Debug, Clone)]
pub(in crate::rules) struct Frame {
    pub(in crate::rules) this: Place,
    pub(in crate::rules) line: Place,
}

impl Frame {
    /// As written.
    pub(in crate::rules) fn plain() -> Self {
        Self { this: Place::root(Root::This), line: Place::root(Root::Line) }
    }

    pub(in crate::rules) fn place(&self, row: &RowPath) -> Place {
        match row.root {
            Root::This => self.this.then(&row.hops),
            // Of the rows that an aggregate is over, each is a line.
            Root::Line | Root::Many => self.line.then(&row.hops),
            Root::Old | Root::New | Root::Input(_) | Root::LineReference(_) | Root::Step(_) => {
                Place { root: row.root, hops: row.hops.clone() }
            }
        }
    }
}
