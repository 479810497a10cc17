//! What is left of a condition when the state of a machine is known.

use fraise_ir::{
    Expr, FieldId, FieldKind, Ir,
    expr::{BinaryOp, ExprKind, Hop, Literal, Root, UnaryOp},
    reads::{self, What},
};

use super::behind;

/// What is left of a condition when one field in it is known.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Truth {
    True,
    False,
    /// It depends on other things alone.
    Open(Expr),
    /// It depends on the field in some way.
    Unclear,
}

impl Truth {
    pub(super) fn of(value: bool) -> Self {
        if value { Truth::True } else { Truth::False }
    }

    fn not(self, whole: &Expr) -> Self {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Open(operand) => {
                Truth::Open(Expr { kind: ExprKind::Unary(UnaryOp::Not, Box::new(operand)), ..whole.clone() })
            }
            Truth::Unclear => Truth::Unclear,
        }
    }

    /// `and` and `or`: `decides` is what one side suffices to decide.
    fn join(self, other: Self, decides: &Truth, whole: &Expr, operator: BinaryOp) -> Self {
        let neutral = |it: &Truth| matches!(it, Truth::True | Truth::False);
        match (self, other) {
            (one, other) if one == *decides || other == *decides => decides.clone(),
            (one, other) if neutral(&one) => other,
            (one, other) if neutral(&other) => one,
            (Truth::Open(one), Truth::Open(other)) => Truth::Open(Expr {
                kind: ExprKind::Binary(operator, Box::new(one), Box::new(other)),
                ..whole.clone()
            }),
            _ => Truth::Unclear,
        }
    }
}

/// A field of another row that has a known value.
pub(super) struct Known<'k> {
    pub(super) ir: &'k Ir,
    pub(super) path: &'k [Hop],
    pub(super) field: FieldId,
    pub(super) value: &'k str,
}

impl Known<'_> {
    /// What is left of a condition over the row at the end of `at`.
    pub(super) fn of(&self, condition: &Expr, at: &[Hop]) -> Truth {
        match &condition.kind {
            ExprKind::Literal(Literal::Bool(known)) => Truth::of(*known),
            ExprKind::Unary(UnaryOp::Not, operand) => self.of(operand, at).not(condition),
            ExprKind::Binary(BinaryOp::And, left, right) => {
                let (left, right) = (self.of(left, at), self.of(right, at));
                left.join(right, &Truth::False, condition, BinaryOp::And)
            }
            ExprKind::Binary(BinaryOp::Or, left, right) => {
                let (left, right) = (self.of(left, at), self.of(right, at));
                left.join(right, &Truth::True, condition, BinaryOp::Or)
            }
            ExprKind::Binary(BinaryOp::Equal | BinaryOp::IsNotDistinctFrom, left, right) => {
                self.equal(left, right, at).map_or_else(|| self.other(condition, at), Truth::of)
            }
            ExprKind::Binary(BinaryOp::NotEqual | BinaryOp::IsDistinctFrom, left, right) => {
                let differ = self.equal(left, right, at).map(|equal| !equal);
                differ.map_or_else(|| self.other(condition, at), Truth::of)
            }
            ExprKind::In { operand, list, negated } => {
                let equal: Option<Vec<bool>> = list.iter().map(|it| self.equal(operand, it, at)).collect();
                let is_in = equal.map(|it| it.contains(&true) != *negated);
                is_in.map_or_else(|| self.other(condition, at), Truth::of)
            }
            ExprKind::Rule { row, rule } if row.root == Root::This => {
                self.of(&self.ir.rule(*rule).expr, &behind(at, row))
            }
            ExprKind::Field { row, field } if row.root == Root::This => match &self.ir.field(*field).kind {
                FieldKind::Virtual(computed) => self.of(computed, &behind(at, row)),
                FieldKind::Plain { .. } | FieldKind::StoredRow(_) | FieldKind::StoredAggregate { .. } => {
                    self.other(condition, at)
                }
            },
            _ => self.other(condition, at),
        }
    }

    /// Whether the field is compared with a text, and is equal to it.
    fn equal(&self, one: &Expr, other: &Expr, at: &[Hop]) -> Option<bool> {
        let text = |it: &Expr| match &it.kind {
            ExprKind::Literal(Literal::Text(text)) => Some(text == self.value),
            _ => None,
        };
        if self.is_it(one, at) {
            return text(other);
        }
        if self.is_it(other, at) { text(one) } else { None }
    }

    fn is_it(&self, expr: &Expr, at: &[Hop]) -> bool {
        match &expr.kind {
            ExprKind::Field { row, field } => {
                *field == self.field && row.root == Root::This && behind(at, row) == self.path
            }
            _ => false,
        }
    }

    fn other(&self, condition: &Expr, at: &[Hop]) -> Truth {
        let reads = reads::reads(self.ir, condition);
        let reads_it = reads
            .iter()
            .any(|read| read.what == What::Column(self.field) && at.iter().chain(&read.hops).eq(self.path));
        if reads_it { Truth::Unclear } else { Truth::Open(condition.clone()) }
    }
}
