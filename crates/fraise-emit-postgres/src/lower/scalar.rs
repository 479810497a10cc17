//! Scalars with a check, in lists: a CHECK holds no subquery, so a function asks every element.
//!
//! Its name ends in a version for the same reason as that of an object's.

use fraise_ir::{ScalarId, Type, names as made};
use fraise_lower::{Hole, Scope, Sql, names, types};
use fraise_sql::{
    Body, QualifiedName, SqlType, Text,
    catalog::{Argument, Function, Language, Parallel, Returns, Setting, Volatility},
    ident,
};
use fraise_templates::{RenderError, SqlSlot, postgres, render};

use crate::{database::Context, fill};

/// The version of every check until a migration changes it.
const FIRST_VERSION: u32 = 1;

/// The functions of the scalars that columns hold lists of.
pub(crate) fn list_functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    let all = (0..ctx.ir.scalars.len()).map(ScalarId);
    all.filter(|id| is_in_a_list(ctx, *id)).filter_map(|id| list_function(ctx, id).transpose()).collect()
}

/// `fraise.are_sku_v1`
pub(crate) fn list_function_name(ctx: &Context<'_>, id: ScalarId) -> QualifiedName {
    names::helper(&format!("are_{}_v{FIRST_VERSION}", made::snake(&ctx.ir.scalar(id).name)))
}

fn is_in_a_list(ctx: &Context<'_>, id: ScalarId) -> bool {
    let mut fields = ctx.ir.entities.iter().flat_map(|entity| &entity.fields);
    fields.any(|it| it.is_stored() && it.scalar == Some(id) && matches!(it.ty, Type::Array(_)))
}

fn list_function(ctx: &Context<'_>, id: ScalarId) -> Result<Option<Function>, RenderError> {
    let scalar = ctx.ir.scalar(id);
    let Some(check) = &scalar.check else { return Ok(None) };
    let value = Sql::new().with_ident(&ident!("value"));
    let asked = Scope::new(ctx.ir).value(check);
    let asked = asked.fill(&mut |hole| (*hole == Hole::Value).then(|| value.clone())).parens();
    let body = postgres::AllAre { check: SqlSlot::from(fill::lines(ctx.ir, &asked, 4, "where not ".len())) };
    let mut function =
        Function::new(list_function_name(ctx, id), Language::Sql, Body::rendered(&render(&body)?));
    function.arguments = vec![Argument::new(ident!("list"), types::sql_type(ctx.ir, &scalar.base).array())];
    function.returns = Returns::Value(SqlType::Boolean);
    function.volatility = Volatility::Immutable;
    function.strict = true;
    function.parallel = Parallel::Safe;
    function.settings = vec![Setting::search_path(vec![ident!("pg_catalog"), ident!("pg_temp")])];
    function.execute = vec![ctx.roles.api()];
    function.comment = scalar.description.as_deref().map(Text::without_nul);
    Ok(Some(function))
}
