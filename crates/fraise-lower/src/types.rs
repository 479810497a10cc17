//! Types of the model as types of SQL.

use fraise_ir::{EntityId, Ir, Type, service::EnumStorage};
use fraise_sql::SqlType;

use crate::names;

/// The type that values of a type are stored and computed in.
pub fn sql_type(ir: &Ir, ty: &Type) -> SqlType {
    match ty {
        Type::Bool => SqlType::Boolean,
        Type::Int => SqlType::Integer,
        Type::BigInt => SqlType::Bigint,
        Type::Decimal(size) => SqlType::Numeric(size.map(|it| (narrowed(it.precision), narrowed(it.scale)))),
        Type::Text(_) | Type::Null => SqlType::Text,
        Type::Varchar(length) => SqlType::Varchar(Some(*length)),
        Type::Uuid => SqlType::Uuid,
        Type::Date => SqlType::Date,
        Type::Time => SqlType::Time,
        Type::Timestamptz => SqlType::Timestamptz,
        Type::Interval => SqlType::Interval,
        Type::Json | Type::Object(_) => SqlType::Jsonb,
        Type::Bytes => SqlType::Bytea,
        Type::Enum(id) => match ir.service.enums {
            EnumStorage::Text => SqlType::Text,
            EnumStorage::Native => SqlType::Named(names::in_schema(ir, &ir.enumeration(*id).sql)),
        },
        Type::Ref(entity) => key_type(ir, *entity),
        Type::Array(element) => sql_type(ir, element).array(),
    }
}

/// The type of an entity's key; of a composite one the first field's.
pub fn key_type(ir: &Ir, entity: EntityId) -> SqlType {
    let first = ir.entity(entity).key_fields().into_iter().next();
    first.map_or(SqlType::Uuid, |field| sql_type(ir, &ir.field(field).ty))
}

/// Digits of a decimal; the checker allows at most 1000 (F0302).
fn narrowed<N: TryFrom<u32> + Default>(digits: u32) -> N {
    N::try_from(digits).unwrap_or_default()
}
