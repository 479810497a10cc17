//! The document: what a schema file says, construct by construct, every value with its place.
//!
//! Each construct is declared once. The declaration gives the struct, the decoder and the rows of the table
//! of keys ([`crate::keys`]). Nothing is resolved: types and expressions are text, names are names.
//!
//! A required value that was missing or unreadable is empty here (an empty text, name or list); that has been
//! reported, so readers pass over what is empty.

mod access;
mod data;
mod effect;
mod entity;
mod machine;
mod mutation;
mod order;
mod query;
mod report;
mod scenario;
mod service;

pub use access::AccessItem;
pub use data::{EnumDecl, EnumMember, ObjectDecl, ObjectFieldDecl, ScalarDecl, ViewDecl};
pub use effect::{ApplyEffect, EffectDecl, FireEffect};
pub use entity::{
    AccessDecl, FieldDecl, IdKind, IndexDecl, IndexMethod, OnDelete, RelationDecl, SearchWeight, SizeHint,
    TimestampsKind, TypeDecl, TypeEffects, UniqueDecl, WithinDecl,
};
pub use machine::{HoldDecl, JournalDecl, MachineDecl, MachineEvent, MoveDecl, MovesDecl};
pub use mutation::{
    AfterCommitDecl, ApplyStep, CallDecl, CreateStep, DeleteStep, EmitStep, FindStep, FireStep, HookCall,
    MutationDecl, RequireStep, StepDecl, UpdateStep, UpsertStep,
};
pub use order::OrderTerm;
pub use query::{GetQuery, InputDecl, ListQuery, Missing, PageDecl, QueryDecl};
pub use report::{BreakdownDecl, MeasureDecl, ReportQuery, RequireDecl};
pub use scenario::{
    AsDecl, GivenDecl, InvariantDecl, Literal, LiteralKind, Rows, SeedSet, TestDecl, TestStep,
};
pub use service::{
    Casing, Enforcement, EnumArguments, EnumCasing, EnumStorage, ErrorClass, ErrorDecl, EventDecl,
    GraphqlName, HookDecl, JobsDecl, LimitsDecl, MoneyDecl, NamingDecl, RoleDecl, SettingsDecl,
    SubscriptionDecl, ViewerDecl,
};

use fraise_diagnostics::Spanned;

use crate::decode::construct;
pub use crate::decode::{
    Construct, Duration, DurationUnit, Keys, Name, Named, NamedEntry, Path, PathEntry, Paths, WrittenKey,
};

construct! {
    /// One file, or several merged into one.
    pub struct Document = "schema" {
        /// Version of the language; the first key of the file.
        optional fraise: Spanned<u32> = "fraise",
        /// Name of the service in snake_case: prefix of PostgreSQL roles and of the crate.
        optional service: Name = "service",
        /// What the service is; becomes the description of the crate and of the GraphQL schema.
        optional description: Spanned<String> = "description",
        /// Other files, by relative path, whose names share one space with this one.
        default imports: Vec<Spanned<String>> = "imports",
        /// Choices for the whole service.
        optional settings: SettingsDecl = "settings",
        /// How names are published.
        optional naming: NamingDecl = "naming",
        /// Who asks.
        optional viewer: ViewerDecl = "viewer",
        /// The roles people and programs have.
        default roles: Named<RoleDecl> = "roles",
        /// Types of single values with a check.
        default scalars: Named<ScalarDecl> = "scalars",
        /// Types of one of some words.
        default enums: Named<EnumDecl> = "enums",
        /// Nested typed data.
        default objects: Named<ObjectDecl> = "objects",
        /// Tables.
        default types: Named<TypeDecl> = "types",
        /// Views written in SQL.
        default views: Named<ViewDecl> = "views",
        /// Types taken away on purpose.
        default dropped: Vec<Name> = "dropped",
        /// Operations that read.
        default queries: Named<QueryDecl> = "queries",
        /// Operations that write.
        default mutations: Named<MutationDecl> = "mutations",
        /// Operations that stay open.
        default subscriptions: Named<SubscriptionDecl> = "subscriptions",
        /// What is told to the outside.
        default events: Named<EventDecl> = "events",
        /// What is written in Rust.
        default hooks: Named<HookDecl> = "hooks",
        /// Errors of the service.
        default errors: Named<ErrorDecl> = "errors",
        /// Laws over rows that `verify` asks.
        default invariants: Named<InvariantDecl> = "invariants",
        /// Rows for tests and first starts.
        default seeds: Named<SeedSet> = "seeds",
        /// Stories with an expected end.
        default tests: Named<TestDecl> = "tests",
    }
    later "1.1" {
        "tenant" = "rows that belong to one of several tenants",
        "functions" = "functions added to the expression language",
    }
}
