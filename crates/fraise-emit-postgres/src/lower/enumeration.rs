//! Enumerations: native types, or the members that a CHECK lists.

use fraise_ir::{Ir, service::EnumStorage, value::Enumeration};
use fraise_lower::names;
use fraise_sql::{Fragment, Literal, Text, catalog::EnumType};

/// Native types, where the settings ask for them.
pub(crate) fn types(ir: &Ir) -> Vec<EnumType> {
    match ir.service.enums {
        EnumStorage::Text => Vec::new(),
        EnumStorage::Native => ir.enums.iter().map(|it| native(ir, it)).collect(),
    }
}

fn native(ir: &Ir, enumeration: &Enumeration) -> EnumType {
    EnumType {
        name: names::in_schema(ir, &enumeration.sql),
        members: enumeration.members.iter().map(|member| Text::without_nul(&member.name)).collect(),
        comment: enumeration.description.as_deref().map(Text::without_nul),
    }
}

/// `'pending', 'confirmed'`
pub(crate) fn members(enumeration: &Enumeration) -> Fragment {
    Fragment::join(", ", enumeration.members.iter().map(|member| Literal::text(&member.name)))
}
