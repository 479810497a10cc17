//! What the function of a mutation is called and takes: the database declares it, the service calls it.
//!
//! ```sql
//! create_order(p_cart_items jsonb, p_shipping_address_id uuid, p_discount_code text default null,
//!   p_idempotency_key text default null, p_quote jsonb default null) returns uuid
//! ```

use fraise_ir::{Input, Ir, Mutation, Type, mutation::StepNameKind, raw::RawOperation};
use fraise_sql::{Ident, QualifiedName, SqlType, ident};

use crate::{names, types};

/// Its name.
pub fn name(ir: &Ir, mutation: &Mutation) -> QualifiedName {
    names::in_schema(ir, &mutation.name)
}

/// The argument of an input: `p_order_id`.
pub fn argument(input: &Input) -> Ident {
    names::ident(&format!("p_{}", input.sql))
}

/// The argument that takes the output of a hook which was called before: `p_quote`.
pub fn hook_argument(name: &str) -> Ident {
    names::ident(&format!("p_{name}"))
}

/// `p_idempotency_key`
pub fn idempotency_key() -> Ident {
    ident!("p_idempotency_key")
}

/// The names of the hooks that are called before.
pub fn hooks_before(mutation: &Mutation) -> impl Iterator<Item = &str> {
    let name = |step| mutation.name_of(step).filter(|it| matches!(it.kind, StepNameKind::Hook(_)));
    mutation.before.iter().filter_map(move |it| name(it.name)).map(|it| it.name.as_str())
}

/// The type of an argument: PostgreSQL keeps no length there, and lists of objects are one JSON value.
pub fn argument_type(ir: &Ir, ty: &Type) -> SqlType {
    match ty {
        Type::Varchar(_) => SqlType::Text,
        Type::Decimal(_) => SqlType::Numeric(None),
        Type::Array(element) => match argument_type(ir, element) {
            SqlType::Jsonb => SqlType::Jsonb,
            element => element.array(),
        },
        other => types::sql_type(ir, other),
    }
}

/// The type of what it gives back.
pub fn returned_type(ir: &Ir, mutation: &Mutation) -> SqlType {
    mutation.entity_of(mutation.returns).map_or(SqlType::Text, |entity| types::key_type(ir, entity))
}

/// The name of the function of a raw operation.
pub fn raw_name(ir: &Ir, operation: &RawOperation<'_>) -> QualifiedName {
    names::in_schema(ir, &operation.sql)
}

/// `p_input`
pub fn raw_input() -> Ident {
    ident!("p_input")
}

/// The type of a part of the key of a raw operation.
pub fn raw_key_type(ir: &Ir, part: &Input) -> SqlType {
    types::sql_type(ir, &part.ty).without_limit()
}
