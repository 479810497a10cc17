//! Enumerations.

use fraise_ir::{
    Ir,
    value::{Enumeration, Member},
};

use super::directive;
use crate::sdl::{EnumType, EnumValue, TypeDefinition};

/// One enum for each enumeration, in the order of the schema.
pub(super) fn types(ir: &Ir) -> Vec<TypeDefinition> {
    ir.enums.iter().map(|it| TypeDefinition::Enum(enumeration(it))).collect()
}

fn enumeration(enumeration: &Enumeration) -> EnumType {
    EnumType {
        description: enumeration.description.clone(),
        name: enumeration.name.clone(),
        values: enumeration.members.iter().filter(|it| it.remap_to.is_none()).map(value).collect(),
    }
}

fn value(member: &Member) -> EnumValue {
    EnumValue {
        description: member.description.clone(),
        name: member.graphql.clone(),
        directives: directive::deprecated(member.deprecated.as_deref()).into_iter().collect(),
    }
}
