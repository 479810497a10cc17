//! `apply`: one call of the move's function, also for all lines of `each`.

use fraise_ir::{Expr, FieldId, MoveId, mutation::Each};
use fraise_lower::{Scope, Sql};
use fraise_sql::{Fragment, SqlType, sql};

use super::{
    super::{lines::Lines, names::Names},
    flat,
};
use crate::{moves, page::Page};

/// The parts of the step.
pub(super) struct Apply<'e> {
    pub(super) r#move: MoveId,
    pub(super) key: &'e [(FieldId, Expr)],
    pub(super) qty: &'e Expr,
    pub(super) each: Option<&'e Each>,
    pub(super) with: &'e [(FieldId, Expr)],
}

pub(super) fn write(page: &mut Page<'_>, names: &Names<'_>, apply: &Apply<'_>, when: Option<&Expr>) {
    let Some(signature) = moves::signature(names.ctx.ir, apply.r#move) else { return };
    match apply.each {
        None => {
            let scope = names.scope();
            let missing = missing(names, &scope, apply);
            let call = |page: &mut Page<'_>| {
                page.line(sql!["perform ", &signature.name, "("]);
                let lists: Vec<Sql> = values(names, &scope, apply, &signature)
                    .into_iter()
                    .map(|(value, ty)| {
                        let list = Sql::kw("array[").with(names.filled(&value)).with_kw("]::");
                        list.with(Sql::from(sql![ty.array()]))
                    })
                    .collect();
                page.deeper(|page| super::values(page, &lists));
                page.line(sql![");"]);
            };
            match missing.is_empty() {
                true => call(page),
                false => {
                    let there = missing.into_iter().map(|it| it.with_kw(" is not null"));
                    page.when(&Sql::junction("and ", there), call);
                }
            }
        }
        Some(each) => {
            let Some(lines) = Lines::of(names, each) else { return };
            let scope = lines.scope();
            page.line(sql!["perform ", &signature.name, "("]);
            let lists: Vec<Sql> = values(&lines.names, &scope, apply, &signature)
                .into_iter()
                .map(|(value, ty)| {
                    let list = Sql::kw("array_agg((").with(lines.names.filled(&value)).with_kw(")::");
                    list.with(Sql::from(sql![ty])).with_kw(")")
                })
                .collect();
            page.deeper(|page| super::values(page, &lists));
            page.line(sql![")"]);
            page.line(sql!["from ", &lines.from]);
            let mut conditions = lines.conditions.clone();
            conditions.extend(when.map(|it| lines.names.conjunct(&scope, it)));
            let missing = missing(&lines.names, &scope, apply);
            conditions.extend(missing.into_iter().map(|it| it.with_kw(" is not null")));
            page.conditions(&conditions);
            page.line(sql!["having count(*) > 0;"]);
        }
    }
}

/// Parts of the key that may be null, where the step does nothing.
fn missing(names: &Names<'_>, scope: &Scope<'_>, apply: &Apply<'_>) -> Vec<Sql> {
    let nullable = apply.key.iter().filter(|(_, value)| value.nullable);
    nullable.map(|(_, value)| names.filled(&scope.operand(value))).collect()
}

/// The values of a line in the order of the function's lists, with their types.
fn values(
    names: &Names<'_>,
    scope: &Scope<'_>,
    apply: &Apply<'_>,
    signature: &moves::Signature,
) -> Vec<(Sql, SqlType)> {
    let ir = names.ctx.ir;
    let given = |list: &[(FieldId, Expr)], field: FieldId| {
        list.iter().find(|(it, _)| *it == field).map(|(_, value)| scope.operand(value))
    };
    let null = || Sql::from(Fragment::new().kw("null"));
    let mut values = Vec::new();
    for field in &signature.key {
        values.push((given(apply.key, *field).unwrap_or_else(null), moves::base_type(ir, *field)));
    }
    values.push((scope.operand(apply.qty), signature.qty.clone()));
    // A step is no line that could move twice.
    values.extend(signature.source.map(|field| (null(), moves::base_type(ir, field))));
    let last = signature.with.iter().rposition(|field| apply.with.iter().any(|(it, _)| it == field));
    for field in signature.with.iter().take(last.map_or(0, |it| it + 1)) {
        values.push((given(apply.with, *field).unwrap_or_else(null), moves::base_type(ir, *field)));
    }
    values.into_iter().map(|(value, ty)| (Sql::from(flat(names, &value)), ty)).collect()
}
