//! Constraints that do not hold are told with the field that they are about; those that speak of other rows only to somebody
//! who may read all of these (LANGUAGE, 14a).

use fraise_ir::{FieldId, field::OnDelete, raw::Verb};
use fraise_lower::names;
use fraise_sql::{Fragment, Literal, SqlType, ident, sql};
use fraise_templates::{SqlSlot, postgres::Variable};

use super::{Operation, access};
use crate::{
    lower::{constraint, reference, same},
    page::Page,
};

/// A constraint that speaks of other rows.
struct Told {
    /// Its name, as a text constant.
    name: Literal,
    /// What clients are told.
    code: &'static str,
    /// The field that it is about, if it is one.
    field: Option<Literal>,
    /// Who is told.
    condition: Fragment,
}

/// Keeps the name of the constraint, where it is asked.
pub(super) fn variable(operation: &Operation<'_>) -> Option<Variable> {
    let is_asked = has_checks(operation) || !told(operation).is_empty();
    let (name, ty) = (sql![ident!("violated")], sql![SqlType::Text]);
    is_asked.then(|| Variable { name: SqlSlot::from(name), r#type: SqlSlot::from(ty) })
}

/// Writes what may break them.
pub(super) fn write_around(
    page: &mut Page<'_>,
    operation: &Operation<'_>,
    inner: impl FnOnce(&mut Page<'_>),
) {
    page.line(sql!["begin"]);
    page.deeper(inner);
    page.line(sql!["exception"]);
    page.deeper(|page| {
        if has_checks(operation) {
            page.line(sql!["when check_violation then"]);
            page.deeper(|page| of_checks(page, &checks(operation)));
        }
        page.line(sql!["when unique_violation or foreign_key_violation or restrict_violation then"]);
        page.deeper(|page| of_other_rows(page, &told(operation)));
    });
    page.line(sql!["end;"]);
}

fn of_checks(page: &mut Page<'_>, checks: &[(Literal, Literal)]) {
    page.line(sql!["get stacked diagnostics violated = constraint_name;"]);
    let refuse = sql!["perform fraise.refuse_violation(sqlstate, 'BAD_INPUT', violated, "];
    if checks.is_empty() {
        return page.line(refuse.kw("null);"));
    }
    page.line(refuse.kw("case violated"));
    page.deeper(|page| {
        for (name, field) in checks {
            page.line(sql!["when ", name, " then ", field]);
        }
    });
    page.line(sql!["end);"]);
}

/// A CHECK may fail of what is given.
fn has_checks(operation: &Operation<'_>) -> bool {
    match operation.raw.verb {
        Verb::Create | Verb::Update => !operation.entity.checks.is_empty() || !checks(operation).is_empty(),
        Verb::Delete => false,
    }
}

/// The CHECKs of fields that are given.
fn checks(operation: &Operation<'_>) -> Vec<(Literal, Literal)> {
    let mut all = Vec::new();
    for given in &operation.raw.fields {
        let field = operation.ctx.ir.field(given.field);
        for check in constraint::of_field(operation.ctx, operation.entity, field) {
            all.push((Literal::text(check.name.as_str()), Literal::text(&given.input.sql)));
        }
    }
    all
}

fn of_other_rows(page: &mut Page<'_>, told: &[Told]) {
    if !told.is_empty() {
        page.line(sql!["get stacked diagnostics violated = constraint_name;"]);
    }
    for it in told {
        let is_it = sql!["violated = ", &it.name];
        let condition = match it.condition.as_str() {
            "true" => is_it,
            _ => sql![is_it, " and ", &it.condition],
        };
        page.line(sql!["if ", condition, " then"]);
        page.deeper(|page| {
            let code = Literal::text(it.code);
            let field = it.field.clone().unwrap_or(Literal::Null);
            let violated = ident!("violated");
            page.line(sql![
                "perform fraise.refuse_violation(sqlstate, ",
                code,
                ", ",
                violated,
                ", ",
                field,
                ");"
            ]);
        });
        page.line(sql!["end if;"]);
    }
    page.line(sql!["perform fraise.refuse_violation(sqlstate, 'CONFLICT', null, null);"]);
}

fn told(operation: &Operation<'_>) -> Vec<Told> {
    match operation.raw.verb {
        Verb::Create | Verb::Update => uniques(operation).into_iter().chain(pairs(operation)).collect(),
        Verb::Delete => references(operation),
    }
}

fn tell(operation: &Operation<'_>, name: &str, code: &'static str, fields: &[FieldId]) -> Option<Told> {
    let condition = access::reads_every(operation, fields)?;
    let field = match fields {
        [only] => {
            let given = operation.raw.fields.iter().find(|it| it.field == *only);
            given.map(|it| Literal::text(&it.input.sql))
        }
        _ => None,
    };
    Some(Told { name: Literal::text(name), code, field, condition })
}

/// The uniques of the table.
fn uniques(operation: &Operation<'_>) -> Vec<Told> {
    let ctx = operation.ctx;
    let entity = operation.entity;
    let mut all = Vec::new();
    if entity.id_field().is_none() {
        let key = constraint::primary_key(ctx, entity);
        all.extend(tell(operation, key.name.as_str(), "CONFLICT", &entity.key_fields()));
    }
    let is_given = |field: &FieldId| operation.raw.fields.iter().any(|it| it.field == *field);
    for unique in entity.uniques.iter().filter(|it| it.fields.iter().any(is_given)) {
        all.extend(tell(operation, &unique.name, "CONFLICT", &unique.fields));
    }
    all
}

/// The rows that two references lead to are not the same.
fn pairs(operation: &Operation<'_>) -> Vec<Told> {
    let given = operation.raw.fields.iter();
    let pairs = given.flat_map(|given| {
        let field = operation.ctx.ir.field(given.field);
        let pairs = same::pairs_of(operation.ctx, operation.entity, field);
        pairs.into_iter().map(move |pair| Told {
            name: Literal::text(pair.foreign_key.name.as_str()),
            code: "SAME_LAW",
            field: Some(Literal::text(&given.input.sql)),
            condition: sql!["true"],
        })
    });
    pairs.collect()
}

/// The references of other rows that keep the row.
fn references(operation: &Operation<'_>) -> Vec<Told> {
    let ir = operation.ctx.ir;
    let mut all = Vec::new();
    for entity in &ir.entities {
        for id in entity.field_ids() {
            let field = ir.field(id);
            let keeps = field
                .reference
                .is_some_and(|it| it.target == operation.entity.id && it.on_delete == OnDelete::Restrict);
            if keeps {
                let name = reference::name(entity, &[&names::column_of(field)]);
                all.extend(tell(operation, name.as_str(), "CONFLICT", &[id]));
            }
        }
    }
    all
}
