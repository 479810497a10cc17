//! The files around a generated service: written once, then the user's.

use serde::Serialize;

use crate::environment::template;
use crate::{Template, TomlSlot, View};

/// `Cargo.toml` of a service.
#[derive(Debug, Clone, Serialize)]
pub struct ServiceManifest {
    name: TomlSlot,
    description: TomlSlot,
    runtime: TomlSlot,
}

/// Where the crate `fraise-runtime` comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuntimeSource {
    /// A folder, seen from the service's own.
    Path(String),
    /// A version requirement, such as `0.1`.
    Version(String),
    /// The address of a git repository.
    Git(String),
}

/// `src/main.rs` of a service.
#[derive(Debug, Clone, Serialize)]
pub struct ServiceMain {
    /// The service's name in the schema.
    pub service: String,
    /// The schema has hooks.
    pub has_hooks: bool,
}

/// `src/hooks.rs` of a service.
#[derive(Debug, Clone, Serialize)]
pub struct ServiceHooks {
    /// The service's name in the schema.
    pub service: String,
    /// The types that it uses, in order.
    pub types: Vec<String>,
    /// The hooks in the order of the schema.
    pub hooks: Vec<OwnHook>,
}

/// A hook that is not written yet.
#[derive(Debug, Clone, Serialize)]
pub struct OwnHook {
    /// Its name in the schema.
    pub name: String,
    /// Its name in Rust.
    pub method: String,
    /// What it is given.
    pub input: String,
    /// What it gives back.
    pub output: String,
}

/// `README.md` of a service.
#[derive(Debug, Clone, Serialize)]
pub struct ServiceReadme {
    /// The service's name in the schema.
    pub service: String,
    /// The PostgreSQL role that the service's logins are members of.
    pub group: String,
    /// The schema has hooks.
    pub has_hooks: bool,
}

impl ServiceManifest {
    /// The manifest of the crate `name`.
    pub fn new(name: &str, description: &str, runtime: &RuntimeSource) -> Self {
        Self {
            name: TomlSlot::text(name),
            description: TomlSlot::text(description),
            runtime: match runtime {
                RuntimeSource::Path(path) => TomlSlot::table(&[("path", path)]),
                RuntimeSource::Version(version) => TomlSlot::text(version),
                RuntimeSource::Git(url) => TomlSlot::table(&[("git", url)]),
            },
        }
    }
}

impl View for ServiceManifest {
    const TEMPLATE: Template = template!("service/Cargo.toml.j2");
}

impl View for ServiceMain {
    const TEMPLATE: Template = template!("service/main.rs.j2");
}

impl View for ServiceHooks {
    const TEMPLATE: Template = template!("service/hooks.rs.j2");
}

impl View for ServiceReadme {
    const TEMPLATE: Template = template!("service/README.md.j2");
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use insta::assert_snapshot;

    use super::*;
    use crate::environment::tests::slots_are_fields;
    use crate::render;

    fn manifest(runtime: &RuntimeSource) -> ServiceManifest {
        ServiceManifest::new("storefront", "Sells \"everything\"\nand more", runtime)
    }

    fn hooks() -> ServiceHooks {
        let hook = |name: &str, method: &str| OwnHook {
            name: name.into(),
            method: method.into(),
            input: "QuoteInput".into(),
            output: "QuoteOutput".into(),
        };
        ServiceHooks {
            service: "storefront".into(),
            types: ["Hooks", "QuoteInput", "QuoteOutput"].map(String::from).into(),
            hooks: vec![hook("quote", "quote"), hook("move", "r#move")],
        }
    }

    fn readme() -> ServiceReadme {
        ServiceReadme { service: "storefront".into(), group: "storefront_service".into(), has_hooks: true }
    }

    #[test]
    fn every_slot_is_a_field() {
        slots_are_fields(&manifest(&RuntimeSource::Version("0.1".into())));
        slots_are_fields(&ServiceMain { service: "storefront".into(), has_hooks: false });
        slots_are_fields(&hooks());
        slots_are_fields(&readme());
    }

    #[test]
    fn the_manifest_links_the_runtime() {
        let by_path = manifest(&RuntimeSource::Path("../../crates/fraise-runtime".into()));
        assert_snapshot!(render(&by_path).unwrap());
        let by_version = render(&manifest(&RuntimeSource::Version("0.1".into()))).unwrap();
        assert!(by_version.contains("\nfraise-runtime = \"0.1\"\n"), "{by_version}");
        let by_git = render(&manifest(&RuntimeSource::Git("https://example.com/fraise".into()))).unwrap();
        let line = "\nfraise-runtime = { git = \"https://example.com/fraise\" }\n";
        assert!(by_git.contains(line), "{by_git}");
    }

    #[test]
    fn the_main_file() {
        assert_snapshot!(render(&ServiceMain { service: "storefront".into(), has_hooks: false }).unwrap());
    }

    #[test]
    fn the_main_file_with_hooks() {
        let main = ServiceMain { service: "storefront".into(), has_hooks: true };
        assert_snapshot!(render(&main).unwrap());
        assert_snapshot!(render(&hooks()).unwrap());
    }

    #[test]
    fn the_readme() {
        assert_snapshot!(render(&readme()).unwrap());
    }
}
