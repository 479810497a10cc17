//! The root type of mutations: one field for each.

use fraise_ir::{Ir, Mutation, published};

use super::{authorize, directive, input};
use crate::sdl::{Field, InputValue, ObjectType, TypeRef};

/// The name of the root type.
const ROOT: &str = "Mutation";

/// The root type, if there is a mutation.
pub(super) fn root(ir: &Ir) -> Option<ObjectType> {
    let published = ir.mutations.iter().filter(|it| published::mutation_is_published(ir, it));
    let fields: Vec<Field> = published.filter_map(|it| field(ir, it)).collect();
    (!fields.is_empty()).then(|| ObjectType {
        description: None,
        name: ROOT.to_owned(),
        directives: Vec::new(),
        fields,
    })
}

fn field(ir: &Ir, mutation: &Mutation) -> Option<Field> {
    let returned = ir.entity(mutation.entity_of(mutation.returns)?);
    let authorize = authorize::directive(ir, &mutation.access.items);
    let deprecated = directive::deprecated(mutation.deprecated.as_deref());
    Some(Field {
        description: mutation.description.clone(),
        name: mutation.graphql.clone()?,
        arguments: arguments(ir, mutation),
        ty: TypeRef::named(returned.graphql.clone()?),
        directives: authorize.into_iter().chain(deprecated).collect(),
    })
}

fn arguments(ir: &Ir, mutation: &Mutation) -> Vec<InputValue> {
    let declared = mutation.inputs.iter().map(|it| input::argument(ir, it, false));
    declared.chain(mutation.idempotent.as_ref().map(|_| idempotency_key(ir))).collect()
}

fn idempotency_key(ir: &Ir) -> InputValue {
    InputValue {
        description: None,
        name: published::idempotency_key_name(ir),
        ty: TypeRef::named("ID").nullable_if(true),
        default: None,
        directives: Vec::new(),
    }
}
