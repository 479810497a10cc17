//! Tables and what hangs on them.

use fraise_sql::catalog::{
    Check, Column, Event, ForeignKey, Generated, GeneratedKind, Grantee, Identity, Index, IndexKey,
    IndexTerm, Key, Level, Nulls, OnDelete, Order, Policy, Table, Timing, Trigger,
};
use fraise_sql::statement::Object;
use fraise_sql::{Ident, QualifiedName};

use super::report::{Report, list, shown, text, yes};
use super::right;

pub(super) fn compare(report: &mut Report, expected: &[Table], found: &[Table]) {
    let object = |it: &Table| Object::Table(it.name.clone()).to_string();
    report.matched(expected, found, |it| it.name.clone(), object, one);
}

fn one(report: &mut Report, name: &str, expected: &Table, found: &Table) {
    report.property(name, "comment", text(&expected.comment), text(&found.comment));
    report.property(name, "row security", yes(expected.row_security), yes(found.row_security));
    columns(report, name, expected, found);
    keys(report, expected, found);
    checks(report, expected, found);
    foreign_keys(report, expected, found);
    indexes(report, expected, found);
    triggers(report, expected, found);
    policies(report, expected, found);
    right::compare(report, name, &expected.grants, &found.grants);
}

fn columns(report: &mut Report, name: &str, expected: &Table, found: &Table) {
    let object = |it: &Column| Object::Column(expected.name.clone(), it.name.clone()).to_string();
    let key = |it: &Column| it.name.clone();
    report.matched(&expected.columns, &found.columns, key, object, |report, name, a, b| {
        report.property(name, "type", a.ty.to_string(), b.ty.to_string());
        report.property(name, "not null", yes(a.not_null), yes(b.not_null));
        report.property(name, "default", shown(&a.default), shown(&b.default));
        report.property(name, "generated", generated(a), generated(b));
        report.property(name, "identity", identity(a), identity(b));
        report.property(name, "comment", text(&a.comment), text(&b.comment));
    });
    // The order of the columns that both have.
    let order = |of: &Table, other: &Table| -> String {
        let names = of.columns.iter().map(|it| &it.name);
        list(&names.filter(|name| other.column(name).is_some()).collect::<Vec<&Ident>>())
    };
    report.property(name, "order of columns", order(expected, found), order(found, expected));
}

fn generated(column: &Column) -> String {
    match &column.generated {
        None => "no".to_owned(),
        Some(Generated { expression, kind }) => match kind {
            GeneratedKind::Stored => format!("{expression} stored"),
            GeneratedKind::Virtual => format!("{expression} virtual"),
        },
    }
}

fn identity(column: &Column) -> String {
    match column.identity {
        None => "no",
        Some(Identity::Always) => "always",
        Some(Identity::ByDefault) => "by default",
    }
    .to_owned()
}

fn constraint(table: &Table, name: &Ident) -> String {
    Object::Constraint(table.name.clone(), name.clone()).to_string()
}

fn keys(report: &mut Report, expected: &Table, found: &Table) {
    let primary = |it: &Table| it.primary_key.iter().cloned().collect::<Vec<Key>>();
    for (expected_keys, found_keys) in
        [(primary(expected), primary(found)), (expected.uniques.clone(), found.uniques.clone())]
    {
        let object = |it: &Key| constraint(expected, &it.name);
        let key = |it: &Key| it.name.clone();
        report.matched(&expected_keys, &found_keys, key, object, |report, name, a, b| {
            report.property(name, "columns", list(&a.columns), list(&b.columns));
            report.property(name, "comment", text(&a.comment), text(&b.comment));
        });
    }
}

fn checks(report: &mut Report, expected: &Table, found: &Table) {
    let object = |it: &Check| constraint(expected, &it.name);
    let key = |it: &Check| it.name.clone();
    report.matched(&expected.checks, &found.checks, key, object, |report, name, a, b| {
        report.property(name, "check", a.expression.to_string(), b.expression.to_string());
        report.property(name, "comment", text(&a.comment), text(&b.comment));
    });
}

fn foreign_keys(report: &mut Report, expected: &Table, found: &Table) {
    let object = |it: &ForeignKey| constraint(expected, &it.name);
    let key = |it: &ForeignKey| it.name.clone();
    let (all, others) = (&expected.foreign_keys, &found.foreign_keys);
    report.matched(all, others, key, object, |report, name, a, b| {
        let target = |it: &ForeignKey| format!("{} ({})", it.target, list(&it.target_columns));
        report.property(name, "columns", list(&a.columns), list(&b.columns));
        report.property(name, "target", target(a), target(b));
        report.property(name, "on delete", on_delete(&a.on_delete), on_delete(&b.on_delete));
        report.property(name, "comment", text(&a.comment), text(&b.comment));
    });
}

fn on_delete(action: &OnDelete) -> String {
    match action {
        OnDelete::NoAction => "no action".to_owned(),
        OnDelete::Restrict => "restrict".to_owned(),
        OnDelete::Cascade => "cascade".to_owned(),
        OnDelete::SetNull => "set null".to_owned(),
        OnDelete::SetNullColumns(columns) => format!("set null ({})", list(columns)),
        OnDelete::SetDefault => "set default".to_owned(),
    }
}

fn indexes(report: &mut Report, expected: &Table, found: &Table) {
    let schema = &expected.name.schema;
    let object = |it: &Index| Object::Index(QualifiedName::new(schema.clone(), it.name.clone())).to_string();
    let key = |it: &Index| it.name.clone();
    report.matched(&expected.indexes, &found.indexes, key, object, |report, name, a, b| {
        let method = |it: &Index| it.method.keyword().to_owned();
        report.property(name, "method", method(a), method(b));
        report.property(name, "keys", index_keys(&a.keys), index_keys(&b.keys));
        report.property(name, "included columns", list(&a.include), list(&b.include));
        report.property(name, "condition", shown(&a.condition), shown(&b.condition));
        report.property(name, "unique", yes(a.unique), yes(b.unique));
        report.property(name, "comment", text(&a.comment), text(&b.comment));
    });
}

fn index_keys(keys: &[IndexKey]) -> String {
    let keys: Vec<String> = keys.iter().map(index_key).collect();
    keys.join(", ")
}

fn index_key(key: &IndexKey) -> String {
    let mut words = vec![match &key.term {
        IndexTerm::Column(name) => name.to_string(),
        IndexTerm::Expression(expression) => format!("({expression})"),
    }];
    words.extend(key.operator_class.as_ref().map(ToString::to_string));
    match key.order {
        Order::Ascending => {}
        Order::Descending => words.push("desc".to_owned()),
    }
    match key.nulls {
        Nulls::Default => {}
        Nulls::Reversed => words.push("nulls reversed".to_owned()),
    }
    words.join(" ")
}

fn triggers(report: &mut Report, expected: &Table, found: &Table) {
    let table = &expected.name;
    let object = |it: &Trigger| Object::Trigger(table.clone(), it.name.clone()).to_string();
    let key = |it: &Trigger| it.name.clone();
    report.matched(&expected.triggers, &found.triggers, key, object, |report, name, a, b| {
        let mut property = |what: &'static str, of: fn(&Trigger) -> String| {
            report.property(name, what, of(a), of(b));
        };
        property("timing", |it| timing(it.timing).to_owned());
        property("events", |it| events(&it.events));
        property("level", |it| level(it.level).to_owned());
        property("old table", |it| shown(&it.old_table));
        property("new table", |it| shown(&it.new_table));
        property("condition", |it| shown(&it.condition));
        property("function", |it| it.function.to_string());
        property("arguments", |it| list(&it.arguments));
        property("comment", |it| text(&it.comment));
    });
}

fn timing(timing: Timing) -> &'static str {
    match timing {
        Timing::Before => "before",
        Timing::After => "after",
        Timing::InsteadOf => "instead of",
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Row => "row",
        Level::Statement => "statement",
    }
}

/// In an order of their own: theirs means nothing.
fn events(events: &[Event]) -> String {
    let mut events: Vec<String> = events
        .iter()
        .map(|event| match event {
            Event::Insert => "insert".to_owned(),
            Event::Update(columns) if columns.is_empty() => "update".to_owned(),
            Event::Update(columns) => format!("update of {}", list(columns)),
            Event::Delete => "delete".to_owned(),
            Event::Truncate => "truncate".to_owned(),
        })
        .collect();
    events.sort();
    events.join(" or ")
}

fn policies(report: &mut Report, expected: &Table, found: &Table) {
    let table = &expected.name;
    let object = |it: &Policy| Object::Policy(table.clone(), it.name.clone()).to_string();
    let key = |it: &Policy| it.name.clone();
    report.matched(&expected.policies, &found.policies, key, object, |report, name, a, b| {
        let command = |it: &Policy| it.command.keyword().to_owned();
        report.property(name, "command", command(a), command(b));
        report.property(name, "roles", roles(&a.roles), roles(&b.roles));
        report.property(name, "using", shown(&a.using), shown(&b.using));
        report.property(name, "with check", shown(&a.with_check), shown(&b.with_check));
        report.property(name, "comment", text(&a.comment), text(&b.comment));
    });
}

/// In order; nobody in particular is everybody.
fn roles(roles: &[Grantee]) -> String {
    if roles.is_empty() || roles.contains(&Grantee::Public) {
        return Grantee::Public.to_string();
    }
    let mut roles: Vec<String> = roles.iter().map(ToString::to_string).collect();
    roles.sort();
    roles.join(", ")
}
