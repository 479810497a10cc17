//! Who may do what, as the schema says it; what follows from it is in [`crate::authz`].

use fraise_diagnostics::Span;
use serde::Serialize;

use crate::{Expr, FieldId, RoleId};

/// A named boolean over the row and the viewer: `owner: customer = viewer`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rule {
    /// Name in expressions, snake case.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// What must be true.
    pub expr: Expr,
}

/// One way to be allowed; any of a list suffices.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum AccessItem {
    /// `role`, `role if expr`.
    Role {
        /// Who.
        role: Who,
        /// Only where this is true.
        when: Option<Expr>,
        /// Where it stands.
        span: Span,
    },
    /// `via relation`: whoever may read the row that the reference points to.
    Via {
        /// The reference.
        reference: FieldId,
        /// Where it stands.
        span: Span,
    },
}

/// A role, or everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Who {
    /// Everybody, also without a token.
    Public,
    /// Holders of a role.
    Role(RoleId),
}

/// Access to the rows of an entity; an empty list is nobody.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntityAccess {
    /// Which rows exist for the viewer.
    pub read: Vec<AccessItem>,
    /// `createX`; `None`: the operation does not exist.
    pub create: Option<Vec<AccessItem>>,
    /// `updateX`; `None`: the operation does not exist.
    pub update: Option<Vec<AccessItem>>,
    /// `deleteX`; `None`: the operation does not exist.
    pub delete: Option<Vec<AccessItem>>,
}

/// Who may call an operation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OperationAccess {
    /// Items without `via`.
    pub items: Vec<AccessItem>,
    /// Where `access:` stands.
    pub span: Span,
}
