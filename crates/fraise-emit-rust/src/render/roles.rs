//! `roles.rs`: a constant for each role.

use super::code::{Code, Sibling};
use super::item::{Item, Ty};
use super::{doc, module::Module};
use crate::service::{Role, Service};

const KEYWORDS: &str = "pub(super) const";

pub(super) fn module(service: &Service) -> Module<'_> {
    let all = Code::list(service.roles.iter().map(role));
    let all = Item::all("All roles, in the order of the schema.", KEYWORDS, Ty::Slice("Role"), all);
    let items = service.roles.iter().map(constant).chain([all]);
    Module::new(Some(Sibling::Roles), "The roles of the service.", items)
}

fn constant(role: &Role) -> Item {
    let documentation = doc::lines(role.description.as_deref(), &format!("The role `{}`.", role.name));
    let bit = Code::call("RoleSet::bit", [Code::number(role.bit)]);
    Item { keywords: KEYWORDS, ..Item::of(documentation, &role.constant, "RoleSet", bit) }
}

fn role(role: &Role) -> Code {
    let constructor = if role.internal { "Role::internal" } else { "Role::new" };
    Code::call(constructor, [Code::text(&role.name), Code::own(&role.constant)])
}
