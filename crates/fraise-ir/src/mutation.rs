//! Mutations: steps of one transaction, and hooks around it.

use fraise_diagnostics::Span;
use serde::Serialize;

use crate::{
    EntityId, EventId, Expr, FieldId, HookId, Input, Ir, MoveId, MutationId, OperationAccess, RelationId,
    StepId, TransitionId,
    event::RaisedError,
    expr::{ExprKind, RowPath},
};

/// One mutation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mutation {
    /// Name in the schema and of the SQL function.
    pub name: String,
    /// Name in the SDL; `None` for webhooks and hidden ones.
    pub graphql: Option<String>,
    /// Where it is declared.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// Reason, if deprecated.
    pub deprecated: Option<String>,
    /// Arguments.
    pub inputs: Vec<Input>,
    /// Who may call.
    pub access: OperationAccess,
    /// How long a result is kept for repeats.
    pub idempotent: Option<String>,
    /// Called by HTTP, not in the SDL.
    pub webhook: bool,
    /// Hooks before the transaction.
    pub before: Vec<BeforeHook>,
    /// Steps in order.
    pub steps: Vec<Step>,
    /// What follows the commit.
    pub after_commit: Vec<AfterCommit>,
    /// The name whose row is the answer.
    pub returns: StepId,
    /// Everything that steps may name, in the order of becoming known.
    pub names: Vec<StepName>,
}

impl Mutation {
    /// What a step's name stands for.
    pub fn name_of(&self, step: StepId) -> Option<&StepName> {
        self.names.get(step.0)
    }

    /// The entity of a step's row.
    pub fn entity_of(&self, step: StepId) -> Option<EntityId> {
        match self.name_of(step)?.kind {
            StepNameKind::Row(entity) => Some(entity),
            StepNameKind::Hook(_) => None,
        }
    }

    /// What no job knows of it: who called is forgotten when it is tried.
    pub fn unknown_to_job(&self, ir: &Ir) -> Option<&'static str> {
        let mut reads_viewer = false;
        let mut look = |expr: &Expr| {
            expr.walk(&mut |part| {
                reads_viewer |= match &part.kind {
                    ExprKind::ViewerId | ExprKind::ViewerClaim(_) | ExprKind::HasRole(_) => true,
                    // A rule may read the viewer.
                    ExprKind::Rule { .. } => true,
                    _ => false,
                };
            });
        };
        let mut calls_hook_before = false;
        for entry in &self.after_commit {
            let (AfterCommit::Hook { with, when, .. } | AfterCommit::Call { with, when, .. }) = entry;
            with.iter().map(|(_, value)| value).chain(when).for_each(&mut look);
            if let AfterCommit::Call { mutation, .. } = entry {
                let called = ir.mutations.get(mutation.0);
                calls_hook_before |= called.is_some_and(|it| !it.before.is_empty());
            }
        }
        match (reads_viewer, calls_hook_before) {
            (true, _) => Some("`viewer` or a rule behind the commit"),
            (false, true) => Some("the call of a mutation that has hooks before it"),
            (false, false) => None,
        }
    }

    /// What of it no function does yet.
    pub fn unfinished(&self, ir: &Ir) -> Option<&'static str> {
        let rows = self.names.iter().filter_map(|it| match it.kind {
            StepNameKind::Row(entity) => Some(entity),
            StepNameKind::Hook(_) => None,
        });
        let fired = self.steps.iter().filter_map(|it| match &it.kind {
            StepKind::Fire { event, .. } => Some(event.entity),
            _ => None,
        });
        if rows.chain(fired).any(|entity| ir.entity(entity).id_field().is_none()) {
            return Some("rows with a composite key");
        }
        let is_named_list = |step: &Step| match &step.kind {
            StepKind::Create { each, .. } | StepKind::Upsert { each, .. } => {
                each.is_some() && step.name.is_some()
            }
            _ => false,
        };
        self.steps.iter().any(is_named_list).then_some("a name for several rows")
    }
}

/// A name that steps may use.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepName {
    /// As written.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// What it stands for.
    pub kind: StepNameKind,
    /// May be null after its step.
    pub nullable: bool,
}

/// What a name of a mutation stands for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum StepNameKind {
    /// A row.
    Row(EntityId),
    /// The output of a hook.
    Hook(HookId),
}

/// A hook called before the transaction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BeforeHook {
    /// Which.
    pub hook: HookId,
    /// Name of its output.
    pub name: StepId,
    /// Its input.
    pub with: Vec<(String, Expr)>,
    /// Where it is declared.
    pub span: Span,
}

/// What follows the commit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum AfterCommit {
    /// `hook: charge`
    Hook {
        /// Which.
        hook: HookId,
        /// Name of its output.
        name: Option<StepId>,
        /// Its input.
        with: Vec<(String, Expr)>,
        /// Only then.
        when: Option<Expr>,
        /// Where it is declared.
        span: Span,
    },
    /// `call: payment_result`
    Call {
        /// Which.
        mutation: MutationId,
        /// Its arguments.
        with: Vec<(String, Expr)>,
        /// Only then.
        when: Option<Expr>,
        /// Where it is declared.
        span: Span,
    },
}

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// Only then.
    pub when: Option<Expr>,
    /// Name of its row.
    pub name: Option<StepId>,
    /// Where it is declared.
    pub span: Span,
}

/// Lines that a step is done for, bound to `line`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Each {
    /// A list of the input, by position.
    Input(usize),
    /// Rows of a relation of a row.
    Relation(RowPath, RelationId),
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum StepKind {
    /// One row, locked.
    Find {
        /// Of this entity.
        entity: EntityId,
        /// All hold; the row is `Root::This`.
        conditions: Vec<Expr>,
        /// What is raised without a row; the default is `not_found`.
        error: Option<RaisedError>,
        /// Null instead of an error.
        optional: bool,
        /// Not under the caller's read rule.
        unrestricted: bool,
    },
    /// Insert.
    Create {
        /// Into this entity.
        entity: EntityId,
        /// Values.
        set: Vec<(FieldId, Expr)>,
        /// For each line.
        each: Option<Each>,
    },
    /// Insert, or update the row that is there.
    Upsert {
        /// Into this entity.
        entity: EntityId,
        /// What finds the row.
        matches: Vec<(FieldId, Expr)>,
        /// Condition of the unique index.
        condition: Option<Expr>,
        /// Values.
        set: Vec<(FieldId, Expr)>,
        /// For each line.
        each: Option<Each>,
    },
    /// Update all rows that match.
    Update {
        /// Of this entity.
        entity: EntityId,
        /// All hold.
        conditions: Vec<Expr>,
        /// Values.
        set: Vec<(FieldId, Expr)>,
    },
    /// Delete all rows that match.
    Delete {
        /// Of this entity.
        entity: EntityId,
        /// All hold.
        conditions: Vec<Expr>,
    },
    /// Fire one event.
    Fire {
        /// The row.
        target: RowPath,
        /// Which.
        event: TransitionId,
        /// Its inputs.
        with: Vec<(String, Expr)>,
        /// For the log.
        note: Option<Expr>,
        /// `by` is not asked.
        unrestricted: bool,
    },
    /// Fire the one event that leads to a state.
    FireTo {
        /// The row.
        target: RowPath,
        /// The state.
        to: Expr,
        /// Inputs of the events it may choose.
        with: Vec<(String, Expr)>,
        /// For the log.
        note: Option<Expr>,
        /// `by` is not asked.
        unrestricted: bool,
    },
    /// Apply a move.
    Apply {
        /// Which.
        r#move: MoveId,
        /// What finds the counter.
        key: Vec<(FieldId, Expr)>,
        /// How much.
        qty: Expr,
        /// For each line.
        each: Option<Each>,
        /// Further fields of the journal.
        with: Vec<(FieldId, Expr)>,
    },
    /// Raise an error unless true.
    Require {
        /// Must be true.
        condition: Expr,
        /// What is raised.
        error: RaisedError,
    },
    /// Write a row of the outbox.
    Emit {
        /// Which.
        event: EventId,
        /// Of this row.
        of: RowPath,
    },
}

/// A call into code.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hook {
    /// Name of the method.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// What it is given.
    pub input: Vec<Input>,
    /// What it returns.
    pub output: Vec<Input>,
}
