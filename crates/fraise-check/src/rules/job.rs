//! F1008: what follows a commit is done again until it is acknowledged, so it may be done twice.

use fraise_diagnostics::{Code, Diagnostic};
use fraise_ir::{
    Expr, Mutation,
    expr::{ExprKind, Root},
    mutation::{AfterCommit, Step, StepKind},
};

use crate::context::Ctx;

/// A mutation that `after_commit` calls may be called twice.
pub(super) fn called_mutations_are_repeatable(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    for call in cx.ir.mutations.iter().flat_map(|it| &it.after_commit) {
        let AfterCommit::Call { mutation, span, .. } = call else { continue };
        let Some(called) = cx.ir.mutations.get(mutation.0) else { continue };
        let Some(step) = first_that_is_not_repeatable(called) else { continue };
        found.push(
            Diagnostic::new(Code::F1008, *span, format!("`{}` may be called twice", called.name))
                .label("called again until it is acknowledged")
                .secondary(step.span, "this would be done twice")
                .help("Fire with `to:`, write by `upsert`, or declare the mutation `idempotent`."),
        );
    }
    cx.diagnostics.extend(found);
}

fn first_that_is_not_repeatable(called: &Mutation) -> Option<&Step> {
    if called.idempotent.is_some() {
        return None;
    }
    called.steps.iter().find(|it| match &it.kind {
        StepKind::Find { .. }
        | StepKind::Upsert { .. }
        | StepKind::Delete { .. }
        | StepKind::FireTo { .. }
        | StepKind::Require { .. } => false,
        StepKind::Update { set, .. } => set.iter().any(|(_, value)| reads_the_row(value)),
        StepKind::Create { .. } | StepKind::Fire { .. } | StepKind::Apply { .. } | StepKind::Emit { .. } => {
            true
        }
    })
}

fn reads_the_row(value: &Expr) -> bool {
    let mut reads = false;
    value.walk(&mut |part| {
        if let ExprKind::Field { row, .. } | ExprKind::Row(row) | ExprKind::Rule { row, .. } = &part.kind {
            reads |= row.root == Root::This;
        }
    });
    reads
}
