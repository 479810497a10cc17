//! Sources, spans, codes, diagnostics and their renderers.
//!
//! Knows nothing of the language: a diagnostic is data (a code, a message, places, help, a fix) that every
//! later crate fills in and that only the command prints.
//!
//! Words: a **source** is one file with its text; a **span** is a range of bytes in one source; a **label**
//! is a span with a few words; a **fix** is a set of edits that a tool may apply as they stand.

mod code;
mod diagnostic;
mod diagnostics;
mod nearest;
mod render;
mod source;
mod span;

pub use code::Code;
pub use diagnostic::{Diagnostic, Edit, Fix, Label, Severity};
pub use diagnostics::Diagnostics;
pub use nearest::nearest;
pub use render::{Format, render, visible};
pub use source::{Position, SourceId, Sources};
pub use span::{Span, Spanned};
