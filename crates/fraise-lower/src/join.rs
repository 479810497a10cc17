//! How the other end of a reference or a relation is found: a condition in which the other row is
//! [`Root::Many`] and the row it hangs on is [`Root::This`].

use fraise_ir::{
    FieldId, Ir, RelationId,
    expr::{Hop, Root},
};

use crate::{
    Row, Scope, Sql,
    lowering::{Lowering, Query},
    walk::{Here, Place, inverse_steps},
};

/// The row that a reference points to: `many.id = this.category_id`.
pub fn reference(ir: &Ir, field: FieldId) -> Sql {
    let scope = Scope::new(ir);
    let lowering = Lowering::new(&scope);
    let target = ir.field(field).reference.map_or(field.entity, |it| it.target);
    let other = lowering.key(&scope.place(Root::Many, target)).sql;
    let here = lowering.column(&scope.place(Root::This, field.entity), field);
    other.with_kw(" = ").with(here)
}

/// The rows of a relation: `many.order_id = this.id`; through another one, by `exists`. Whether the last rows live is
/// not asked, whether those on the way live is.
pub fn relation(ir: &Ir, relation: RelationId) -> Sql {
    rows(ir, relation, Row::Hole(Root::This))
}

/// The same of a row whose key alone is known: `many.order_id = v_order`.
pub fn relation_of_key(ir: &Ir, relation: RelationId, key: Sql) -> Sql {
    rows(ir, relation, Row::Key(key))
}

fn rows(ir: &Ir, relation: RelationId, this: Row) -> Sql {
    let scope = Scope::new(ir).bind(Root::This, this);
    let mut lowering = Lowering::new(&scope);
    let steps = inverse_steps(ir, relation);
    let Some((last, before)) = steps.split_last() else { return Sql::kw("false") };
    let this = scope.place(Root::This, relation.entity);
    let other = Place::Given { row: Row::Hole(Root::Many), entity: last.entity };
    if before.is_empty() {
        let key = lowering.key(&this).sql;
        return lowering.column(&other, *last).with_kw(" = ").with(key);
    }
    lowering.queries.push(Query::default());
    let mut here = Here::At(this);
    for step in before {
        here = lowering.walk_inverse(here, *step);
    }
    let key = lowering.key_here(&here);
    let last = lowering.column(&other, *last).with_kw(" = ").with(key);
    let query = lowering.queries.pop().unwrap_or_default();
    query.exists(crate::level::Lowered::new(crate::level::Level::Compare, last)).sql
}

/// Whether a hop may lead to no row.
pub fn may_be_missing(ir: &Ir, hop: Hop) -> bool {
    match hop {
        Hop::Reference(field) => ir.field(field).nullable,
        Hop::Inverse(_) => true,
    }
}
