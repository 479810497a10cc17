//! The root type of mutations: one field for each, and behind them the raw operations of types.

use fraise_ir::{
    Ir, Mutation, published,
    raw::{Answer, RawOperation},
};

use super::{authorize, directive, input};
use crate::sdl::{Field, InputObject, InputValue, ObjectType, TypeDefinition, TypeRef};

/// The name of the root type.
const ROOT: &str = "Mutation";

/// The root type, if there is a mutation.
pub(super) fn root(ir: &Ir) -> Option<ObjectType> {
    let published = ir.mutations.iter().filter(|it| published::mutation_is_published(ir, it));
    let raw = published::raw_operations(ir);
    let fields: Vec<Field> = published
        .filter_map(|it| field(ir, it))
        .chain(raw.iter().filter_map(|it| raw_field(ir, it)))
        .collect();
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

/// `updateProduct(id: ID!, input: UpdateProductInput!): Product!`
fn raw_field(ir: &Ir, operation: &RawOperation<'_>) -> Option<Field> {
    let target = TypeRef::named(ir.entity(operation.entity).graphql.clone()?);
    let key = (!operation.key.is_empty()).then(|| required(published::raw_key_name(ir), "ID"));
    let object = operation.graphql_input.as_ref().map(|it| required(published::raw_input_name(ir), it));
    Some(Field {
        description: None,
        name: operation.graphql.clone()?,
        arguments: key.into_iter().chain(object).collect(),
        ty: match operation.answer(ir) {
            Answer::Row { certain } => target.nullable_if(!certain),
            Answer::Key => TypeRef::named("ID"),
        },
        directives: authorize::directive(ir, operation.access).into_iter().collect(),
    })
}

fn required(name: String, ty: &str) -> InputValue {
    InputValue { description: None, name, ty: TypeRef::named(ty), default: None, directives: Vec::new() }
}

/// The objects that raw operations take.
pub(super) fn inputs(ir: &Ir) -> Vec<TypeDefinition> {
    let operations = published::raw_operations(ir);
    let input = |operation: &RawOperation<'_>| {
        let fields = operation.fields.iter().filter(|it| it.published);
        Some(TypeDefinition::Input(InputObject {
            description: None,
            name: operation.graphql_input.clone()?,
            fields: fields.map(|it| input::field(ir, &it.input)).collect(),
        }))
    };
    operations.iter().filter_map(input).collect()
}
