//! Enum types.

use serde::Serialize;

use crate::{QualifiedName, Text};

/// `create type order_status as enum ('pending', 'shipped')`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EnumType {
    /// Its name.
    pub name: QualifiedName,
    /// Its members in their order.
    pub members: Vec<Text>,
    /// Its comment.
    pub comment: Option<Text>,
}
