//! `roles.rs`: a constant for each role.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{doc, module::Module, name};
use crate::service::{Role, Service};

pub(super) fn module(service: &Service) -> Module {
    let constants = service.roles.iter().map(constant);
    let all = service.roles.iter().map(role);
    let items = quote! {
        #(#constants)*

        /// All roles, in the order of the schema.
        pub(super) const ALL: &[Role] = &[#(#all),*];
    };
    Module::new("roles", "The roles of the service.", items)
}

fn constant(role: &Role) -> TokenStream {
    let doc = doc::lines(role.description.as_deref(), &format!("The role `{}`.", role.name));
    let (constant, bit) = (name::ident(&role.constant), Literal::u32_unsuffixed(role.bit));
    quote! {
        #doc
        pub(super) const #constant: RoleSet = RoleSet::bit(#bit);
    }
}

fn role(role: &Role) -> TokenStream {
    let (constant, name) = (name::ident(&role.constant), &role.name);
    match role.internal {
        true => quote!(Role::internal(#name, #constant)),
        false => quote!(Role::new(#name, #constant)),
    }
}
