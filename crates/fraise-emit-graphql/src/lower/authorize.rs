//! `@authorize(roles: ["warehouse", "admin"])`: who may see something at all.
//!
//! The roles are the upward closure of those that the schema lists, in declaration order. What everybody may see has no
//! directive. Roles that no token holds are left out.

use fraise_ir::{AccessItem, Ir, published};

use crate::sdl::{AppliedDirective, DirectiveDefinition, DirectiveLocation, InputValue, TypeRef, Value};

/// The name of the directive.
pub(super) const NAME: &str = "authorize";

/// The directive for an access list, unless everybody passes it.
pub(super) fn directive(ir: &Ir, items: &[AccessItem]) -> Option<AppliedDirective> {
    let roles = published::roles_that_may(ir, items)?;
    let names = roles.into_iter().map(|it| Value::Text(ir.role(it).name.clone())).collect();
    Some(AppliedDirective::new(NAME, "roles", Value::List(names)))
}

/// What the directive means.
pub(super) fn definition() -> DirectiveDefinition {
    let roles = InputValue {
        description: None,
        name: "roles".to_owned(),
        ty: TypeRef::list(TypeRef::named("String")),
        default: None,
        directives: Vec::new(),
    };
    let text = "Only callers who hold one of these roles get a value; further conditions may narrow which rows they see.";
    DirectiveDefinition {
        description: Some(text.to_owned()),
        name: NAME.to_owned(),
        arguments: vec![roles],
        locations: vec![DirectiveLocation::Object, DirectiveLocation::FieldDefinition],
    }
}
