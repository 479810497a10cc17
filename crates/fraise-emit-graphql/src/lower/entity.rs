//! Entities as output types.

use fraise_ir::{Entity, FieldId, Ir, published, published::Member};

use super::{authorize, directive, relation, ty};
use crate::sdl::{Field, ObjectType, TypeDefinition, TypeRef};

/// One type for each published entity, in the order of the schema.
pub(super) fn types(ir: &Ir) -> Vec<TypeDefinition> {
    let published = ir.entities.iter().filter(|it| published::entity_is_published(ir, it.id));
    published.filter_map(|it| object(ir, it)).map(TypeDefinition::Object).collect()
}

fn object(ir: &Ir, entity: &Entity) -> Option<ObjectType> {
    let members = published::members(ir, entity.id);
    Some(ObjectType {
        description: description(entity),
        name: entity.graphql.clone()?,
        directives: authorize::directive(ir, &entity.access.read).into_iter().collect(),
        fields: members.into_iter().filter_map(|it| member(ir, it)).collect(),
    })
}

/// GraphQL has no `@deprecated` on types, so the reason is told in words.
fn description(entity: &Entity) -> Option<String> {
    let deprecated = entity.deprecated.as_ref().map(|reason| format!("Deprecated: {reason}"));
    let parts: Vec<String> = entity.description.iter().cloned().chain(deprecated).collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

fn member(ir: &Ir, member: Member) -> Option<Field> {
    match member {
        Member::CompositeKey(_) => Some(composite_key(ir)),
        Member::Field(it) => field(ir, it),
        Member::Relation(it) => relation::field(ir, it),
    }
}

fn composite_key(ir: &Ir) -> Field {
    Field {
        description: None,
        name: published::composite_key_name(ir),
        arguments: Vec::new(),
        ty: TypeRef::named("ID"),
        directives: Vec::new(),
    }
}

fn field(ir: &Ir, id: FieldId) -> Option<Field> {
    let field = ir.field(id);
    let authorize = field.read.as_ref().and_then(|items| authorize::directive(ir, items));
    let ty = ty::output(ir, &field.ty, published::field_is_id(ir, id));
    Some(Field {
        description: field.description.clone(),
        name: field.graphql.clone()?,
        arguments: Vec::new(),
        ty: ty.nullable_if(published::field_is_nullable(ir, id)),
        directives: authorize.into_iter().chain(directive::deprecated(field.deprecated.as_deref())).collect(),
    })
}
