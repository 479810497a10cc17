//! Somebody who asks.

use std::collections::{BTreeMap, BTreeSet};

use fraise_ir::{ClaimId, Ir, RoleId, access::Who};

use crate::Value;

/// Who asks, and what the database and the service know of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Asker {
    /// For people who read a mismatch.
    pub name: String,
    /// The roles they hold, without those that these include.
    pub roles: BTreeSet<RoleId>,
    /// The roles that PostgreSQL itself knows of: these decide about columns.
    pub granted: BTreeSet<RoleId>,
    /// The viewer's id; null for people in psql and for whoever has no login.
    pub viewer: Value,
    /// The claims of the token that are there.
    pub claims: BTreeMap<ClaimId, Value>,
}

impl Asker {
    /// Somebody of whom nothing is known.
    pub fn nobody() -> Self {
        Self {
            name: String::new(),
            roles: BTreeSet::new(),
            granted: BTreeSet::new(),
            viewer: Value::Null,
            claims: BTreeMap::new(),
        }
    }

    /// A person that PostgreSQL knows to hold these roles.
    pub fn person(name: impl Into<String>, roles: impl IntoIterator<Item = RoleId>) -> Self {
        let roles: BTreeSet<RoleId> = roles.into_iter().collect();
        Self {
            name: name.into(),
            granted: roles.clone(),
            roles,
            viewer: Value::Null,
            claims: BTreeMap::new(),
        }
    }

    /// They hold the role, or one that includes it.
    pub fn holds(&self, ir: &Ir, who: Who) -> bool {
        is_among(ir, &self.roles, who)
    }

    /// PostgreSQL knows that they hold the role, or one that includes it.
    pub fn is_granted(&self, ir: &Ir, who: Who) -> bool {
        is_among(ir, &self.granted, who)
    }

    /// A part of the service itself.
    pub fn is_internal(&self, ir: &Ir) -> bool {
        self.roles.iter().any(|it| ir.role(*it).internal)
    }
}

fn is_among(ir: &Ir, roles: &BTreeSet<RoleId>, who: Who) -> bool {
    match who {
        Who::Public => true,
        Who::Role(wanted) => {
            roles.iter().any(|held| *held == wanted || ir.role(*held).includes.contains(&wanted))
        }
    }
}
