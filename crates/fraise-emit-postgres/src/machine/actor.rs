//! Who acts, for what is written down: the viewer of the service, or the login.

use fraise_ir::Ir;
use fraise_lower::names;
use fraise_sql::{
    Body, Literal, QualifiedName, SqlType, Text,
    catalog::{Function, Language, Returns, Setting, Volatility},
    ident, sql,
};
use fraise_templates::{
    RenderError, SqlSlot,
    postgres::{ActingRoles, Actor},
    render,
};

use crate::database::Context;

/// `fraise.actor`
pub(crate) fn name() -> QualifiedName {
    names::helper("actor")
}

/// `fraise.acting_roles`
pub(super) fn roles_name() -> QualifiedName {
    names::helper("acting_roles")
}

/// Some machine logs its changes.
pub(super) fn is_logged(ir: &Ir) -> bool {
    ir.entities.iter().filter_map(|it| it.machine.as_ref()).any(|it| it.log)
}

/// The functions that say it, where something writes it down.
pub(super) fn functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    let mut functions = Vec::new();
    let service = || SqlSlot::from(sql![Literal::text(ctx.roles.service.as_str())]);
    if is_logged(ctx.ir) || !ctx.ir.events.is_empty() {
        let body = render(&Actor { service: service() })?;
        functions.push(of_session(name(), &body, "Who acts: the viewer, or the login"));
    }
    if is_logged(ctx.ir) {
        let body = render(&ActingRoles { service: service() })?;
        functions.push(of_session(roles_name(), &body, "The roles of the viewer who acts"));
    }
    Ok(functions)
}

fn of_session(name: QualifiedName, body: &str, comment: &str) -> Function {
    let mut function = Function::new(name, Language::Plpgsql, Body::rendered(body));
    function.returns = Returns::Value(SqlType::Text);
    function.volatility = Volatility::Stable;
    function.settings = vec![Setting::search_path(vec![ident!("pg_catalog"), ident!("pg_temp")])];
    function.comment = Some(Text::without_nul(comment));
    function
}
