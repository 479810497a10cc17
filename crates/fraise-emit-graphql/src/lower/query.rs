//! The root type: one field for each `get` and `list`.

use fraise_ir::{Ir, Query, published, query::QueryKind};

use super::{authorize, directive, input, relation};
use crate::sdl::{Field, InputValue, ObjectType, TypeRef};

/// The name of the root type.
pub(super) const ROOT: &str = "Query";

/// The root type, if there is a query.
pub(super) fn root(ir: &Ir) -> Option<ObjectType> {
    let published = ir.queries.iter().filter(|it| published::query_is_published(ir, it));
    let fields: Vec<Field> = published.filter_map(|it| field(ir, it)).collect();
    (!fields.is_empty()).then(|| ObjectType {
        description: ir.service.description.clone(),
        name: ROOT.to_owned(),
        directives: Vec::new(),
        fields,
    })
}

fn field(ir: &Ir, query: &Query) -> Option<Field> {
    let target = TypeRef::named(ir.entity(query.of).graphql.clone()?);
    let authorize = authorize::directive(ir, &query.access.items);
    Some(Field {
        description: query.description.clone(),
        name: query.graphql.clone()?,
        arguments: arguments(ir, query),
        ty: answer(query, target)?,
        directives: authorize.into_iter().chain(directive::deprecated(query.deprecated.as_deref())).collect(),
    })
}

fn answer(query: &Query, target: TypeRef) -> Option<TypeRef> {
    match &query.kind {
        QueryKind::Get { missing_is_error, .. } => Some(target.nullable_if(!missing_is_error)),
        QueryKind::List { .. } => Some(TypeRef::list(target)),
        QueryKind::Report { .. } => None,
    }
}

fn arguments(ir: &Ir, query: &Query) -> Vec<InputValue> {
    let inputs = query.inputs.iter().enumerate();
    let mut arguments: Vec<InputValue> = inputs
        .map(|(position, it)| input::argument(ir, it, published::argument_is_id(ir, query, position)))
        .collect();
    match &query.kind {
        QueryKind::List { page, .. } => arguments.extend([relation::limit(page), relation::offset()]),
        QueryKind::Get { .. } | QueryKind::Report { .. } => {}
    }
    arguments
}
