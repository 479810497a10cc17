//! Names of statics, and the modules they are in.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::service::StaticName;

/// The name where it is declared.
pub(super) fn ident(name: &StaticName) -> Ident {
    Ident::new(name.as_str(), Span::call_site())
}

/// The constant of a role.
pub(super) fn role(name: &StaticName) -> TokenStream {
    let name = ident(name);
    quote!(roles::#name)
}

/// The static of a type.
pub(super) fn ty(name: &StaticName) -> TokenStream {
    let name = ident(name);
    quote!(&types::#name)
}

/// The static of an enum or an object.
pub(super) fn value(name: &StaticName) -> TokenStream {
    let name = ident(name);
    quote!(&values::#name)
}
