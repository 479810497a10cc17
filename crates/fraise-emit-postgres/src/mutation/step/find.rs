//! `find`: one row under the read rule, locked; without one an error, or null.

use fraise_ir::{EntityId, Expr, StepId, event::RaisedError};
use fraise_lower::{Sql, names as sql_names};
use fraise_sql::{ident, sql};

use super::{
    super::{names::Names, rows, strength},
    raise, variable,
};
use crate::{lower::allowed, page::Page};

/// The parts of the step.
pub(super) struct Find<'e> {
    pub(super) entity: EntityId,
    pub(super) conditions: &'e [Expr],
    pub(super) error: Option<&'e RaisedError>,
    pub(super) optional: bool,
    pub(super) unrestricted: bool,
    pub(super) name: Option<StepId>,
}

pub(super) fn write(page: &mut Page<'_>, names: &Names<'_>, find: &Find<'_>) {
    let ir = names.ctx.ir;
    let scope = names.scope_of_row();
    let mut conditions: Vec<Sql> = find.conditions.iter().map(|it| names.conjunct(&scope, it)).collect();
    conditions.extend(rows::living(names, find.entity));
    if !find.unrestricted {
        conditions.push(allowed::may_read(names.ctx, find.entity, &ident!("it")));
    }
    let key = ir.entity(find.entity).id_field().map(|it| sql_names::column(ir, it));
    let held = find.name.map_or(strength::Held::KeyShare, |it| strength::of(names, it));
    let rows = |page: &mut Page<'_>| {
        page.line(sql!["from ", sql_names::table(ir, find.entity), " as it"]);
        page.conditions(&conditions);
    };
    let missing = match (variable(names, find.name), key) {
        (Some(variable), Some(key)) => {
            page.line(sql![&variable, " := ("]);
            page.deeper(|page| {
                page.line(sql!["select it.", key]);
                rows(page);
                page.line(sql![held.clause()]);
            });
            page.line(sql![");"]);
            sql![variable, " is null"]
        }
        _ => {
            page.line(sql!["perform"]);
            rows(page);
            page.line(sql![held.clause(), ";"]);
            sql!["not found"]
        }
    };
    if find.optional {
        return;
    }
    page.line(sql!["if ", missing, " then"]);
    page.deeper(|page| match find.error {
        Some(error) => raise(page, names, error),
        None => page.line(sql!["perform fraise.refuse_row(null);"]),
    });
    page.line(sql!["end if;"]);
}
