//! Roles and access items.

use serde::Serialize;

use super::{Sql, StaticName};

/// A declared role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Role {
    /// Its constant.
    pub constant: StaticName,
    /// As it stands in a token.
    pub name: String,
    /// Prose.
    pub description: Option<String>,
    /// Its bit; `public` has 0.
    pub bit: u32,
    /// Never from a token.
    pub internal: bool,
}

/// Holders of some roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum RoleSet {
    /// Everybody.
    Public,
    /// Holders of one of these, in declaration order; none is nobody.
    Of(Vec<StaticName>),
}

/// One item of an access list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccessItem {
    /// Who.
    pub roles: RoleSet,
    /// What must hold besides.
    pub when: Option<Rule>,
}

/// A condition on a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Rule {
    /// An expression.
    Sql(Sql),
    /// Whoever may read another row.
    Via {
        /// The type of the other row.
        target: StaticName,
        /// `Row` is the other row, `Parent` this one.
        join: Sql,
    },
}
