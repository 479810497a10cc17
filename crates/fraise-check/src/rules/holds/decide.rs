//! What of a condition follows from the states of a world.

use fraise_ir::{
    EntityId, Expr, FieldKind,
    expr::{BinaryOp, ExprKind, Literal, Root, UnaryOp},
};

use super::{
    place::{Frame, Ways},
    world::{World, states},
};

/// A world, and how the condition is read in it.
pub(in crate::rules) struct Decider<'d> {
    pub(in crate::rules) ways: Ways<'d>,
    pub(in crate::rules) world: &'d World,
    pub(in crate::rules) frame: &'d Frame,
    /// The type of the row itself.
    pub(in crate::rules) own: Option<EntityId>,
}

impl Decider<'_> {
    /// Whether the condition is true, if the states alone say so.
    pub(in crate::rules) fn decide(&self, condition: &Expr) -> Option<bool> {
        self.read(condition, self.frame, 0)
    }

    fn read(&self, condition: &Expr, frame: &Frame, depth: usize) -> Option<bool> {
        let sides =
            |left: &Expr, right: &Expr| (self.read(left, frame, depth), self.read(right, frame, depth));
        match &condition.kind {
            ExprKind::Literal(Literal::Bool(known)) => Some(*known),
            ExprKind::Unary(UnaryOp::Not, operand) => self.read(operand, frame, depth).map(|it| !it),
            ExprKind::Binary(BinaryOp::And, left, right) => match sides(left, right) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            ExprKind::Binary(BinaryOp::Or, left, right) => match sides(left, right) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            ExprKind::Binary(BinaryOp::Equal | BinaryOp::IsNotDistinctFrom, left, right) => {
                self.equal(left, right, frame)
            }
            ExprKind::Binary(BinaryOp::NotEqual | BinaryOp::IsDistinctFrom, left, right) => {
                self.equal(left, right, frame).map(|it| !it)
            }
            ExprKind::In { operand, list, negated } => {
                let equal: Option<Vec<bool>> = list.iter().map(|it| self.equal(operand, it, frame)).collect();
                equal.map(|it| it.contains(&true) != *negated)
            }
            ExprKind::Rule { row, rule } if depth < 16 => {
                let at = Frame { this: frame.place(row), ..frame.clone() };
                self.read(&self.ways.ir.rule(*rule).expr, &at, depth + 1)
            }
            ExprKind::Field { row, field } if depth < 16 => match &self.ways.ir.field(*field).kind {
                FieldKind::Virtual(computed) => {
                    let at = Frame { this: frame.place(row), ..frame.clone() };
                    self.read(computed, &at, depth + 1)
                }
                FieldKind::Plain { .. } | FieldKind::StoredRow(_) | FieldKind::StoredAggregate { .. } => None,
            },
            _ => None,
        }
    }

    /// A known state against the name of one, or against another known state.
    fn equal(&self, one: &Expr, other: &Expr, frame: &Frame) -> Option<bool> {
        Some(self.state(one, frame)? == self.state(other, frame)?)
    }

    fn state<'e>(&'e self, expr: &'e Expr, frame: &Frame) -> Option<&'e str> {
        match &expr.kind {
            ExprKind::Literal(Literal::Text(text)) => Some(text),
            ExprKind::Field { row, field } => {
                let ir = self.ways.ir;
                let machine = ir.entity(field.entity).machine.as_ref().filter(|it| it.field == *field)?;
                let is_old = row.root == Root::Old && row.hops.is_empty() && Some(field.entity) == self.own;
                let state = if is_old {
                    self.world.old?
                } else {
                    self.world.state(&self.ways.shortest(frame.place(row)))?
                };
                states(ir, machine).get(state).copied()
            }
            _ => None,
        }
    }
}
