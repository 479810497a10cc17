//! What follows a mutation. A hook is called by nobody: it answers what the test says, and an entry that reads the answer
//! of a hook of which the test says nothing does not run. The job that the mutation has written tells the rows of its steps.

use std::collections::BTreeMap;

use fraise_diagnostics::Span;
use fraise_ir::{
    Checked, Expr, Ir, Mutation, MutationId, StepId,
    expr::{ExprKind, Root},
    mutation::{AfterCommit, StepNameKind},
};
use fraise_lower::{Hole, Piece, Row, Scope, Sql, types};
use fraise_sql::{Fragment, Literal, sql};

use super::call::{self, Invocation};
use crate::{
    constant::{self, Keys},
    fill,
};

/// A call that follows a commit.
#[derive(Debug, Clone, PartialEq)]
pub struct Follow {
    /// Where it is declared.
    pub span: Span,
    /// Asks whether it runs, and then for the text of each of its arguments.
    pub question: Fragment,
    mutation: MutationId,
    /// The inputs that the question asks for.
    inputs: Vec<usize>,
}

/// A call that reads a row which the mutation has not left behind.
#[derive(Debug, Clone, PartialEq)]
pub struct Unknown {
    /// Where the call is declared.
    pub span: Span,
    /// What it calls.
    pub mutation: MutationId,
}

/// The keys of rows by the names of the steps that made or found them; none where a step was skipped.
pub type Rows = BTreeMap<String, Option<String>>;

/// Asks what the last mutation has left behind for what follows it: names of steps, and the keys of their rows.
pub fn rows_of_steps() -> Fragment {
    sql![
        "select it.key, it.value from fraise.jobs as job, jsonb_each_text(job.arguments -> 'steps') as it (key, value) ",
        "where job.id::text = current_setting('fraise.job_id', true)"
    ]
}

/// Whether anything is called behind a mutation.
pub fn has_followers(ir: &Checked<Ir>, invocation: &Invocation) -> bool {
    let entries = ir.mutations.get(invocation.mutation.0).map(|it| it.after_commit.as_slice());
    entries.unwrap_or_default().iter().any(|it| matches!(it, AfterCommit::Call { .. }))
}

/// The calls that follow a mutation which has left these rows behind, in order.
pub fn after_commit(
    ir: &Checked<Ir>,
    keys: &Keys,
    invocation: &Invocation,
    rows: &Rows,
) -> Vec<Result<Follow, Unknown>> {
    let Some(mutation) = ir.mutations.get(invocation.mutation.0) else { return Vec::new() };
    let known = Known { ir, keys, mutation, invocation, rows };
    let calls = mutation.after_commit.iter().filter_map(|entry| match entry {
        AfterCommit::Hook { .. } => None,
        AfterCommit::Call { mutation, with, when, span } => {
            let all = || with.iter().map(|(_, value)| value).chain(when);
            let is_answered = all().all(|it| known.is_answered(it));
            is_answered.then(|| follow(&known, *mutation, with, when.as_ref(), *span))
        }
    });
    calls.collect()
}

impl Follow {
    /// What is called, once the question has been answered; nothing if it does not run.
    pub fn invocation(
        &self,
        ir: &Checked<Ir>,
        before: &Invocation,
        answer: &[Option<String>],
    ) -> Option<Invocation> {
        let (runs, texts) = answer.split_first()?;
        if runs.as_deref() != Some("t") {
            return None;
        }
        let inputs = ir.mutations.get(self.mutation.0).map(|it| it.inputs.as_slice()).unwrap_or_default();
        let argument = |position| {
            let asked = self.inputs.iter().position(|it| *it == position)?;
            let text = texts.get(asked)?.as_ref();
            // No cast: it would cut what is too long, where the function refuses it.
            Some(text.map_or_else(|| sql!["null"], |it| sql![Literal::text(it)]))
        };
        Some(Invocation {
            mutation: self.mutation,
            arguments: (0..inputs.len()).map(argument).collect(),
            hooks: before.hooks.clone(),
        })
    }
}

/// What is known behind a mutation.
struct Known<'a> {
    ir: &'a Ir,
    keys: &'a Keys,
    mutation: &'a Mutation,
    invocation: &'a Invocation,
    rows: &'a Rows,
}

impl Known<'_> {
    /// Whether the test says what the hooks answer that an expression reads.
    fn is_answered(&self, expr: &Expr) -> bool {
        let mut answered = true;
        expr.walk(&mut |part| {
            if let ExprKind::HookOutput(step, _) = part.kind {
                answered &= self.hook(step).is_some_and(|hook| {
                    let is_before = self.mutation.before.iter().any(|it| it.name == step);
                    is_before || self.invocation.hooks.contains_key(&hook)
                });
            }
        });
        answered
    }

    fn hook(&self, step: StepId) -> Option<fraise_ir::HookId> {
        match self.mutation.names.get(step.0)?.kind {
            StepNameKind::Hook(hook) => Some(hook),
            StepNameKind::Row(_) => None,
        }
    }

    /// The rows that have been given, and those of steps.
    fn scope(&self) -> Scope<'_> {
        let mut scope = Scope::new(self.ir);
        for (position, name) in self.mutation.names.iter().enumerate() {
            let StepNameKind::Row(entity) = name.kind else { continue };
            let step = StepId(position);
            let input = self.mutation.inputs.iter().position(|it| it.name == name.name);
            let key = match input {
                Some(input) => Some(self.argument(input)),
                None => self.rows.get(&name.name).map(|key| {
                    let key = key.as_deref().map_or(Literal::Null, Literal::text);
                    sql!["cast(", key, " as ", types::key_type(self.ir, entity), ")"]
                }),
            };
            if let Some(key) = key {
                scope = scope.bind(Root::Step(step), Row::Key(Sql::from(key)));
            }
        }
        scope
    }

    fn argument(&self, position: usize) -> Fragment {
        let Some(input) = self.mutation.inputs.get(position) else { return sql!["null"] };
        let value = match self.invocation.arguments.get(position) {
            Some(Some(given)) => given.clone(),
            _ => match &input.default {
                Some(default) => fill::flat(self.ir, &Scope::new(self.ir).value_as(default, &input.ty)),
                None => sql!["null"],
            },
        };
        sql!["cast(", value, " as ", types::sql_type(self.ir, &input.ty), ")"]
    }

    fn output(&self, step: StepId, position: usize) -> Option<Fragment> {
        let hook = self.hook(step)?;
        let output = self.ir.hooks.get(hook.0)?.output.get(position)?;
        let answer = call::answer(self.ir, self.invocation, hook);
        let (_, value) = answer.iter().find(|(name, _)| *name == output.sql)?;
        let value = constant::argument(self.ir, self.keys, value, &output.ty);
        Some(sql!["cast(", value, " as ", types::sql_type(self.ir, &output.ty), ")"])
    }

    fn filled(&self, text: &Sql) -> Sql {
        text.fill(&mut |hole| match hole {
            Hole::Input(position) => Some(Sql::from(self.argument(*position))),
            Hole::HookOutput(step, position) => self.output(*step, *position).map(Sql::from),
            _ => None,
        })
    }
}

fn follow(
    known: &Known<'_>,
    mutation: MutationId,
    with: &[(String, Expr)],
    when: Option<&Expr>,
    span: Span,
) -> Result<Follow, Unknown> {
    let declared = known.ir.mutations.get(mutation.0).map(|it| it.inputs.as_slice()).unwrap_or_default();
    let scope = known.scope();
    let mut columns = vec![when.map_or_else(|| Sql::kw("true"), |it| known.filled(&scope.condition(it)))];
    let mut inputs = Vec::new();
    for (name, value) in with {
        let Some(position) = declared.iter().position(|it| it.name == *name) else { continue };
        let value = known.filled(&scope.value(value));
        columns.push(Sql::kw("cast(").with(value).with_kw(" as text)"));
        inputs.push(position);
    }
    let is_open = |piece: &Piece| matches!(piece, Piece::Hole(Hole::Row(Root::Step(_))));
    if columns.iter().any(|it| it.pieces().iter().any(is_open)) {
        return Err(Unknown { span, mutation });
    }
    let columns = columns.iter().map(|it| fill::flat(known.ir, it));
    let question = sql!["select ", Fragment::join(", ", columns)];
    Ok(Follow { span, question, mutation, inputs })
}
