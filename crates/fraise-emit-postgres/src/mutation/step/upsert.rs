//! `upsert`: an INSERT that updates the row which is there. `old` is that row, and all null for a new one.
//!
//! Lines of `each` come one after the other, in the order of what they match, since two of them may be about one row, and
//! since an update cannot see what was to be inserted but its columns.

use std::collections::BTreeSet;

use fraise_ir::{
    EntityId, Expr, FieldId, StepId,
    expr::{ExprKind, Function, Literal as Constant, Root},
    mutation::Each,
};
use fraise_lower::{Row, Scope, Sql, names as sql_names};
use fraise_sql::{Fragment, Literal, ident, sql};

use super::{
    super::{
        lines::{Lines, What},
        names::Names,
    },
    assignments, columns, inserted, values, variable,
};
use crate::{
    lower::{constraint, index},
    page::Page,
};

/// The parts of the step.
pub(super) struct Upsert<'e> {
    pub(super) entity: EntityId,
    pub(super) matches: &'e [(FieldId, Expr)],
    pub(super) condition: Option<&'e Expr>,
    pub(super) set: &'e [(FieldId, Expr)],
}

pub(super) fn one(page: &mut Page<'_>, names: &Names<'_>, upsert: &Upsert<'_>, name: Option<StepId>) {
    let returning = name.and_then(|_| {
        let key = names.ctx.ir.entity(upsert.entity).id_field()?;
        Some(sql![
            "returning present.",
            sql_names::column(names.ctx.ir, key),
            " into ",
            variable(names, name)?
        ])
    });
    statement(page, names, &names.scope(), upsert, returning);
}

pub(super) fn several(
    page: &mut Page<'_>,
    names: &Names<'_>,
    upsert: &Upsert<'_>,
    each: &Each,
    when: Option<&Expr>,
) {
    let Some(lines) = Lines::of(names, each) else { return };
    let ir = names.ctx.ir;
    let scope = lines.scope();
    let (selected, inside, inner_scope) = match lines.what {
        What::Object(object) => {
            let fields = ir.object(object).fields.iter();
            let columns = fields.map(|it| sql!["line.", sql_names::ident(&it.sql)]);
            let inside = names.with_line(object, ident!("v_line"));
            let scope = inside.scope();
            (Fragment::join(", ", columns), inside, scope)
        }
        What::Row(entity) => {
            let key = ir.entity(entity).key_fields();
            let columns = key.iter().map(|it| sql!["line.", sql_names::column(ir, *it)]);
            let key = key.first().map(|it| sql_names::column(ir, *it)).unwrap_or_else(|| ident!("id"));
            let row = Row::Key(Sql::from(sql!["v_line.", key]));
            (Fragment::join(", ", columns), names.clone(), names.scope().bind(Root::Line, row))
        }
    };
    page.line(sql!["for v_line in"]);
    page.deeper(|page| {
        page.line(sql!["select ", selected]);
        page.line(sql!["from ", &lines.from]);
        let mut conditions = lines.conditions.clone();
        conditions.extend(when.map(|it| lines.names.conjunct(&scope, it)));
        page.conditions(&conditions);
        let of_line = upsert.matches.iter().filter(|(_, it)| reads_line(it));
        let order: Vec<Sql> = of_line.map(|(_, it)| lines.names.filled(&scope.operand(it))).collect();
        if !order.is_empty() {
            page.line_with(sql!["order by "], &Sql::join(", ", order), "");
        }
    });
    page.line(sql!["loop"]);
    page.deeper(|page| statement(page, &inside, &inner_scope, upsert, None));
    page.line(sql!["end loop;"]);
}

fn statement(
    page: &mut Page<'_>,
    names: &Names<'_>,
    scope: &Scope<'_>,
    upsert: &Upsert<'_>,
    returning: Option<Fragment>,
) {
    let ir = names.ctx.ir;
    let given: Vec<(FieldId, Expr)> = upsert.matches.iter().chain(upsert.set).cloned().collect();
    if has_another_unique(names, upsert) {
        wait_for_the_same(page, names, scope, upsert);
    }
    page.line(sql![
        "insert into ",
        sql_names::table(ir, upsert.entity),
        " as present ",
        columns(names, &given)
    ]);
    page.line(sql!["values ("]);
    let new: Vec<Sql> =
        given.iter().map(|(field, it)| inserted(names, scope, *field, &without_old(it))).collect();
    page.deeper(|page| values(page, &new));
    page.line(sql![")"]);
    page.line(conflict(names, upsert));
    page.line(sql!["do update"]);
    match upsert.matches.first().filter(|_| upsert.set.is_empty()) {
        // Nothing changes, but the row is locked and gives its key.
        Some((field, _)) => {
            let column = sql_names::column(ir, *field);
            page.line(sql!["set ", &column, " = excluded.", &column]);
        }
        None => {
            let scope = scope.clone().bind(Root::Old, Row::Named(ident!("present")));
            assignments(page, names, &scope, upsert.set, &ident!("present"));
        }
    }
    if let Some(returning) = returning {
        page.line(returning);
    }
    page.end();
}

/// The table has uniques beside the one of the match.
fn has_another_unique(names: &Names<'_>, upsert: &Upsert<'_>) -> bool {
    let matched: BTreeSet<FieldId> = upsert.matches.iter().map(|(field, _)| *field).collect();
    let uniques = &names.ctx.ir.entity(upsert.entity).uniques;
    uniques.iter().any(|it| it.fields.iter().copied().collect::<BTreeSet<FieldId>>() != matched)
}

/// ON CONFLICT looks at the unique of the match alone: of two that insert the same row at once, the later could be refused by
/// another one (23505) before he meets the row that he should update.
fn wait_for_the_same(page: &mut Page<'_>, names: &Names<'_>, scope: &Scope<'_>, upsert: &Upsert<'_>) {
    let table = Literal::text(&names.ctx.ir.entity(upsert.entity).table);
    let values = upsert.matches.iter().map(|(_, it)| names.filled(&scope.operand(it)));
    let values = Sql::join(", ", values.collect::<Vec<Sql>>());
    let lock = sql!["perform pg_advisory_xact_lock(hashtextextended(concat_ws(' ', ", table, ", "];
    page.line_with(lock, &values, "), 0));");
}

fn reads_line(expr: &Expr) -> bool {
    let mut reads = expr.reads(Root::Line);
    expr.walk(&mut |part| {
        reads |= match &part.kind {
            ExprKind::LineInput(_) => true,
            ExprKind::Field { row, .. } | ExprKind::Row(row) | ExprKind::Rule { row, .. } => {
                matches!(row.root, Root::LineReference(_))
            }
            _ => false,
        };
    });
    reads
}

/// `on conflict (holder) where ordered_at is null`; the uniques of a soft-delete type are of the living rows.
fn conflict(names: &Names<'_>, upsert: &Upsert<'_>) -> Fragment {
    let ir = names.ctx.ir;
    let entity = ir.entity(upsert.entity);
    let columns = upsert.matches.iter().map(|(field, _)| sql_names::column(ir, *field));
    let target = sql!["on conflict ("].list(", ", columns).kw(")");
    let scope = Scope::new(ir).bind(Root::This, Row::Bare);
    let mut conditions: Vec<Sql> = upsert.condition.iter().map(|it| scope.conjunct(it)).collect();
    let mut fields: Vec<FieldId> = upsert.matches.iter().map(|(field, _)| *field).collect();
    let mut key = entity.key_fields();
    fields.sort();
    key.sort();
    let is_of_all = entity.uniques.iter().any(|it| {
        let mut unique = it.fields.clone();
        unique.sort();
        unique == fields && constraint::is_constraint(entity, it)
    });
    if fields != key && !is_of_all {
        conditions.extend(index::is_living(entity));
    }
    match conditions.is_empty() {
        true => target,
        false => {
            let all = conditions.iter().map(|it| super::flat(names, it));
            sql![target, " where ", Fragment::join(" and ", all)]
        }
    }
}

/// The expression where there is no row before.
fn without_old(expr: &Expr) -> Expr {
    let mut new = expr.clone();
    put_null(&mut new);
    new
}

fn put_null(expr: &mut Expr) {
    let is_old = match &expr.kind {
        ExprKind::Field { row, .. } | ExprKind::Row(row) => row.root == Root::Old,
        _ => false,
    };
    if is_old {
        expr.kind = ExprKind::Literal(Constant::Null);
        expr.nullable = true;
        return;
    }
    expr.for_each_child_mut(&mut put_null);
    if let ExprKind::Call(Function::Coalesce, arguments) = &mut expr.kind {
        arguments.retain(|it| it.kind != ExprKind::Literal(Constant::Null));
        if let [only] = arguments.as_slice() {
            *expr = only.clone();
        }
    }
}
