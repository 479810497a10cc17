//! A generated service as plain data: the static description that the runtime reads, with owned parts.
//!
//! The shapes are those of `fraise_runtime::model`; a [`StaticName`] stands where a static refers to another.

mod access;
mod fragment;
mod hook;
mod job;
mod krate;
mod mutation;
mod query;
mod static_name;
mod ty;
mod value;
mod viewer;

use serde::Serialize;

pub use access::{AccessItem, Role, RoleSet, Rule};
pub use fragment::{Piece, Sql};
pub use hook::{Hook, HookModule, RustEnum, RustField, RustStruct, RustType};
pub use job::{Before, Does, Entry, Job, Work};
pub use krate::Crate;
pub use mutation::{Argument, Constraint, DeclaredError, InputField, InputObject, Key, Mutation};
pub use query::{Input, OrderBy, OrderKey, Query, QueryKind, Search, Where};
pub use static_name::{StaticName, StaticNames};
pub use ty::{Field, FieldKind, Page, Type};
pub use value::{Enum, EnumValue, Object, ValueType};
pub use viewer::{Claim, Viewer};

/// All that the runtime needs to know.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Service {
    /// Name in the schema.
    pub name: String,
    /// In declaration order; the first has bit 1.
    pub roles: Vec<Role>,
    /// How a token tells who asks.
    pub viewer: Viewer,
    /// Enums that fields and inputs use.
    pub enums: Vec<Enum>,
    /// Objects that fields hold.
    pub objects: Vec<Object>,
    /// Objects that arguments hold.
    pub inputs: Vec<InputObject>,
    /// Published types, and those that a rule asks about.
    pub types: Vec<Type>,
    /// Fields of the root type.
    pub queries: Vec<Query>,
    /// Fields of the root type of mutations.
    pub mutations: Vec<Mutation>,
    /// What the user's code implements.
    pub hooks: HookModule,
    /// What the service does by itself.
    pub work: Work,
    /// Errors that functions raise.
    pub errors: Vec<DeclaredError>,
    /// Unique constraints that somebody may be told of.
    pub constraints: Vec<Constraint>,
    /// Most levels of a document.
    pub depth: u32,
    /// Most that a document may cost.
    pub complexity: u32,
}
