//! How many digits after the point the values of an expression have, as far as it can be told.

use fraise_ir::{
    Expr, Ir, Type,
    expr::{Aggregate, BinaryOp, ExprKind, Function, Literal},
};

/// The least and the most digits after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scale {
    least: u32,
    most: u32,
}

impl Scale {
    /// Always so many.
    pub(crate) fn exactly(digits: u32) -> Self {
        Self { least: digits, most: digits }
    }

    /// Of an expression; `None` where it depends on the values.
    pub(crate) fn of(ir: &Ir, expr: &Expr) -> Option<Self> {
        match &expr.kind {
            ExprKind::Literal(Literal::Number(digits)) => {
                let fraction = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
                u32::try_from(fraction).ok().map(Self::exactly)
            }
            ExprKind::Field { field, .. } => Self::of_type(&ir.field(*field).ty),
            ExprKind::Cast(_) => Self::of_type(&expr.ty),
            ExprKind::Unary(_, operand) => Self::of(ir, operand),
            ExprKind::Binary(BinaryOp::Plus | BinaryOp::Minus, left, right) => {
                Some(Self::of(ir, left)?.larger(Self::of(ir, right)?))
            }
            ExprKind::Binary(BinaryOp::Times, left, right) => {
                let (left, right) = (Self::of(ir, left)?, Self::of(ir, right)?);
                Some(Self { least: left.least + right.least, most: left.most + right.most })
            }
            ExprKind::Case { branches, otherwise, .. } => {
                let values = branches.iter().map(|(_, then)| then).chain(otherwise.as_deref());
                Self::of_one(ir, values)
            }
            ExprKind::Call(Function::Coalesce | Function::Greatest | Function::Least, values) => {
                Self::of_one(ir, values.iter())
            }
            ExprKind::Call(Function::Nullif | Function::Abs, values) => Self::of(ir, values.first()?),
            ExprKind::Call(Function::Round, values) => match values.get(1).map(|it| &it.kind) {
                Some(ExprKind::Literal(Literal::Number(digits))) => digits.parse().ok().map(Self::exactly),
                Some(_) => None,
                None => Some(Self::exactly(0)),
            },
            ExprKind::Aggregate {
                function: Aggregate::Sum | Aggregate::Min | Aggregate::Max,
                argument,
                ..
            } => Self::of(ir, argument.as_deref()?),
            _ => None,
        }
    }

    /// Of one among several.
    fn of_one<'e>(ir: &Ir, values: impl Iterator<Item = &'e Expr>) -> Option<Self> {
        let mut all: Option<Self> = None;
        for value in values {
            if matches!(value.kind, ExprKind::Literal(Literal::Null)) {
                continue;
            }
            let one = Self::of(ir, value)?;
            all = Some(
                all.map_or(one, |it| Self { least: it.least.min(one.least), most: it.most.max(one.most) }),
            );
        }
        all
    }

    fn of_type(ty: &Type) -> Option<Self> {
        match ty {
            Type::Decimal(Some(size)) => Some(Self::exactly(size.scale)),
            Type::Int | Type::BigInt => Some(Self::exactly(0)),
            _ => None,
        }
    }

    fn larger(self, other: Self) -> Self {
        Self { least: self.least.max(other.least), most: self.most.max(other.most) }
    }
}
