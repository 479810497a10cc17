//! `same`, and `within`: a sum over the rows that count for one row does not exceed what that row allows.

use fraise_ir::{
    Entity, Ir,
    expr::Root,
    law::{Same, SamePath, Within},
};
use fraise_lower::names;
use fraise_sql::sql;

use super::{Invariant, InvariantKind, and_living, key, read, rows, scope};
use crate::fill;

pub(super) fn invariants(ir: &Ir) -> Vec<Invariant> {
    let of = |entity: &Entity| {
        let same = entity.same.iter().map(|law| same(ir, entity, law));
        let within = entity.within.iter().map(|law| within(ir, entity, law));
        same.chain(within).collect::<Vec<_>>()
    };
    ir.entities.iter().flat_map(of).collect()
}

fn same(ir: &Ir, entity: &Entity, law: &Same) -> Invariant {
    let side = |path: SamePath| {
        let value = read(ir, path.hop, path.field, entity);
        fill::flat(ir, &scope(ir).operand(&value))
    };
    let named = |path: SamePath| {
        let hop = path.hop.map(|it| format!("{}.", ir.field(it).name)).unwrap_or_default();
        format!("{hop}{}", ir.field(path.field).name)
    };
    Invariant {
        kind: InvariantKind::Law,
        name: format!("`{} = {}` of `{}`", named(law.left), named(law.right), entity.name),
        span: law.span,
        question: rows(ir, entity, &sql![side(law.left), " <> ", side(law.right)]),
    }
}

fn within(ir: &Ir, entity: &Entity, law: &Within) -> Invariant {
    let scope = scope(ir);
    let per = sql!["it.", names::column(ir, law.per)];
    let value = fill::flat(ir, &scope.field(Root::This, law.sum));
    let at_most = fill::flat(ir, &scope.value(&law.at_most));
    let counting = law.counting.as_ref().map(|it| sql![" and ", fill::flat(ir, &scope.conjunct(it))]);
    let columns = sql![
        key(ir, entity, "it"),
        " as key, sum(",
        value,
        ") over (partition by ",
        &per,
        ") as total, (",
        at_most,
        ") as bound"
    ];
    let summed = sql![
        "select ",
        columns,
        " from ",
        names::table(ir, entity.id),
        " as it where ",
        &per,
        " is not null",
        and_living(ir, entity),
        counting.unwrap_or_default()
    ];
    Invariant {
        kind: InvariantKind::Law,
        name: format!(
            "the sum of `{}.{}` is within its bound for each `{}`",
            entity.name,
            ir.field(law.sum).name,
            ir.field(law.per).name
        ),
        span: law.span,
        question: sql![
            "select summed.key, summed.total::text, summed.bound::text from (",
            summed,
            ") as summed where summed.total > summed.bound"
        ],
    }
}
