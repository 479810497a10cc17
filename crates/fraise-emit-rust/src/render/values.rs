//! `values.rs`: enums and objects; types of values anywhere.

use proc_macro2::TokenStream;
use quote::quote;

use super::{doc, field, module::Module, name};
use crate::service::{Enum, EnumValue, Object, Service, ValueType};

pub(super) fn module(service: &Service) -> Module {
    let enums = service.enums.iter().map(enumeration);
    let objects = service.objects.iter().map(object);
    Module::new("values", "Enums and objects.", quote!(#(#enums)* #(#objects)*))
}

fn enumeration(it: &Enum) -> TokenStream {
    let doc = doc::lines(it.description.as_deref(), &format!("The enum `{}`.", it.name));
    let (constant, name) = (name::ident(&it.constant), &it.name);
    let values = it.values.iter().map(value);
    quote! {
        #doc
        pub(super) static #constant: Enum = Enum { name: #name, values: &[#(#values),*] };
    }
}

fn value(it: &EnumValue) -> TokenStream {
    let EnumValue { graphql, sql } = it;
    if graphql == sql {
        return quote!(EnumValue::same(#sql));
    }
    quote!(EnumValue { graphql: #graphql, sql: #sql })
}

fn object(it: &Object) -> TokenStream {
    let doc = doc::lines(it.description.as_deref(), &format!("The object `{}`.", it.name));
    let (constant, name) = (name::ident(&it.constant), &it.name);
    let fields = it.fields.iter().map(field::field);
    quote! {
        #doc
        pub(super) static #constant: Object = Object { name: #name, fields: &[#(#fields),*] };
    }
}

/// `ValueType::Decimal`
pub(super) fn value_type(ty: &ValueType) -> TokenStream {
    match ty {
        ValueType::Uuid => quote!(ValueType::Uuid),
        ValueType::Text => quote!(ValueType::Text),
        ValueType::Int => quote!(ValueType::Int),
        ValueType::BigInt => quote!(ValueType::BigInt),
        ValueType::Decimal => quote!(ValueType::Decimal),
        ValueType::Bool => quote!(ValueType::Bool),
        ValueType::Date => quote!(ValueType::Date),
        ValueType::Time => quote!(ValueType::Time),
        ValueType::DateTime => quote!(ValueType::DateTime),
        ValueType::Duration => quote!(ValueType::Duration),
        ValueType::Json => quote!(ValueType::Json),
        ValueType::Bytes => quote!(ValueType::Bytes),
        ValueType::Enum(constant) => {
            let constant = name::value(constant);
            quote!(ValueType::Enum(#constant))
        }
        ValueType::List(item) => {
            let item = value_type(item);
            quote!(ValueType::List(&#item))
        }
    }
}
