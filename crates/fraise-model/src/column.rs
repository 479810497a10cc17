//! What a column makes of a value that is written into it, and what must hold of it there.

use std::collections::BTreeMap;

use fraise_ir::{FieldId, Input, Ir, ObjectId, Type, service::EnumStorage};

use crate::{
    Value, json,
    number::Number,
    operator::in_range,
    refusal::{Stop, not_known, refused},
    value::Unknown,
};

/// The type of the values of a column: that of the key where it is a reference.
pub fn type_of(ir: &Ir, field: FieldId) -> Type {
    value_type(ir, &ir.field(field).ty)
}

/// The type of values: that of a key for a reference.
pub fn value_type(ir: &Ir, ty: &Type) -> Type {
    match ty {
        Type::Ref(target) => match ir.entity(*target).id_field() {
            Some(id) => ir.field(id).ty.clone(),
            None => Type::Text(None),
        },
        Type::Array(element) => Type::Array(Box::new(value_type(ir, element))),
        other => other.clone(),
    }
}

/// The value that a column of this type holds then, or why it cannot (22001, 22003, 22P02).
pub(crate) fn assigned(ir: &Ir, ty: &Type, value: Value) -> Result<Value, Stop> {
    let ty = value_type(ir, ty);
    match (&value, &ty) {
        (Value::Null | Value::Unknown(_), _) => Ok(value),
        (Value::Number(number), Type::Int | Type::BigInt) => match number.rounded(0) {
            Some(number) => in_range(&ty, Value::Number(number)),
            None => refused("22003"),
        },
        (Value::Number(number), Type::Decimal(_)) => decimal(*number, &ty),
        (Value::Number(number), Type::Text(_) | Type::Varchar(_)) => {
            assigned(ir, &ty, Value::Text(number.text()))
        }
        (Value::Text(text), Type::Varchar(length)) => {
            let length = usize::try_from(*length).unwrap_or(usize::MAX);
            match text.chars().skip(length).all(|it| it == ' ') {
                true => Ok(Value::Text(text.chars().take(length).collect())),
                false => refused("22001"),
            }
        }
        (Value::Text(text), Type::Enum(id)) if ir.service.enums == EnumStorage::Native => {
            match ir.enumeration(*id).members.iter().any(|it| it.name == *text) {
                true => Ok(value),
                false => refused("22P02"),
            }
        }
        (Value::Text(_), Type::Text(_) | Type::Enum(_) | Type::Bytes) => Ok(value),
        (Value::Text(text), Type::Uuid) => match is_uuid(text) {
            true => Ok(Value::Text(text.to_ascii_lowercase())),
            false => refused("22P02"),
        },
        (
            Value::Text(text),
            Type::Int
            | Type::BigInt
            | Type::Decimal(_)
            | Type::Bool
            | Type::Date
            | Type::Time
            | Type::Timestamptz
            | Type::Interval,
        ) => match Value::read(&ty, Some(text)) {
            Some(value) => assigned(ir, &ty, value),
            None => not_known(("the text", text, "as", ty)),
        },
        (Value::List(all), Type::Array(element)) => {
            let all = all.iter().map(|it| assigned(ir, element, it.clone()));
            Ok(Value::List(all.collect::<Result<_, _>>()?))
        }
        (Value::Bool(_), Type::Bool)
        | (Value::Day(_), Type::Date)
        | (Value::Time(_), Type::Time)
        | (Value::Moment(_), Type::Timestamptz)
        | (Value::Interval(_), Type::Interval)
        | (_, Type::Json | Type::Object(_)) => Ok(value),
        _ => not_known((value, ty)),
    }
}

/// A number in a `decimal(p,s)`: rounded, and not beyond its digits.
pub(crate) fn decimal(number: Number, ty: &Type) -> Result<Value, Stop> {
    let Type::Decimal(Some(size)) = ty else { return Ok(Value::Number(number)) };
    let Some(rounded) = number.rounded(size.scale) else { return refused("22003") };
    match is_within(rounded, size.precision, size.scale) {
        true => Ok(Value::Number(rounded)),
        false => refused("22003"),
    }
}

/// It has no more digits before the point than there may be.
fn is_within(number: Number, precision: u32, scale: u32) -> bool {
    let bound = Number::read(&format!("1{}", "0".repeat(usize::try_from(precision - scale).unwrap_or(0))));
    let magnitude = number.absolute();
    magnitude.zip(bound).and_then(|(it, bound)| it.compare(bound)).is_some_and(std::cmp::Ordering::is_lt)
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|it| it.len()).collect();
    lengths == [8, 4, 4, 4, 12] && groups.iter().all(|it| it.chars().all(|it| it.is_ascii_hexdigit()))
}

/// What the type asks beside what a column makes of a value: length of a `text(n)`, member of an enum, shape of an object.
pub(crate) fn fits_type(ir: &Ir, ty: &Type, value: &Value) -> Result<bool, Stop> {
    match (ty, value) {
        (_, Value::Null | Value::Unknown(Unknown::New(_) | Unknown::Now(..))) => Ok(true),
        (Type::Text(Some(length)) | Type::Varchar(length), Value::Text(text)) => {
            Ok(text.chars().count() <= usize::try_from(*length).unwrap_or(usize::MAX))
        }
        (Type::Enum(id), Value::Text(text)) => {
            Ok(ir.enumeration(*id).members.iter().any(|it| it.name == *text))
        }
        (Type::Object(id), value) => is_object(ir, *id, value),
        (Type::Array(element), Value::List(all)) => {
            for it in all {
                if *it == Value::Null || !fits_type(ir, element, it)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Type::Enum(_), Value::Unknown(_)) => not_known("a member of an enum that is yet to come"),
        _ => Ok(true),
    }
}

/// An argument fits its type: a decimal is not rounded there.
pub(crate) fn fits_argument(ir: &Ir, ty: &Type, value: &Value) -> Result<bool, Stop> {
    match (ty, value) {
        (Type::Decimal(Some(size)), Value::Number(number)) => {
            Ok(number.rounded(size.scale) == Some(*number) && is_within(*number, size.precision, size.scale))
        }
        (Type::Array(element), Value::List(all)) => {
            for it in all {
                if *it == Value::Null || !fits_argument(ir, element, it)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        _ => fits_type(ir, ty, value),
    }
}

/// A column of the type can take a value of JSON; what its CHECKs say is left to them.
pub(crate) fn takes(ir: &Ir, ty: &Type, value: &Value) -> Result<bool, Stop> {
    Ok(match (ty, value) {
        (Type::Text(_), it) => matches!(it, Value::Text(_)),
        (Type::Enum(_), it) if ir.service.enums == EnumStorage::Text => matches!(it, Value::Text(_)),
        (Type::Object(_), it) => matches!(it, Value::Object(_)),
        (Type::Array(element), Value::List(all)) => {
            for it in all {
                if *it == Value::Null || !takes(ir, element, it)? {
                    return Ok(false);
                }
            }
            true
        }
        (Type::Array(_), _) => false,
        _ => is_kind(ir, &value_type(ir, ty), value)? && fits_argument(ir, ty, value)?,
    })
}

/// Keys known, types right, required present.
pub(crate) fn is_object(ir: &Ir, id: ObjectId, value: &Value) -> Result<bool, Stop> {
    let Value::Object(pairs) = value else { return Ok(false) };
    let fields = &ir.object(id).fields;
    if !pairs.keys().all(|key| fields.iter().any(|it| it.sql == *key)) {
        return Ok(false);
    }
    for field in fields {
        if !fits_field(ir, field, pairs)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn fits_field(ir: &Ir, field: &Input, pairs: &BTreeMap<String, Value>) -> Result<bool, Stop> {
    match pairs.get(&field.sql) {
        None => Ok(field.nullable),
        Some(Value::Null) => Ok(field.nullable),
        Some(value) => {
            let bounds = match (value, field.bounds) {
                (Value::List(all), Some((least, most))) => is_between(all.len(), least, most),
                _ => true,
            };
            let is_good = is_kind(ir, &value_type(ir, &field.ty), value)?
                && fits_argument(ir, &field.ty, value)?
                && bounds;
            Ok(is_good && scalar_holds(ir, field.scalar, &typed(ir, &value_type(ir, &field.ty), value)?)?)
        }
    }
}

pub(crate) fn is_between(length: usize, least: u32, most: u32) -> bool {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    usize::try_from(least).is_ok_and(|least| length >= least) && length <= most
}

/// A scalar's check of a value, which null passes.
pub(crate) fn scalar_holds(
    ir: &Ir,
    scalar: Option<fraise_ir::ScalarId>,
    value: &Value,
) -> Result<bool, Stop> {
    let Some(check) = scalar.and_then(|it| ir.scalar(it).check.as_ref()) else { return Ok(true) };
    let (rows, asker) = (crate::Rows::default(), crate::Asker::nobody());
    let world = crate::World { ir, rows: &rows, asker: &asker, now: Unknown::Any };
    let values: Vec<&Value> = match value {
        Value::List(all) => all.iter().collect(),
        one => vec![one],
    };
    for value in values {
        if world.fails(check, crate::Frame { value: Some(value), ..crate::Frame::default() })? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A value of JSON as its type has it.
fn typed(ir: &Ir, ty: &Type, value: &Value) -> Result<Value, Stop> {
    match (ty, value) {
        (Type::Array(element), Value::List(all)) => {
            Ok(Value::List(all.iter().map(|it| typed(ir, element, it)).collect::<Result<_, _>>()?))
        }
        (Type::Date | Type::Time | Type::Timestamptz | Type::Interval, Value::Text(_)) => {
            assigned(ir, ty, value.clone())
        }
        _ => Ok(value.clone()),
    }
}

/// The kind of JSON that stands for a type.
fn is_kind(ir: &Ir, ty: &Type, value: &Value) -> Result<bool, Stop> {
    Ok(match (ty, value) {
        (_, Value::Unknown(_)) => true,
        (Type::Bool, it) => matches!(it, Value::Bool(_)),
        (Type::Int | Type::BigInt, Value::Number(number)) => {
            number.whole().is_some() && in_range(ty, value.clone()).is_ok()
        }
        (Type::Decimal(_), it) => matches!(it, Value::Number(_)),
        (Type::Int | Type::BigInt, _) => false,
        (Type::Text(_) | Type::Varchar(_) | Type::Enum(_), it) => matches!(it, Value::Text(_)),
        (Type::Uuid, Value::Text(text)) => is_uuid(text) && *text == text.to_ascii_lowercase(),
        (Type::Uuid, _) => false,
        (Type::Array(element), Value::List(all)) => {
            for it in all {
                if !is_kind(ir, element, it)? {
                    return Ok(false);
                }
            }
            true
        }
        (Type::Array(_), _) => false,
        (Type::Object(id), it) => is_object(ir, *id, it)?,
        (Type::Json, _) => true,
        (Type::Date | Type::Time | Type::Timestamptz | Type::Interval | Type::Bytes, Value::Text(text)) => {
            json::is_text_of(ty, text)
        }
        (Type::Date | Type::Time | Type::Timestamptz | Type::Interval | Type::Bytes, _) => false,
        (Type::Ref(_) | Type::Null, _) => true,
    })
}
