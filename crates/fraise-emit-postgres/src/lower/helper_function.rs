//! Helpers that policies ask: who the viewer is, and which roles he holds.
//!
//! The settings of the transaction are believed only from the service's logins; anybody else has the roles that
//! PostgreSQL knows him to have, no id and no claims.

use fraise_lower::{names, types};
use fraise_sql::{
    Body, Fragment, Literal, SqlType, Text,
    catalog::{Argument, Function, Language, Parallel, Returns, Setting, Volatility},
    ident, sql,
};
use fraise_templates::{RenderError, SqlSlot, postgres, render};

use crate::{database::Context, roles};

/// All helpers of this kind.
pub(crate) fn all(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    Ok(vec![viewer_id(ctx)?, claim(ctx)?, has_role(ctx)?, has_any_role(ctx)?])
}

fn viewer_id(ctx: &Context<'_>) -> Result<Function, RenderError> {
    let ty = types::sql_type(ctx.ir, &ctx.ir.viewer.id_type);
    let setting = sql!["nullif(current_setting('fraise.viewer_id', true), '')"];
    let id = if ty == SqlType::Text { setting } else { sql![setting, "::", &ty] };
    let body = postgres::ViewerId { service: service(ctx), id: SqlSlot::from(id) };
    let comment = "Who asks, as the service says it; null for anybody else";
    Ok(helper(ctx, "viewer_id", Vec::new(), ty, &render(&body)?, comment))
}

fn claim(ctx: &Context<'_>) -> Result<Function, RenderError> {
    let arguments = vec![Argument::new(ident!("claim"), SqlType::Text)];
    let body = postgres::Claim { service: service(ctx) };
    let comment = "A claim of the token, as the service says it";
    Ok(helper(ctx, "claim", arguments, SqlType::Text, &render(&body)?, comment))
}

fn has_role(ctx: &Context<'_>) -> Result<Function, RenderError> {
    let arguments = vec![Argument::new(ident!("role"), SqlType::Text)];
    let name = SqlSlot::from(name_of_people(ctx));
    let body = postgres::HasRole { service: service(ctx), name };
    let comment =
        "Whether the one who asks holds a role, as the service says it, or as PostgreSQL knows of a person";
    Ok(helper(ctx, "has_role", arguments, SqlType::Boolean, &render(&body)?, comment))
}

fn has_any_role(ctx: &Context<'_>) -> Result<Function, RenderError> {
    let arguments = vec![Argument::new(ident!("roles"), SqlType::Text.array())];
    let name = SqlSlot::from(name_of_people(ctx));
    let body = postgres::HasAnyRole { service: service(ctx), name };
    let comment = "The same of any of some roles";
    Ok(helper(ctx, "has_any_role", arguments, SqlType::Boolean, &render(&body)?, comment))
}

/// `'storefront_role_' || role`; names that are too long for that are listed.
fn name_of_people(ctx: &Context<'_>) -> Fragment {
    let prefix = roles::people_prefix(ctx.ir);
    let joined = sql![Literal::text(&prefix), " || role"];
    let mut cut = Fragment::new();
    for id in roles::with_people(ctx.ir) {
        let role = &ctx.ir.role(id).name;
        let people = roles::people(ctx.ir, id);
        if people.as_str() != format!("{prefix}{role}") {
            let (role, people) = (Literal::text(role), Literal::text(people.as_str()));
            cut = sql![cut, "\n        when ", role, "\n          then ", people];
        }
    }
    if cut == Fragment::new() {
        return joined;
    }
    sql!["case role", cut, "\n        else ", joined, "\n      end"]
}

fn service(ctx: &Context<'_>) -> SqlSlot {
    SqlSlot::from(sql![Literal::text(ctx.roles.service.as_str())])
}

fn helper(
    ctx: &Context<'_>,
    name: &str,
    arguments: Vec<Argument>,
    returns: SqlType,
    body: &str,
    comment: &str,
) -> Function {
    let mut function = Function::new(names::helper(name), Language::Plpgsql, Body::rendered(body));
    function.arguments = arguments;
    function.returns = Returns::Value(returns);
    function.volatility = Volatility::Stable;
    function.parallel = Parallel::Safe;
    function.settings = vec![Setting::search_path(vec![ident!("pg_catalog"), ident!("pg_temp")])];
    function.execute = vec![ctx.roles.api()];
    function.comment = Some(Text::without_nul(comment));
    function
}
