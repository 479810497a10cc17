//! Mutations: inputs, hooks around the transaction, steps in it.

use fraise_diagnostics::{Code, Diagnostic};
use fraise_ir::{
    HookId, Input, Mutation, OperationAccess, StepId, Type,
    mutation::{AfterCommit, BeforeHook, StepName, StepNameKind},
};
use fraise_syntax::document::{
    AfterCommitDecl, CallDecl, HookCall, MutationDecl, Name, NamedEntry, StepDecl,
};

use super::{
    inputs::{all_given, arguments, entity_names},
    step,
};
use crate::{
    access,
    context::Ctx,
    entity::published,
    expr::{Later, Scope},
    message, service,
};

/// Names of a mutation as far as its steps have been read.
pub(super) struct Steps<'i> {
    /// The arguments.
    pub(super) inputs: &'i [Input],
    /// Names that are known.
    pub(super) known: Vec<StepName>,
    /// Names that come later.
    pub(super) later: Vec<Later>,
}

impl Steps<'_> {
    /// What a step that names no row of its own may say.
    pub(super) fn scope(&self, place: &'static str) -> Scope<'_> {
        Scope::step(self.inputs, &self.known, &self.later, place)
    }

    /// Remembers that what makes a name was not understood, so that its use is no news.
    pub(super) fn give_up(&mut self, name: Option<&Name>) {
        let Some(name) = name else { return };
        for later in self.later.iter_mut().filter(|it| it.name == name.as_str()) {
            later.broken = true;
        }
    }

    /// What makes the name was not understood.
    pub(super) fn is_given_up(&self, name: &str) -> bool {
        self.later.iter().any(|it| it.broken && it.name == name)
    }

    /// Makes a name known from here on.
    pub(super) fn learn(
        &mut self,
        cx: &mut Ctx<'_>,
        name: &Name,
        kind: StepNameKind,
        nullable: bool,
    ) -> StepId {
        if let Some(first) = self.known.iter().find(|it| it.name == name.as_str()) {
            let found =
                Diagnostic::error(Code::F0203, name.span, format!("`{}` is named twice", name.as_str()))
                    .label("named again here")
                    .secondary(first.span, "first named here");
            cx.report(found);
        }
        if let Some(at) = self.later.iter().position(|it| it.name == name.as_str()) {
            self.later.remove(at);
        }
        self.known.push(StepName { name: name.as_str().to_owned(), span: name.span, kind, nullable });
        StepId(self.known.len() - 1)
    }
}

/// Fills all mutations: first the arguments of all, since mutations call one another.
pub(super) fn fill(cx: &mut Ctx<'_>) {
    for entry in &cx.document.mutations {
        let mutation = head(cx, entry);
        cx.ir.mutations.push(mutation);
    }
    for (index, entry) in cx.document.mutations.iter().enumerate() {
        let Some(mut mutation) = cx.ir.mutations.get(index).cloned() else { continue };
        body(cx, &entry.value, &mut mutation);
        if let Some(slot) = cx.ir.mutations.get_mut(index) {
            *slot = mutation;
        }
    }
}

fn head(cx: &mut Ctx<'_>, entry: &NamedEntry<MutationDecl>) -> Mutation {
    let decl = &entry.value;
    let inputs = super::inputs(cx, &decl.input);
    let scope = Scope::call(&inputs, "access");
    let access = access::operation(cx, &entry.name, decl.access.as_deref(), decl.keys.span("access"), &scope);
    let webhook = decl.webhook.is_some_and(|it| it.value);
    let by_policy = cx.ir.naming.operation(entry.name.as_str());
    Mutation {
        name: entry.name.as_str().to_owned(),
        graphql: published(decl.graphql.as_ref(), by_policy).filter(|_| !webhook),
        span: entry.name.span,
        description: decl.description.as_ref().map(|it| it.value.clone()),
        deprecated: decl.deprecated.as_ref().map(|it| it.value.clone()),
        names: entity_names(&inputs),
        inputs,
        access: OperationAccess { items: access.items, span: access.span },
        idempotent: decl.idempotent.map(service::interval),
        webhook,
        before: Vec::new(),
        steps: Vec::new(),
        after_commit: Vec::new(),
        returns: StepId(0),
    }
}

fn body(cx: &mut Ctx<'_>, decl: &MutationDecl, mutation: &mut Mutation) {
    let inputs = mutation.inputs.clone();
    let mut steps = Steps { inputs: &inputs, known: std::mem::take(&mut mutation.names), later: later(decl) };
    for call in &decl.before {
        mutation.before.extend(before(cx, call, &mut steps));
    }
    for step in &decl.steps {
        mutation.steps.extend(step::step(cx, step, &mut steps));
    }
    for entry in &decl.after_commit {
        mutation.after_commit.extend(after_commit(cx, entry, &mut steps));
    }
    mutation.returns = returns(cx, &decl.returns, &steps).unwrap_or(StepId(0));
    mutation.names = steps.known;
}

/// All names that hooks and steps give, in order.
fn later(decl: &MutationDecl) -> Vec<Later> {
    let mut names: Vec<&Name> = decl.before.iter().filter_map(|it| it.as_.as_ref()).collect();
    names.extend(decl.steps.iter().filter_map(step_name));
    names.extend(decl.after_commit.iter().filter_map(|it| match it {
        AfterCommitDecl::Hook(call) => call.as_.as_ref(),
        AfterCommitDecl::Call(_) => None,
    }));
    names.into_iter().map(|it| Later { name: it.as_str().to_owned(), span: it.span, broken: false }).collect()
}

fn step_name(step: &StepDecl) -> Option<&Name> {
    match step {
        StepDecl::Find(it) => it.as_.as_ref(),
        StepDecl::Create(it) => it.as_.as_ref(),
        StepDecl::Upsert(it) => it.as_.as_ref(),
        StepDecl::Update(it) => it.as_.as_ref(),
        StepDecl::Delete(_)
        | StepDecl::Fire(_)
        | StepDecl::Apply(_)
        | StepDecl::Require(_)
        | StepDecl::Emit(_) => None,
    }
}

fn hook_named(cx: &mut Ctx<'_>, name: &Name) -> Option<(HookId, Vec<Input>)> {
    let found = cx.names.hook(name.as_str());
    if found.is_none() && !name.as_str().is_empty() {
        let found = message::unknown(Code::F0201, name.span, name.as_str(), "hook", &cx.names.hooks.all());
        cx.report(found);
    }
    let hook = found?;
    Some((hook, cx.ir.hooks.get(hook.0)?.input.clone()))
}

fn before(cx: &mut Ctx<'_>, call: &HookCall, steps: &mut Steps<'_>) -> Option<BeforeHook> {
    let Some((hook, declared)) = hook_named(cx, &call.hook) else {
        steps.give_up(call.as_.as_ref());
        return None;
    };
    let with = arguments(cx, &declared, &call.with, &steps.scope("`with`"), "input of the hook");
    all_given(cx, &declared, &call.with, call.hook.span);
    if let Some(when) = &call.when {
        let found = Diagnostic::error(Code::F1005, when.span(), "a hook in `before` is always called")
            .label("its output would be missing otherwise");
        cx.report(found);
    }
    let Some(name) = &call.as_ else {
        let found = Diagnostic::error(Code::F1005, call.hook.span, "nobody uses the output of this hook")
            .label("give it a name by `as`");
        cx.report(found);
        return None;
    };
    let name = steps.learn(cx, name, StepNameKind::Hook(hook), false);
    Some(BeforeHook { hook, name, with, span: call.hook.span })
}

fn after_commit(cx: &mut Ctx<'_>, entry: &AfterCommitDecl, steps: &mut Steps<'_>) -> Option<AfterCommit> {
    match entry {
        AfterCommitDecl::Hook(call) => {
            let Some((hook, declared)) = hook_named(cx, &call.hook) else {
                steps.give_up(call.as_.as_ref());
                return None;
            };
            let scope = steps.scope("`with`");
            let with = arguments(cx, &declared, &call.with, &scope, "input of the hook");
            let when = match &call.when {
                Some(when) => Some(cx.condition(when, &scope)?),
                None => None,
            };
            all_given(cx, &declared, &call.with, call.hook.span);
            let nullable = when.is_some();
            let name = call.as_.as_ref().map(|it| steps.learn(cx, it, StepNameKind::Hook(hook), nullable));
            Some(AfterCommit::Hook { hook, name, with, when, span: call.hook.span })
        }
        AfterCommitDecl::Call(call) => called(cx, call, steps),
    }
}

fn called(cx: &mut Ctx<'_>, call: &CallDecl, steps: &Steps<'_>) -> Option<AfterCommit> {
    let Some(mutation) = cx.names.mutation(call.call.as_str()) else {
        let known = cx.names.mutations.all();
        let found = message::unknown(Code::F0201, call.call.span, call.call.as_str(), "mutation", &known);
        cx.report(found);
        return None;
    };
    let declared = cx.ir.mutations.get(mutation.0)?.inputs.clone();
    let scope = steps.scope("`with`");
    let with = arguments(cx, &declared, &call.with, &scope, "input of the mutation");
    all_given(cx, &declared, &call.with, call.call.span);
    let when = match &call.when {
        Some(when) => Some(cx.condition(when, &scope)?),
        None => None,
    };
    Some(AfterCommit::Call { mutation, with, when, span: call.call.span })
}

fn returns(cx: &mut Ctx<'_>, name: &Name, steps: &Steps<'_>) -> Option<StepId> {
    if name.as_str().is_empty() {
        return None;
    }
    let found = steps
        .known
        .iter()
        .rposition(|it| it.name == name.as_str() && matches!(it.kind, StepNameKind::Row(_)));
    if found.is_none() && !steps.is_given_up(name.as_str()) {
        let rows: Vec<&str> = steps
            .known
            .iter()
            .filter(|it| matches!(it.kind, StepNameKind::Row(_)))
            .map(|it| it.name.as_str())
            .collect();
        let found = match rows.as_slice() {
            [] => Diagnostic::error(Code::F1001, name.span, format!("unknown step `{}`", name.as_str()))
                .label("no step has a name")
                .help(format!("Give the step that makes the row a name: `as: {}`.", name.as_str())),
            rows => message::unknown(Code::F1001, name.span, name.as_str(), "step", rows),
        };
        cx.report(found);
    }
    found.map(StepId)
}

/// Whether a type is a list of an object, and of which.
pub(super) fn lines_of(ty: &Type) -> Option<fraise_ir::ObjectId> {
    match ty {
        Type::Array(element) => match **element {
            Type::Object(object) => Some(object),
            _ => None,
        },
        _ => None,
    }
}
