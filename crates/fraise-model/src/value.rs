//! Values of rows and of expressions, and what cannot be known of them before the server has made them.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use fraise_ir::Type;

use crate::{moment, moment::Interval, number::Number};

/// A value, or the lack of one.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Unknown in the sense of SQL.
    Null,
    /// `true`, `false`
    Bool(bool),
    /// Of any of the three kinds of numbers.
    Number(Number),
    /// Texts, ids, enum members, bytes.
    Text(String),
    /// `date`
    Day(NaiveDate),
    /// `time`
    Time(NaiveTime),
    /// `timestamptz`
    Moment(DateTime<Utc>),
    /// `interval`
    Interval(Interval),
    /// `X[]`, and lists of JSON.
    List(Vec<Value>),
    /// An object of JSON.
    Object(BTreeMap<String, Value>),
    /// Made by the server: known when its rows are read back.
    Unknown(Unknown),
}

/// What the server makes, and nobody can tell before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Unknown {
    /// A new id, token or number: itself wherever it stands, and like nothing that is there.
    New(u64),
    /// The time of a transaction, by its number; about when, if that is known.
    Now(u64, Option<DateTime<Utc>>),
    /// Anything of its type.
    Any,
}

/// The number of a moment that is no transaction's: one so much before or behind it.
pub(crate) const LATER: u64 = u64::MAX;

/// How two values stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// One is less, or neither.
    Is(Ordering),
    /// They differ; which is less cannot be told.
    Differs,
    /// One of them is null.
    Null,
    /// It cannot be told.
    NotKnown,
}

/// Clocks of the model and of the server differ by less, in seconds.
const TOLERANCE: i64 = 600;

impl Value {
    /// A value as PostgreSQL prints it; lists as JSON prints them.
    pub fn read(ty: &Type, text: Option<&str>) -> Option<Self> {
        let Some(text) = text else { return Some(Value::Null) };
        Some(match ty {
            Type::Bool => match text {
                "t" | "true" => Value::Bool(true),
                "f" | "false" => Value::Bool(false),
                _ => return None,
            },
            Type::Int | Type::BigInt | Type::Decimal(_) => Value::Number(Number::read(text)?),
            Type::Date => Value::Day(moment::read_day(text)?),
            Type::Time => Value::Time(moment::read_time(text)?),
            Type::Timestamptz => Value::Moment(moment::read_moment(text)?),
            Type::Interval => Value::Interval(Interval::read(text)?),
            Type::Json | Type::Object(_) => Value::of_json(&serde_json::from_str(text).ok()?)?,
            Type::Array(element) => {
                let elements: Vec<serde_json::Value> = serde_json::from_str(text).ok()?;
                let read = |it: &serde_json::Value| match it {
                    serde_json::Value::Null => Some(Value::Null),
                    serde_json::Value::String(text) => Value::read(element, Some(text)),
                    other => Value::read(element, Some(&other.to_string())),
                };
                Value::List(elements.iter().map(read).collect::<Option<Vec<_>>>()?)
            }
            Type::Text(_)
            | Type::Varchar(_)
            | Type::Uuid
            | Type::Bytes
            | Type::Enum(_)
            | Type::Ref(_)
            | Type::Null => Value::Text(text.to_owned()),
        })
    }

    /// A value of JSON; its null is no value.
    pub fn of_json(json: &serde_json::Value) -> Option<Self> {
        Some(match json {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(it) => Value::Bool(*it),
            serde_json::Value::Number(it) => Value::Number(Number::read(&it.to_string())?),
            serde_json::Value::String(it) => Value::Text(it.clone()),
            serde_json::Value::Array(all) => {
                Value::List(all.iter().map(Value::of_json).collect::<Option<Vec<_>>>()?)
            }
            serde_json::Value::Object(all) => {
                let pairs = all.iter().map(|(key, it)| Some((key.clone(), Value::of_json(it)?)));
                Value::Object(pairs.collect::<Option<BTreeMap<_, _>>>()?)
            }
        })
    }

    /// The value inside of JSON, as `to_jsonb` puts it there.
    pub fn in_json(&self) -> Self {
        match self {
            Value::Day(it) => Value::Text(it.to_string()),
            Value::Time(_) | Value::Interval(_) => self.text().map_or(Value::Null, Value::Text),
            Value::Moment(it) => Value::Text(moment::moment_in_json(*it)),
            Value::List(all) => Value::List(all.iter().map(Value::in_json).collect()),
            Value::Unknown(Unknown::Now(..)) => Value::Unknown(Unknown::Any),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Text(_)
            | Value::Object(_)
            | Value::Unknown(Unknown::New(_) | Unknown::Any) => self.clone(),
        }
    }

    /// As JSON writes it, for an argument; what is unknown has no text.
    pub fn json(&self) -> Option<String> {
        Some(match self {
            Value::Null => "null".to_owned(),
            Value::Bool(it) => it.to_string(),
            Value::Number(it) => it.text(),
            Value::Text(it) => serde_json::Value::String(it.clone()).to_string(),
            Value::Day(_) | Value::Time(_) | Value::Moment(_) | Value::Interval(_) => {
                serde_json::Value::String(self.text()?).to_string()
            }
            Value::List(all) => {
                let all: Vec<String> = all.iter().map(Value::json).collect::<Option<_>>()?;
                format!("[{}]", all.join(", "))
            }
            Value::Object(all) => {
                let pair = |(key, it): (&String, &Value)| {
                    Some(format!("{}: {}", serde_json::Value::String(key.clone()), it.json()?))
                };
                let all: Vec<String> = all.iter().map(pair).collect::<Option<_>>()?;
                format!("{{{}}}", all.join(", "))
            }
            Value::Unknown(_) => return None,
        })
    }

    /// A whole number.
    pub fn int(number: i64) -> Self {
        Value::Number(Number::int(number))
    }

    /// It is true: not false, and not null. Of what is not known nobody can say.
    pub fn holds(&self) -> bool {
        *self == Value::Bool(true)
    }

    /// It is unknown, or some part of it.
    pub fn is_unknown(&self) -> bool {
        match self {
            Value::Unknown(_) => true,
            Value::List(all) => all.iter().any(Value::is_unknown),
            Value::Object(all) => all.values().any(Value::is_unknown),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Text(_)
            | Value::Day(_)
            | Value::Time(_)
            | Value::Moment(_)
            | Value::Interval(_) => false,
        }
    }

    /// As `cast(x as text)` prints it; none of null and of what is unknown.
    pub fn text(&self) -> Option<String> {
        match self {
            Value::Null | Value::Unknown(_) => None,
            Value::Bool(it) => Some(it.to_string()),
            Value::Number(it) => Some(it.text()),
            Value::Text(it) => Some(it.clone()),
            Value::Day(it) => Some(it.to_string()),
            Value::Time(it) => Some(moment::time_text(*it)),
            Value::Moment(it) => Some(moment::moment_text(*it)),
            Value::Interval(it) => Some(it.text()),
            Value::List(all) => {
                let texts: Vec<String> =
                    all.iter().map(|it| it.text().unwrap_or("NULL".to_owned())).collect();
                Some(format!("{{{}}}", texts.join(",")))
            }
            Value::Object(_) => self.json(),
        }
    }

    /// How it stands to another; values of two kinds are never compared.
    pub fn order(&self, other: &Self) -> Order {
        let is = |order: Option<Ordering>| order.map_or(Order::NotKnown, Order::Is);
        match (self, other) {
            (Value::Null, _) | (_, Value::Null) => Order::Null,
            (Value::Unknown(a), Value::Unknown(b)) => a.order_of_unknown(*b),
            (Value::Unknown(a), b) => a.order(b),
            (a, Value::Unknown(b)) => match b.order(a) {
                Order::Is(order) => Order::Is(order.reverse()),
                other => other,
            },
            (Value::Bool(a), Value::Bool(b)) => is(Some(a.cmp(b))),
            (Value::Number(a), Value::Number(b)) => is(a.compare(*b)),
            // A key of digits is a text where it is a reference, and a number where it is a field.
            (Value::Number(a), Value::Text(b)) => is(Number::read(b).and_then(|b| a.compare(b))),
            (Value::Text(a), Value::Number(b)) => is(Number::read(a).and_then(|a| a.compare(*b))),
            (Value::Text(a), Value::Text(b)) => is(Some(a.cmp(b))),
            (Value::Day(a), Value::Day(b)) => is(Some(a.cmp(b))),
            (Value::Time(a), Value::Time(b)) => is(Some(a.cmp(b))),
            (Value::Moment(a), Value::Moment(b)) => is(Some(a.cmp(b))),
            (Value::Interval(a), Value::Interval(b)) => is(Some(a.length().cmp(&b.length()))),
            (Value::List(a), Value::List(b)) => order_of_lists(a, b),
            (Value::Object(a), Value::Object(b)) => order_of_objects(a, b),
            _ => Order::NotKnown,
        }
    }

    /// The order, where there is one that is known.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        match self.order(other) {
            Order::Is(order) => Some(order),
            Order::Differs | Order::Null | Order::NotKnown => None,
        }
    }

    /// The same value; null is the same as nothing.
    pub fn is(&self, other: &Self) -> bool {
        self.compare(other) == Some(Ordering::Equal)
    }
}

fn order_of_lists(a: &[Value], b: &[Value]) -> Order {
    if a.len() != b.len() {
        return Order::Differs;
    }
    all_equal(a.iter().zip(b))
}

fn order_of_objects(a: &BTreeMap<String, Value>, b: &BTreeMap<String, Value>) -> Order {
    if !a.keys().eq(b.keys()) {
        return Order::Differs;
    }
    all_equal(a.values().zip(b.values()))
}

/// Equal, different, or not known; inside of lists and objects null is like null.
fn all_equal<'v>(pairs: impl Iterator<Item = (&'v Value, &'v Value)>) -> Order {
    let mut all = Order::Is(Ordering::Equal);
    for (a, b) in pairs {
        match (a, b) {
            (Value::Null, Value::Null) => continue,
            (Value::Null, _) | (_, Value::Null) => return Order::Differs,
            _ => {}
        }
        match a.order(b) {
            Order::Is(Ordering::Equal) => {}
            Order::Is(_) | Order::Differs | Order::Null => return Order::Differs,
            Order::NotKnown => all = Order::NotKnown,
        }
    }
    all
}

impl Unknown {
    fn order_of_unknown(self, other: Self) -> Order {
        match (self, other) {
            (Unknown::New(a), Unknown::New(b)) if a == b => Order::Is(Ordering::Equal),
            (Unknown::New(_), Unknown::New(_)) => Order::Differs,
            (Unknown::Now(a, _), Unknown::Now(b, _)) if a == b && a != LATER => Order::Is(Ordering::Equal),
            (Unknown::Now(_, Some(a)), Unknown::Now(_, Some(b))) => about(a, b),
            _ => Order::NotKnown,
        }
    }

    fn order(self, other: &Value) -> Order {
        match (self, other) {
            (Unknown::New(_), _) => Order::Differs,
            (Unknown::Now(_, Some(now)), Value::Moment(other)) => about(now, *other),
            (Unknown::Now(..) | Unknown::Any, _) => Order::NotKnown,
        }
    }
}

fn about(a: DateTime<Utc>, b: DateTime<Utc>) -> Order {
    if is_about(a, b) { Order::NotKnown } else { Order::Is(a.cmp(&b)) }
}

/// Two clocks may mean the same.
pub(crate) fn is_about(a: DateTime<Utc>, b: DateTime<Utc>) -> bool {
    a.signed_duration_since(b).num_seconds().abs() <= TOLERANCE
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn null_is_like_nothing() {
        assert!(!Value::Null.is(&Value::Null));
        assert!(Value::Text("7".to_owned()).is(&Value::int(7)));
    }

    #[test]
    fn what_is_new_is_like_itself_alone() {
        let new = |it| Value::Unknown(Unknown::New(it));
        assert!(new(1).is(&new(1)));
        assert_eq!(new(1).order(&new(2)), Order::Differs);
        assert_eq!(new(1).order(&Value::Text("x".to_owned())), Order::Differs);
        assert_eq!(Value::Unknown(Unknown::Any).order(&Value::int(1)), Order::NotKnown);
    }

    #[test]
    fn the_time_is_known_about() {
        let moment = |text| Value::read(&Type::Timestamptz, Some(text)).unwrap();
        let Value::Moment(now) = moment("2026-01-01 12:00:00+00") else { unreachable!() };
        let now = Value::Unknown(Unknown::Now(1, Some(now)));
        assert_eq!(now.order(&moment("2026-01-01 11:00:00+00")), Order::Is(Ordering::Greater));
        assert_eq!(now.order(&moment("2026-01-01 12:01:00+00")), Order::NotKnown);
    }

    #[test]
    fn every_type_is_read_and_printed() {
        let texts = [
            (Type::Date, "2026-01-31"),
            (Type::Time, "12:30:00"),
            (Type::Interval, "1 day 02:00:00"),
            (Type::Decimal(None), "12.50"),
            (Type::Bool, "true"),
        ];
        for (ty, text) in texts {
            assert_eq!(Value::read(&ty, Some(text)).unwrap().text().unwrap(), text);
        }
        let json = Value::read(&Type::Json, Some(r#"{"a": [1.5, null, "x"]}"#)).unwrap();
        assert_eq!(json.json().unwrap(), r#"{"a": [1.5, null, "x"]}"#);
        assert!(Value::read(&Type::Date, Some("never")).is_none());
    }
}
