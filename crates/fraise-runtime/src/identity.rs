//! Who asks: the roles, the id and the claims of a verified token.

use serde_json::{Map, Value};

use crate::input::{Given, postgres_text};
use crate::model::{Claim, RoleSet, Service};

/// The viewer of one request. It comes from a token only, or from the code that calls the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// His roles; everybody holds `public`.
    pub roles: RoleSet,
    /// Whether he holds an internal role, and so reads everything.
    pub internal: bool,
    /// Whether he has shown a token.
    pub login: bool,
    pub(crate) id: Option<String>,
    pub(crate) claims: Vec<Option<String>>,
}

/// A claim that does not fit its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadClaim(
    /// Its name.
    pub &'static str,
);

impl Identity {
    /// Somebody without a token.
    pub fn anonymous(service: &Service) -> Self {
        Self {
            roles: RoleSet::PUBLIC,
            internal: false,
            login: false,
            id: None,
            claims: vec![None; service.viewer.claims.len()],
        }
    }

    /// The holder of a token with these claims. Roles that the service does not know, and internal ones, count for
    /// nothing.
    pub fn from_claims(service: &Service, claims: &Map<String, Value>) -> Result<Self, BadClaim> {
        let viewer = &service.viewer;
        let held = viewer.roles.and_then(|name| claims.get(name));
        let roles = service
            .roles
            .iter()
            .filter(|role| !role.internal && names_role(held, role.name))
            .fold(RoleSet::PUBLIC, |roles, role| roles.or(role.bit));
        Ok(Self {
            roles,
            internal: false,
            login: true,
            id: viewer.id.as_ref().map(|claim| read(claim, claims)).transpose()?.flatten(),
            claims: viewer.claims.iter().map(|claim| read(claim, claims)).collect::<Result<_, _>>()?,
        })
    }

    /// A part of the service itself, which acts in an internal role.
    pub fn internal(service: &Service, role: RoleSet) -> Self {
        Self { roles: RoleSet::PUBLIC.or(role), internal: true, login: true, ..Self::anonymous(service) }
    }
}

/// A list of names, or one text with names between spaces or commas.
fn names_role(held: Option<&Value>, name: &str) -> bool {
    match held {
        Some(Value::Array(names)) => names.iter().any(|it| it.as_str() == Some(name)),
        Some(Value::String(names)) => names.split([' ', ',']).any(|it| it == name),
        _ => false,
    }
}

fn read(claim: &Claim, claims: &Map<String, Value>) -> Result<Option<String>, BadClaim> {
    let bad = || BadClaim(claim.name);
    // An empty text says nothing, as in the settings of a transaction: nobody is the one without a name.
    let is_said = |it: &&Value| !it.is_null() && it.as_str() != Some("");
    let Some(value) = claims.get(claim.name).filter(is_said) else { return Ok(None) };
    let text = value.to_string();
    let given = Given::json(&text).map_err(|_| bad())?;
    postgres_text(&given, &claim.ty).map(Some).map_err(|_| bad())
}
