//! `delete`: all rows that match; those of a soft-delete type are marked.

use fraise_ir::{EntityId, Expr, field::FieldOrigin};
use fraise_lower::names as sql_names;
use fraise_sql::sql;

use super::{super::names::Names, update};
use crate::page::Page;

pub(super) fn write(page: &mut Page<'_>, names: &Names<'_>, entity: EntityId, conditions: &[Expr]) {
    let ir = names.ctx.ir;
    let matching = update::lock(page, names, entity, conditions);
    let declared = ir.entity(entity);
    let mark = declared.fields.iter().find(|it| declared.soft_delete && it.origin == FieldOrigin::DeletedAt);
    match mark {
        Some(field) => {
            page.line(sql!["update ", sql_names::table(ir, entity), " as it"]);
            page.line(sql!["set ", sql_names::column_of(field), " = now()"]);
        }
        None => page.line(sql!["delete from ", sql_names::table(ir, entity), " as it"]),
    }
    page.conditions(&matching);
    page.end();
}
