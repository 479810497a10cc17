//! Access items: `&[AccessItem::always(roles::SUPPORT.or(roles::ADMIN))]`.

use proc_macro2::TokenStream;
use quote::quote;

use super::{fragment, name};
use crate::service::{AccessItem, RoleSet, Rule};

pub(super) fn items(items: &[AccessItem]) -> TokenStream {
    let items = items.iter().map(item);
    quote!(&[#(#items),*])
}

fn item(item: &AccessItem) -> TokenStream {
    let roles = role_set(&item.roles);
    match &item.when {
        None => quote!(AccessItem::always(#roles)),
        Some(Rule::Sql(condition)) => {
            let condition = fragment::sql(condition);
            quote!(AccessItem::when(#roles, Rule::Sql(#condition)))
        }
        Some(Rule::Via { target, join }) => {
            let (target, join) = (name::ty(target), fragment::sql(join));
            quote!(AccessItem::when(#roles, Rule::Via { target: #target, join: #join }))
        }
    }
}

pub(super) fn role_set(roles: &RoleSet) -> TokenStream {
    let RoleSet::Of(roles) = roles else { return quote!(RoleSet::PUBLIC) };
    let mut names = roles.iter().map(name::role);
    let Some(first) = names.next() else { return quote!(RoleSet::NONE) };
    quote!(#first #(.or(#names))*)
}
