//! Named value types: scalars, enumerations, objects.

use fraise_diagnostics::Span;
use serde::Serialize;

use crate::{Expr, Input, Type};

/// `Quantity: {base: int, check: value > 0}`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scalar {
    /// Name as declared, pascal case.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// The type it is stored as.
    pub base: Type,
    /// Holds for every value; the value is `expr::Root::Value`.
    pub check: Option<Expr>,
}

/// `OrderStatus: [pending, confirmed]`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Enumeration {
    /// Name as declared, pascal case; also the SDL's.
    pub name: String,
    /// Name of the native type, snake case.
    pub sql: String,
    /// Where it is declared.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// Members in order.
    pub members: Vec<Member>,
}

/// One value of an enumeration.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Member {
    /// As written, also in SQL.
    pub name: String,
    /// In the SDL.
    pub graphql: String,
    /// Where it is declared.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// Reason, if deprecated.
    pub deprecated: Option<String>,
    /// The member's name in the previous snapshot.
    pub renamed_from: Option<String>,
    /// It leaves; rows that hold it get this member.
    pub remap_to: Option<String>,
}

/// `Dimensions: {fields: ..}`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Object {
    /// Name as declared, pascal case.
    pub name: String,
    /// Name in the SDL as a type of answers.
    pub graphql: String,
    /// Name in the SDL as an input.
    pub graphql_input: String,
    /// Where it is declared.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// Its fields; a field of an entity's type is published as `<field>Id`.
    pub fields: Vec<Input>,
    /// Some entity's field stores it.
    pub stored: bool,
    /// Some operation takes it as an argument.
    pub argument: bool,
}
