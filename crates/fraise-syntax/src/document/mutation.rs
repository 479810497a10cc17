//! Mutations: steps in one transaction, hooks before and after it.

use fraise_diagnostics::Spanned;

use super::{AccessItem, Duration, GraphqlName, InputDecl, Name, Named, Path};
use crate::{
    decode::{choice, construct},
    text::ExprText,
};

construct! {
    /// An operation that writes: one function, one transaction.
    pub struct MutationDecl = "mutation" {
        /// What it is for.
        optional description: Spanned<String> = "description",
        /// Why it should no longer be used.
        optional deprecated: Spanned<String> = "deprecated",
        /// Another published name, or `false`.
        optional graphql: GraphqlName = "graphql",
        /// Typed arguments; one of a type is loaded and locked.
        default input: Named<InputDecl> = "input",
        /// Who may call it.
        optional access: Vec<AccessItem> = "access",
        /// How long a key makes repeated calls one.
        optional idempotent: Duration = "idempotent",
        /// Not published, but called at `/webhooks/<name>` as `system`.
        optional webhook: Spanned<bool> = "webhook",
        /// Hooks called before the transaction.
        default before: Vec<HookCall> = "before",
        /// What it does, in order.
        required steps: Vec<StepDecl> = "steps",
        /// What is done once it is committed, and again until it succeeds.
        default after_commit: Vec<AfterCommitDecl> = "after_commit",
        /// The step whose row is the answer.
        required returns: Name = "returns",
    }
}

choice! {
    /// A step of a mutation.
    pub enum StepDecl = "step" {
        /// One row, locked.
        Find(FindStep) = "find",
        /// New rows.
        Create(CreateStep) = "create",
        /// New rows, or changes of those that exist.
        Upsert(UpsertStep) = "upsert",
        /// Changes of all rows that match.
        Update(UpdateStep) = "update",
        /// The end of all rows that match.
        Delete(DeleteStep) = "delete",
        /// An event of a machine.
        Fire(FireStep) = "fire",
        /// A move of a counter.
        Apply(ApplyStep) = "apply",
        /// What must hold.
        Require(RequireStep) = "require",
        /// Something told to the outside.
        Emit(EmitStep) = "emit",
    }
}

construct! {
    /// One row, locked.
    pub struct FindStep = "find step" {
        /// The type of the row.
        required find: Name = "find",
        /// The name of the row in later steps.
        optional as_: Name = "as",
        /// Only when this holds.
        optional when: ExprText = "when",
        /// What holds of the row; all lines.
        required where_: Vec<ExprText> = "where",
        /// The error raised when there is none.
        optional error: Name = "error",
        /// No row is no error, but null.
        optional optional: Spanned<bool> = "optional",
        /// Not under the caller's read rule.
        optional unrestricted: Spanned<bool> = "unrestricted",
    }
}

construct! {
    /// New rows.
    pub struct CreateStep = "create step" {
        /// The type of the rows.
        required create: Name = "create",
        /// The name of the row in later steps.
        optional as_: Name = "as",
        /// Only when this holds.
        optional when: ExprText = "when",
        /// The lines: an argument that is a list, or a relation of a step.
        optional each: ExprText = "each",
        /// The fields of the row.
        default set: Named<ExprText> = "set",
    }
}

construct! {
    /// New rows, or changes of those that exist.
    pub struct UpsertStep = "upsert step" {
        /// The type of the rows.
        required upsert: Name = "upsert",
        /// The name of the row in later steps.
        optional as_: Name = "as",
        /// Only when this holds.
        optional when: ExprText = "when",
        /// The lines: an argument that is a list, or a relation of a step.
        optional each: ExprText = "each",
        /// The unique fields that tell whether the row exists, and their values.
        required match_: Named<ExprText> = "match",
        /// The condition of that unique.
        optional where_: ExprText = "where",
        /// The fields of the row; `old` is the one that exists.
        default set: Named<ExprText> = "set",
    }
}

construct! {
    /// Changes of all rows that match.
    pub struct UpdateStep = "update step" {
        /// The type of the rows.
        required update: Name = "update",
        /// The name of the row in later steps.
        optional as_: Name = "as",
        /// Only when this holds.
        optional when: ExprText = "when",
        /// Which rows; all lines hold.
        required where_: Vec<ExprText> = "where",
        /// The fields that change.
        required set: Named<ExprText> = "set",
    }
}

construct! {
    /// The end of all rows that match.
    pub struct DeleteStep = "delete step" {
        /// The type of the rows.
        required delete: Name = "delete",
        /// Only when this holds.
        optional when: ExprText = "when",
        /// Which rows; all lines hold.
        required where_: Vec<ExprText> = "where",
    }
}

construct! {
    /// An event of a machine.
    pub struct FireStep = "fire step" {
        /// The row and its event: `order.cancel`; or the row alone together with `to`.
        required fire: Path = "fire",
        /// Only when this holds.
        optional when: ExprText = "when",
        /// The state that the one event from the present state leads to.
        optional to: ExprText = "to",
        /// Inputs of the event.
        default with: Named<ExprText> = "with",
        /// A note for the log.
        optional note: ExprText = "note",
        /// Not under the event's `by`.
        optional unrestricted: Spanned<bool> = "unrestricted",
    }
}

construct! {
    /// A move of a counter.
    pub struct ApplyStep = "apply step" {
        /// The move: `Inventory.purchase`.
        required apply: Path = "apply",
        /// Only when this holds.
        optional when: ExprText = "when",
        /// The lines: an argument that is a list, or a relation of a step.
        optional each: ExprText = "each",
        /// What finds the counted row.
        default key: Named<ExprText> = "key",
        /// How much; 1 if not given.
        optional qty: ExprText = "qty",
        /// Further fields of the journal.
        default with: Named<ExprText> = "with",
    }
}

construct! {
    /// What must hold.
    pub struct RequireStep = "require step" {
        /// What must hold.
        required require: ExprText = "require",
        /// Only when this holds.
        optional when: ExprText = "when",
        /// The error raised when it does not.
        optional error: Name = "error",
    }
}

construct! {
    /// Something told to the outside.
    pub struct EmitStep = "emit step" {
        /// The event.
        required emit: Name = "emit",
        /// Only when this holds.
        optional when: ExprText = "when",
        /// The step whose row it is about.
        required of: Name = "of",
    }
}

construct! {
    /// A call of a hook.
    pub struct HookCall = "hook call" {
        /// The hook.
        required hook: Name = "hook",
        /// The name of its result.
        optional as_: Name = "as",
        /// Only when this holds.
        optional when: ExprText = "when",
        /// What it is given.
        default with: Named<ExprText> = "with",
    }
}

choice! {
    /// What is done after the commit.
    pub enum AfterCommitDecl = "after_commit entry" {
        /// A hook.
        Hook(HookCall) = "hook",
        /// Another mutation, as `system`.
        Call(CallDecl) = "call",
    }
}

construct! {
    /// A call of another mutation, in a transaction of its own.
    pub struct CallDecl = "call" {
        /// The mutation.
        required call: Name = "call",
        /// Only when this holds.
        optional when: ExprText = "when",
        /// Its arguments.
        default with: Named<ExprText> = "with",
    }
}
