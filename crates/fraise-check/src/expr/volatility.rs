//! How much the value of an expression may change, against what its place takes.

use fraise_diagnostics::{Code, Diagnostic};
use fraise_ir::{
    Expr, Ir, Type,
    expr::{ExprKind, Function, Volatility},
    service::EnumStorage,
};

use super::Typer;

impl Typer<'_> {
    /// Reports each part that changes more than the place takes.
    pub(super) fn volatility_fits(&mut self, expr: &Expr) {
        let most = self.scope.volatility;
        let mut found = Vec::new();
        expr.walk(&mut |part| {
            if own(self.ir, part) > most {
                found.push(part.span);
            }
        });
        for span in found {
            let message = format!("{} must give the same for ever", self.scope.place);
            let found = Diagnostic::error(Code::F0506, span, message)
                .label("this changes with the time or with who asks")
                .help("Checks, stored columns and conditions of indexes are computed once and kept.");
            self.report(found);
        }
    }
}

/// How much one node itself may change, its parts aside.
fn own(ir: &Ir, expr: &Expr) -> Volatility {
    match &expr.kind {
        ExprKind::Call(Function::Concat, values) if values.iter().any(|it| !it.ty.is_text()) => {
            Volatility::Stable
        }
        ExprKind::Call(function, _) => function.volatility(),
        // A day is not always 24 hours long: it depends on the zone of the session.
        ExprKind::Binary(_, left, right)
            if expr.ty == Type::Timestamptz && (left.ty == Type::Interval || right.ty == Type::Interval) =>
        {
            Volatility::Stable
        }
        // The text of a member of a native enum may be renamed.
        ExprKind::Cast(operand)
            if matches!(operand.ty, Type::Enum(_)) && ir.service.enums == EnumStorage::Native =>
        {
            Volatility::Stable
        }
        ExprKind::ViewerId | ExprKind::ViewerClaim(_) | ExprKind::HasRole(_) => Volatility::Stable,
        ExprKind::Cast(operand) => cast(&operand.ty, &expr.ty),
        ExprKind::Part { operand, zone, .. } if operand.ty == Type::Timestamptz && zone.is_none() => {
            Volatility::Stable
        }
        ExprKind::Rule { rule, .. } => {
            let mut most = Volatility::Immutable;
            ir.rule(*rule).expr.walk(&mut |part| most = most.max(own(ir, part)));
            most
        }
        _ => Volatility::Immutable,
    }
}

/// Casts between moments, dates and text read settings of the session (PostgreSQL manual, 8.5).
fn cast(from: &Type, to: &Type) -> Volatility {
    let of_time = |it: &Type| matches!(it, Type::Date | Type::Timestamptz | Type::Time | Type::Interval);
    match (from, to) {
        (Type::Timestamptz, _) | (_, Type::Timestamptz) if from != to => Volatility::Stable,
        (one, other) if of_time(one) != of_time(other) => Volatility::Stable,
        _ => Volatility::Immutable,
    }
}
