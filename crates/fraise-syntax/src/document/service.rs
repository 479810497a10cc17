//! The service as a whole: settings, naming, viewer, roles, and what it says to the outside.

use fraise_diagnostics::{Span, Spanned};

use super::{AccessItem, Duration, IdKind, InputDecl, Name, Named, PageDecl, TimestampsKind};
use crate::{
    decode::{Absent, Decode, Decoder, construct, words},
    keys::Kind,
    node::{Node, Style},
    text::{ExprText, TypeText},
};

construct! {
    /// Choices for the whole service.
    pub struct SettingsDecl = "settings" {
        /// SQL schema of tables and functions; `public` if not given.
        optional schema: Name = "schema",
        /// Key of every type; `uuid` if not given.
        optional ids: Spanned<IdKind> = "ids",
        /// Which times every type keeps; `both` if not given.
        optional timestamps: Spanned<TimestampsKind> = "timestamps",
        /// Where access is checked; the service and the database if not given.
        optional enforce: Vec<Spanned<Enforcement>> = "enforce",
        /// Prefix of the PostgreSQL roles; the service if not given.
        optional roles_prefix: Name = "roles_prefix",
        /// Waiting for jobs and giving them up.
        optional jobs: JobsDecl = "jobs",
        /// Sizes of lists.
        optional page: PageDecl = "page",
        /// GraphQL documents above these are refused.
        optional limits: LimitsDecl = "limits",
        /// The one currency of the service.
        optional money: MoneyDecl = "money",
        /// How enums are stored; `text` if not given.
        optional enums: Spanned<EnumStorage> = "enums",
    }
}

words! {
    /// A place where access is checked.
    pub enum Enforcement {
        /// In the service, before SQL.
        Service = "service",
        /// By grants and row security.
        Database = "database",
        /// Row security also for what the service itself reads.
        DatabaseReads = "database_reads",
    }
}

words! {
    /// How enums are stored.
    pub enum EnumStorage {
        /// As text with a check.
        Text = "text",
        /// As a PostgreSQL enum type.
        Native = "native",
    }
}

construct! {
    /// Waiting for jobs and giving them up.
    pub struct JobsDecl = "jobs" {
        /// How long an answer waits for the first try.
        optional wait: Duration = "wait",
        /// When a job is no longer tried.
        optional give_up: Duration = "give_up",
    }
}

construct! {
    /// Limits of GraphQL documents.
    pub struct LimitsDecl = "limits" {
        /// Levels of nesting.
        optional depth: Spanned<u32> = "depth",
        /// Sum of the costs of the fields.
        optional complexity: Spanned<u32> = "complexity",
    }
}

construct! {
    /// The one currency of the service.
    pub struct MoneyDecl = "money" {
        /// Digits behind the point.
        optional digits: Spanned<u32> = "digits",
        /// Its ISO 4217 code.
        optional currency: Spanned<String> = "currency",
    }
}

construct! {
    /// How names are published.
    pub struct NamingDecl = "naming" {
        /// Root fields of GraphQL; `camelCase` if not given.
        optional operations: Spanned<Casing> = "operations",
        /// Arguments and fields of input objects; `camelCase` if not given.
        optional arguments: Spanned<Casing> = "arguments",
        /// Fields of output types; `camelCase` if not given.
        optional fields: Spanned<Casing> = "fields",
        /// Values of enums; `SCREAMING` if not given.
        optional enum_values: Spanned<EnumCasing> = "enum_values",
        /// Arguments of an enum type; `enum` if not given.
        optional enum_arguments: Spanned<EnumArguments> = "enum_arguments",
        /// Plural forms that the rules get wrong, such as `{Person: people}`.
        default plurals: Named<Name> = "plurals",
    }
}

words! {
    /// The case of published names.
    pub enum Casing {
        /// `orderItems`
        CamelCase = "camelCase",
        /// `order_items`
        SnakeCase = "snake_case",
    }
}

words! {
    /// The case of published enum values.
    pub enum EnumCasing {
        /// `IN_TRANSIT`
        Screaming = "SCREAMING",
        /// As the schema writes them.
        AsWritten = "as_written",
    }
}

words! {
    /// How arguments of an enum type are published.
    pub enum EnumArguments {
        /// As the enum.
        Enum = "enum",
        /// As `String`, checked by the server.
        String = "String",
    }
}

construct! {
    /// Who asks.
    pub struct ViewerDecl = "viewer" {
        /// The type of the logged-in person.
        required ty: Name = "type",
        /// The claim that holds the key of that row.
        required id: Name = "id",
        /// The claim that holds the roles.
        optional roles: Name = "roles",
        /// Further claims and their types.
        default claims: Named<TypeText> = "claims",
        /// Whether the service gives guests a token; then there is a claim `session`.
        optional guests: Spanned<bool> = "guests",
    }
}

construct! {
    /// A role.
    pub struct RoleDecl = "role" {
        /// What the role is.
        optional description: Spanned<String> = "description",
        /// Roles that this one contains.
        default includes: Vec<Name> = "includes",
        /// Never given to a token; reads every row.
        optional internal: Spanned<bool> = "internal",
    }
}

construct! {
    /// An operation that stays open and tells of changes.
    pub struct SubscriptionDecl = "subscription" {
        /// What it is for.
        optional description: Spanned<String> = "description",
        /// Why it should no longer be used.
        optional deprecated: Spanned<String> = "deprecated",
        /// Another published name, or `false`.
        optional graphql: GraphqlName = "graphql",
        /// The type that is watched and sent.
        required of: Name = "of",
        /// Fields whose change is told.
        required watch: Vec<Name> = "watch",
        /// Which rows; all lines hold.
        default where_: Vec<ExprText> = "where",
        /// Who may subscribe.
        optional access: Vec<AccessItem> = "access",
    }
}

construct! {
    /// Something told to the outside, through the outbox.
    pub struct EventDecl = "event" {
        /// What has happened.
        optional description: Spanned<String> = "description",
        /// The type whose row it is about.
        required of: Name = "of",
        /// Fields that are told.
        required payload: Vec<Name> = "payload",
    }
}

construct! {
    /// Something written in Rust.
    pub struct HookDecl = "hook" {
        /// What it does.
        optional description: Spanned<String> = "description",
        /// What it is given.
        default input: Named<InputDecl> = "input",
        /// What it gives back.
        default output: Named<TypeText> = "output",
    }
}

construct! {
    /// An error of the service.
    pub struct ErrorDecl = "error" {
        /// What it means.
        optional description: Spanned<String> = "description",
        /// Its class, which decides the HTTP status.
        required class: Spanned<ErrorClass> = "class",
        /// What people read; `{path}` is an expression.
        required message: ExprText = "message",
        /// Its SQLSTATE; ZF100 if not given.
        optional sqlstate: Spanned<String> = "sqlstate",
    }
}

words! {
    /// The class of an error.
    pub enum ErrorClass {
        /// 422
        Validation = "validation",
        /// 401
        Unauthorized = "unauthorized",
        /// 403
        Forbidden = "forbidden",
        /// 404
        NotFound = "not_found",
        /// 409
        Conflict = "conflict",
        /// 503
        ServiceUnavailable = "service_unavailable",
        /// 500
        Internal = "internal",
    }
}

impl Absent for Spanned<ErrorClass> {
    fn absent(span: Span) -> Self {
        Self::new(ErrorClass::Internal, span)
    }
}

/// The published name of a thing.
#[derive(Clone, Debug)]
pub enum GraphqlName {
    /// `graphql: name`
    Named(Name),
    /// `graphql: false`
    Hidden(Span),
}

impl Decode for GraphqlName {
    const KIND: Kind = Kind::GraphqlName;

    fn decode(node: &Node, cx: &mut Decoder) -> Option<Self> {
        match node {
            Node::Scalar(it) if it.style == Style::Plain && it.as_str() == "false" => {
                Some(Self::Hidden(it.span()))
            }
            Node::Scalar(_) => Name::decode(node, cx).map(Self::Named),
            Node::Sequence(_) | Node::Mapping(_) | Node::Broken(_) => {
                cx.wrong_kind(node, Self::KIND);
                None
            }
        }
    }
}
