//! Objects: typed JSON whose fields are read out of a `jsonb` value.

use fraise_ir::{Input, ObjectId, Type, expr::Root};
use fraise_lower::{Hole, Sql, types};
use fraise_sql::{Fragment, Literal, SqlType};

use super::{Unsupported, context::Context, field, fragment};
use crate::service::{Field, Object};

pub(super) fn object(ctx: &Context<'_>, id: ObjectId) -> Result<Object, Unsupported> {
    let declared = ctx.ir.object(id);
    Ok(Object {
        constant: ctx.object(id),
        name: declared.graphql.clone(),
        description: declared.description.clone(),
        fields: declared.fields.iter().map(|it| member(ctx, it)).collect::<Result<_, _>>()?,
    })
}

fn member(ctx: &Context<'_>, member: &Input) -> Result<Field, Unsupported> {
    let sql = fragment::of_row(ctx, &value(ctx, &member.ty, &member.sql))?;
    Ok(Field {
        name: member.graphql_output.clone(),
        nullable: member.nullable,
        read: None,
        kind: field::of_value(ctx, &member.ty, sql),
    })
}

/// The value under a key, in the type that it would have in a column; a missing key and a JSON null are null.
fn value(ctx: &Context<'_>, ty: &Type, key: &str) -> Sql {
    match ty {
        Type::Json => json(key).parens(),
        Type::Object(_) => not_null(key),
        Type::Array(item) => match item.as_ref() {
            Type::Object(_) => not_null(key),
            item => array(ctx, item, key),
        },
        Type::Text(_) | Type::Varchar(_) | Type::Null => text(key).parens(),
        Type::Bytes => Sql::kw("decode(").with(text(key)).with_kw(", 'base64')"),
        Type::Bool
        | Type::Int
        | Type::BigInt
        | Type::Decimal(_)
        | Type::Uuid
        | Type::Date
        | Type::Time
        | Type::Timestamptz
        | Type::Interval
        | Type::Enum(_)
        | Type::Ref(_) => cast(text(key).parens(), &types::sql_type(ctx.ir, ty)),
    }
}

fn json(key: &str) -> Sql {
    Sql::from(Hole::Row(Root::This)).with_kw(" -> ").with(literal(key))
}

fn text(key: &str) -> Sql {
    Sql::from(Hole::Row(Root::This)).with_kw(" ->> ").with(literal(key))
}

fn not_null(key: &str) -> Sql {
    Sql::kw("nullif(").with(json(key)).with_kw(", 'null'::jsonb)")
}

/// The elements in their order.
fn array(ctx: &Context<'_>, item: &Type, key: &str) -> Sql {
    // An element that is JSON itself stays as it is; its text would be another value.
    let (element, elements) = match item {
        Type::Json => (Sql::kw("x1.value"), "jsonb_array_elements"),
        _ => (cast(Sql::kw("x1.value"), &types::sql_type(ctx.ir, item)), "jsonb_array_elements_text"),
    };
    Sql::kw("case when jsonb_typeof(")
        .with(json(key))
        .with_kw(") = 'array' then array(select ")
        .with(element)
        .with_kw(" from ")
        .with_kw(elements)
        .with_kw("(")
        .with(json(key))
        .with_kw(") with ordinality as x1 (value, place) order by x1.place) end")
        .parens()
}

fn cast(value: Sql, ty: &SqlType) -> Sql {
    value.with_kw("::").with(Sql::from(Fragment::new().ty(ty)))
}

fn literal(text: &str) -> Sql {
    Sql::from(Fragment::new().lit(&Literal::text(text)))
}
