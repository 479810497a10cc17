//! Stored columns that are computed: what is there is what would be computed now.

use fraise_ir::{FieldKind, Ir};
use fraise_lower::names;
use fraise_sql::sql;

use super::{Invariant, InvariantKind, differing, scope};
use crate::fill;

pub(super) fn invariants(ir: &Ir) -> Vec<Invariant> {
    let mut all = Vec::new();
    for entity in &ir.entities {
        for field in &entity.fields {
            let value = match &field.kind {
                FieldKind::StoredAggregate { value, .. } | FieldKind::StoredRow(value) => value,
                FieldKind::Plain { .. } | FieldKind::Virtual(_) => continue,
            };
            let wanted = fill::flat(ir, &scope(ir).value_as(value, &field.ty));
            let found = sql!["it.", names::column_of(field)];
            all.push(Invariant {
                kind: InvariantKind::Computed,
                name: format!("`{}.{}` is what it is computed from", entity.name, field.name),
                span: field.span,
                question: differing(ir, entity, &found, &wanted.parens()),
            });
        }
    }
    all
}
