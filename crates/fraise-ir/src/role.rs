//! Roles that a token may carry, or that the server itself has.

use fraise_diagnostics::Span;
use serde::Serialize;

use crate::RoleId;

/// `admin: {includes: [support, warehouse]}`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Role {
    /// Name, snake case.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// All roles whose rights it has, transitively, in declaration order; not itself.
    pub includes: Vec<RoleId>,
    /// Never from a token; reads every row and field.
    pub internal: bool,
}
