//! References: foreign keys.

use fraise_ir::{Entity, Field, field::OnDelete, field::Reference, names as made};
use fraise_lower::names;
use fraise_sql::{
    Ident,
    catalog::{self, ForeignKey},
};

use super::same;
use crate::database::Context;

/// The foreign keys of an entity. A reference that a composite one holds too, and whose pair is never null, is not
/// repeated alone.
pub(crate) fn foreign_keys(ctx: &Context<'_>, entity: &Entity) -> Vec<ForeignKey> {
    let mut keys = Vec::new();
    for field in &entity.fields {
        let Some(reference) = field.reference else { continue };
        let pairs = same::pairs_of(ctx, entity, field);
        if !pairs.iter().any(|pair| pair.is_always_asked) {
            keys.push(plain(ctx, entity, field, reference));
        }
        keys.extend(pairs.into_iter().map(|pair| pair.foreign_key));
    }
    keys
}

fn plain(ctx: &Context<'_>, entity: &Entity, field: &Field, reference: Reference) -> ForeignKey {
    let column = names::column_of(field);
    let target = ctx.ir.entity(reference.target);
    ForeignKey {
        name: name(entity, &[&column]),
        columns: vec![column],
        target: names::table(ctx.ir, target.id),
        target_columns: names::key_columns(ctx.ir, target),
        on_delete: on_delete(reference, None),
        comment: None,
    }
}

pub(crate) fn name(entity: &Entity, columns: &[&Ident]) -> Ident {
    let parts: Vec<&str> = columns.iter().map(|column| column.as_str()).collect();
    names::ident(&made::foreign_key(&entity.table, &parts))
}

/// What happens when the target goes; of a composite key only the reference itself may become null.
pub(crate) fn on_delete(reference: Reference, only: Option<Ident>) -> catalog::OnDelete {
    match (reference.on_delete, only) {
        (OnDelete::Restrict, _) => catalog::OnDelete::Restrict,
        (OnDelete::Cascade, _) => catalog::OnDelete::Cascade,
        (OnDelete::SetNull, None) => catalog::OnDelete::SetNull,
        (OnDelete::SetNull, Some(column)) => catalog::OnDelete::SetNullColumns(vec![column]),
    }
}
