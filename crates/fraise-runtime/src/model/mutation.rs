//! Root fields that write.

use super::{Before, Input, RoleSet, Sql, Type, ValueType};

/// `mutations: cancel_order: {..}`: one function of the database, one transaction.
#[derive(Debug, Clone, Copy)]
pub struct Mutation {
    /// The name of the root field.
    pub name: &'static str,
    /// The type whose row is the answer; none: the answer is the key that was given.
    pub target: Option<&'static Type>,
    /// The function, qualified: `public.cancel_order`.
    pub function: &'static str,
    /// The PostgreSQL types of the key that it gives back; one of several parts comes as a list in JSON.
    pub returns: &'static [&'static str],
    /// Who may call it at all. What is asked of arguments and rows besides, the function asks.
    pub callers: RoleSet,
    /// The key of the row that it is about; none: it is about no row, or takes it among its arguments.
    pub key: Option<Key>,
    /// Its arguments.
    pub arguments: &'static [Argument],
    /// Whether the function takes an object that clients can put nothing into.
    pub empty_input: bool,
    /// The argument with the key under which a repeat gets the first result.
    pub idempotency_key: Option<Input>,
    /// The hooks before the transaction, in order.
    pub before: &'static [Before],
    /// Whether a call with this key, which is the input behind the arguments, has been answered already, so that no
    /// hook need be called.
    pub answered: Option<Sql>,
    /// Whether the call leaves a job behind.
    pub leaves_job: bool,
}

impl Mutation {
    /// A mutation that nobody may call and that takes nothing: what generated code does not say is as here.
    pub const PLAIN: Self = Self {
        name: "",
        target: None,
        function: "",
        returns: &[],
        callers: RoleSet::NONE,
        key: None,
        arguments: &[],
        empty_input: false,
        idempotency_key: None,
        before: &[],
        answered: None,
        leaves_job: false,
    };
}

/// The key of a row as one argument, `id`. One of several parts is opaque: their list in JSON, in base64.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// How it is given.
    pub input: Input,
    /// The arguments of the function that take its parts, with their types.
    pub parts: &'static [(&'static str, &'static str)],
}

/// An argument of a mutation.
#[derive(Debug, Clone, Copy)]
pub struct Argument {
    /// The argument of the function: `p_order_id`.
    pub sql: &'static str,
    /// How it is given.
    pub input: Input,
}

impl Argument {
    /// The object of a raw operation to which nobody can give anything.
    pub const EMPTY_INPUT: &'static str = "p_input => '{}'::jsonb";

    /// An argument of the function, as it is given.
    pub const fn new(sql: &'static str, input: Input) -> Self {
        Self { sql, input }
    }
}

/// An input object: `input CartLineInput { .. }`. The function takes it as JSON.
#[derive(Debug, Clone, Copy)]
pub struct InputObject {
    /// The name in GraphQL.
    pub name: &'static str,
    /// Its fields.
    pub fields: &'static [InputField],
}

/// A field of an input object.
#[derive(Debug, Clone, Copy)]
pub struct InputField {
    /// The name in GraphQL.
    pub name: &'static str,
    /// The key in JSON: `variant_id`.
    pub key: &'static str,
    /// How its value is read.
    pub ty: ValueType,
    /// The largest number of characters of a text.
    pub max_length: Option<u32>,
}

impl InputField {
    /// A field with its key in JSON.
    pub const fn new(name: &'static str, key: &'static str, ty: ValueType) -> Self {
        Self { name, key, ty, max_length: None }
    }

    /// `varchar(n)`, `text(n)`.
    pub const fn max_length(mut self, characters: u32) -> Self {
        self.max_length = Some(characters);
        self
    }
}

/// `errors: insufficient_stock: {class: conflict}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DeclaredError {
    /// `INSUFFICIENT_STOCK`
    pub code: &'static str,
    /// `conflict`
    pub class: &'static str,
    /// What the database raises it with.
    pub sqlstate: &'static str,
}

/// A constraint that may be named to those who may read its field of every row.
#[derive(Debug, Clone, Copy)]
pub struct Constraint {
    /// The name in the database.
    pub name: &'static str,
    /// What it is about, as the schema definition calls it.
    pub fields: &'static [&'static str],
    /// Who may be told.
    pub readers: RoleSet,
}
