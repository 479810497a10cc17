//! `create`: one INSERT, also for all lines of `each`.
//!
//! Defaults that a trigger would look up row by row are looked up by the statement itself where it gives what they read.

use std::collections::BTreeSet;

use fraise_ir::{
    EntityId, Expr, FieldId, Ir, StepId,
    expr::{ExprKind, Hop, Root},
    mutation::Each,
};
use fraise_lower::{Row, Scope, Sql, names as sql_names};
use fraise_sql::{Fragment, ident, sql};

use super::{
    super::{lines::Lines, names::Names},
    inserted, returning, values,
};
use crate::{fill, lower::default, moves, page::Page, trigger::aggregates};

pub(super) fn one(
    page: &mut Page<'_>,
    names: &Names<'_>,
    entity: EntityId,
    set: &[(FieldId, Expr)],
    name: Option<StepId>,
) {
    let table = sql_names::table(names.ctx.ir, entity);
    let scope = names.scope();
    let row = NewRow::of(names, &scope, entity, set);
    if row.fields.is_empty() {
        page.line(sql!["insert into ", table, " as it default values"]);
    } else {
        page.line(sql!["insert into ", table, " as it ", row.columns(names.ctx.ir)]);
        match row.looked_up_from() {
            None => {
                page.line(sql!["values ("]);
                page.deeper(|page| values(page, &row.values));
                page.line(sql![")"]);
            }
            Some(from) => {
                page.line(sql!["select"]);
                page.deeper(|page| values(page, &row.values));
                page.line(sql!["from ", from]);
            }
        }
    }
    if let Some(returning) = returning(names, entity, name) {
        page.line(returning);
    }
    page.end();
}

pub(super) fn several(
    page: &mut Page<'_>,
    names: &Names<'_>,
    entity: EntityId,
    set: &[(FieldId, Expr)],
    each: &Each,
    when: Option<&Expr>,
) {
    let Some(lines) = Lines::of(names, each) else { return };
    let scope = lines.scope();
    let row = NewRow::of(&lines.names, &scope, entity, set);
    let table = sql_names::table(names.ctx.ir, entity);
    page.line(sql!["insert into ", table, " ", row.columns(names.ctx.ir)]);
    page.line(sql!["select"]);
    page.deeper(|page| values(page, &row.values));
    page.line(sql!["from ", &lines.from]);
    if let Some(from) = row.looked_up_from() {
        page.line(sql!["cross join lateral ", from]);
    }
    let mut conditions = lines.conditions.clone();
    conditions.extend(when.map(|it| lines.names.conjunct(&scope, it)));
    page.conditions(&conditions);
    page.end();
}

/// What a new row gets.
struct NewRow {
    fields: Vec<FieldId>,
    values: Vec<Sql>,
    /// What its defaults read of the row itself, which they call `new`.
    read: Vec<Fragment>,
}

impl NewRow {
    fn of(names: &Names<'_>, scope: &Scope<'_>, entity: EntityId, set: &[(FieldId, Expr)]) -> Self {
        let ir = names.ctx.ir;
        let mut fields: Vec<FieldId> = set.iter().map(|(field, _)| *field).collect();
        let mut values: Vec<Sql> =
            set.iter().map(|(field, value)| inserted(names, scope, *field, value)).collect();
        let mut needed = BTreeSet::new();
        let written = Scope::new(ir).bind(Root::This, Row::Written(ident!("new")));
        let is_given = |it: &FieldId| set.iter().any(|(given, _)| given == it);
        for field in ir.entity(entity).field_ids().filter(|it| !is_given(it)) {
            let Some(default) = default::of_trigger(ir.field(field)) else { continue };
            let Some(reads) = columns_looked_up_by(ir, default) else { continue };
            if reads.iter().all(is_given) {
                fields.push(field);
                values.push(written.value_as(default, &ir.field(field).ty));
                needed.extend(reads);
            }
        }
        let read = set.iter().filter(|(field, _)| needed.contains(field)).map(|(field, value)| {
            let value = fill::flat(ir, &inserted(names, scope, *field, value));
            sql!["cast(", value, " as ", moves::base_type(ir, *field), ") as ", sql_names::column(ir, *field)]
        });
        Self { read: read.collect(), fields, values }
    }

    /// `(select cast(line.variant_id as uuid) as variant_id) as new`
    fn looked_up_from(&self) -> Option<Fragment> {
        let read = Fragment::join(", ", &self.read);
        (!self.read.is_empty()).then(|| sql!["(select ", read, ") as ", ident!("new")])
    }

    /// The columns, in parentheses.
    fn columns(&self, ir: &Ir) -> Fragment {
        let columns = self.fields.iter().map(|field| sql_names::column(ir, *field));
        sql!["("].list(", ", columns).kw(")")
    }
}

/// The columns of its own row that a default reads; none if it reads more of it than columns.
fn columns_looked_up_by(ir: &Ir, default: &Expr) -> Option<BTreeSet<FieldId>> {
    let mut is_simple = true;
    default.walk(&mut |part| {
        is_simple &= match &part.kind {
            ExprKind::Field { row, .. } | ExprKind::Row(row) => {
                row.root == Root::This && row.hops.iter().all(|hop| matches!(hop, Hop::Reference(_)))
            }
            ExprKind::Rule { .. } | ExprKind::Aggregate { .. } => false,
            _ => true,
        };
    });
    let mut columns = BTreeSet::new();
    aggregates::read_of_row(ir, default, Root::This, &mut columns);
    is_simple.then_some(columns)
}
