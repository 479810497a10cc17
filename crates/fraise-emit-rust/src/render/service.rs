//! `mod.rs`: the service itself.

use super::code::Code;
use super::item::{Item, Ty};
use super::{module::Module, values};
use crate::service::{Claim, Service};

/// What stands above the items.
const HEAD: &str = "\
#![allow(clippy::all, rustdoc::all, reason = \"documentation holds prose of the schema\")]

mod queries;
mod roles;
mod types;
mod values;
";

/// What follows them.
const TAIL: &str = "
/// The schema definition that it answers to.
pub const SDL: &str = include_str!(\"schema.graphql\");
";

pub(super) fn module(service: &Service) -> Module<'_> {
    let item = Item {
        documentation: "What the service answers.".to_owned(),
        keywords: "pub static",
        name: "SERVICE".to_owned(),
        ty: Ty::Plain("Service"),
        value: value(service),
    };
    Module::root("The service as data that the runtime answers from.", HEAD, item, TAIL)
}

fn value(service: &Service) -> Code {
    let viewer = &service.viewer;
    let limits = Code::record_over(
        "Limits",
        [("depth", Code::number(service.depth)), ("complexity", Code::number(service.complexity))],
        Code::word("Limits::DEFAULT"),
    );
    Code::record(
        "Service",
        [
            ("name", Code::text(&service.name)),
            ("roles", Code::list_of("roles")),
            (
                "viewer",
                Code::record(
                    "Viewer",
                    [
                        ("id", Code::option(Some(claim(&viewer.id)))),
                        ("roles", Code::option(Some(Code::text(&viewer.roles)))),
                        ("claims", Code::list(viewer.claims.iter().map(claim))),
                    ],
                ),
            ),
            ("types", Code::list_of("types")),
            ("queries", Code::list_of("queries")),
            ("limits", limits),
        ],
    )
}

fn claim(claim: &Claim) -> Code {
    let sql_type = Code::text(&claim.sql_type.to_string());
    Code::call("Claim::new", [Code::text(&claim.name), values::value_type(&claim.ty), sql_type])
}
