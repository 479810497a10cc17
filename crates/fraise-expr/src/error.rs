//! What is wrong with a text, and where in it.

use std::ops::Range;

/// A text that is not of the language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong, without full stop.
    pub message: String,
    /// Bytes of the text.
    pub range: Range<usize>,
    /// The right spelling, as a sentence.
    pub help: Option<String>,
}

impl SyntaxError {
    /// An error at a range.
    pub fn new(message: impl Into<String>, range: Range<usize>) -> Self {
        Self { message: message.into(), range, help: None }
    }

    /// The error with a sentence of help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
