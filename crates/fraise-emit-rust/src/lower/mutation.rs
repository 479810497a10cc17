//! Mutations, and the objects that they take.

use fraise_ir::{
    Input, Mutation, ObjectId, authz, published,
    raw::{Answer, RawOperation, Verb},
};
use fraise_lower::{signature, types};
use fraise_sql::SqlType;

use super::{Unsupported, access, context::Context, hook, query, value};
use crate::service::{self, Argument, InputField, InputObject, Key, ValueType};

/// The published mutations in the order of the schema.
pub(super) fn mutations(ctx: &Context<'_>) -> Result<Vec<service::Mutation>, Unsupported> {
    let published = ctx.ir.mutations.iter().filter(|it| published::mutation_is_published(ctx.ir, it));
    let raw = published::raw_operations(ctx.ir);
    published.map(|it| mutation(ctx, it)).chain(raw.iter().map(|it| raw_operation(ctx, it))).collect()
}

fn mutation(ctx: &Context<'_>, mutation: &Mutation) -> Result<service::Mutation, Unsupported> {
    let returned = mutation.entity_of(mutation.returns);
    let returned = returned.ok_or_else(|| Unsupported::new("a mutation that returns no row"))?;
    Ok(service::Mutation {
        name: mutation.graphql.clone().unwrap_or_else(|| mutation.name.clone()),
        target: Some(ctx.entity(returned)),
        function: signature::name(ctx.ir, mutation),
        returns: vec![signature::returned_type(ctx.ir, mutation)],
        callers: access::role_set(ctx, authz::possible(ctx.ir, &mutation.access.items)),
        key: None,
        empty_input: false,
        arguments: mutation.inputs.iter().map(|it| argument(ctx, it)).collect::<Result<_, _>>()?,
        idempotency_key: mutation.idempotent.is_some().then(|| idempotency_key(ctx)),
        before: hook::before(ctx, mutation)?,
        answered: hook::answered(ctx, mutation)?,
        leaves_job: !mutation.after_commit.is_empty(),
    })
}

fn argument(ctx: &Context<'_>, declared: &Input) -> Result<Argument, Unsupported> {
    let input = service::Input {
        ty: value::given_type(ctx, &declared.ty),
        sql_type: signature::argument_type(ctx.ir, &declared.ty),
        ..query::input(ctx, declared)?
    };
    Ok(Argument { sql: signature::argument(declared), input })
}

fn idempotency_key(ctx: &Context<'_>) -> service::Input {
    service::Input {
        name: published::idempotency_key_name(ctx.ir),
        ty: ValueType::Text,
        sql_type: SqlType::Text,
        optional: true,
        default: None,
        max_length: None,
    }
}

/// `createX`, `updateX`, `deleteX`.
fn raw_operation(ctx: &Context<'_>, operation: &RawOperation<'_>) -> Result<service::Mutation, Unsupported> {
    let ir = ctx.ir;
    let entity = ir.entity(operation.entity);
    let object = operation.graphql_input.as_ref().map(|_| Argument {
        sql: signature::raw_input(),
        input: service::Input {
            name: published::raw_input_name(ir),
            ty: ValueType::Object(ctx.raw_input(operation.entity, operation.verb)),
            sql_type: SqlType::Jsonb,
            optional: false,
            default: None,
            max_length: None,
        },
    });
    let takes_object = match operation.verb {
        Verb::Create | Verb::Update => true,
        Verb::Delete => false,
    };
    let of_key =
        entity.key_fields().into_iter().map(|it| types::sql_type(ir, &ir.field(it).ty).without_limit());
    Ok(service::Mutation {
        name: operation.graphql.clone().unwrap_or_else(|| operation.name.clone()),
        target: match operation.answer(ir) {
            Answer::Row { .. } => Some(ctx.entity(operation.entity)),
            Answer::Key => None,
        },
        function: signature::raw_name(ir, operation),
        returns: of_key.collect(),
        callers: access::role_set(ctx, authz::possible(ir, operation.access)),
        key: raw_key(ctx, operation),
        empty_input: takes_object && object.is_none(),
        arguments: object.into_iter().collect(),
        idempotency_key: None,
        before: Vec::new(),
        answered: None,
        leaves_job: false,
    })
}

/// The key of one field by its type, one of several as the opaque text that a row has for it.
fn raw_key(ctx: &Context<'_>, operation: &RawOperation<'_>) -> Option<Key> {
    let (ty, sql_type) = match operation.key.as_slice() {
        [] => return None,
        [only] => (value::value_type(ctx, &only.ty), signature::raw_key_type(ctx.ir, only)),
        _ => (ValueType::Text, SqlType::Text),
    };
    let name = published::raw_key_name(ctx.ir);
    let input = service::Input { name, ty, sql_type, optional: false, default: None, max_length: None };
    let part = |it: &Input| (signature::argument(it), signature::raw_key_type(ctx.ir, it));
    Some(Key { input, parts: operation.key.iter().map(part).collect() })
}

/// The objects that raw operations take.
pub(super) fn raw_inputs(ctx: &Context<'_>) -> Vec<InputObject> {
    let operations = published::raw_operations(ctx.ir);
    let object = |operation: &RawOperation<'_>| {
        let fields = operation.fields.iter().filter(|it| it.published);
        Some(InputObject {
            constant: ctx.raw_input(operation.entity, operation.verb),
            name: operation.graphql_input.clone()?,
            description: None,
            fields: fields.map(|it| input_field(ctx, &it.input)).collect(),
        })
    };
    operations.iter().filter_map(object).collect()
}

/// An object that an argument holds.
pub(super) fn input_object(ctx: &Context<'_>, id: ObjectId) -> InputObject {
    let declared = ctx.ir.object(id);
    InputObject {
        constant: ctx.input(id),
        name: declared.graphql_input.clone(),
        description: declared.description.clone(),
        fields: declared.fields.iter().map(|it| input_field(ctx, it)).collect(),
    }
}

fn input_field(ctx: &Context<'_>, declared: &Input) -> InputField {
    InputField {
        name: declared.graphql.clone(),
        key: declared.sql.clone(),
        ty: value::given_type(ctx, &declared.ty),
        max_length: value::max_length(&declared.ty),
    }
}
