//! Default privileges.

use serde::Serialize;

use crate::Ident;

/// What is taken from everybody when an object is made. PostgreSQL lets everybody execute a new
/// function and use a new type (manual, 5.8 "Privileges").
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum DefaultPrivilege {
    /// `alter default privileges for role shop_owner revoke execute on functions from public`
    RevokeExecuteFromPublic {
        /// Whose new functions these are.
        role: Ident,
    },
}
