//! The service itself: settings, naming policy, and the viewer.

use fraise_diagnostics::Span;
use serde::Serialize;

use crate::{EntityId, Type};

/// Name and settings of the service.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Service {
    /// `service: storefront`, snake case.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// Prose for the crate and the SDL.
    pub description: Option<String>,
    /// SQL schema of tables and functions.
    pub schema: String,
    /// Prefix of the PostgreSQL roles.
    pub roles_prefix: String,
    /// The service's own reads go through row security too.
    pub database_reads: bool,
    /// List sizes where a list says nothing.
    pub page: Page,
    /// What a GraphQL document may cost.
    pub limits: Limits,
    /// The one currency.
    pub money: Money,
    /// How enumerations are stored.
    pub enums: EnumStorage,
    /// How long answers wait for jobs, as interval texts of PostgreSQL.
    pub jobs: Jobs,
}

/// Sizes of a list, in rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Page {
    /// Without `limit`.
    pub default: u32,
    /// The most that `limit` may be.
    pub max: u32,
}

/// What the service refuses to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// Levels of nesting.
    pub depth: u32,
    /// Sum of field costs times page sizes.
    pub complexity: u32,
}

/// `money: {digits: 2, currency: USD}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Money {
    /// Digits after the point.
    pub digits: u32,
    /// ISO 4217 code.
    pub currency: String,
}

/// `enums: text` or `native`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum EnumStorage {
    /// A text column with a CHECK.
    Text,
    /// `create type .. as enum`.
    Native,
}

/// `jobs: {wait: 10 seconds, give_up: 3 days}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Jobs {
    /// How long an answer waits for the first try.
    pub wait: String,
    /// When a job stops being retried.
    pub give_up: String,
}

/// How one kind of GraphQL name is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Case {
    /// `orderNumber`.
    Camel,
    /// `order_number`.
    Snake,
    /// `ORDER_NUMBER`.
    Screaming,
    /// As the schema has it.
    AsWritten,
}

/// The naming policy of the SDL.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Naming {
    /// Root fields.
    pub operations: Case,
    /// Arguments and fields of input objects.
    pub arguments: Case,
    /// Fields of output types.
    pub fields: Case,
    /// Enum values.
    pub enum_values: Case,
    /// Operation arguments of an enum type are published as `String`.
    pub enum_arguments_as_string: bool,
}

/// The person or guest who asks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Viewer {
    /// The type of a logged-in person; `None` when the schema declares no viewer.
    pub entity: Option<EntityId>,
    /// Type of the viewer's id: the key of `entity`, or text without one.
    pub id_type: Type,
    /// Token claim that holds the id.
    pub id_claim: String,
    /// Token claim that holds the role names.
    pub roles_claim: String,
    /// Guests get a signed token with a session.
    pub guests: bool,
    /// Further typed claims, all nullable.
    pub claims: Vec<Claim>,
}

/// A typed claim: `email: varchar(320)?`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Claim {
    /// Name in expressions (`viewer.email`) and in the token.
    pub name: String,
    /// Its value's type.
    pub ty: Type,
    /// Where it is declared.
    pub span: Span,
}
