//! What access items mean: a closed world, in which nothing said is nobody.
//!
//! Every emitter asks here, so that policies, SDL directives and the service's conditions agree. A role
//! test names the *upward closure*: the role and every role that includes it; PostgreSQL roles are never
//! granted to one another. Internal roles read every row and field, and are left out of the sets
//! here, since no token and no psql user has one.

use std::collections::BTreeSet;

use crate::{
    EntityId, Field, FieldId, Ir, RoleId,
    access::{AccessItem, Who},
    entity::Key,
};

/// A set of holders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holders {
    /// Everybody, also without a token.
    Everyone,
    /// Holders of one of these roles, in declaration order; none is nobody.
    Roles(BTreeSet<RoleId>),
}

impl Holders {
    /// Nobody.
    pub fn nobody() -> Self {
        Holders::Roles(BTreeSet::new())
    }

    /// Holders of either set.
    pub fn union(self, other: Holders) -> Holders {
        match (self, other) {
            (Holders::Roles(mut mine), Holders::Roles(theirs)) => {
                mine.extend(theirs);
                Holders::Roles(mine)
            }
            (Holders::Everyone, _) | (_, Holders::Everyone) => Holders::Everyone,
        }
    }

    /// Every holder of `other` is one of these.
    pub fn covers(&self, other: &Holders) -> bool {
        match (self, other) {
            (Holders::Everyone, _) => true,
            (Holders::Roles(_), Holders::Everyone) => false,
            (Holders::Roles(mine), Holders::Roles(theirs)) => theirs.is_subset(mine),
        }
    }

    /// It is nobody.
    pub fn is_nobody(&self) -> bool {
        matches!(self, Holders::Roles(roles) if roles.is_empty())
    }
}

/// Holders of a role: itself and each role that includes it.
pub fn holders(ir: &Ir, who: Who) -> Holders {
    let Who::Role(wanted) = who else {
        return Holders::Everyone;
    };
    let includes_it = |(index, role): (usize, &crate::Role)| {
        (RoleId(index) == wanted || role.includes.contains(&wanted)).then_some(RoleId(index))
    };
    Holders::Roles(ir.roles.iter().enumerate().filter_map(includes_it).collect())
}

/// Who is allowed by an item that asks nothing of the row.
pub fn unconditional(ir: &Ir, items: &[AccessItem]) -> Holders {
    let allowed = items.iter().filter_map(|item| match item {
        AccessItem::Role { role, when: None, .. } => Some(holders(ir, *role)),
        AccessItem::Role { when: Some(_), .. } | AccessItem::Via { .. } => None,
    });
    allowed.fold(Holders::nobody(), Holders::union)
}

/// Who is allowed by some item, if its question is answered with yes; `via` counts the readers of its target.
pub fn possible(ir: &Ir, items: &[AccessItem]) -> Holders {
    let mut seen = BTreeSet::new();
    possible_within(ir, items, &mut seen)
}

fn possible_within(ir: &Ir, items: &[AccessItem], seen: &mut BTreeSet<EntityId>) -> Holders {
    let mut all = Holders::nobody();
    for item in items {
        let allowed = match item {
            AccessItem::Role { role, .. } => holders(ir, *role),
            AccessItem::Via { reference, .. } => match via_target(ir, *reference) {
                Some(target) if seen.insert(target) => {
                    possible_within(ir, &ir.entity(target).access.read, seen)
                }
                Some(_) | None => Holders::nobody(),
            },
        };
        all = all.union(allowed);
    }
    all
}

/// The entity whose readers a `via` item lets in.
pub fn via_target(ir: &Ir, reference: FieldId) -> Option<EntityId> {
    ir.field(reference).reference.map(|it| it.target)
}

/// Some reader of the entity may find this field unreadable, so its SDL type is nullable.
pub fn field_is_guarded(field: &Field) -> bool {
    field.read.is_some()
}

/// Everybody who reads a row of `source` provably reads the row that its reference points to.
///
/// Proven where the target is public, where the source is read `via` that reference alone, or where each item of the
/// source is covered by unconditional items of the target; anything else is published nullable (F0605).
pub fn target_is_as_readable(ir: &Ir, reference: FieldId) -> bool {
    let Some(target) = via_target(ir, reference) else {
        return false;
    };
    let target_readers = unconditional(ir, &ir.entity(target).access.read);
    let source = ir.entity(reference.entity);
    source.access.read.iter().all(|item| match item {
        AccessItem::Via { reference: via, .. } if *via == reference => true,
        AccessItem::Via { .. } => target_readers == Holders::Everyone,
        AccessItem::Role { role, .. } => target_readers.covers(&holders(ir, *role)),
    })
}

/// A field whose value names the row: part of the key.
pub fn is_key(ir: &Ir, field: FieldId) -> bool {
    match &ir.entity(field.entity).key {
        Key::Id(id) => *id == field,
        Key::Composite(fields) => fields.contains(&field),
    }
}
