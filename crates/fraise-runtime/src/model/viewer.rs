//! Who asks, as his token says it.

use super::ValueType;

/// `viewer: {type, id, roles, claims}`.
#[derive(Debug, Clone, Copy)]
pub struct Viewer {
    /// The claim that holds the viewer's id; a token without it has roles, but no id.
    pub id: Option<Claim>,
    /// The claim that holds the names of his roles.
    pub roles: Option<&'static str>,
    /// Further claims, in the order of the schema.
    pub claims: &'static [Claim],
}

/// A typed claim.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// Its name in the token.
    pub name: &'static str,
    /// How its value is read; a token whose claim does not fit is refused.
    pub ty: ValueType,
    /// The PostgreSQL type it is bound as.
    pub pg: &'static str,
}

impl Claim {
    /// A claim of this name and type.
    pub const fn new(name: &'static str, ty: ValueType, pg: &'static str) -> Self {
        Self { name, ty, pg }
    }
}
