//! Views.

use serde::Serialize;

use super::Grant;
use crate::{Fragment, Ident, QualifiedName, Text};

/// `create view sales_by_day with (security_invoker = true) as select ..`. Always a security
/// invoker: the policies of the tables are asked for the one who reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct View {
    /// Its name.
    pub name: QualifiedName,
    /// Its columns in their order.
    pub columns: Vec<Ident>,
    /// One select, without a semicolon.
    pub query: Fragment,
    /// Who may read it.
    pub grants: Vec<Grant>,
    /// Its comment.
    pub comment: Option<Text>,
}
