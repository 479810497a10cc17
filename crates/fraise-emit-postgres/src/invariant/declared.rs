//! What stands under `invariants:`. A row of which it is null breaks it as well.

use fraise_ir::Ir;
use fraise_sql::sql;

use super::{Invariant, InvariantKind, and_living, rows, scope};
use crate::fill;

pub(super) fn invariants(ir: &Ir) -> Vec<Invariant> {
    let of = |declared: &fraise_ir::law::Invariant| {
        let entity = ir.entity(declared.of);
        let fails = fill::flat(ir, &scope(ir).fails(&declared.law));
        Invariant {
            kind: InvariantKind::Declared,
            name: format!("the invariant `{}` of `{}` holds", declared.name, entity.name),
            span: declared.span,
            question: rows(ir, entity, &sql![fails, and_living(ir, entity)]),
        }
    };
    ir.invariants.iter().map(of).collect()
}
