//! Operators, three-valued as in SQL; what hangs on an unknown value is unknown.

use std::cmp::Ordering;

use fraise_ir::{
    Type,
    expr::{BinaryOp, UnaryOp},
};

use crate::{
    Value,
    moment::{self, Interval},
    number::Number,
    pattern,
    refusal::{Stop, not_known, refused},
    value::{LATER, Order, Unknown},
};

pub(crate) const ANY: Value = Value::Unknown(Unknown::Any);

pub(crate) fn unary(operator: UnaryOp, operand: &Value) -> Result<Value, Stop> {
    match (operator, operand) {
        (_, Value::Null) => Ok(Value::Null),
        (_, Value::Unknown(_)) => Ok(ANY),
        (UnaryOp::Not, Value::Bool(it)) => Ok(Value::Bool(!it)),
        (UnaryOp::Minus, Value::Number(it)) => calculated(it.negative()),
        (UnaryOp::Minus, Value::Interval(it)) => match it.negative() {
            Some(it) => Ok(Value::Interval(it)),
            None => refused("22008"),
        },
        _ => not_known((operator, operand)),
    }
}

pub(crate) fn negated_if(negated: bool, value: Value) -> Value {
    match value {
        Value::Bool(it) => Value::Bool(it != negated),
        other => other,
    }
}

pub(crate) fn binary(operator: BinaryOp, left: &Value, right: &Value, ty: &Type) -> Result<Value, Stop> {
    if operator.is_strict() && (*left == Value::Null || *right == Value::Null) {
        return Ok(Value::Null);
    }
    match operator {
        BinaryOp::And => Ok(conjunction(left, right)),
        BinaryOp::Or => {
            let both = conjunction(&negated_if(true, left.clone()), &negated_if(true, right.clone()));
            Ok(negated_if(true, both))
        }
        BinaryOp::IsDistinctFrom => distinct(left, right),
        BinaryOp::IsNotDistinctFrom => Ok(negated_if(true, distinct(left, right)?)),
        BinaryOp::Equal => compared(left, right, Some(false), Ordering::is_eq),
        BinaryOp::NotEqual => compared(left, right, Some(true), Ordering::is_ne),
        BinaryOp::Less => compared(left, right, None, Ordering::is_lt),
        BinaryOp::LessOrEqual => compared(left, right, None, Ordering::is_le),
        BinaryOp::Greater => compared(left, right, None, Ordering::is_gt),
        BinaryOp::GreaterOrEqual => compared(left, right, None, Ordering::is_ge),
        BinaryOp::Like => like(left, right, false, false),
        BinaryOp::NotLike => like(left, right, false, true),
        BinaryOp::Ilike => like(left, right, true, false),
        BinaryOp::NotIlike => like(left, right, true, true),
        BinaryOp::Matches => match (left, right) {
            (Value::Text(text), Value::Text(pattern)) => Ok(Value::Bool(pattern::matches(text, pattern)?)),
            (Value::Unknown(_), _) | (_, Value::Unknown(_)) => Ok(ANY),
            _ => not_known((operator, left, right)),
        },
        BinaryOp::Plus | BinaryOp::Minus => sum(operator, left, right),
        BinaryOp::Times => match (left, right) {
            (Value::Number(a), Value::Number(b)) => calculated(a.times(*b)),
            (Value::Unknown(_), _) | (_, Value::Unknown(_)) => Ok(ANY),
            _ => not_known((operator, left, right)),
        },
        BinaryOp::Divide => match (left, right) {
            (Value::Number(_), Value::Number(b)) if b.is_zero() => refused("22012"),
            (Value::Number(a), Value::Number(b)) if matches!(ty, Type::Int | Type::BigInt) => {
                calculated(a.whole_quotient(*b))
            }
            (Value::Number(a), Value::Number(b)) => calculated(a.quotient(*b)),
            (Value::Unknown(_), _) | (_, Value::Unknown(_)) => Ok(ANY),
            _ => not_known((operator, left, right)),
        },
        BinaryOp::Modulo => remainder(left, right),
        BinaryOp::Concat => match (left.text(), right.text()) {
            (Some(a), Some(b)) => Ok(Value::Text(a + &b)),
            // An id that is yet to come is itself, and what it is part of is new too; how new cannot be told.
            _ => Ok(ANY),
        },
    }
}

pub(crate) fn remainder(left: &Value, right: &Value) -> Result<Value, Stop> {
    match (left, right) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::Unknown(_), _) | (_, Value::Unknown(_)) => Ok(ANY),
        (Value::Number(_), Value::Number(b)) if b.is_zero() => refused("22012"),
        (Value::Number(a), Value::Number(b)) => calculated(a.remainder(*b)),
        _ => not_known(("mod", left, right)),
    }
}

/// A number of the size of its type: beyond it PostgreSQL refuses.
pub(crate) fn in_range(ty: &Type, value: Value) -> Result<Value, Stop> {
    let Value::Number(number) = &value else { return Ok(value) };
    let is_within = |least: i64, most: i64| {
        number.whole().is_some_and(|it| it >= i128::from(least) && it <= i128::from(most))
    };
    match ty {
        Type::Int if !is_within(i64::from(i32::MIN), i64::from(i32::MAX)) => refused("22003"),
        Type::BigInt if !is_within(i64::MIN, i64::MAX) => refused("22003"),
        _ => Ok(value),
    }
}

/// Equality with what `differs` says of values that differ, or an order.
fn compared(
    left: &Value,
    right: &Value,
    differs: Option<bool>,
    holds: fn(Ordering) -> bool,
) -> Result<Value, Stop> {
    match (left.order(right), differs) {
        (Order::Is(order), _) => Ok(Value::Bool(holds(order))),
        (Order::Differs, Some(differs)) => Ok(Value::Bool(differs)),
        (Order::Null, _) => Ok(Value::Null),
        (Order::Differs, None) => Ok(ANY),
        (Order::NotKnown, _) if left.is_unknown() || right.is_unknown() => Ok(ANY),
        (Order::NotKnown, _) => not_known((left, right)),
    }
}

fn distinct(left: &Value, right: &Value) -> Result<Value, Stop> {
    match (left, right) {
        (Value::Null, Value::Null) => Ok(Value::Bool(false)),
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Bool(true)),
        _ => compared(left, right, Some(true), Ordering::is_ne),
    }
}

fn like(text: &Value, pattern: &Value, folds: bool, negated: bool) -> Result<Value, Stop> {
    match (text, pattern) {
        (Value::Text(text), Value::Text(pattern)) => {
            Ok(Value::Bool(pattern::is_like(text, pattern, folds)? != negated))
        }
        (Value::Unknown(_), _) | (_, Value::Unknown(_)) => Ok(ANY),
        _ => not_known(("like", text, pattern)),
    }
}

fn sum(operator: BinaryOp, left: &Value, right: &Value) -> Result<Value, Stop> {
    let is_minus = operator == BinaryOp::Minus;
    let turned = |it: Interval| if is_minus { it.negative() } else { Some(it) };
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => calculated(if is_minus { a.minus(*b) } else { a.plus(*b) }),
        (Value::Day(a), Value::Number(b)) => {
            let days = b.whole().map(|it| if is_minus { -it } else { it });
            match days.and_then(|days| moment::days_later(*a, days)) {
                Some(day) => Ok(Value::Day(day)),
                None if moment::is_beyond(*a, days) => refused("22008"),
                None => not_known((operator, left, right)),
            }
        }
        (Value::Number(_), Value::Day(_)) if !is_minus => sum(operator, right, left),
        (Value::Day(a), Value::Day(b)) if is_minus => Ok(Value::int(a.signed_duration_since(*b).num_days())),
        (Value::Moment(a), Value::Moment(b)) if is_minus => match moment::between(*b, *a) {
            Some(it) => Ok(Value::Interval(it)),
            None => not_known((operator, left, right)),
        },
        (Value::Moment(a), Value::Interval(b)) => match turned(*b).and_then(|b| moment::later(*a, b)) {
            Some(it) => Ok(Value::Moment(it)),
            None => not_known((operator, left, right)),
        },
        (Value::Interval(_), Value::Moment(_)) if !is_minus => sum(operator, right, left),
        (Value::Unknown(Unknown::Now(_, Some(now))), Value::Interval(b)) => {
            // Not the same moment any more; when, is still known about.
            Ok(turned(*b)
                .and_then(|b| moment::later(*now, b))
                .map_or(ANY, |it| Value::Unknown(Unknown::Now(LATER, Some(it)))))
        }
        (Value::Interval(a), Value::Interval(b)) => {
            let both = turned(*b).and_then(|b| {
                Some(Interval {
                    months: a.months.checked_add(b.months)?,
                    days: a.days.checked_add(b.days)?,
                    micros: a.micros.checked_add(b.micros)?,
                })
            });
            both.map_or_else(|| refused("22008"), |it| Ok(Value::Interval(it)))
        }
        (Value::Unknown(_), _) | (_, Value::Unknown(_)) => Ok(ANY),
        _ => not_known((operator, left, right)),
    }
}

pub(crate) fn calculated(number: Option<Number>) -> Result<Value, Stop> {
    match number {
        Some(number) => Ok(Value::Number(number)),
        None => not_known("numbers of so many digits"),
    }
}

pub(crate) fn conjunction(left: &Value, right: &Value) -> Value {
    match (left, right) {
        (Value::Bool(false), _) | (_, Value::Bool(false)) => Value::Bool(false),
        (Value::Bool(true), Value::Bool(true)) => Value::Bool(true),
        (Value::Unknown(_), _) | (_, Value::Unknown(_)) => ANY,
        _ => Value::Null,
    }
}

pub(crate) fn any_of(operand: &Value, list: &[Value]) -> Result<Value, Stop> {
    let mut any = Value::Bool(false);
    for it in list {
        let is = binary(BinaryOp::Equal, operand, it, &Type::Bool)?;
        any = negated_if(true, conjunction(&negated_if(true, any), &negated_if(true, is)));
    }
    Ok(any)
}

pub(crate) fn cast(value: Value, ty: &Type) -> Result<Value, Stop> {
    match (&value, ty) {
        (Value::Null, _) => Ok(Value::Null),
        // An id is as new as a text.
        (Value::Unknown(Unknown::New(_)), Type::Text(None)) => Ok(value),
        (Value::Unknown(_), _) => Ok(ANY),
        (Value::Number(it), Type::Int | Type::BigInt) => in_range(ty, calculated(it.rounded(0))?),
        (Value::Number(_), Type::Decimal(None)) => Ok(value),
        (Value::Number(it), Type::Decimal(Some(_))) => crate::column::decimal(*it, ty),
        (Value::Bool(it), Type::Int) => Ok(Value::int(i64::from(*it))),
        (Value::Moment(_), Type::Date) => not_known("a day in the zone of a session"),
        (_, Type::Varchar(length)) => {
            let text = value.text().unwrap_or_default();
            Ok(Value::Text(text.chars().take(usize::try_from(*length).unwrap_or(usize::MAX)).collect()))
        }
        (Value::Moment(_), Type::Text(_)) => not_known("a moment as a text"),
        (_, Type::Text(_)) => Ok(Value::Text(value.text().unwrap_or_default())),
        (Value::Text(text), Type::Int | Type::BigInt) => match Number::read(text.trim()) {
            Some(it) if it.scale() == 0 => in_range(ty, Value::Number(it)),
            _ => refused("22P02"),
        },
        (Value::Text(text), Type::Decimal(_)) => match Number::read(text.trim()) {
            Some(it) => crate::column::decimal(it, ty),
            None => not_known((value, ty)),
        },
        (Value::Text(text), Type::Interval | Type::Date | Type::Timestamptz | Type::Time) => {
            match Value::read(ty, Some(text)) {
                Some(value) => Ok(value),
                None => not_known((value, ty)),
            }
        }
        (Value::Text(_), Type::Uuid | Type::Ref(_) | Type::Enum(_)) => Ok(value),
        (Value::Interval(_), Type::Interval)
        | (Value::Day(_), Type::Date)
        | (Value::Time(_), Type::Time)
        | (Value::Moment(_), Type::Timestamptz)
        | (Value::Bool(_), Type::Bool) => Ok(value),
        (Value::Number(_), Type::Ref(_)) => Ok(value),
        _ => not_known((value, ty)),
    }
}
