//! Typed slots that a caller fills: arguments of operations and events, fields of objects and hooks.

use fraise_diagnostics::Span;
use serde::Serialize;

use crate::{Expr, ScalarId, Type};

/// `quantity: Quantity`, `cart_items: CartLineInput[1..100]`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Input {
    /// Name in expressions, snake case.
    pub name: String,
    /// Name in the SDL, with `Id` when it is a reference.
    pub graphql: String,
    /// Key in JSON arguments and, after `p_`, argument of SQL functions: the name, with `_id` when a reference.
    pub sql: String,
    /// Name in the SDL when the object that has it is read: `naming.fields` applies.
    pub graphql_output: String,
    /// Where it is declared.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// Reason, if deprecated.
    pub deprecated: Option<String>,
    /// Type of its value.
    pub ty: Type,
    /// The scalar it was declared with.
    pub scalar: Option<ScalarId>,
    /// May be left out or null.
    pub nullable: bool,
    /// Value when left out.
    pub default: Option<Expr>,
    /// Least and most elements of a list.
    pub bounds: Option<(u32, u32)>,
    /// Its name in the previous snapshot; fields of objects say it.
    pub renamed_from: Option<String>,
    /// Kept out of logs and records.
    pub secret: bool,
    /// What the referenced row must satisfy; its row is `expr::Root::This`.
    pub rule: Option<Expr>,
}

impl Input {
    /// A caller must give it.
    pub fn required(&self) -> bool {
        !self.nullable && self.default.is_none()
    }
}
