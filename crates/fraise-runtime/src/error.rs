//! What goes wrong, as clients see it: a code, a sentence, a path. Nothing of SQL, of the database's own words or
//! of the program's inside is ever in it; that goes to the log, under the request id that the answer names.

use std::borrow::Cow;

use crate::model::DeclaredError;

/// `extensions.code` of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// The document cannot be parsed, does not fit the schema, or is over a limit.
    BadRequest,
    /// A value does not fit its type, check or bound.
    BadInput,
    /// Needs a token, or a better one.
    Unauthenticated,
    /// The viewer lacks the role.
    Forbidden,
    /// Absent, or not readable for the viewer.
    NotFound,
    /// No event leads from the present state to the wanted one.
    InvalidTransition,
    /// An event's guard does not hold.
    GuardFailed,
    /// A field that is set once was to be changed.
    Frozen,
    /// The row may not be changed now.
    NotEditable,
    /// Rows that only come were to be changed or to go.
    AppendOnly,
    /// Two paths lead to different rows.
    SameLaw,
    /// A sum exceeds what it may.
    WithinLaw,
    /// A counter has no row.
    NoCounterRow,
    /// What is there is in the way.
    Conflict,
    /// The idempotency key was used with another input.
    IdempotencyMismatch,
    /// An error of the schema.
    Declared(&'static DeclaredError),
    /// The database was busy three times.
    TryAgain,
    /// A fault of ours.
    Internal,
}

impl Code {
    /// As the client sees it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BadRequest => "BAD_REQUEST",
            Self::BadInput => "BAD_INPUT",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::InvalidTransition => "INVALID_TRANSITION",
            Self::GuardFailed => "GUARD_FAILED",
            Self::Frozen => "FROZEN",
            Self::NotEditable => "NOT_EDITABLE",
            Self::AppendOnly => "APPEND_ONLY",
            Self::SameLaw => "SAME_LAW",
            Self::WithinLaw => "WITHIN_LAW",
            Self::NoCounterRow => "NO_COUNTER_ROW",
            Self::Conflict => "CONFLICT",
            Self::IdempotencyMismatch => "IDEMPOTENCY_MISMATCH",
            Self::Declared(it) => it.code,
            Self::TryAgain => "TRY_AGAIN",
            Self::Internal => "INTERNAL",
        }
    }

    /// `extensions.class`.
    pub const fn class(self) -> &'static str {
        match self {
            Self::BadRequest | Self::BadInput => "validation",
            Self::Unauthenticated => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::InvalidTransition
            | Self::GuardFailed
            | Self::Frozen
            | Self::NotEditable
            | Self::AppendOnly
            | Self::SameLaw
            | Self::WithinLaw
            | Self::NoCounterRow
            | Self::Conflict
            | Self::IdempotencyMismatch => "conflict",
            Self::Declared(it) => it.class,
            Self::TryAgain => "service_unavailable",
            Self::Internal => "internal",
        }
    }

    /// The sentence used where there is nothing more to say.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::BadRequest => "the request cannot be answered as it is",
            Self::BadInput => "a value does not fit",
            Self::Unauthenticated => "this needs a valid token",
            Self::Forbidden => "not allowed",
            Self::NotFound => "not found",
            Self::InvalidTransition => "the present state does not allow this",
            Self::GuardFailed => "a condition for this does not hold",
            Self::Frozen => "a field that cannot be changed",
            Self::NotEditable => "this cannot be changed now",
            Self::AppendOnly => "this can neither be changed nor deleted",
            Self::SameLaw => "two references that must lead to the same do not",
            Self::WithinLaw => "this is more than there is",
            Self::NoCounterRow => "there is nothing to count on",
            Self::Conflict => "this conflicts with what is there",
            Self::IdempotencyMismatch => "this idempotency key was used with other arguments",
            Self::Declared(_) => "refused",
            Self::TryAgain => "the service is busy, try again",
            Self::Internal => "something went wrong on our side",
        }
    }
}

/// One error of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Its kind.
    pub code: Code,
    /// For people.
    pub message: Cow<'static, str>,
    /// Where in the answer; empty when it concerns the whole request.
    pub path: Vec<PathItem>,
    /// Where in the document, as line and column.
    pub location: Option<(usize, usize)>,
    /// `extensions.params`: a JSON object with what the message tells.
    pub params: Option<String>,
}

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathItem {
    /// A response key.
    Key(String),
    /// A place in a list.
    Index(usize),
}

impl Failure {
    /// An error of the whole request.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into(), path: Vec::new(), location: None, params: None }
    }

    /// An error with the sentence of its code.
    pub fn plain(code: Code) -> Self {
        Self::new(code, code.sentence())
    }

    /// The same error at a field.
    pub fn at(mut self, path: Vec<PathItem>) -> Self {
        self.path = path;
        self
    }
}
