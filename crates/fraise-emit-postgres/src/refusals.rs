//! The refusals that mutations and raw operations share, as functions that raise them.

use fraise_ir::raw;
use fraise_lower::names;
use fraise_sql::{
    Body, Literal, SqlType, Text,
    catalog::{Argument, Function, Language, Returns, Setting},
    ident, sql,
};
use fraise_templates::{
    RenderError, SqlSlot, View,
    postgres::{RefuseAccess, RefuseInput, RefuseRow, RefuseTransition, RefuseUnknown, RefuseViolation},
    render,
};

use crate::database::Context;

pub(crate) fn functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    let mutates = ctx.ir.mutations.iter().any(|it| it.unfinished(ctx.ir).is_none());
    let writes = !raw::operations(ctx.ir).is_empty();
    if !mutates && !writes {
        return Ok(Vec::new());
    }
    let service = SqlSlot::from(sql![Literal::text(ctx.roles.service.as_str())]);
    let text = |name| Argument::new(name, SqlType::Text);
    let mut functions = vec![
        refusal("refuse_access", Vec::new(), &RefuseAccess { service }, "Refuses somebody")?,
        refusal("refuse_input", vec![text(ident!("p_field"))], &RefuseInput {}, "Refuses an argument")?,
        refusal(
            "refuse_row",
            vec![text(ident!("p_field"))],
            &RefuseRow {},
            "Refuses a row that is not there",
        )?,
    ];
    if writes {
        functions.extend(of_raw()?);
    }
    let mut steps = ctx.ir.mutations.iter().flat_map(|it| &it.steps);
    if steps.any(|it| matches!(it.kind, fraise_ir::mutation::StepKind::FireTo { .. })) {
        let arguments = vec![text(ident!("p_place")), text(ident!("p_from")), text(ident!("p_to"))];
        let comment = "Refuses a change of state that is no event's";
        functions.push(refusal("refuse_transition", arguments, &RefuseTransition {}, comment)?);
    }
    Ok(functions)
}

/// Those of raw operations alone.
fn of_raw() -> Result<[Function; 2], RenderError> {
    let text = |name| Argument::new(name, SqlType::Text);
    let arguments = vec![
        Argument::new(ident!("p_input"), SqlType::Jsonb),
        Argument::new(ident!("p_known"), SqlType::Text.array()),
    ];
    let unknown = refusal(
        "refuse_unknown",
        arguments,
        &RefuseUnknown {},
        "Refuses what is no object, or has keys that are not known",
    )?;
    let arguments = ["p_state", "p_code", "p_constraint", "p_field"];
    let arguments = arguments.map(|it| text(names::ident(it))).into();
    let comment = "Tells of a constraint of the table that does not hold";
    Ok([unknown, refusal("refuse_violation", arguments, &RefuseViolation {}, comment)?])
}

fn refusal(
    name: &str,
    arguments: Vec<Argument>,
    body: &impl View,
    comment: &str,
) -> Result<Function, RenderError> {
    let mut function = Function::new(names::helper(name), Language::Plpgsql, Body::rendered(&render(body)?));
    function.arguments = arguments;
    function.returns = Returns::Void;
    function.settings = vec![Setting::search_path(vec![ident!("pg_catalog"), ident!("pg_temp")])];
    function.comment = Some(Text::without_nul(comment));
    Ok(function)
}
