//! Directives and their definitions.

use super::{description, types, value, writer::Writer};
use crate::sdl::{AppliedDirective, DirectiveDefinition, DirectiveLocation};

/// ` @authorize(roles: ["admin"])`, each with a blank before it.
pub(super) fn uses(directives: &[AppliedDirective]) -> String {
    directives.iter().map(one_use).collect()
}

fn one_use(directive: &AppliedDirective) -> String {
    let arguments: Vec<String> =
        directive.arguments.iter().map(|(name, it)| format!("{name}: {}", value::text(it))).collect();
    match arguments.is_empty() {
        true => format!(" @{}", directive.name),
        false => format!(" @{}({})", directive.name, arguments.join(", ")),
    }
}

pub(super) fn definition(out: &mut Writer, directive: &DirectiveDefinition) {
    let locations: Vec<&str> = directive.locations.iter().map(|it| location(*it)).collect();
    let end = format!(" on {}", locations.join(" | "));
    description::write(out, directive.description.as_deref());
    types::with_arguments(out, &format!("directive @{}", directive.name), &directive.arguments, &end);
}

fn location(location: DirectiveLocation) -> &'static str {
    match location {
        DirectiveLocation::Object => "OBJECT",
        DirectiveLocation::FieldDefinition => "FIELD_DEFINITION",
    }
}
