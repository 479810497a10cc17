//! The checked model of a service: what a schema says once every name is found and every rule holds.
//!
//! Goes in: nothing; `fraise-check` builds it. Comes out: plain data that every emitter reads.
//! Things refer to one another by ids into the arenas of [`Ir`]; each carries the span it came from,
//! and the names it has in SQL and in GraphQL, decided once by [`names`].
//!
//! Words: an *entity* is a type of the schema with a table of its own; a *reference* is a to-one field
//! with a column; a *relation* is the inverse of references and never a column; an *operation* is a
//! query or a mutation.

pub mod access;
pub mod authz;
pub mod effect;
pub mod entity;
pub mod event;
pub mod expr;
pub mod failure;
pub mod field;
pub mod id;
pub mod index;
pub mod input;
pub mod law;
pub mod locks;
pub mod machine;
pub mod moves;
pub mod mutation;
pub mod names;
pub mod published;
pub mod query;
pub mod ranks;
pub mod raw;
pub mod reads;
pub mod relation;
pub mod role;
pub mod scenario;
pub mod seed;
pub mod service;
pub mod ty;
pub mod value;

use serde::Serialize;

pub use access::{AccessItem, EntityAccess, OperationAccess};
pub use effect::Effect;
pub use entity::{Entity, Key};
pub use expr::Expr;
pub use field::{Field, FieldKind, FieldOrigin, Reference};
pub use id::{
    ClaimId, EntityId, EnumId, ErrorId, EventId, FieldId, HookId, MoveId, MutationId, ObjectId, QueryId,
    RelationId, RoleId, RuleId, ScalarId, StepId, TransitionId,
};
pub use input::Input;
pub use mutation::Mutation;
pub use query::Query;
pub use relation::Relation;
pub use role::Role;
pub use service::{Naming, Service, Viewer};
pub use ty::Type;

/// A whole service, checked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ir {
    /// Name and settings.
    pub service: Service,
    /// How GraphQL names are written.
    pub naming: Naming,
    /// Who asks, as a token says it.
    pub viewer: Viewer,
    /// Roles in declaration order.
    pub roles: Vec<Role>,
    /// Named value types with a check.
    pub scalars: Vec<value::Scalar>,
    /// Enumerations.
    pub enums: Vec<value::Enumeration>,
    /// Typed JSON and input objects.
    pub objects: Vec<value::Object>,
    /// Types with a table.
    pub entities: Vec<Entity>,
    /// Declared errors.
    pub errors: Vec<event::DeclaredError>,
    /// Reads.
    pub queries: Vec<Query>,
    /// Writes.
    pub mutations: Vec<Mutation>,
    /// Pushed reads.
    pub subscriptions: Vec<query::Subscription>,
    /// Outbox events.
    pub events: Vec<event::Event>,
    /// Calls into code.
    pub hooks: Vec<mutation::Hook>,
    /// Laws that `verify` asks after each step.
    pub invariants: Vec<law::Invariant>,
    /// Views written in SQL.
    pub views: Vec<query::View>,
    /// Lists of the rows of views.
    pub view_lists: Vec<query::ViewList>,
    /// Types taken away on purpose, by name.
    pub dropped: Vec<String>,
    /// Rows to begin with, which `fraise seed` loads.
    pub seeds: Vec<seed::SeedSet>,
    /// Tests of the schema, which `fraise test` runs.
    pub scenarios: Vec<scenario::Scenario>,
}

/// The proof that all rules held; emitters take nothing else.
///
/// Only [`Checked::assume`] makes one, and only `fraise-check` calls it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Checked<T>(T);

impl<T> Checked<T> {
    /// Vouches that every rule of the language holds for `value`.
    pub fn assume(value: T) -> Self {
        Checked(value)
    }
}

impl<T> std::ops::Deref for Checked<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
