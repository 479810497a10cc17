//! Who may read what: `read: [public if known, support]`.

use super::{Sql, Type};

/// A set of roles, one bit each. Bit 0 is `public`, which everybody holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoleSet(pub u64);

impl RoleSet {
    /// Everybody, also without a token.
    pub const PUBLIC: Self = Self(1);
    /// Nobody.
    pub const NONE: Self = Self(0);

    /// The role with this bit; declared roles begin at 1.
    pub const fn bit(bit: u32) -> Self {
        Self(1 << bit)
    }

    /// The roles of both sets.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the sets share a role.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// A declared role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// The name, as it stands in a token.
    pub name: &'static str,
    /// Its bit.
    pub bit: RoleSet,
    /// Never taken from a token; reads every row and every field.
    pub internal: bool,
}

impl Role {
    /// A role that a token may hold.
    pub const fn new(name: &'static str, bit: RoleSet) -> Self {
        Self { name, bit, internal: false }
    }

    /// `internal: true`.
    pub const fn internal(name: &'static str, bit: RoleSet) -> Self {
        Self { name, bit, internal: true }
    }
}

/// One item of an access list; any item of a list suffices, an empty list is nobody.
#[derive(Debug, Clone, Copy)]
pub struct AccessItem {
    /// The role, and every role that includes it.
    pub roles: RoleSet,
    /// What must hold besides; none: the role is enough.
    pub when: Option<Rule>,
}

impl AccessItem {
    /// `role`.
    pub const fn always(roles: RoleSet) -> Self {
        Self { roles, when: None }
    }

    /// `role if rule`. An item `via relation` names no role, so it is for [`RoleSet::PUBLIC`].
    pub const fn when(roles: RoleSet, rule: Rule) -> Self {
        Self { roles, when: Some(rule) }
    }
}

/// A condition on a row.
#[derive(Debug, Clone, Copy)]
pub enum Rule {
    /// An expression over the row, the viewer and, in the access of a query, its inputs.
    Sql(Sql),
    /// `via relation`: whoever may read that row.
    Via {
        /// The type of the other row.
        target: &'static Type,
        /// How it is found: `Row` is the other row, `Parent` this one.
        join: Sql,
    },
}
