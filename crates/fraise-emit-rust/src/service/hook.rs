//! Hooks: a trait, and the types that its methods take and give.

use serde::Serialize;

/// What the user's code implements.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct HookModule {
    /// The methods, in the order of the schema.
    pub hooks: Vec<Hook>,
    /// Enums that they use.
    pub enums: Vec<RustEnum>,
    /// Rows and objects that they use, inputs and outputs.
    pub structs: Vec<RustStruct>,
}

/// A hook.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hook {
    /// As the schema calls it, and so the method.
    pub name: String,
    /// Prose.
    pub description: Option<String>,
    /// The struct of its input.
    pub input: String,
    /// The struct of its output.
    pub output: String,
}

/// An enum of Rust.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RustEnum {
    /// Its name.
    pub name: String,
    /// Prose.
    pub description: String,
    /// Variants, each with the name that it is stored by.
    pub variants: Vec<(String, String)>,
}

/// A struct of Rust.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RustStruct {
    /// Its name.
    pub name: String,
    /// Prose.
    pub description: String,
    /// Its fields.
    pub fields: Vec<RustField>,
}

/// A field of a struct.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RustField {
    /// Its key in JSON.
    pub key: String,
    /// Prose.
    pub description: Option<String>,
    /// Its type.
    pub ty: RustType,
}

/// A type of Rust.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names are types of Rust")]
pub enum RustType {
    Bool,
    I32,
    I64,
    Decimal,
    String,
    Uuid,
    NaiveDate,
    NaiveTime,
    DateTime,
    Value,
    /// A struct or an enum of the module.
    Named(String),
    Option(Box<RustType>),
    Vec(Box<RustType>),
}
