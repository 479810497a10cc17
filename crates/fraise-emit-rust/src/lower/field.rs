//! Fields of entities.

use fraise_ir::{FieldId, Type, expr::Root, published};
use fraise_lower::join;

use super::{Unsupported, access, context::Context, fragment, value};
use crate::service::{Field, FieldKind};

/// A published field.
pub(super) fn field(ctx: &Context<'_>, id: FieldId) -> Result<Field, Unsupported> {
    let declared = ctx.ir.field(id);
    let read = declared.read.as_deref().map(|items| access::items(ctx, items)).transpose()?;
    Ok(Field {
        name: declared.graphql.clone().unwrap_or_else(|| declared.name.clone()),
        nullable: published::field_is_nullable(ctx.ir, id),
        read,
        kind: kind(ctx, id, &declared.ty)?,
    })
}

fn kind(ctx: &Context<'_>, id: FieldId, ty: &Type) -> Result<FieldKind, Unsupported> {
    if let Type::Ref(target) = ty {
        let join = fragment::of_join(ctx, &join::reference(ctx.ir, id))?;
        return Ok(FieldKind::ToOne { target: ctx.entity(*target), join });
    }
    let sql = fragment::of_row(ctx, &ctx.scope.field(Root::This, id))?;
    Ok(of_value(ctx, ty, sql))
}

/// A value, or an object that fields are asked of.
pub(super) fn of_value(ctx: &Context<'_>, ty: &Type, sql: crate::service::Sql) -> FieldKind {
    match ty {
        Type::Object(id) => FieldKind::Object { sql, object: ctx.object(*id), list: false },
        Type::Array(item) => match item.as_ref() {
            Type::Object(id) => FieldKind::Object { sql, object: ctx.object(*id), list: true },
            _ => FieldKind::Value { sql, ty: value::value_type(ctx, ty) },
        },
        _ => FieldKind::Value { sql, ty: value::value_type(ctx, ty) },
    }
}
