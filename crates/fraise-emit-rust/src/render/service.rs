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
            ("mutations", of_mutations(service, "mutations::ALL")),
            ("hooks", Code::list(service.hooks.hooks.iter().map(|it| Code::text(&it.name)))),
            ("work", of_work(service)),
            ("errors", of_mutations(service, "mutations::ERRORS")),
            ("constraints", of_mutations(service, "mutations::CONSTRAINTS")),
            ("limits", limits),
        ],
    )
}

/// A list of the module of mutations, which is there if there are some.
fn of_mutations(service: &Service, path: &'static str) -> Code {
    if service.mutations.is_empty() { Code::list([]) } else { Code::path(path) }
}

fn of_work(service: &Service) -> Code {
    if work::is_there(&service.work) { Code::path("work::WORK") } else { Code::word("Work::NONE") }
}

fn claim(claim: &Claim) -> Code {
    let sql_type = Code::text(&claim.sql_type.to_string());
    Code::call("Claim::new", [Code::text(&claim.name), values::value_type(&claim.ty), sql_type])
}
