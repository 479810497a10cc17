//! Rights.

use std::fmt;

use serde::Serialize;

use crate::Ident;

/// One privilege on an object, given to one grantee. On which object: the one whose `grants` list
/// it stands in.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Grant {
    /// What may be done.
    pub privilege: Privilege,
    /// With which columns; empty means the whole object.
    pub columns: Vec<Ident>,
    /// By whom.
    pub to: Grantee,
}

/// What may be done with an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Privilege {
    /// Read rows or columns, or the state of a sequence.
    Select,
    /// Insert rows, with columns or in full.
    Insert,
    /// Change rows, with columns or in full; a sequence: set it.
    Update,
    /// Delete rows.
    Delete,
    /// Empty a table.
    Truncate,
    /// Point a foreign key at it.
    References,
    /// Put a trigger on it.
    Trigger,
    /// Vacuum, analyze, reindex and so on (PostgreSQL 17).
    Maintain,
    /// Use a schema, sequence or type.
    Usage,
    /// Make objects in a schema.
    Create,
    /// Call a function.
    Execute,
}

/// Who gets a privilege, or whom a policy concerns.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Grantee {
    /// Everybody.
    Public,
    /// A role and its members.
    Role(Ident),
}

impl Grant {
    /// A privilege on the whole object.
    pub fn whole(privilege: Privilege, to: Grantee) -> Self {
        Self { privilege, columns: Vec::new(), to }
    }

    /// A privilege on some columns.
    pub fn on_columns(privilege: Privilege, columns: Vec<Ident>, to: Grantee) -> Self {
        Self { privilege, columns, to }
    }
}

impl Privilege {
    /// The key word.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Select => "select",
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Truncate => "truncate",
            Self::References => "references",
            Self::Trigger => "trigger",
            Self::Maintain => "maintain",
            Self::Usage => "usage",
            Self::Create => "create",
            Self::Execute => "execute",
        }
    }
}

impl fmt::Display for Privilege {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.keyword())
    }
}

impl fmt::Display for Grantee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str("public"),
            Self::Role(role) => write!(f, "{role}"),
        }
    }
}
