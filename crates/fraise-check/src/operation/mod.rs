//! Operations: hooks, queries, mutations, subscriptions; and the invariants beside them.

mod hook;
mod inputs;
mod mutation;
mod query;
mod raw;
mod report;
mod step;
mod subscription;
mod unique;
mod view;

pub(crate) use inputs::{all_given, event_inputs, input_rule, inputs};

use crate::{context::Ctx, entity::entity_named, expr::Scope, names::snake_case};
use fraise_ir::law::Invariant;

/// Declares what others name: hooks.
pub(crate) fn declare(cx: &mut Ctx<'_>) {
    hook::declare(cx);
}

/// Fills all operations; entities are filled.
pub(crate) fn fill(cx: &mut Ctx<'_>) {
    query::fill(cx);
    mutation::fill(cx);
    subscription::fill(cx);
    invariants(cx);
    view::views(cx);
    raw::objects_are_arguments(cx);
}

fn invariants(cx: &mut Ctx<'_>) {
    for entry in &cx.document.invariants {
        snake_case(&entry.name, "an invariant", &mut cx.diagnostics);
        let Some(of) = entity_named(cx, &entry.value.of) else { continue };
        let Some(law) = cx.condition(&entry.value.law, &Scope::row(of, "an invariant")) else { continue };
        cx.ir.invariants.push(Invariant {
            name: entry.name.as_str().to_owned(),
            span: entry.name.span,
            description: entry.value.description.as_ref().map(|it| it.value.clone()),
            of,
            law,
        });
    }
}
