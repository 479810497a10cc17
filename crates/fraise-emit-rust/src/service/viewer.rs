//! Who asks.

use fraise_sql::SqlType;
use serde::Serialize;

use super::ValueType;

/// How a token tells who asks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Viewer {
    /// The claim with the id.
    pub id: Claim,
    /// The claim with the names of the roles.
    pub roles: String,
    /// Further claims.
    pub claims: Vec<Claim>,
}

/// A typed claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Claim {
    /// Name in the token.
    pub name: String,
    /// How its value is read.
    pub ty: ValueType,
    /// What it is bound as.
    pub sql_type: SqlType,
}
