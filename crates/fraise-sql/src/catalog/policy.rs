//! Row security policies.

use serde::Serialize;

use super::Grantee;
use crate::{Fragment, Ident, Text};

/// `create policy orders_select on orders for select to shop_api using (..)`. Always permissive:
/// one policy that lets a row through is enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// Its name, unique on its table.
    pub name: Ident,
    /// Which statements it concerns.
    pub command: PolicyCommand,
    /// Whom it concerns; empty means everybody.
    pub roles: Vec<Grantee>,
    /// Which existing rows are seen.
    pub using: Option<Fragment>,
    /// Which new rows are taken.
    pub with_check: Option<Fragment>,
    /// Its comment.
    pub comment: Option<Text>,
}

/// Which statements a policy concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum PolicyCommand {
    /// All of them.
    All,
    /// `select`
    Select,
    /// `insert`
    Insert,
    /// `update`
    Update,
    /// `delete`
    Delete,
}

impl PolicyCommand {
    /// The key word.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Select => "select",
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}
