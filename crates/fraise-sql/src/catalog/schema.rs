//! Schemas.

use serde::Serialize;

use super::Grant;
use crate::{Ident, Text};

/// A schema: `grant usage on schema fraise to shop_api`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Schema {
    /// Its name.
    pub name: Ident,
    /// Who may use it.
    pub grants: Vec<Grant>,
    /// Its comment.
    pub comment: Option<Text>,
}
