//! What clients see: the types, fields and queries that the SDL shows and the service answers.
//!
//! Both targets ask here, so that no field stands in the SDL that the service does not know, or the other way round.
//! Not published: what `graphql: false` hides, what only the server reads, and whatever leads to a type that is not
//! published.

use crate::{
    AccessItem, EntityId, FieldId, Ir, Mutation, Query, RelationId, RoleId, Type,
    authz::{self, Holders},
    query::QueryKind,
    raw::{self, RawOperation},
};

/// A member of an entity's type in the SDL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Member {
    /// The opaque `ID` of an entity whose key is composite.
    CompositeKey(EntityId),
    /// A field, to-one references included.
    Field(FieldId),
    /// A relation.
    Relation(RelationId),
}

/// The members of an entity's type in the order of the SDL: the key, fields, relations.
pub fn members(ir: &Ir, entity: EntityId) -> Vec<Member> {
    let key = ir.entity(entity).id_field().is_none().then_some(Member::CompositeKey(entity));
    let fields = ir.entity(entity).field_ids().filter(|it| field_is_published(ir, *it)).map(Member::Field);
    let relations =
        relation_ids(ir, entity).filter(|it| relation_is_published(ir, *it)).map(Member::Relation);
    key.into_iter().chain(fields).chain(relations).collect()
}

/// The entity has a type in the SDL, which always has a key to ask for.
pub fn entity_is_published(ir: &Ir, entity: EntityId) -> bool {
    ir.entity(entity).graphql.is_some()
}

/// The name of the opaque `ID` of an entity whose key is composite.
pub fn composite_key_name(ir: &Ir) -> String {
    ir.naming.field("id")
}

/// The field stands in its entity's type.
pub fn field_is_published(ir: &Ir, field: FieldId) -> bool {
    let leads_somewhere = match &ir.field(field).reference {
        Some(reference) => entity_is_published(ir, reference.target),
        None => true,
    };
    leads_somewhere && field_itself_is_published(ir, field)
}

/// The relation stands in its entity's type.
pub fn relation_is_published(ir: &Ir, relation: RelationId) -> bool {
    let relation = ir.relation(relation);
    relation.graphql.is_some() && entity_is_published(ir, relation.target)
}

/// The query is a field of the root type. Reports are not answered yet.
pub fn query_is_published(ir: &Ir, query: &Query) -> bool {
    let is_answered = match query.kind {
        QueryKind::Get { .. } | QueryKind::List { .. } => true,
        QueryKind::Report { .. } => false,
    };
    is_answered && query.graphql.is_some() && entity_is_published(ir, query.of)
}

/// The mutation is a field of the root type: no webhook, not hidden, and its row can be read.
pub fn mutation_is_published(ir: &Ir, mutation: &Mutation) -> bool {
    let returned = mutation.entity_of(mutation.returns);
    let is_read = returned.is_some_and(|it| entity_is_published(ir, it));
    let is_done = mutation.unfinished(ir).is_none() && mutation.unknown_to_job(ir).is_none();
    mutation.graphql.is_some() && !mutation.webhook && is_read && is_done
}

/// The raw operations that are fields of the root type.
pub fn raw_operations(ir: &Ir) -> Vec<RawOperation<'_>> {
    raw::operations(ir).into_iter().filter(|it| it.graphql.is_some()).collect()
}

/// The name of the argument that takes the object of a raw operation.
pub fn raw_input_name(ir: &Ir) -> String {
    ir.naming.argument("input")
}

/// The name of the argument that takes the key of a raw operation.
pub fn raw_key_name(ir: &Ir) -> String {
    ir.naming.argument("id")
}

/// The name of the argument that takes an idempotency key.
pub fn idempotency_key_name(ir: &Ir) -> String {
    ir.naming.argument("idempotency_key")
}

/// The field is null for somebody who sees the row.
pub fn field_is_nullable(ir: &Ir, id: FieldId) -> bool {
    let field = ir.field(id);
    let target_may_be_hidden = field.reference.is_some() && !authz::target_is_as_readable(ir, id);
    field.nullable || authz::field_is_guarded(field) || target_may_be_hidden
}

/// The value names a row, so that its type in the SDL is `ID`: a key of one field.
pub fn field_is_id(ir: &Ir, field: FieldId) -> bool {
    ir.entity(field.entity).id_field() == Some(field)
}

/// An argument names a row: it is compared with a key, or is of an entity's type.
pub fn argument_is_id(ir: &Ir, query: &Query, position: usize) -> bool {
    let is_entity = |ty: &Type| matches!(ty, Type::Ref(_));
    let compared_with = match &query.kind {
        QueryKind::Get { by, .. } => by.get(position),
        QueryKind::List { .. } | QueryKind::Report { .. } => None,
    };
    let by_id = compared_with.is_some_and(|it| field_is_id(ir, *it) || is_entity(&ir.field(*it).ty));
    by_id || query.inputs.get(position).is_some_and(|it| is_entity(&it.ty))
}

/// The roles of a token with which some item may be passed, in declaration order; `None` is everybody.
pub fn roles_that_may(ir: &Ir, items: &[AccessItem]) -> Option<Vec<RoleId>> {
    match authz::possible(ir, items) {
        Holders::Everyone => None,
        Holders::Roles(roles) => Some(roles.into_iter().filter(|it| !ir.role(*it).internal).collect()),
    }
}

fn field_itself_is_published(ir: &Ir, id: FieldId) -> bool {
    let field = ir.field(id);
    field.graphql.is_some() && !only_the_server_reads(ir, field.read.as_deref())
}

fn only_the_server_reads(ir: &Ir, read: Option<&[AccessItem]>) -> bool {
    let roles = read.and_then(|items| roles_that_may(ir, items));
    roles.is_some_and(|it| it.is_empty())
}

fn relation_ids(ir: &Ir, entity: EntityId) -> impl Iterator<Item = RelationId> + use<> {
    (0..ir.entity(entity).relations.len()).map(move |index| RelationId { entity, index })
}
