//! Entities as types.

use fraise_ir::{Entity, EntityId, expr::Root, field::FieldOrigin, published, published::Member};
use fraise_lower::names;

use super::{Unsupported, access, context::Context, field, fragment, key, relation};
use crate::service::{Sql, Type};

/// The type of an entity. One that is not published is only asked whether a row is readable.
pub(super) fn ty(ctx: &Context<'_>, id: EntityId) -> Result<Type, Unsupported> {
    let entity = ctx.ir.entity(id);
    let is_published = published::entity_is_published(ctx.ir, id);
    let members = if is_published { published::members(ctx.ir, id) } else { Vec::new() };
    Ok(Type {
        constant: ctx.entity(id),
        name: entity.graphql.clone().unwrap_or_else(|| entity.name.clone()),
        description: entity.description.clone(),
        published: is_published,
        table: names::table(ctx.ir, id),
        key: names::key_columns(ctx.ir, entity),
        read: access::items(ctx, &entity.access.read)?,
        living: living(ctx, entity)?,
        fields: members.into_iter().map(|it| member(ctx, it)).collect::<Result<_, _>>()?,
    })
}

fn member(ctx: &Context<'_>, member: Member) -> Result<crate::service::Field, Unsupported> {
    match member {
        Member::CompositeKey(entity) => key::opaque(ctx, entity),
        Member::Field(id) => field::field(ctx, id),
        Member::Relation(id) => relation::field(ctx, id),
    }
}

fn living(ctx: &Context<'_>, entity: &Entity) -> Result<Option<Sql>, Unsupported> {
    let is_deleted_at = |it: &fraise_ir::FieldId| ctx.ir.field(*it).origin == FieldOrigin::DeletedAt;
    let Some(deleted_at) = entity.field_ids().find(is_deleted_at) else { return Ok(None) };
    let is_null = ctx.scope.field(Root::This, deleted_at).with_kw(" is null");
    fragment::of_row(ctx, &is_null).map(Some)
}
