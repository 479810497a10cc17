//! Sequences that stand alone.

use serde::Serialize;

use super::Grant;
use crate::{Ident, QualifiedName, SqlType, Text};

/// `create sequence public.orders_order_number_seq`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sequence {
    /// Its name.
    pub name: QualifiedName,
    /// `smallint`, `integer` or `bigint`.
    pub ty: SqlType,
    /// The first number; 1 unless told.
    pub start: i64,
    /// The step; 1 unless told.
    pub increment: i64,
    /// The column it goes away with, of a table in the same schema.
    pub owned_by: Option<OwnedBy>,
    /// Who may use it.
    pub grants: Vec<Grant>,
    /// Its comment.
    pub comment: Option<Text>,
}

/// `owned by public.orders.order_number`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnedBy {
    /// The table.
    pub table: QualifiedName,
    /// Its column.
    pub column: Ident,
}

impl Sequence {
    /// A bigint sequence from 1 in steps of 1.
    pub fn new(name: QualifiedName) -> Self {
        Self {
            name,
            ty: SqlType::Bigint,
            start: 1,
            increment: 1,
            owned_by: None,
            grants: Vec::new(),
            comment: None,
        }
    }
}
