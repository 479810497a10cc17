//! The directives of ours that a definition uses.

use super::authorize;
use crate::sdl::{AppliedDirective, DirectiveDefinition, TypeDefinition};

/// Definitions of the directives that stand on these types and their fields.
pub(super) fn used_by(types: &[TypeDefinition]) -> Vec<DirectiveDefinition> {
    match types.iter().any(is_authorized) {
        true => vec![authorize::definition()],
        false => Vec::new(),
    }
}

/// `@deprecated` for a reason, if there is one.
pub(super) fn deprecated(reason: Option<&str>) -> Option<AppliedDirective> {
    reason.map(AppliedDirective::deprecated)
}

fn is_authorized(definition: &TypeDefinition) -> bool {
    let stands_here =
        |directives: &[AppliedDirective]| directives.iter().any(|it| it.name == authorize::NAME);
    match definition {
        TypeDefinition::Object(object) => {
            stands_here(&object.directives) || object.fields.iter().any(|it| stands_here(&it.directives))
        }
        TypeDefinition::Input(_) | TypeDefinition::Enum(_) | TypeDefinition::Scalar(_) => false,
    }
}
