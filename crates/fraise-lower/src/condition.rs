//! Conditions: what is true exactly where an expression is true.
//!
//! Below `and` and `or` false and null make no difference to what is true in the end, so a question about another row
//! may be an `exists (..)`, for which PostgreSQL has semi-joins and hashed subplans.

use fraise_ir::{
    Expr, Type,
    expr::{BinaryOp, ExprKind, Function, Hop, Literal, RowPath},
};

use crate::{
    Sql,
    level::{Level, Lowered},
    lowering::{Env, Lowering},
    walk::Ask,
};

impl Lowering<'_> {
    /// What is true exactly where an expression is true.
    pub(crate) fn holds(&mut self, env: &Env, expr: &Expr) -> Lowered {
        match &expr.kind {
            ExprKind::Binary(BinaryOp::And, ..) => {
                let parts = self.grouped(env, operands(expr, BinaryOp::And));
                let mut printed: Vec<Lowered> = parts.iter().map(|part| self.part_holds(env, part)).collect();
                match (printed.len(), printed.pop()) {
                    (1, Some(only)) => only,
                    (_, last) => {
                        printed.extend(last);
                        let parts = printed.into_iter().map(|it| it.at_least(Level::And));
                        Lowered::new(Level::And, Sql::junction("and ", parts))
                    }
                }
            }
            ExprKind::Binary(BinaryOp::Or, ..) => {
                let parts = operands(expr, BinaryOp::Or);
                let parts: Vec<Sql> = parts.into_iter().map(|it| self.holds(env, it).beside_or()).collect();
                Lowered::new(Level::Or, Sql::junction("or ", parts))
            }
            ExprKind::Rule { row, rule } => self.ask(env, row, Ask::RuleHolds(*rule)),
            ExprKind::Field { row, field } if expr.ty == Type::Bool => {
                self.ask(env, row, Ask::FieldHolds(*field))
            }
            _ => match self.common_walk(env, expr) {
                Some(path) => self.ask(env, &path, Ask::Holds(expr)),
                None => self.value(env, expr),
            },
        }
    }

    /// Conditions that hold together, those that ask the same other row put into one.
    fn grouped(&self, env: &Env, conditions: Vec<&Expr>) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for condition in conditions {
            let walk = self.condition_walk(env, condition);
            let same = parts.iter_mut().find(|part| walk.is_some() && part.walk == walk);
            match same {
                Some(part) => part.condition = both(&part.condition, condition),
                None => parts.push(Part { walk, condition: condition.clone() }),
            }
        }
        parts
    }

    fn part_holds(&mut self, env: &Env, part: &Part) -> Lowered {
        match &part.walk {
            Some(path) => self.ask(env, path, Ask::Holds(&part.condition)),
            None => self.holds(env, &part.condition),
        }
    }

    /// The walk to the one row that a condition asks, if it is another one.
    fn condition_walk(&self, env: &Env, condition: &Expr) -> Option<RowPath> {
        let path = match &condition.kind {
            ExprKind::Rule { rule, .. } if self.scope.rule_functions.contains_key(rule) => None,
            ExprKind::Rule { row, .. } => Some(row.clone()),
            ExprKind::Field { row, .. } if condition.ty == Type::Bool => Some(row.clone()),
            _ => self.common_walk(env, condition),
        }?;
        let (_, rest) = env.start(self.scope, &path);
        (!rest.is_empty()).then_some(path)
    }

    /// The longest walk that all questions of a comparison to other rows begin with, if there is one and the
    /// comparison is null without a row at its end.
    fn common_walk(&self, env: &Env, expr: &Expr) -> Option<RowPath> {
        if !is_strict_question(expr) {
            return None;
        }
        let mut common: Option<RowPath> = None;
        let mut agree = true;
        expr.walk(&mut |inner| {
            let Some(path) = self.walked(inner) else { return };
            common = match common.take() {
                None => Some(path),
                Some(before) if before.root == path.root => {
                    let shared =
                        before.hops.iter().zip(&path.hops).take_while(|(one, other)| one == other).count();
                    let hops = before.hops.get(..shared).unwrap_or_default().to_vec();
                    Some(RowPath { hops, ..before })
                }
                Some(before) => {
                    agree = false;
                    Some(before)
                }
            };
        });
        let path = common.filter(|it| agree && !it.hops.is_empty())?;
        let (_, rest) = env.start(self.scope, &path);
        (!rest.is_empty()).then_some(path)
    }

    /// The walk to the row that a name must really read: a key is known one hop before.
    fn walked(&self, expr: &Expr) -> Option<RowPath> {
        let (row, by_key) = match &expr.kind {
            ExprKind::Field { row, field } => (row, self.ir.entity(field.entity).id_field() == Some(*field)),
            ExprKind::Row(row) => (row, true),
            ExprKind::Rule { row, rule } => {
                (row, self.scope.rule_functions.get(rule).is_some_and(|functions| functions.by_key.is_some()))
            }
            _ => return None,
        };
        let hops = match row.hops.split_last() {
            Some((Hop::Reference(_), before)) if by_key => before,
            _ => row.hops.as_slice(),
        };
        (!hops.is_empty()).then(|| RowPath { hops: hops.to_vec(), ..row.clone() })
    }
}

/// A condition, and the walk to the row that it asks.
struct Part {
    walk: Option<RowPath>,
    condition: Expr,
}

fn both(one: &Expr, other: &Expr) -> Expr {
    Expr {
        kind: ExprKind::Binary(BinaryOp::And, Box::new(one.clone()), Box::new(other.clone())),
        ty: Type::Bool,
        nullable: one.nullable || other.nullable,
        span: one.span,
    }
}

/// `a`, `b` and `c` of `a and b and c`.
fn operands(expr: &Expr, operator: BinaryOp) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Binary(op, left, right) if *op == operator => {
            let mut all = operands(left, operator);
            all.extend(operands(right, operator));
            all
        }
        _ => vec![expr],
    }
}

/// A comparison that is null as soon as one thing it reads is null.
fn is_strict_question(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Binary(operator, left, right) => {
            is_strict_comparison(*operator) && is_strict(left) && is_strict(right)
        }
        ExprKind::In { operand, list, .. } => is_strict(operand) && list.iter().all(is_constant),
        ExprKind::Between { operand, low, high, negated } => {
            !negated && is_strict(operand) && is_strict(low) && is_strict(high)
        }
        _ => false,
    }
}

fn is_strict_comparison(operator: BinaryOp) -> bool {
    match operator {
        BinaryOp::Equal
        | BinaryOp::NotEqual
        | BinaryOp::Less
        | BinaryOp::LessOrEqual
        | BinaryOp::Greater
        | BinaryOp::GreaterOrEqual
        | BinaryOp::Like
        | BinaryOp::NotLike
        | BinaryOp::Ilike
        | BinaryOp::NotIlike
        | BinaryOp::Matches => true,
        BinaryOp::Or
        | BinaryOp::And
        | BinaryOp::IsDistinctFrom
        | BinaryOp::IsNotDistinctFrom
        | BinaryOp::Plus
        | BinaryOp::Minus
        | BinaryOp::Times
        | BinaryOp::Divide
        | BinaryOp::Modulo
        | BinaryOp::Concat => false,
    }
}

/// Null as soon as one thing it reads is null.
fn is_strict(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Literal(literal) => *literal != Literal::Null,
        ExprKind::Field { .. }
        | ExprKind::Row(_)
        | ExprKind::ViewerId
        | ExprKind::ViewerClaim(_)
        | ExprKind::Input(_)
        | ExprKind::LineInput(_)
        | ExprKind::HookOutput(..)
        | ExprKind::Qty
        | ExprKind::Value => true,
        ExprKind::Unary(_, operand) | ExprKind::Cast(operand) => is_strict(operand),
        ExprKind::Binary(operator, left, right) => {
            !matches!(
                operator,
                BinaryOp::Or | BinaryOp::And | BinaryOp::IsDistinctFrom | BinaryOp::IsNotDistinctFrom
            ) && is_strict(left)
                && is_strict(right)
        }
        ExprKind::Call(
            Function::Lower | Function::Upper | Function::Abs | Function::Trim | Function::Length,
            args,
        ) => args.iter().all(is_strict),
        ExprKind::Part { operand, zone: None, .. } => is_strict(operand),
        ExprKind::Part { .. }
        | ExprKind::Call(..)
        | ExprKind::Rule { .. }
        | ExprKind::HasRole(_)
        | ExprKind::IsNull { .. }
        | ExprKind::In { .. }
        | ExprKind::Between { .. }
        | ExprKind::AnyOf { .. }
        | ExprKind::Case { .. }
        | ExprKind::Aggregate { .. } => false,
    }
}

fn is_constant(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Literal(literal) if *literal != Literal::Null)
}
