//! The name and the description of the package.

use fraise_ir::Ir;
use fraise_lower::names;
use fraise_sql::Ident;

/// Names that cargo refuses for a program: it has folders or crates of these names itself.
const REFUSED: [&str; 9] =
    ["alloc", "build", "core", "deps", "examples", "incremental", "proc_macro", "std", "test"];

/// The service's name; with an ending where cargo would refuse it.
pub(super) fn name(service: &str) -> String {
    let is_ident = syn::parse_str::<syn::Ident>(service).is_ok();
    if is_ident && !REFUSED.contains(&service) { service.to_owned() } else { format!("{service}_service") }
}

/// What the package says of itself.
pub(super) fn description(ir: &Ir) -> String {
    let fallback = || format!("The service {}.", ir.service.name);
    ir.service.description.clone().unwrap_or_else(fallback)
}

/// The PostgreSQL role of the service's logins: `<prefix>_service`.
pub(super) fn group(ir: &Ir) -> Ident {
    names::ident(&format!("{}_service", ir.service.roles_prefix))
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn names_that_cargo_refuses_get_an_ending() {
        let names = ["storefront", "crate", "test", "type", "deps"].map(name);
        assert_eq!(names, ["storefront", "crate_service", "test_service", "type_service", "deps_service"]);
    }
}
