//! Literals, which take the type they meet.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{Expr, Type, expr::Literal, ty::DecimalSize};

use super::{Typer, constant, types::describe};
use crate::{
    form::{self, Reader},
    values,
};

impl Typer<'_> {
    /// Digits: an int, a bigint when it is too large for one, a decimal when it has a point.
    pub(super) fn number(&mut self, digits: &str, span: Span) -> Option<Expr> {
        let ty = match digits.split_once('.') {
            Some((whole, part)) => decimal(whole, part),
            None if digits.parse::<i32>().is_ok() => Some(Type::Int),
            None if digits.parse::<i64>().is_ok() => Some(Type::BigInt),
            None => decimal(digits, ""),
        };
        if ty.is_none() {
            self.report(
                Diagnostic::error(Code::F0302, span, "the number has too many digits").label("at most 38"),
            );
        }
        Some(constant(Literal::Number(digits.to_owned()), ty?, false, span))
    }

    /// A text in quotes, of the type that its place wants.
    pub(super) fn text_literal(&mut self, text: &str, hint: Option<&Type>, span: Span) -> Option<Expr> {
        let ty = match hint {
            Some(Type::Enum(id)) => {
                let declared = self.ir.enumeration(*id);
                if !declared.members.iter().any(|it| it.name == text) {
                    let found = values::unknown_member(declared, span, text, |near| format!("'{near}'"));
                    self.report(found);
                    return None;
                }
                Type::Enum(*id)
            }
            Some(ty @ (Type::Uuid | Type::Date | Type::Time | Type::Timestamptz | Type::Interval)) => {
                self.well_formed(text, ty, span)?;
                ty.clone()
            }
            Some(Type::Ref(entity)) => {
                let found = Diagnostic::error(Code::F0501, span, "a text is no row")
                    .label(format!("expected a `{}`", self.ir.entity(*entity).name));
                self.report(found);
                return None;
            }
            Some(ty) if ty.is_text() => ty.clone(),
            Some(_) | None => Type::Text(None),
        };
        Some(constant(Literal::Text(text.to_owned()), ty, false, span))
    }

    fn well_formed(&mut self, text: &str, ty: &Type, span: Span) -> Option<()> {
        let Err(form) = form::well_formed(text, ty, Reader::Column) else { return Some(()) };
        let message = format!("`'{text}'` is not {}", describe(self.ir, ty));
        let found = Diagnostic::error(Code::F0501, span, message);
        self.report(found.label(format!("write it as in '{form}'")));
        None
    }
}

fn decimal(whole: &str, part: &str) -> Option<Type> {
    let digits = whole.trim_start_matches('0').len() + part.len();
    let precision = u32::try_from(digits.max(part.len()).max(1)).ok()?;
    let scale = u32::try_from(part.len()).ok()?;
    (precision <= 38).then_some(Type::Decimal(Some(DecimalSize { precision, scale })))
}
