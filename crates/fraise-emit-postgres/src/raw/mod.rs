//! Raw operations: each is one function, which creates, updates or deletes one row.
//!
//! ```sql
//! select create_product(p_input => '{"sku": "A-1", "category_id": "..", "price": 9.90}');
//! ```
//!
//! A body asks in the order of the language (LANGUAGE, 6.3): who calls, what the input looks like, whether the rows that it
//! names are there for the one who asks, whether he may do this to this row; then it writes, and the laws of the table answer.
//! Whatever is locked is locked for somebody who may change the row, so that nobody else holds it.
//!
//! - `signature`: name, arguments, result
//! - `access`: who may, for which rows and fields
//! - `input`: what the object must look like, and the row that it makes
//! - `references`: the rows that it names, and those that are changed or asked along with it
//! - `row`: the row that is there already
//! - `violation`: constraints of the table that do not hold
//! - `create`, `update`, `delete`: the parts in their order

mod access;
mod create;
mod delete;
mod input;
mod references;
mod row;
mod signature;
mod update;
mod violation;

use fraise_ir::{
    Entity,
    raw::{self, RawOperation, Verb},
};
use fraise_sql::{
    Fragment, Ident,
    catalog::{Function, Returns},
    ident, sql,
};
use fraise_templates::{
    RenderError, SqlSlot,
    postgres::{Mutate, Variable},
};

use crate::{database::Context, page::Page, trigger};

/// One operation and what it is about.
struct Operation<'c> {
    ctx: &'c Context<'c>,
    entity: &'c Entity,
    raw: RawOperation<'c>,
}

/// What the row is called as it was.
fn old() -> Ident {
    ident!("v_old")
}

/// What the row is called as it will be.
fn new() -> Ident {
    ident!("v_new")
}

/// The functions of all types.
pub(crate) fn functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    let operations = raw::operations(ctx.ir).into_iter();
    operations.map(|raw| function(&Operation { ctx, entity: ctx.ir.entity(raw.entity), raw })).collect()
}

fn function(operation: &Operation<'_>) -> Result<Function, RenderError> {
    let ctx = operation.ctx;
    let (variables, parts) = match operation.raw.verb {
        Verb::Create => (create::variables(operation), create::parts(operation)),
        Verb::Update => (update::variables(operation), update::parts(operation)),
        Verb::Delete => (delete::variables(operation), delete::parts(operation)),
    };
    let refused = access::refused(ctx, operation.raw.access);
    let body = Mutate {
        variables,
        asks: refused.is_some(),
        refused: refused.map(SqlSlot::from),
        hooks_missing: None,
        defaults: Vec::new(),
        checks: Vec::new(),
        claim: None,
        parts: parts.into_iter().filter(|it| !it.is_empty()).map(SqlSlot::from).collect(),
        returns: SqlSlot::from(signature::result(operation)),
    };
    let mut function =
        trigger::function(ctx, signature::name(operation), &body, &signature::comment(operation))?;
    function.arguments = signature::arguments(operation);
    function.returns = Returns::Value(signature::returned_type(operation));
    function.execute = vec![ctx.roles.api()];
    Ok(function)
}

impl<'c> Operation<'c> {
    /// A part of the body.
    fn part(&self, write: impl FnOnce(&mut Page<'c>)) -> Fragment {
        let mut page = Page::new(self.ctx.ir);
        write(&mut page);
        page.into_text()
    }

    /// A variable for a row of the table.
    fn row_variable(&self, name: Ident) -> Variable {
        let table = fraise_lower::names::table(self.ctx.ir, self.entity.id);
        Variable { name: SqlSlot::from(sql![name]), r#type: SqlSlot::from(sql![table]) }
    }
}
