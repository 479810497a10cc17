//! Enumerations.

use fraise_ir::{EnumId, value::Member};

use super::context::Context;
use crate::service::{Enum, EnumValue};

pub(super) fn enumeration(ctx: &Context<'_>, id: EnumId) -> Enum {
    let declared = ctx.ir.enumeration(id);
    let value = |member: &Member| EnumValue { graphql: member.graphql.clone(), sql: member.name.clone() };
    Enum {
        constant: ctx.enumeration(id),
        name: declared.name.clone(),
        description: declared.description.clone(),
        values: declared.members.iter().filter(|it| it.remap_to.is_none()).map(value).collect(),
    }
}
