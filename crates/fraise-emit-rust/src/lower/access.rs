//! Access items.

use fraise_ir::{
    AccessItem,
    access::Who,
    authz::{self, Holders},
};
use fraise_lower::{
    access::{Way, allowed},
    join,
};

use super::{Unsupported, context::Context, fragment};
use crate::service::{self, RoleSet, Rule};

/// The items: first who is allowed whatever the row is, then each further way.
pub(super) fn items(
    ctx: &Context<'_>,
    items: &[AccessItem],
) -> Result<Vec<service::AccessItem>, Unsupported> {
    let allowed = allowed(&ctx.scope, items);
    let always = (!allowed.always.is_nobody())
        .then(|| service::AccessItem { roles: role_set(ctx, allowed.always), when: None });
    let ways = allowed.ways.iter().map(|it| way(ctx, it));
    always.into_iter().map(Ok).chain(ways).collect()
}

fn way(ctx: &Context<'_>, way: &Way) -> Result<service::AccessItem, Unsupported> {
    match way {
        Way::Role { who, condition } => {
            let rule = Rule::Sql(fragment::of_row(ctx, condition)?);
            Ok(service::AccessItem { roles: holders(ctx, *who), when: Some(rule) })
        }
        Way::Via { reference, target } => {
            let join = fragment::of_join(ctx, &join::reference(ctx.ir, *reference))?;
            let rule = Rule::Via { target: ctx.entity(*target), join };
            Ok(service::AccessItem { roles: RoleSet::Public, when: Some(rule) })
        }
    }
}

/// A role and every role that includes it.
pub(super) fn holders(ctx: &Context<'_>, who: Who) -> RoleSet {
    role_set(ctx, authz::holders(ctx.ir, who))
}

/// A set of holders.
pub(super) fn role_set(ctx: &Context<'_>, holders: Holders) -> RoleSet {
    match holders {
        Holders::Everyone => RoleSet::Public,
        Holders::Roles(roles) => RoleSet::Of(roles.into_iter().map(|it| ctx.role(it)).collect()),
    }
}
