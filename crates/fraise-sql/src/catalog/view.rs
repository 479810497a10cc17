//! Views.

use serde::Serialize;

use super::Grant;
use crate::{Fragment, Ident, QualifiedName, SqlType, Text};

/// `create view sales_by_day with (security_invoker = true) as select ..`. Always a security
/// invoker: the policies of the tables are asked for the one who reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct View {
    /// Its name.
    pub name: QualifiedName,
    /// What stands above it in a script; a server keeps none.
    pub note: Option<&'static str>,
    /// Its columns in their order.
    pub columns: Vec<ViewColumn>,
    /// One select, without a semicolon.
    pub query: Fragment,
    /// Who may read it.
    pub grants: Vec<Grant>,
    /// Its comment.
    pub comment: Option<Text>,
}

/// A column of a view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ViewColumn {
    /// Its name.
    pub name: Ident,
    /// The type that it is meant to have. PostgreSQL takes the type of what is selected, so nothing is printed of it.
    pub ty: SqlType,
}

impl ViewColumn {
    /// A column.
    pub fn new(name: Ident, ty: SqlType) -> Self {
        Self { name, ty }
    }
}
