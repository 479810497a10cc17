//! Aggregates over the values of rows.

use fraise_ir::{
    Type,
    expr::{Aggregate, BinaryOp},
};

use crate::{
    Value,
    operator::{ANY, binary, calculated},
    refusal::{Stop, not_known},
    value::Order,
};

pub(crate) fn aggregate(
    function: Aggregate,
    values: Vec<Value>,
    distinct: bool,
    separator: Option<&Value>,
) -> Result<Value, Stop> {
    if function == Aggregate::ArrayAgg {
        // Rows come in any order.
        return match values.len() {
            0 => Ok(Value::Null),
            1 => Ok(Value::List(values)),
            _ => Ok(ANY),
        };
    }
    let mut known: Vec<Value> = values.into_iter().filter(|it| *it != Value::Null).collect();
    if distinct {
        known = unlike(known)?;
    }
    if function == Aggregate::Count {
        return count(known.len());
    }
    if known.iter().any(Value::is_unknown) {
        return Ok(ANY);
    }
    let length = known.len();
    let mut known = known.into_iter();
    let Some(first) = known.next() else { return Ok(Value::Null) };
    let plus = |a: Value, b: Value| binary(BinaryOp::Plus, &a, &b, &Type::Decimal(None));
    match function {
        Aggregate::Sum => known.try_fold(first, plus),
        Aggregate::Avg => match (known.try_fold(first, plus)?, count(length)?) {
            (Value::Number(sum), Value::Number(count)) => calculated(sum.quotient(count)),
            other => not_known(("avg", other)),
        },
        Aggregate::Min => known.try_fold(first, lesser),
        Aggregate::Max => {
            known.try_fold(first, |a, b| if lesser(a.clone(), b.clone())? == a { Ok(b) } else { Ok(a) })
        }
        Aggregate::BoolOr => Ok(known.fold(first, |a, b| Value::Bool(a.holds() || b.holds()))),
        Aggregate::BoolAnd => Ok(known.fold(first, |a, b| Value::Bool(a.holds() && b.holds()))),
        Aggregate::StringAgg => match (first, length, separator) {
            (Value::Text(only), 1, _) => Ok(Value::Text(only)),
            _ => Ok(ANY),
        },
        Aggregate::Count | Aggregate::ArrayAgg => not_known(function),
    }
}

fn count(length: usize) -> Result<Value, Stop> {
    i64::try_from(length).map(Value::int).or_else(|_| not_known("so many rows"))
}

fn lesser(a: Value, b: Value) -> Result<Value, Stop> {
    match a.compare(&b) {
        Some(order) => Ok(if order.is_le() { a } else { b }),
        None => not_known((a, b)),
    }
}

fn unlike(values: Vec<Value>) -> Result<Vec<Value>, Stop> {
    let mut all: Vec<Value> = Vec::new();
    for value in values {
        let mut is_new = true;
        for known in &all {
            match known.order(&value) {
                Order::Is(order) if order.is_eq() => is_new = false,
                Order::NotKnown => return not_known((known, value)),
                Order::Is(_) | Order::Differs | Order::Null => {}
            }
        }
        if is_new {
            all.push(value);
        }
    }
    Ok(all)
}
