//! Relations as fields: lists with a limit, and the other side of a unique reference.

use fraise_ir::{Ir, Relation, RelationId, service::Page};

use super::directive;
use crate::sdl::{Field, InputValue, TypeRef, Value};

/// The field of a relation.
pub(super) fn field(ir: &Ir, id: RelationId) -> Option<Field> {
    let relation = ir.relation(id);
    let target = TypeRef::named(ir.entity(relation.target).graphql.clone()?);
    Some(Field {
        description: relation.description.clone(),
        name: relation.graphql.clone()?,
        arguments: arguments(relation, &ir.service.page),
        ty: if relation.to_one { target.nullable() } else { TypeRef::list(target) },
        directives: directive::deprecated(relation.deprecated.as_deref()).into_iter().collect(),
    })
}

fn arguments(relation: &Relation, page: &Page) -> Vec<InputValue> {
    if relation.to_one { Vec::new() } else { vec![limit(page)] }
}

/// `limit: Int = 50`
pub(super) fn limit(page: &Page) -> InputValue {
    number("limit", page.default)
}

/// `offset: Int = 0`
pub(super) fn offset() -> InputValue {
    number("offset", 0)
}

fn number(name: &str, default: u32) -> InputValue {
    InputValue {
        description: None,
        name: name.to_owned(),
        ty: TypeRef::named("Int").nullable(),
        default: Some(Value::Number(default.to_string())),
        directives: Vec::new(),
    }
}
