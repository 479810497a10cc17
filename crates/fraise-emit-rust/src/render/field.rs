//! Fields of types and objects.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{access, fragment, name, queries, values};
use crate::service::{Field, FieldKind, Page};

pub(super) fn field(field: &Field) -> TokenStream {
    let base = base(&field.name, &field.kind);
    let nullable = (field.nullable && !is_nullable_anyway(&field.kind)).then(|| quote!(.nullable()));
    let read = field.read.as_ref().map(|items| {
        let items = access::items(items);
        quote!(.read(#items))
    });
    quote!(#base #nullable #read)
}

fn base(name: &str, kind: &FieldKind) -> TokenStream {
    match kind {
        FieldKind::Value { sql, ty } => {
            let (sql, ty) = (fragment::sql(sql), values::value_type(ty));
            quote!(Field::value(#name, #ty, #sql))
        }
        FieldKind::Object { sql, object, list } => {
            let (sql, object) = (fragment::sql(sql), name::value(object));
            let constructor = if *list { quote!(objects) } else { quote!(object) };
            quote!(Field::#constructor(#name, #object, #sql))
        }
        FieldKind::ToOne { target, join } => {
            let (target, join) = (name::ty(target), fragment::sql(join));
            quote!(Field::to_one(#name, #target, #join))
        }
        FieldKind::Inverse { target, join } => {
            let (target, join) = (name::ty(target), fragment::sql(join));
            quote!(Field::inverse(#name, #target, #join))
        }
        FieldKind::ToMany { target, join, order, page: size } => {
            let (target, join) = (name::ty(target), fragment::sql(join));
            let (order, size) = (queries::order(order), page(*size));
            quote!(Field::to_many(#name, #target, #join, #order, #size))
        }
    }
}

fn is_nullable_anyway(kind: &FieldKind) -> bool {
    match kind {
        FieldKind::Inverse { .. } => true,
        FieldKind::Value { .. }
        | FieldKind::Object { .. }
        | FieldKind::ToOne { .. }
        | FieldKind::ToMany { .. } => false,
    }
}

/// `Page { default: 50, max: 200 }`
pub(super) fn page(page: Page) -> TokenStream {
    let (default, max) = (Literal::u32_unsuffixed(page.default), Literal::u32_unsuffixed(page.max));
    quote!(Page { default: #default, max: #max })
}
