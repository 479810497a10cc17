//! Root fields that write.

use fraise_sql::{Ident, QualifiedName, SqlType};
use serde::Serialize;

use super::{Before, Input, RoleSet, Sql, StaticName, ValueType};

/// One function of the database.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mutation {
    /// Name of the root field.
    pub name: String,
    /// The type whose row is the answer; none: the key is.
    pub target: Option<StaticName>,
    /// The function.
    pub function: QualifiedName,
    /// The types of the key that it gives back.
    pub returns: Vec<SqlType>,
    /// Who may call it at all.
    pub callers: RoleSet,
    /// The key of the row that it is about.
    pub key: Option<Key>,
    /// It takes an object that clients can put nothing into.
    pub empty_input: bool,
    /// Arguments that clients give.
    pub arguments: Vec<Argument>,
    /// The argument with the idempotency key.
    pub idempotency_key: Option<Input>,
    /// Hooks before the transaction.
    pub before: Vec<Before>,
    /// Whether a call with this key has been answered already.
    pub answered: Option<Sql>,
    /// A job follows.
    pub leaves_job: bool,
}

/// The key of a row as one argument.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Key {
    /// How it is given.
    pub input: Input,
    /// The arguments of the function that take its parts.
    pub parts: Vec<(Ident, SqlType)>,
}

/// An argument of a mutation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Argument {
    /// The argument of the function.
    pub sql: Ident,
    /// How it is given.
    pub input: Input,
}

/// An input object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InputObject {
    /// Its static.
    pub constant: StaticName,
    /// Name in the SDL.
    pub name: String,
    /// Prose.
    pub description: Option<String>,
    /// Its fields.
    pub fields: Vec<InputField>,
}

/// A field of an input object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InputField {
    /// Name in the SDL.
    pub name: String,
    /// Key in JSON.
    pub key: String,
    /// How its value is read.
    pub ty: ValueType,
    /// Most characters of a text.
    pub max_length: Option<u32>,
}

/// An error of the schema.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DeclaredError {
    /// In capitals.
    pub code: String,
    /// As clients see it.
    pub class: &'static str,
    /// What the database raises it with.
    pub sqlstate: String,
}

/// A unique constraint, which an error may name to some.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Constraint {
    /// Name in the database.
    pub name: Ident,
    /// Its fields in the SDL.
    pub fields: Vec<String>,
    /// Who may be told.
    pub readers: RoleSet,
}
