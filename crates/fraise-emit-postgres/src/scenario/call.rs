//! Calls: `select create_order(p_cart_items => '[..]', ..)::text`.

use std::collections::BTreeMap;

use fraise_ir::{
    Checked, EntityId, HookId, Ir, Mutation, MutationId, TransitionId,
    mutation::StepNameKind,
    raw::{self, Verb},
    scenario::ScenarioStep,
    seed::RowValue,
};
use fraise_lower::names;
use fraise_sql::{Fragment, Literal, QualifiedName, sql};

use super::zero;
use crate::{
    constant::{self, Keys},
    machine::signature,
};

/// A mutation with what it is given.
#[derive(Debug, Clone, PartialEq)]
pub struct Invocation {
    /// Which.
    pub mutation: MutationId,
    /// Its arguments by the position of its inputs; those that are left out are none.
    pub(super) arguments: Vec<Option<Fragment>>,
    /// What hooks answer.
    pub(super) hooks: BTreeMap<HookId, Vec<(String, RowValue)>>,
}

/// The mutation of a step, with what the step gives it.
pub fn invocation(ir: &Checked<Ir>, keys: &Keys, step: &ScenarioStep, mutation: MutationId) -> Invocation {
    let inputs = ir.mutations.get(mutation.0).map(|it| it.inputs.as_slice()).unwrap_or_default();
    let argument = |input: &fraise_ir::Input| {
        let given = step.with.iter().find(|(name, _)| *name == input.sql);
        given.map(|(_, value)| constant::argument(ir, keys, value, &input.ty))
    };
    Invocation {
        mutation,
        arguments: inputs.iter().map(argument).collect(),
        hooks: step.hooks.iter().cloned().collect(),
    }
}

/// The function of a mutation, and the statement that calls it; its only row has the key that comes back.
pub fn called(ir: &Checked<Ir>, keys: &Keys, invocation: &Invocation) -> (QualifiedName, Fragment) {
    let Some(mutation) = ir.mutations.get(invocation.mutation.0) else {
        return (names::in_schema(ir, ""), Fragment::new());
    };
    let name = names::in_schema(ir, &mutation.name);
    let inputs = mutation.inputs.iter().zip(&invocation.arguments);
    let mut arguments: Vec<Fragment> =
        inputs.filter_map(|(input, value)| Some(named(&input.sql, value.as_ref()?))).collect();
    arguments.extend(answers(ir, keys, mutation, invocation));
    let call = sql!["select ", &name, "(", Fragment::join(", ", arguments), ")::text"];
    (name, call)
}

/// `p_quote => '{"tax": 0}'`: what the hooks in front of the transaction answer.
fn answers(ir: &Ir, keys: &Keys, mutation: &Mutation, invocation: &Invocation) -> Vec<Fragment> {
    let all = mutation.before.iter().filter_map(|before| {
        let name = mutation.names.get(before.name.0)?;
        let StepNameKind::Hook(hook) = name.kind else { return None };
        let answer = answer(ir, invocation, hook);
        let answer = sql![Literal::text(&constant::object(keys, &answer)), "::jsonb"];
        Some(named(&name.name, &answer))
    });
    all.collect()
}

/// What a hook answers: what the test says, else zero everywhere.
pub(super) fn answer(ir: &Ir, invocation: &Invocation, hook: HookId) -> Vec<(String, RowValue)> {
    let outputs = ir.hooks.get(hook.0).map(|it| it.output.as_slice()).unwrap_or_default();
    let given = invocation.hooks.get(&hook);
    let output = |output: &fraise_ir::Input| {
        let said = given.and_then(|it| it.iter().find(|(name, _)| *name == output.sql));
        let value = said.map(|(_, value)| value.clone());
        (output.sql.clone(), value.unwrap_or_else(|| zero::of_input(ir, output)))
    };
    outputs.iter().map(output).collect()
}

/// The function that fires events of a row's type, and the statement that calls it; none if the row's key is not known.
pub fn fired(
    ir: &Checked<Ir>,
    keys: &Keys,
    step: &ScenarioStep,
    row: &str,
    event: TransitionId,
) -> Option<(QualifiedName, Fragment)> {
    let entity = ir.entity(event.entity);
    let declared = entity.machine.as_ref()?.events.get(event.index)?;
    let name = signature::ask(ir, entity);
    let columns = names::key_columns(ir, entity);
    let parts = keys.parts(row);
    if parts.is_empty() || parts.len() != columns.len() {
        return None;
    }
    let fields = entity.key_fields();
    let mut arguments: Vec<Fragment> = columns
        .iter()
        .zip(fields)
        .zip(parts)
        .map(|((column, field), value)| {
            named(column.as_str(), &constant::column(ir, keys, value, &ir.field(field).ty))
        })
        .collect();
    arguments.push(named("event", &sql![Literal::text(&declared.name)]));
    if !step.with.is_empty() {
        let input = sql![Literal::text(&constant::object(keys, &step.with)), "::jsonb"];
        arguments.push(named("input", &input));
    }
    let call = sql!["select ", &name, "(", Fragment::join(", ", arguments), ")::text"];
    Some((name, call))
}

/// The function of a raw operation, and the statement that calls it; its only row has the key that comes back.
pub fn written(
    ir: &Checked<Ir>,
    keys: &Keys,
    step: &ScenarioStep,
    entity: EntityId,
    verb: Verb,
) -> Option<(QualifiedName, Fragment)> {
    let operation = raw::operation(ir, ir.entity(entity), verb)?;
    let name = names::in_schema(ir, &operation.sql);
    let is_key = |name: &str| operation.key.iter().any(|it| it.sql == name);
    let key = operation.key.iter().filter_map(|part| {
        let (_, value) = step.with.iter().find(|(name, _)| *name == part.sql)?;
        Some(named(&part.sql, &constant::argument(ir, keys, value, &part.ty)))
    });
    let mut arguments: Vec<Fragment> = key.collect();
    if verb != Verb::Delete {
        let given: Vec<_> = step.with.iter().filter(|(name, _)| !is_key(name)).cloned().collect();
        let object = sql![Literal::text(&constant::object(keys, &given)), "::jsonb"];
        arguments.push(named("input", &object));
    }
    let call = sql!["select ", &name, "(", Fragment::join(", ", arguments), ")::text"];
    Some((name, call))
}

/// `p_note => 'now'`
fn named(name: &str, value: &Fragment) -> Fragment {
    sql![names::ident(&format!("p_{name}")), " => ", value]
}
