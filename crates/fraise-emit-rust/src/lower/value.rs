//! Types of values: how they travel, and what they are bound as.

use fraise_ir::Type;
use fraise_lower::types;
use fraise_sql::SqlType;

use super::context::Context;
use crate::service::ValueType;

/// How a value of a type travels; a row travels as its key.
pub(super) fn value_type(ctx: &Context<'_>, ty: &Type) -> ValueType {
    match ty {
        Type::Bool => ValueType::Bool,
        Type::Int => ValueType::Int,
        Type::BigInt => ValueType::BigInt,
        Type::Decimal(_) => ValueType::Decimal,
        Type::Text(_) | Type::Varchar(_) | Type::Null => ValueType::Text,
        Type::Uuid => ValueType::Uuid,
        Type::Date => ValueType::Date,
        Type::Time => ValueType::Time,
        Type::Timestamptz => ValueType::DateTime,
        Type::Interval => ValueType::Duration,
        Type::Json | Type::Object(_) => ValueType::Json,
        Type::Bytes => ValueType::Bytes,
        Type::Enum(id) => ValueType::Enum(ctx.enumeration(*id)),
        Type::Ref(entity) => match ctx.ir.entity(*entity).id_field() {
            Some(id) => value_type(ctx, &ctx.ir.field(id).ty),
            None => ValueType::Text,
        },
        Type::Array(item) => ValueType::List(Box::new(value_type(ctx, item))),
    }
}

/// How a value travels that is given to a function, which takes objects as JSON.
pub(super) fn given_type(ctx: &Context<'_>, ty: &Type) -> ValueType {
    match ty {
        Type::Object(id) => ValueType::Object(ctx.input(*id)),
        Type::Array(item) => ValueType::List(Box::new(given_type(ctx, item))),
        other => value_type(ctx, other),
    }
}

/// What a value is bound as: the type without sizes, since a cast to `varchar(2)` would cut it in silence.
pub(super) fn bound_as(ctx: &Context<'_>, ty: &Type) -> SqlType {
    without_size(types::sql_type(ctx.ir, ty))
}

fn without_size(ty: SqlType) -> SqlType {
    match ty {
        SqlType::Varchar(_) => SqlType::Text,
        SqlType::Numeric(_) => SqlType::Numeric(None),
        SqlType::Array(item) => without_size(*item).array(),
        other => other,
    }
}

/// The most characters of a text.
pub(super) fn max_length(ty: &Type) -> Option<u32> {
    match ty {
        Type::Text(length) => *length,
        Type::Varchar(length) => Some(*length),
        _ => None,
    }
}
