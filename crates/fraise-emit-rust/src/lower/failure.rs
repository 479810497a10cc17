//! Errors of the schema, and the constraints that an error may name.

use fraise_ir::{
    Entity, FieldId, Ir, authz,
    authz::Holders,
    event::{DeclaredError, ErrorClass},
    names as made, published,
};
use fraise_lower::names;

use super::{access, context::Context};
use crate::service::{self, Constraint};

/// The errors that functions raise.
pub(super) fn errors(ctx: &Context<'_>) -> Vec<service::DeclaredError> {
    ctx.ir.errors.iter().map(declared).collect()
}

fn declared(error: &DeclaredError) -> service::DeclaredError {
    service::DeclaredError {
        code: made::screaming(&error.name),
        class: class(error.class),
        sqlstate: error.sqlstate.clone(),
    }
}

fn class(class: ErrorClass) -> &'static str {
    match class {
        ErrorClass::Validation => "validation",
        ErrorClass::Unauthorized => "unauthorized",
        ErrorClass::Forbidden => "forbidden",
        ErrorClass::NotFound => "not_found",
        ErrorClass::Conflict => "conflict",
        ErrorClass::ServiceUnavailable => "service_unavailable",
        ErrorClass::Internal => "internal",
    }
}

/// Unique fields of which somebody reads every row: he may be told that a value is there already.
pub(super) fn constraints(ctx: &Context<'_>) -> Vec<Constraint> {
    let published = ctx.ir.entities.iter().filter(|it| published::entity_is_published(ctx.ir, it.id));
    published.flat_map(|it| of_entity(ctx, it)).collect()
}

fn of_entity<'c>(ctx: &'c Context<'_>, entity: &'c Entity) -> impl Iterator<Item = Constraint> + use<'c> {
    entity.uniques.iter().filter_map(|unique| {
        if !unique.fields.iter().all(|it| published::field_is_published(ctx.ir, *it)) {
            return None;
        }
        let of_rows = authz::unconditional(ctx.ir, &entity.access.read);
        let readers = unique.fields.iter().fold(of_rows, |all, it| both(all, readers(ctx.ir, *it)));
        (!readers.is_nobody()).then(|| Constraint {
            name: names::ident(&unique.name),
            fields: unique.fields.iter().filter_map(|it| ctx.ir.field(*it).graphql.clone()).collect(),
            readers: access::role_set(ctx, readers),
        })
    })
}

/// Who reads this field of every row that he reads.
fn readers(ir: &Ir, field: FieldId) -> Holders {
    match &ir.field(field).read {
        None => Holders::Everyone,
        Some(items) => authz::unconditional(ir, items),
    }
}

fn both(one: Holders, other: Holders) -> Holders {
    match (one, other) {
        (Holders::Everyone, it) | (it, Holders::Everyone) => it,
        (Holders::Roles(one), Holders::Roles(other)) => Holders::Roles(&one & &other),
    }
}
