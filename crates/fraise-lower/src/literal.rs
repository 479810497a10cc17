//! Constants.

use fraise_ir::{Ir, Type, expr::Literal, service::EnumStorage};
use fraise_sql::{Fragment, Literal as SqlLiteral};

use crate::{
    Sql,
    level::{Level, Lowered},
    types,
    value::cast,
};

/// A constant as it stands beside something whose type it takes.
pub(crate) fn bare(literal: &Literal) -> Lowered {
    match literal {
        Literal::Null => Lowered::kw("null"),
        Literal::Bool(true) => Lowered::kw("true"),
        Literal::Bool(false) => Lowered::kw("false"),
        Literal::Number(digits) => {
            let level = if digits.starts_with('-') { Level::Sign } else { Level::Atom };
            // The parser of expressions has read plain digits.
            let number = SqlLiteral::decimal(digits).unwrap_or(SqlLiteral::Null);
            Lowered::new(level, constant(&number))
        }
        Literal::Text(text) => Lowered::atom(constant(&SqlLiteral::text(text))),
    }
}

/// A constant that says its type where PostgreSQL would take it for a text.
pub(crate) fn typed(ir: &Ir, literal: &Literal, ty: &Type) -> Lowered {
    let constant = bare(literal);
    match literal {
        Literal::Text(_) if !is_text(ir, ty) => cast(constant, &types::sql_type(ir, ty)),
        Literal::Text(_) | Literal::Null | Literal::Bool(_) | Literal::Number(_) => constant,
    }
}

fn is_text(ir: &Ir, ty: &Type) -> bool {
    match ty {
        Type::Text(_) | Type::Varchar(_) | Type::Null => true,
        Type::Enum(_) => ir.service.enums == EnumStorage::Text,
        Type::Bool
        | Type::Int
        | Type::BigInt
        | Type::Decimal(_)
        | Type::Uuid
        | Type::Date
        | Type::Time
        | Type::Timestamptz
        | Type::Interval
        | Type::Json
        | Type::Bytes
        | Type::Object(_)
        | Type::Ref(_)
        | Type::Array(_) => false,
    }
}

fn constant(literal: &SqlLiteral) -> Sql {
    Sql::from(Fragment::new().lit(literal))
}
