//! What constraints keep, asked without them.

use fraise_diagnostics::Span;
use fraise_ir::{Checked, Entity, Ir};
use fraise_lower::names;
use fraise_sql::{
    Fragment, Ident,
    catalog::{Catalog, ForeignKey, IndexTerm, Table},
    sql,
};

use super::{Invariant, InvariantKind, key};

pub(super) fn invariants(ir: &Checked<Ir>, catalog: &Catalog) -> Vec<Invariant> {
    let of = |entity: &Entity| {
        let table = catalog.table(&names::table(ir, entity.id));
        table.map(|it| of_table(ir, entity, it)).unwrap_or_default()
    };
    ir.entities.iter().flat_map(of).collect()
}

fn of_table(ir: &Ir, entity: &Entity, table: &Table) -> Vec<Invariant> {
    let mut all = Vec::new();
    let mut add = |name: String, span: Span, question: Fragment| {
        all.push(Invariant { kind: InvariantKind::Constraint, name, span, question });
    };
    for check in &table.checks {
        let fails = sql!["(", &check.expression, ") is false"];
        let span = place_of_check(entity, check.name.as_str());
        let question = sql![key_of(ir, entity, table), " where ", fails];
        add(format!("{} holds", check.name), span, question);
    }
    for reference in &table.foreign_keys {
        let span = place(entity, &reference.columns);
        add(format!("{} leads to a row", reference.name), span, orphans(ir, entity, table, reference));
    }
    let constraints =
        table.uniques.iter().chain(&table.primary_key).map(|it| (&it.name, it.columns.clone(), None));
    let indexes = table.indexes.iter().filter(|it| it.unique).filter_map(|it| {
        let columns = it.keys.iter().map(|key| match &key.term {
            IndexTerm::Column(column) => Some(column.clone()),
            IndexTerm::Expression(_) => None,
        });
        Some((&it.name, columns.collect::<Option<Vec<Ident>>>()?, it.condition.as_ref()))
    });
    for (name, columns, condition) in constraints.chain(indexes) {
        add(format!("{name} is unique"), place(entity, &columns), twins(table, &columns, condition));
    }
    for column in table.columns.iter().filter(|it| it.not_null) {
        let question = sql![key_of(ir, entity, table), " where it.", &column.name, " is null"];
        let span = place(entity, std::slice::from_ref(&column.name));
        add(format!("{}.{} is never null", table.name.name, column.name), span, question);
    }
    all
}

fn key_of(ir: &Ir, entity: &Entity, table: &Table) -> Fragment {
    sql!["select ", key(ir, entity, "it"), ", null::text, null::text from ", &table.name, " as it"]
}

fn orphans(ir: &Ir, entity: &Entity, table: &Table, reference: &ForeignKey) -> Fragment {
    let given = reference.columns.iter().map(|it| sql!["it.", it, " is not null"]);
    let pairs = reference.columns.iter().zip(&reference.target_columns);
    let same = pairs.map(|(here, there)| sql!["target.", there, " = it.", here]);
    sql![
        key_of(ir, entity, table),
        " where ",
        Fragment::join(" and ", given),
        " and not exists (select from ",
        &reference.target,
        " as target where ",
        Fragment::join(" and ", same),
        ")"
    ]
}

fn twins(table: &Table, columns: &[Ident], condition: Option<&Fragment>) -> Fragment {
    let list = || Fragment::join(", ", columns.iter().map(|it| sql![it]));
    let given = columns.iter().map(|it| sql![it, " is not null"]);
    let condition = condition.map(|it| sql![" and (", it, ")"]).unwrap_or_default();
    sql![
        "select concat_ws(' ', ",
        list(),
        "), count(*)::text, '1' from ",
        &table.name,
        " where ",
        Fragment::join(" and ", given),
        condition,
        " group by ",
        list(),
        " having count(*) > 1"
    ]
}

/// The first field that has one of the columns.
fn place(entity: &Entity, columns: &[Ident]) -> Span {
    let of = |column: &Ident| entity.fields.iter().find(|it| it.column.as_deref() == Some(column.as_str()));
    columns.iter().find_map(of).map_or(entity.span, |it| it.span)
}

fn place_of_check(entity: &Entity, name: &str) -> Span {
    if let Some(check) = entity.checks.iter().find(|it| it.name == name) {
        return check.span;
    }
    let of_field = |it: &&fraise_ir::Field| {
        let column = it.column.as_deref().unwrap_or_default();
        !column.is_empty() && name.strip_prefix(&format!("{}_{column}_", entity.table)).is_some()
    };
    let longest = entity.fields.iter().filter(of_field).max_by_key(|it| it.name.len());
    longest.map_or(entity.span, |it| it.span)
}
