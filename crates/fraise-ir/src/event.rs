//! Events of the outbox, and errors.

use fraise_diagnostics::Span;
use serde::Serialize;

use crate::{EntityId, ErrorId, Expr, FieldId};

/// `order_created: {of: Order, payload: [id, total]}`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// The entity it tells of.
    pub of: EntityId,
    /// What it carries.
    pub payload: Vec<FieldId>,
}

/// An error of the schema.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DeclaredError {
    /// Its name, snake case; in answers in capitals.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// Its class.
    pub class: ErrorClass,
    /// Pieces of its message; a path is resolved where the error is raised.
    pub message: Vec<MessagePart>,
    /// SQLSTATE, five characters.
    pub sqlstate: String,
}

/// A piece of a message.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum MessagePart {
    /// As it stands.
    Text(String),
    /// `{variant.sku}`.
    Slot(String),
}

/// Class of an error, as clients see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ErrorClass {
    /// 422
    Validation,
    /// 401
    Unauthorized,
    /// 403
    Forbidden,
    /// 404
    NotFound,
    /// 409
    Conflict,
    /// 503
    ServiceUnavailable,
    /// 500
    Internal,
}

/// Errors that exist without being declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum BuiltInError {
    /// `bad_input`
    BadInput,
    /// `unauthenticated`
    Unauthenticated,
    /// `forbidden`
    Forbidden,
    /// `not_found`
    NotFound,
    /// `conflict`
    Conflict,
    /// `try_again`
    TryAgain,
}

/// An error raised at a place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum RaisedError {
    /// Of the language.
    BuiltIn(BuiltInError),
    /// Of the schema, with the values of its message's slots in order.
    Declared {
        /// Which.
        error: ErrorId,
        /// One for each slot.
        slots: Vec<Expr>,
    },
}
