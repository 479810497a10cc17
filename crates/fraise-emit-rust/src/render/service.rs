//! `mod.rs`: the service itself.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{module::Module, values};
use crate::service::{Claim, Service};

pub(super) fn module(service: &Service) -> Module {
    let name = &service.name;
    let (depth, complexity) =
        (Literal::u32_unsuffixed(service.depth), Literal::u32_unsuffixed(service.complexity));
    let (id, roles) = (claim(&service.viewer.id), &service.viewer.roles);
    let claims = service.viewer.claims.iter().map(claim);
    let items = quote! {
        /// What the service answers.
        pub static SERVICE: Service = Service {
            name: #name,
            roles: roles::ALL,
            viewer: Viewer { id: Some(#id), roles: Some(#roles), claims: &[#(#claims),*] },
            types: types::ALL,
            queries: queries::ALL,
            limits: Limits { depth: #depth, complexity: #complexity, ..Limits::DEFAULT },
        };

        /// The schema definition that it answers to.
        pub const SDL: &str = include_str!("schema.graphql");
    };
    Module { about: "The service as data that the runtime answers from.", name: None, head: head(), items }
}

fn head() -> TokenStream {
    quote! {
        #![allow(clippy::all, rustdoc::all, reason = "documentation holds prose of the schema")]

        mod queries;
        mod roles;
        mod types;
        mod values;
    }
}

fn claim(claim: &Claim) -> TokenStream {
    let (name, ty, sql_type) = (&claim.name, values::value_type(&claim.ty), claim.sql_type.to_string());
    quote!(Claim::new(#name, #ty, #sql_type))
}
