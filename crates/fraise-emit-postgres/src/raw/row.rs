//! The row that is there already: it is there for the one who asks (ZF006), he may change it (ZF005), and it is locked.

use fraise_lower::{Sql, names};
use fraise_sql::{Fragment, Ident, ident, sql};

use super::{Operation, access, old, references, signature};
use crate::{
    fill,
    lower::{allowed, index},
    page::Page,
};

/// Asks about it before anything is locked; nothing where the lock itself will tell.
pub(super) fn write_question(page: &mut Page<'_>, operation: &Operation<'_>) {
    let asks_row = access::asks_row(operation.raw.access);
    let locks_along = references::locks_along(operation);
    if asks_row || locks_along {
        write_unless_there(page, operation, vec![readable(operation)], refuse_row(operation));
    }
    if asks_row && locks_along {
        let may = access::may_as_it_is(operation);
        write_unless_there(page, operation, vec![may], sql!["perform fraise.refuse_access();"]);
    }
}

fn write_unless_there(page: &mut Page<'_>, operation: &Operation<'_>, asked: Vec<Sql>, refusal: Fragment) {
    page.line(sql!["if not exists ("]);
    page.deeper(|page| {
        page.line(sql!["select from ", names::table(operation.ctx.ir, operation.entity.id), " as it"]);
        page.conditions(&living(operation).into_iter().chain(asked).collect::<Vec<_>>());
    });
    page.line(sql![") then"]);
    page.deeper(|page| page.line(refusal));
    page.line(sql!["end if;"]);
}

/// Locks it, if it is still there and may be changed.
pub(super) fn write_lock(page: &mut Page<'_>, operation: &Operation<'_>) {
    let asks_row = access::asks_row(operation.raw.access);
    let (asked, refusal) = match asks_row {
        true => (access::may_as_it_is(operation), sql!["perform fraise.refuse_access();"]),
        false => (readable(operation), refuse_row(operation)),
    };
    page.line(sql!["perform from ", names::table(operation.ctx.ir, operation.entity.id), " as it"]);
    page.conditions(&living(operation).into_iter().chain([asked]).collect::<Vec<_>>());
    page.line(sql!["for no key update of it;"]);
    page.line(sql!["if not found then"]);
    page.deeper(|page| {
        if asks_row {
            // Somebody else may have taken it away while the lock was waited for.
            write_unless_there(page, operation, vec![readable(operation)], refuse_row(operation));
        }
        page.line(refusal);
    });
    page.line(sql!["end if;"]);
}

/// Keeps it as it is now.
pub(super) fn write_old(page: &mut Page<'_>, operation: &Operation<'_>) {
    let alias = alias(operation);
    let found = signature::found(operation, &alias);
    let found = Fragment::join(" and ", found.iter().map(|it| fill::flat(operation.ctx.ir, it)));
    let table = names::table(operation.ctx.ir, operation.entity.id);
    page.line(sql![old(), " := (select ", &alias, " from ", table, " as ", &alias, " where ", found, ");"]);
}

/// What stands for the whole row: PostgreSQL takes the name for a column where there is one.
fn alias(operation: &Operation<'_>) -> Ident {
    let is_free = |name: &Ident| {
        let mut columns = operation.entity.fields.iter().filter(|it| it.is_stored());
        columns.all(|it| names::column_of(it) != *name)
    };
    [ident!("it"), ident!("present")].into_iter().find(is_free).unwrap_or(ident!("whole_row"))
}

/// The row of the key, if it lives.
fn living(operation: &Operation<'_>) -> Vec<Sql> {
    let living = index::is_living(operation.entity).map(|it| Sql::kw("it.").with(it));
    signature::found(operation, &ident!("it")).into_iter().chain(living).collect()
}

fn readable(operation: &Operation<'_>) -> Sql {
    allowed::may_read(operation.ctx, operation.entity.id, &ident!("it"))
}

fn refuse_row(operation: &Operation<'_>) -> Fragment {
    let field = operation.raw.key.first().map(|it| it.sql.as_str()).unwrap_or_default();
    sql!["perform fraise.refuse_row(", fraise_sql::Literal::text(field), ");"]
}
