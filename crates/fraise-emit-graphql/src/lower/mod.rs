//! The checked model to a schema definition.

mod authorize;
mod directive;
mod entity;
mod enumeration;
mod input;
mod mutation;
mod object;
mod query;
mod reach;
mod relation;
mod scalar;
mod ty;

use fraise_ir::{Checked, Ir};

use crate::sdl::{Schema, TypeDefinition};

/// What the service answers; nothing when it has no query, since a definition without one is not GraphQL.
pub fn lower(ir: &Checked<Ir>) -> Option<Schema> {
    let query = query::root(ir)?;
    let mutation = mutation::root(ir);
    let mutation_name = mutation.as_ref().map(|it| it.name.clone());
    let mut roots = vec![TypeDefinition::Object(query)];
    roots.extend(mutation.map(TypeDefinition::Object));
    roots.extend(entity::types(ir));

    let mut further = object::types(ir);
    further.extend(object::inputs(ir));
    further.extend(mutation::inputs(ir));
    further.extend(enumeration::types(ir));
    further.extend(scalar::types());

    let types = reach::with_reached(roots, further);
    let directives = directive::used_by(&types);
    Some(Schema { query: query::ROOT.to_owned(), mutation: mutation_name, types, directives })
}
