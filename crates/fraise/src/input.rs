//! What one compilation starts from.

use std::collections::BTreeSet;

use clap::ValueEnum;
use fraise_diagnostics::{Diagnostics, Sources};
use fraise_syntax::Document;
use fraise_templates::RuntimeSource;

/// A schema that was read, and what is wanted of it.
#[derive(Debug, Clone)]
pub struct Input {
    /// The files, for messages.
    pub sources: Sources,
    /// What they say, joined.
    pub document: Document,
    /// What was found while reading them.
    pub found: Diagnostics,
    /// What to emit, and how strictly.
    pub options: Options,
}

/// What to emit, and how strictly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// What is emitted.
    pub targets: BTreeSet<Target>,
    /// Whether constructs that no target emits yet are warnings instead of errors.
    pub allow_unfinished: bool,
    /// Whether what reading and checking warn of is an error.
    pub strict: bool,
    /// What the service links.
    pub runtime: RuntimeSource,
}

/// One of the things that a schema becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Target {
    /// roles.sql and schema.sql
    Postgres,
    /// schema.graphql
    Graphql,
    /// The crate of a service
    Rust,
}

impl Options {
    /// Everything, strictly, with the runtime of our own version.
    pub fn all() -> Self {
        Self {
            targets: Target::value_variants().iter().copied().collect(),
            allow_unfinished: false,
            strict: false,
            runtime: RuntimeSource::Version(env!("CARGO_PKG_VERSION").to_owned()),
        }
    }
}
