//! `types.rs`: a static for each type.

use proc_macro2::TokenStream;
use quote::quote;

use super::{access, doc, field, fragment, module::Module, name};
use crate::service::{Service, Type};

pub(super) fn module(service: &Service) -> Module {
    let statics = service.types.iter().map(ty);
    let published = service.types.iter().filter(|it| it.published).map(|it| name::ident(&it.constant));
    let items = quote! {
        /// The types of the schema definition.
        pub(super) static ALL: &[&Type] = &[#(&#published),*];

        #(#statics)*
    };
    Module::new("types", "The types of the service, each with its table and who may read it.", items)
}

fn ty(it: &Type) -> TokenStream {
    let doc = doc::lines(it.description.as_deref(), &format!("The type `{}`.", it.name));
    let (constant, name, table) = (name::ident(&it.constant), &it.name, it.table.to_string());
    let key = it.key.iter().map(ToString::to_string);
    let read = access::items(&it.read);
    let living = match &it.living {
        Some(condition) => {
            let condition = fragment::sql(condition);
            quote!(Some(#condition))
        }
        None => quote!(None),
    };
    let fields = it.fields.iter().map(field::field);
    quote! {
        #doc
        pub(super) static #constant: Type = Type {
            name: #name,
            table: #table,
            key: &[#(#key),*],
            read: #read,
            living: #living,
            fields: &[#(#fields),*],
        };
    }
}
