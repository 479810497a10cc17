//! The crate around a service.

use fraise_sql::Ident;
use fraise_templates::RuntimeSource;
use serde::{Serialize, Serializer};

use super::Service;

/// A crate that runs a service.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Crate {
    /// Name of the package.
    pub name: String,
    /// Prose for the package.
    pub description: String,
    /// Where `fraise-runtime` comes from.
    #[serde(serialize_with = "in_words")]
    pub runtime: RuntimeSource,
    /// The PostgreSQL role that the service's logins are members of.
    pub group: Ident,
    /// The schema definition that the service answers to, as text.
    pub sdl: String,
    /// What the service answers.
    pub service: Service,
}

fn in_words<S: Serializer>(runtime: &RuntimeSource, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{runtime:?}"))
}
