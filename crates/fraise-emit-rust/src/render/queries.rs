//! `queries.rs`: the fields of the root type.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{access, field, fragment, module::Module, name, values};
use crate::service::{Input, OrderBy, OrderKey, Query, QueryKind, Search, Service, Where};

pub(super) fn module(service: &Service) -> Module {
    let queries = service.queries.iter().map(query);
    let items = quote! {
        /// All queries, in the order of the schema.
        pub(super) static ALL: &[Query] = &[#(#queries),*];
    };
    Module::new("queries", "The queries of the service.", items)
}

fn query(it: &Query) -> TokenStream {
    let (name, target, kind) = (&it.name, name::ty(&it.target), kind(&it.kind));
    let access = access::items(&it.access);
    let inputs = it.inputs.iter().map(input);
    let wheres = it.wheres.iter().map(condition);
    let search = match &it.search {
        Some(it) => search(it),
        None => quote!(None),
    };
    quote! {
        Query {
            name: #name,
            target: #target,
            kind: #kind,
            access: #access,
            inputs: &[#(#inputs),*],
            wheres: &[#(#wheres),*],
            search: #search,
        }
    }
}

fn kind(kind: &QueryKind) -> TokenStream {
    match kind {
        QueryKind::Get { missing_is_error: true } => quote!(QueryKind::Get { missing: Missing::Error }),
        QueryKind::Get { missing_is_error: false } => quote!(QueryKind::Get { missing: Missing::Null }),
        QueryKind::List { order: keys, page } => {
            let (order, page) = (order(keys), field::page(*page));
            quote!(QueryKind::List { order: #order, page: #page })
        }
    }
}

fn input(it: &Input) -> TokenStream {
    let (name, ty, sql_type) = (&it.name, values::value_type(&it.ty), it.sql_type.to_string());
    let constructor = if it.optional { quote!(optional) } else { quote!(required) };
    let default = it.default.as_ref().map(|default| {
        let default = fragment::sql(default);
        quote!(.default(#default))
    });
    let max_length = it.max_length.map(|length| {
        let length = Literal::u32_unsuffixed(length);
        quote!(.max_length(#length))
    });
    quote!(Input::#constructor(#name, #ty, #sql_type) #default #max_length)
}

fn condition(it: &Where) -> TokenStream {
    let sql = fragment::sql(&it.sql);
    if it.given.is_empty() {
        return quote!(Where::always(#sql));
    }
    let given = it.given.iter().map(|position| fragment::unsuffixed(*position));
    quote!(Where::given(&[#(#given),*], #sql))
}

fn search(it: &Search) -> TokenStream {
    let (vector, config, input) = (fragment::sql(&it.vector), &it.config, fragment::unsuffixed(it.input));
    quote!(Some(Search { vector: #vector, config: #config, input: #input }))
}

/// `&[OrderKey::desc(..), ..]`
pub(super) fn order(keys: &[OrderKey]) -> TokenStream {
    let keys = keys.iter().map(order_key);
    quote!(&[#(#keys),*])
}

fn order_key(key: &OrderKey) -> TokenStream {
    match (&key.by, key.descending) {
        (OrderBy::Rank, true) => quote!(OrderKey::rank()),
        (OrderBy::Rank, false) => quote!(OrderKey { by: OrderBy::Rank, descending: false }),
        (OrderBy::Sql(sql), descending) => {
            let sql = fragment::sql(sql);
            if descending { quote!(OrderKey::desc(#sql)) } else { quote!(OrderKey::asc(#sql)) }
        }
    }
}
