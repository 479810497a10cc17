//! `mod.rs`: the service itself.

use super::code::Code;
use super::item::{Item, Ty};
use super::{module::Module, values, work};
use crate::service::{Claim, Service};

/// What stands above the items.
const HEAD: &str =
    "#![allow(clippy::all, rustdoc::all, reason = \"documentation holds prose of the schema\")]\n\n";

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
    let about = "The service as data that the runtime answers from.";
    Module::root(about, format!("{HEAD}{}", modules(service)), item, TAIL)
}

/// The modules beside, which are there where the schema has something for them.
fn modules(service: &Service) -> String {
    let has_hooks = !service.hooks.hooks.is_empty();
    let all = [
        ("pub mod hooks;\n", has_hooks),
        ("mod mutations;\n", !service.mutations.is_empty()),
        ("mod queries;\n", true),
        ("mod roles;\n", true),
        ("mod types;\n", true),
        ("mod values;\n", true),
        ("mod work;\n", work::is_there(&service.work)),
    ];
    all.into_iter().filter(|(_, is_there)| *is_there).map(|(line, _)| line).collect()
}

fn value(service: &Service) -> Code {
    let viewer = &service.viewer;
    let limits = Code::record_over(
        "Limits",
        [("depth", Code::number(service.depth)), ("complexity", Code::number(service.complexity))],
        Code::word("Limits::DEFAULT"),
    );
    let has_mutations = !service.mutations.is_empty();
    let of_mutations = |path| has_mutations.then(|| Code::path(path));
    let viewer = Code::record(
        "Viewer",
        [
            ("id", Code::option(Some(claim(&viewer.id)))),
            ("roles", Code::option(Some(Code::text(&viewer.roles)))),
            ("claims", Code::list(viewer.claims.iter().map(claim))),
        ],
    );
    Code::record_of_some(
        "Service",
        [
            ("name", Some(Code::text(&service.name))),
            ("roles", Some(Code::list_of("roles"))),
            ("viewer", Some(viewer)),
            ("types", Some(Code::list_of("types"))),
            ("queries", Some(Code::list_of("queries"))),
            ("mutations", of_mutations("mutations::ALL")),
            ("hooks", Code::some_list(service.hooks.hooks.iter().map(|it| Code::text(&it.name)))),
            ("work", work::is_there(&service.work).then(|| Code::path("work::WORK"))),
            ("errors", of_mutations("mutations::ERRORS")),
            ("constraints", of_mutations("mutations::CONSTRAINTS")),
            ("limits", Some(limits)),
        ],
        Code::word("Service::EMPTY"),
    )
}

fn claim(claim: &Claim) -> Code {
    let sql_type = Code::text(&claim.sql_type.to_string());
    Code::call("Claim::new", [Code::text(&claim.name), values::value_type(&claim.ty), sql_type])
}
