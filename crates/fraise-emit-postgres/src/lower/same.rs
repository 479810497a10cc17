//! `same` laws with one side on the own row: `billing_address.customer = customer` is the foreign key
//! `(billing_address_id, customer_id)` to the pair `(id, customer_id)` of addresses.
//!
//! Laws with both sides on other rows are kept by a trigger (`trigger/same.rs`).

use fraise_ir::{Entity, Field, FieldId, law::Same};
use fraise_lower::names;
use fraise_sql::{Ident, catalog::ForeignKey};

use super::reference;
use crate::database::Context;

/// A composite foreign key.
pub(crate) struct Pair {
    /// The key.
    pub(crate) foreign_key: ForeignKey,
    /// The own side is never null, so that PostgreSQL looks at the pair whenever the reference is set (MATCH SIMPLE).
    pub(crate) is_always_asked: bool,
}

/// `billing_address`, `customer` of addresses, `customer` of orders.
struct Law {
    hop: FieldId,
    remote: FieldId,
    own: FieldId,
}

/// The composite foreign keys that a reference is the first part of.
pub(crate) fn pairs_of(ctx: &Context<'_>, entity: &Entity, field: &Field) -> Vec<Pair> {
    let laws = laws(entity).filter(|law| ctx.ir.field(law.hop).name == field.name);
    laws.filter_map(|law| pair(ctx, entity, &law)).collect()
}

/// The pairs of columns of an entity that composite foreign keys point to.
pub(crate) fn pairs_pointed_to(ctx: &Context<'_>, target: &Entity) -> Vec<Vec<Ident>> {
    let mut pairs: Vec<Vec<Ident>> = Vec::new();
    for law in ctx.ir.entities.iter().flat_map(laws) {
        let columns = pointed_to(ctx, target, &law);
        if law.remote.entity == target.id && !pairs.contains(&columns) {
            pairs.push(columns);
        }
    }
    pairs
}

fn pair(ctx: &Context<'_>, entity: &Entity, law: &Law) -> Option<Pair> {
    let reference = ctx.ir.field(law.hop).reference?;
    let target = ctx.ir.entity(reference.target);
    let first = names::column(ctx.ir, law.hop);
    let second = names::column(ctx.ir, law.own);
    let foreign_key = ForeignKey {
        name: reference::name(entity, &[&first, &second]),
        columns: vec![first.clone(), second],
        target: names::table(ctx.ir, target.id),
        target_columns: pointed_to(ctx, target, law),
        on_delete: reference::on_delete(reference, Some(first)),
        comment: None,
    };
    Some(Pair { foreign_key, is_always_asked: !ctx.ir.field(law.own).nullable })
}

fn pointed_to(ctx: &Context<'_>, target: &Entity, law: &Law) -> Vec<Ident> {
    let mut columns = names::key_columns(ctx.ir, target);
    columns.push(names::column(ctx.ir, law.remote));
    columns
}

/// The laws of an entity that have one side on the own row.
fn laws(entity: &Entity) -> impl Iterator<Item = Law> {
    entity.same.iter().filter_map(one_side_own)
}

fn one_side_own(same: &Same) -> Option<Law> {
    match (same.left.hop, same.right.hop) {
        (Some(hop), None) => Some(Law { hop, remote: same.left.field, own: same.right.field }),
        (None, Some(hop)) => Some(Law { hop, remote: same.right.field, own: same.left.field }),
        (Some(_), Some(_)) | (None, None) => None,
    }
}
