//! Roles: bit 0 is `public`, declared ones follow.

use fraise_ir::RoleId;

use super::context::Context;
use crate::service::Role;

/// All roles in the order of the schema.
pub(super) fn roles(ctx: &Context<'_>) -> Vec<Role> {
    let role = |(index, bit): (usize, u32)| {
        let declared = ctx.ir.role(RoleId(index));
        Role {
            constant: ctx.role(RoleId(index)),
            name: declared.name.clone(),
            description: declared.description.clone(),
            bit,
            internal: declared.internal,
        }
    };
    (0..ctx.ir.roles.len()).zip(1..).map(role).collect()
}
