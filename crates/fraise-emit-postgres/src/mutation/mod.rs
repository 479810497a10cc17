//! Mutations: each is one function, one transaction.
//!
//! ```sql
//! select create_order(p_cart_items => '[{"variant_id": "..", "quantity": 2}]', ..);
//! ```
//!
//! A body asks who calls, looks at the arguments, claims the idempotency key, loads and locks the rows that it was given, and
//! goes through its steps; in the end it keeps its result, writes the job of what follows the commit, and gives back the key
//! of `returns`. The row of a step is the variable of its key, so that each expression reads it as it is then.
//!
//! - `signature`: name, arguments, result
//! - `access`, `inputs`, `rows`: what is asked before the first step
//! - `idempotency`, `jobs`: the two tables, and what is written there
//! - `step`: one file for each kind
//! - `names`, `lines`, `strength`, `viewer_row`: what steps call things, what they are done for, how they lock

mod access;
mod idempotency;
pub(crate) mod inputs;
mod jobs;
mod lines;
mod names;
mod rows;
mod signature;
mod step;
pub(crate) mod strength;
mod viewer_row;

use fraise_ir::{Mutation, StepId, Type, mutation::StepNameKind};
use fraise_lower::types;
use fraise_sql::{
    Fragment, SqlType, Text,
    catalog::{Function, Returns, Setting, SettingValue, Table},
    ident, sql,
};
use fraise_templates::{
    RenderError, SqlSlot,
    postgres::{Mutate, Variable},
};

use self::names::Names;
use crate::{database::Context, page::Page, trigger};

/// The functions of all mutations, behind those of idempotency keys.
pub(crate) fn functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    let mut functions = idempotency::functions(ctx)?;
    for mutation in ctx.ir.mutations.iter().filter(|it| it.unfinished(ctx.ir).is_none()) {
        functions.push(function(ctx, mutation)?);
    }
    Ok(functions)
}

/// The tables of keys and jobs.
pub(crate) fn tables(ctx: &Context<'_>) -> Vec<Table> {
    idempotency::table(ctx).into_iter().chain(jobs::table(ctx)).collect()
}

fn function(ctx: &Context<'_>, mutation: &Mutation) -> Result<Function, RenderError> {
    let names = Names::new(ctx, mutation);
    let part = |write: &dyn Fn(&mut Page<'_>, &Names<'_>)| {
        let mut page = Page::new(ctx.ir);
        write(&mut page, &names);
        let text = page.into_text();
        (!text.is_empty()).then(|| SqlSlot::from(text))
    };
    let (refused, hooks_missing) = (access::refused(&names), access::hooks_missing(&names));
    let (defaults, checks) = (inputs::defaults(ctx, mutation), inputs::checks(ctx, mutation));
    let asks = refused.is_some() || hooks_missing.is_some() || !defaults.is_empty() || !checks.is_empty();
    let body = Mutate {
        variables: variables(&names),
        refused: refused.map(SqlSlot::from),
        hooks_missing: hooks_missing.map(SqlSlot::from),
        defaults,
        checks,
        claim: idempotency::claim(&names),
        asks,
        parts: [part(&rows::write), part(&step::write), part(&jobs::write)].into_iter().flatten().collect(),
        returns: SqlSlot::from(sql![names::variable(mutation, mutation.returns)]),
    };
    let comment = mutation.description.clone().unwrap_or_else(|| format!("The mutation {}", mutation.name));
    let mut function = trigger::function(ctx, signature::name(ctx.ir, mutation), &body, &comment)?;
    function.arguments = signature::arguments(ctx.ir, mutation);
    function.returns = Returns::Value(signature::returned_type(ctx.ir, mutation));
    function.execute = vec![ctx.roles.api()];
    // Its statements, and those of the triggers that it fires, find few rows by their keys; a plan for each call costs more
    // than it saves.
    function.settings.push(Setting {
        name: ident!("plan_cache_mode"),
        value: SettingValue::Text(Text::without_nul("force_generic_plan")),
    });
    Ok(function)
}

/// The keys of the rows that steps make or find, and what else a body keeps.
fn variables(names: &Names<'_>) -> Vec<Variable> {
    let ir = names.ctx.ir;
    let inputs = names.mutation.inputs.iter().filter(|it| matches!(it.ty, Type::Ref(_))).count();
    let mut all: Vec<(Fragment, SqlType)> = Vec::new();
    for (index, name) in names.mutation.names.iter().enumerate().skip(inputs) {
        if let StepNameKind::Row(entity) = name.kind {
            let variable = names::variable(names.mutation, StepId(index));
            if !all.iter().any(|(it, _)| it.as_str() == sql![&variable].as_str()) {
                all.push((sql![variable], types::key_type(ir, entity)));
            }
        }
    }
    if names.mutation.idempotent.is_some() {
        all.push((sql![ident!("earlier")], SqlType::Text));
    }
    if step::fires_to(names) {
        all.push((sql![ident!("fired_event")], SqlType::Text));
        all.push((sql![ident!("present_state")], SqlType::Text));
    }
    if step::keeps_params(names) {
        all.push((sql![ident!("raised")], SqlType::Jsonb));
    }
    if !names.mutation.after_commit.is_empty() {
        all.push((sql![ident!("job_id")], SqlType::Uuid));
    }
    let mut variables: Vec<Variable> = all
        .into_iter()
        .map(|(name, ty)| Variable { name: SqlSlot::from(name), r#type: SqlSlot::from(sql![ty]) })
        .collect();
    if step::loops(names) {
        variables
            .push(Variable { name: SqlSlot::from(sql!["v_line"]), r#type: SqlSlot::from(sql!["record"]) });
    }
    variables
}
