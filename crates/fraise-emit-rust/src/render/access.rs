//! Access items: `&[AccessItem::always(roles::SUPPORT.or(roles::ADMIN))]`.

use super::code::Code;
use super::{fragment, name};
use crate::service::{AccessItem, RoleSet, Rule};

pub(super) fn items(items: &[AccessItem]) -> Code {
    Code::list(items.iter().map(item))
}

fn item(item: &AccessItem) -> Code {
    let roles = role_set(&item.roles);
    let Some(rule) = &item.when else { return Code::call("AccessItem::always", [roles]) };
    let rule = match rule {
        Rule::Sql(condition) => Code::call("Rule::Sql", [fragment::sql(condition)]),
        Rule::Via { target, join } => {
            Code::record("Rule::Via", [("target", name::ty(target)), ("join", fragment::sql(join))])
        }
    };
    Code::call("AccessItem::when", [roles, rule])
}

pub(super) fn role_set(roles: &RoleSet) -> Code {
    let RoleSet::Of(roles) = roles else { return Code::word("RoleSet::PUBLIC") };
    let both = |set: Code, role: Code| set.method("or", [role]);
    roles.iter().map(name::role).reduce(both).unwrap_or_else(|| Code::word("RoleSet::NONE"))
}
