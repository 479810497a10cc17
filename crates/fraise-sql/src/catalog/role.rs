//! What the administrator prepares once: roles, and what only he may make.

use serde::Serialize;

use super::{DefaultPrivilege, Extension};
use crate::{Ident, Text};

/// The work of the administrator, repeatable: what exists is left as it is, and no role ever
/// becomes wider than it was. He is a superuser, or has `createrole` and owns the database.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct RoleSetup {
    /// Roles to make if they are missing, all `nologin`.
    pub roles: Vec<Role>,
    /// Who is a member of whom.
    pub memberships: Vec<Membership>,
    /// Schemas and their owners.
    pub schemas: Vec<OwnedSchema>,
    /// Extensions to make if they are missing. They go along with the schemas.
    pub extensions: Vec<Extension>,
    /// What the new objects of the owners do not give away.
    pub default_privileges: Vec<DefaultPrivilege>,
}

/// A role of the cluster that cannot log in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Role {
    /// Its name.
    pub name: Ident,
    /// Its comment.
    pub comment: Option<Text>,
}

/// `grant shop_api to shop_service`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Membership {
    /// The role whose rights are shared.
    pub role: Ident,
    /// The role that gets them.
    pub member: Ident,
}

/// A schema that the administrator makes and hands over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnedSchema {
    /// Its name.
    pub name: Ident,
    /// The role that may make objects in it.
    pub owner: Ident,
}
