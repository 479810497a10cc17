//! Mutations, and the objects that they take.

use fraise_ir::{Input, Mutation, ObjectId, authz, published};
use fraise_lower::signature;
use fraise_sql::SqlType;

use super::{Unsupported, access, context::Context, hook, query, value};
use crate::service::{self, Argument, InputField, InputObject, ValueType};

/// The published mutations in the order of the schema.
pub(super) fn mutations(ctx: &Context<'_>) -> Result<Vec<service::Mutation>, Unsupported> {
    let published = ctx.ir.mutations.iter().filter(|it| published::mutation_is_published(ctx.ir, it));
    published.map(|it| mutation(ctx, it)).collect()
}

fn mutation(ctx: &Context<'_>, mutation: &Mutation) -> Result<service::Mutation, Unsupported> {
    let returned = mutation.entity_of(mutation.returns);
    let returned = returned.ok_or_else(|| Unsupported::new("a mutation that returns no row"))?;
    Ok(service::Mutation {
        name: mutation.graphql.clone().unwrap_or_else(|| mutation.name.clone()),
        target: ctx.entity(returned),
        function: signature::name(ctx.ir, mutation),
        returns: signature::returned_type(ctx.ir, mutation),
        callers: access::role_set(ctx, authz::possible(ctx.ir, &mutation.access.items)),
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
