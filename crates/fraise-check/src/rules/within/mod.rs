//! A sum within a bound is asked for when a row that is summed is written; so nothing else may break it.

mod bound;
mod counting;
mod time;
mod truth;

use fraise_ir::{
    FieldId, Ir, authz,
    expr::{Hop, RowPath},
    law::Within,
};

pub(super) use bound::bounds_do_not_shrink;
pub(super) use counting::rows_begin_to_count_when_written;

fn all_within(ir: &Ir) -> impl Iterator<Item = &Within> {
    ir.entities.iter().flat_map(|it| &it.within)
}

/// References behind the first that may come to lead elsewhere. The first is of the row itself: who changes it is asked.
fn moving_hops(ir: &Ir, hops: &[Hop]) -> Vec<FieldId> {
    let moving = hops.iter().skip(1).filter_map(|hop| match hop {
        Hop::Reference(field) if !stays(ir, *field) => Some(*field),
        Hop::Reference(_) | Hop::Inverse(_) => None,
    });
    moving.collect()
}

fn stays(ir: &Ir, field: FieldId) -> bool {
    ir.field(field).frozen || authz::is_key(ir, field)
}

fn behind(at: &[Hop], row: &RowPath) -> Vec<Hop> {
    at.iter().chain(&row.hops).copied().collect()
}
