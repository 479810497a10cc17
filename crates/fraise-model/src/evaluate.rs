//! Expressions over rows, by the meaning that the language gives them.
//!
//! Not everything of the language is here: what the rules of the tests do not use is [`NotKnown`], which fails a test
//! and is never taken for an answer.

use std::cmp::Ordering;
use std::fmt;

use fraise_ir::{
    Expr, FieldId, FieldKind, Ir, RelationId, Type,
    expr::{
        Aggregate, AggregateOver, BinaryOp, ExprKind, Function, Hop, Literal, Many, Root, RowPath, UnaryOp,
    },
    relation::RelationKind,
};

use crate::{Asker, Row, Rows, Value, value::Number};

/// A part of the language that the oracle does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotKnown(
    /// What it is.
    pub String,
);

impl fmt::Display for NotKnown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the oracle does not know {}", self.0)
    }
}

impl std::error::Error for NotKnown {}

fn not_known<T>(what: impl fmt::Debug) -> Result<T, NotKnown> {
    Err(NotKnown(format!("{what:?}")))
}

/// What an expression may look at beside its rows.
#[derive(Debug, Clone, Copy)]
pub struct World<'w> {
    /// The model.
    pub ir: &'w Ir,
    /// All rows.
    pub rows: &'w Rows,
    /// Who asks.
    pub asker: &'w Asker,
}

/// The rows that the roots of an expression mean.
#[derive(Debug, Clone, Copy, Default)]
pub struct Frame<'r> {
    /// The row of the enclosing type.
    pub this: Option<&'r Row>,
    /// The row before the change.
    pub old: Option<&'r Row>,
    /// The row inside an aggregate.
    pub many: Option<&'r Row>,
}

impl<'r> Frame<'r> {
    /// A row that does not change.
    pub fn of(this: &'r Row) -> Self {
        Self { this: Some(this), ..Self::default() }
    }
}

impl<'w> World<'w> {
    /// The value of an expression.
    pub fn value(&self, expr: &Expr, frame: Frame<'_>) -> Result<Value, NotKnown> {
        match &expr.kind {
            ExprKind::Literal(literal) => literal_value(literal, &expr.ty),
            ExprKind::Field { row, field } => match self.row(row, frame)? {
                Some(row) => self.field(&row, *field),
                None => Ok(Value::Null),
            },
            ExprKind::Row(path) => Ok(self.row(path, frame)?.map_or(Value::Null, |row| row.key(self.ir))),
            ExprKind::Rule { row, rule } => match self.row(row, frame)? {
                Some(row) => self.value(&self.ir.rule(*rule).expr, Frame::of(&row)),
                None => Ok(Value::Null),
            },
            ExprKind::ViewerId => Ok(self.asker.viewer.clone()),
            ExprKind::ViewerClaim(claim) => Ok(self.asker.claims.get(claim).cloned().unwrap_or(Value::Null)),
            ExprKind::HasRole(who) => Ok(Value::Bool(self.asker.holds(self.ir, *who))),
            ExprKind::Unary(operator, operand) => unary(*operator, &self.value(operand, frame)?),
            ExprKind::Binary(operator, left, right) => {
                binary(*operator, &self.value(left, frame)?, &self.value(right, frame)?)
            }
            ExprKind::IsNull { operand, negated } => {
                let is_null = self.value(operand, frame)? == Value::Null;
                Ok(Value::Bool(is_null != *negated))
            }
            ExprKind::In { operand, list, negated } => {
                let operand = self.value(operand, frame)?;
                let list = list.iter().map(|it| self.value(it, frame)).collect::<Result<Vec<_>, _>>()?;
                Ok(negated_if(*negated, any_of(&operand, &list)))
            }
            ExprKind::AnyOf { operand, list } => match self.value(list, frame)? {
                Value::List(list) => Ok(any_of(&self.value(operand, frame)?, &list)),
                _ => Ok(Value::Null),
            },
            ExprKind::Between { operand, low, high, negated } => {
                let operand = self.value(operand, frame)?;
                let low = binary(BinaryOp::GreaterOrEqual, &operand, &self.value(low, frame)?)?;
                let high = binary(BinaryOp::LessOrEqual, &operand, &self.value(high, frame)?)?;
                Ok(negated_if(*negated, binary(BinaryOp::And, &low, &high)?))
            }
            ExprKind::Case { operand, branches, otherwise } => {
                let operand = operand.as_ref().map(|it| self.value(it, frame)).transpose()?;
                for (when, then) in branches {
                    let when = self.value(when, frame)?;
                    let is_chosen = operand.as_ref().map_or(when.holds(), |it| it.is(&when));
                    if is_chosen {
                        return self.value(then, frame);
                    }
                }
                otherwise.as_ref().map_or(Ok(Value::Null), |it| self.value(it, frame))
            }
            ExprKind::Cast(operand) => cast(self.value(operand, frame)?, &expr.ty),
            ExprKind::Call(function, arguments) => {
                let arguments =
                    arguments.iter().map(|it| self.value(it, frame)).collect::<Result<Vec<_>, _>>()?;
                call(*function, &arguments)
            }
            ExprKind::Aggregate { function, over, argument, distinct: false, filter, separator: None } => {
                let AggregateOver::Relation(many) = over else { return not_known(over) };
                let mut values = Vec::new();
                for row in self.many(many, frame)? {
                    let inside = Frame { many: Some(&row), ..frame };
                    let counts = match filter {
                        Some(filter) => self.value(filter, inside)?.holds(),
                        None => true,
                    };
                    if counts {
                        values.push(match argument {
                            Some(argument) => self.value(argument, inside)?,
                            None => Value::Bool(true),
                        });
                    }
                }
                aggregate(*function, values)
            }
            ExprKind::Aggregate { .. }
            | ExprKind::Part { .. }
            | ExprKind::Input(_)
            | ExprKind::LineInput(_)
            | ExprKind::HookOutput(..)
            | ExprKind::Qty
            | ExprKind::Value => not_known(&expr.kind),
        }
    }

    /// A field of a row, computed if it must be.
    pub fn field(&self, row: &Row, id: FieldId) -> Result<Value, NotKnown> {
        match (&self.ir.field(id).kind, row.get(id)) {
            (FieldKind::Virtual(expr), _) | (FieldKind::StoredRow(expr), None) => {
                self.value(expr, Frame::of(row))
            }
            (_, Some(value)) => Ok(value.clone()),
            (FieldKind::Plain { .. } | FieldKind::StoredAggregate { .. }, None) => Ok(Value::Null),
        }
    }

    fn row(&self, path: &RowPath, frame: Frame<'_>) -> Result<Option<Row>, NotKnown> {
        let start = match path.root {
            Root::This | Root::New => frame.this,
            Root::Old => frame.old,
            Root::Many => frame.many,
            Root::Line | Root::Input(_) | Root::LineReference(_) | Root::Step(_) => {
                return not_known(path.root);
            }
        };
        let mut row = start.cloned();
        for hop in &path.hops {
            let Some(from) = row else { return Ok(None) };
            row = match hop {
                Hop::Reference(field) => {
                    let value = self.field(&from, *field)?;
                    self.rows.target(self.ir, *field, &value).cloned()
                }
                Hop::Inverse(relation) => self.related(&from, *relation)?.into_iter().next(),
            };
        }
        Ok(row)
    }

    fn many(&self, many: &Many, frame: Frame<'_>) -> Result<Vec<Row>, NotKnown> {
        match self.row(&many.from, frame)? {
            Some(row) => self.related(&row, many.relation),
            None => Ok(Vec::new()),
        }
    }

    /// The rows of a relation; what is deleted softly is not among them.
    fn related(&self, row: &Row, relation: RelationId) -> Result<Vec<Row>, NotKnown> {
        match self.ir.relation(relation).kind {
            RelationKind::Inverse(field) => {
                let entity = self.ir.entity(field.entity);
                let key = row.key(self.ir);
                Ok(self.rows.with(field, &key).filter(|it| it.is_living(entity)).cloned().collect())
            }
            RelationKind::Through(first, second) => {
                let mut all = Vec::new();
                for row in self.related(row, first)? {
                    all.extend(self.related(&row, second)?);
                }
                Ok(all)
            }
        }
    }
}

fn literal_value(literal: &Literal, ty: &Type) -> Result<Value, NotKnown> {
    match literal {
        Literal::Null => Ok(Value::Null),
        Literal::Bool(it) => Ok(Value::Bool(*it)),
        Literal::Number(text) => match Number::read(text) {
            Some(number) => Ok(Value::Number(number)),
            None => not_known(literal),
        },
        Literal::Text(text) => match Value::read(ty, Some(text)) {
            Some(value) => Ok(value),
            None => not_known(literal),
        },
    }
}

fn unary(operator: UnaryOp, operand: &Value) -> Result<Value, NotKnown> {
    match (operator, operand) {
        (_, Value::Null) => Ok(Value::Null),
        (UnaryOp::Not, Value::Bool(it)) => Ok(Value::Bool(!it)),
        (UnaryOp::Minus, Value::Number(_)) => binary(BinaryOp::Minus, &Value::int(0), operand),
        _ => not_known((operator, operand)),
    }
}

fn negated_if(negated: bool, value: Value) -> Value {
    match value {
        Value::Bool(it) => Value::Bool(it != negated),
        other => other,
    }
}

fn binary(operator: BinaryOp, left: &Value, right: &Value) -> Result<Value, NotKnown> {
    if operator.is_strict() && (*left == Value::Null || *right == Value::Null) {
        return Ok(Value::Null);
    }
    let order = left.compare(right);
    let compared = |holds: fn(Ordering) -> bool| match order {
        Some(order) => Ok(Value::Bool(holds(order))),
        None => not_known((operator, left, right)),
    };
    let calculated = |number: Option<Number>| match number {
        Some(number) => Ok(Value::Number(number)),
        None => not_known((operator, left, right)),
    };
    match (operator, left, right) {
        (BinaryOp::And, ..) => Ok(conjunction(left, right)),
        (BinaryOp::Or, ..) => {
            let both = conjunction(&negated_if(true, left.clone()), &negated_if(true, right.clone()));
            Ok(negated_if(true, both))
        }
        (BinaryOp::IsDistinctFrom, ..) => Ok(Value::Bool(left != right)),
        (BinaryOp::IsNotDistinctFrom, ..) => Ok(Value::Bool(left == right)),
        (BinaryOp::Equal, ..) => compared(Ordering::is_eq),
        (BinaryOp::NotEqual, ..) => compared(Ordering::is_ne),
        (BinaryOp::Less, ..) => compared(Ordering::is_lt),
        (BinaryOp::LessOrEqual, ..) => compared(Ordering::is_le),
        (BinaryOp::Greater, ..) => compared(Ordering::is_gt),
        (BinaryOp::GreaterOrEqual, ..) => compared(Ordering::is_ge),
        (BinaryOp::Plus, Value::Number(a), Value::Number(b)) => {
            calculated(a.calculate(i128::checked_add, *b))
        }
        (BinaryOp::Minus, Value::Number(a), Value::Number(b)) => {
            calculated(a.calculate(i128::checked_sub, *b))
        }
        (BinaryOp::Times, Value::Number(a), Value::Number(b)) => calculated(a.times(*b)),
        (BinaryOp::Concat, a, b) => match (a.text(), b.text()) {
            (Some(a), Some(b)) => Ok(Value::Text(a + &b)),
            _ => Ok(Value::Null),
        },
        _ => not_known((operator, left, right)),
    }
}

fn conjunction(left: &Value, right: &Value) -> Value {
    match (left, right) {
        (Value::Bool(false), _) | (_, Value::Bool(false)) => Value::Bool(false),
        (Value::Bool(true), Value::Bool(true)) => Value::Bool(true),
        _ => Value::Null,
    }
}

fn any_of(operand: &Value, list: &[Value]) -> Value {
    if *operand != Value::Null && list.iter().any(|it| operand.is(it)) {
        return Value::Bool(true);
    }
    let is_unknown = !list.is_empty() && (*operand == Value::Null || list.contains(&Value::Null));
    if is_unknown { Value::Null } else { Value::Bool(false) }
}

fn cast(value: Value, ty: &Type) -> Result<Value, NotKnown> {
    match (&value, ty) {
        (Value::Null, _) => Ok(Value::Null),
        (_, Type::Text(_) | Type::Varchar(_)) => Ok(Value::Text(value.text().unwrap_or_default())),
        (Value::Number(_), Type::Int | Type::BigInt | Type::Decimal(None)) => Ok(value),
        _ => not_known((value, ty)),
    }
}

fn call(function: Function, arguments: &[Value]) -> Result<Value, NotKnown> {
    match (function, arguments) {
        (Function::Coalesce, all) => {
            Ok(all.iter().find(|it| **it != Value::Null).cloned().unwrap_or(Value::Null))
        }
        (Function::Lower | Function::Upper | Function::Length, [Value::Null]) => Ok(Value::Null),
        (Function::Lower, [Value::Text(text)]) => Ok(Value::Text(text.to_lowercase())),
        (Function::Upper, [Value::Text(text)]) => Ok(Value::Text(text.to_uppercase())),
        (Function::Length, [Value::Text(text)]) => match i64::try_from(text.chars().count()) {
            Ok(length) => Ok(Value::int(length)),
            Err(_) => not_known(function),
        },
        (Function::Nullif, [a, b]) => Ok(if a.is(b) { Value::Null } else { a.clone() }),
        // Only defaults ask, and no rule asks them.
        (Function::Now | Function::Today, _) => Ok(Value::Text("now".to_owned())),
        _ => not_known((function, arguments)),
    }
}

fn aggregate(function: Aggregate, values: Vec<Value>) -> Result<Value, NotKnown> {
    let mut known = values.into_iter().filter(|it| *it != Value::Null);
    match function {
        Aggregate::Count => match i64::try_from(known.count()) {
            Ok(count) => Ok(Value::int(count)),
            Err(_) => not_known(function),
        },
        Aggregate::Sum => {
            let Some(first) = known.next() else { return Ok(Value::Null) };
            known.try_fold(first, |sum, it| binary(BinaryOp::Plus, &sum, &it))
        }
        Aggregate::BoolOr => {
            Ok(known.reduce(|a, b| Value::Bool(a.holds() || b.holds())).unwrap_or(Value::Null))
        }
        Aggregate::BoolAnd => {
            Ok(known.reduce(|a, b| Value::Bool(a.holds() && b.holds())).unwrap_or(Value::Null))
        }
        Aggregate::Min => Ok(known.reduce(|a, b| if less(&b, &a) { b } else { a }).unwrap_or(Value::Null)),
        Aggregate::Max => Ok(known.reduce(|a, b| if less(&a, &b) { b } else { a }).unwrap_or(Value::Null)),
        Aggregate::Avg | Aggregate::ArrayAgg | Aggregate::StringAgg => not_known(function),
    }
}

fn less(a: &Value, b: &Value) -> bool {
    a.compare(b) == Some(Ordering::Less)
}
