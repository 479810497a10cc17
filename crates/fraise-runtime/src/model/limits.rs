//! What a request may cost.

/// How many rows a list gives: `page: {default: 50, max: 200}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Without a `limit`.
    pub default: u32,
    /// The largest `limit`.
    pub max: u32,
}

/// The size of a document that is still answered; a larger one is refused before it is planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Levels of fields.
    pub depth: u32,
    /// Cost: how many rows of lists the answer may hold: a list costs its page size, times those of the lists around
    /// it. What hangs on a row by to-one costs nothing: depth and aliases bound it.
    pub complexity: u32,
    /// Fields under another name than their own.
    pub aliases: u32,
    /// Fields of the root type.
    pub root_fields: u32,
    /// Directives on all places together.
    pub directives: u32,
    /// Tokens of the document.
    pub tokens: u32,
    /// Errors that an answer lists; the others are counted only.
    pub errors: u32,
}

impl Limits {
    /// Used where the schema says nothing.
    pub const DEFAULT: Self = Self {
        depth: 10,
        complexity: 5000,
        aliases: 50,
        root_fields: 20,
        directives: 50,
        tokens: 10_000,
        errors: 20,
    };
}
