//! Errors of YAML itself, in words for people who write schemas.

use fraise_diagnostics::{Code, Diagnostic, SourceId, Span};
use granit_parser::{ErrorKind, ScanError};

use super::MAX_DEPTH;

/// What stopped the YAML reader.
#[derive(Debug)]
pub(super) struct SyntaxError {
    /// The first byte that could not be read.
    pub at: usize,
    kind: ErrorKind,
}

impl SyntaxError {
    /// An error in a fragment that begins at byte `base` of the file.
    pub(super) fn new(error: &ScanError, base: usize, fallback: usize) -> Self {
        let at = error.marker().byte_offset().map_or(fallback, |it| base + it);
        Self { at, kind: error.kind().clone() }
    }

    /// Whether the nesting is too deep; then nothing around it is read either.
    pub(super) fn is_too_deep(&self) -> bool {
        matches!(self.kind, ErrorKind::RecursionLimitExceeded)
    }

    fn is_about_a_tab(&self) -> bool {
        matches!(
            self.kind,
            ErrorKind::TabInBlockIndentation
                | ErrorKind::TabInIndentation
                | ErrorKind::TabNotAllowed
                | ErrorKind::TabInPlainScalar
                | ErrorKind::TabAtBlockScalarStart
        )
    }

    /// The finding.
    pub(super) fn diagnostic(&self, source: SourceId, text: &str) -> Diagnostic {
        let at = if self.is_about_a_tab() { tab_behind(text, self.at) } else { self.at };
        let width = text
            .get(at..)
            .and_then(|it| it.chars().next())
            .filter(|it| *it != '\n')
            .map_or(0, char::len_utf8);
        let place = Span::new(source, at, at + width);
        let found = |message: &str, help: &str| Diagnostic::error(Code::F0111, place, message).help(help);
        match &self.kind {
            ErrorKind::RecursionLimitExceeded => too_deep(place),
            ErrorKind::DirectiveDisallowed => {
                Diagnostic::error(Code::F0103, place, "a schema has no YAML directives").help("Take the line out.")
            }
            ErrorKind::ExpectedFlowMappingSeparator => found(
                "expected `,` or `}`",
                "Inside `{}` a value that holds any of `[ ] { } ,` is written in quotes, such as \"Line[1..100]\".",
            ),
            ErrorKind::ExpectedFlowSequenceSeparator => found(
                "expected `,` or `]`",
                "Inside `[]` a value that holds any of `[ ] { } ,` is written in quotes.",
            ),
            ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => found(
                "a `:` where no key can be",
                "Write a value that holds `: ` in quotes, and begin keys of one mapping in one column.",
            ),
            _ if self.is_about_a_tab() => found("a tab where only spaces can be", "Indent with spaces."),
            ErrorKind::UnclosedQuotedScalar => {
                found("a quote that is never closed", "Close it, or double a quote that belongs to the text.")
            }
            ErrorKind::UnclosedFlowCollection { open } => Diagnostic::error(
                Code::F0111,
                place,
                format!("a `{open}` that is never closed"),
            ),
            ErrorKind::UnexpectedCharacter { character } => Diagnostic::error(
                Code::F0111,
                place,
                format!("a value cannot begin with `{character}`"),
            )
            .help("Write the value in quotes."),
            ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey | ErrorKind::ExpectedBlockMappingKey => found(
                "expected a key and `:`",
                "Begin keys of one mapping in one column, and write `key: value`.",
            ),
            ErrorKind::ExpectedBlockSequenceEntry => found("expected an item", "Items of one list begin with `- ` in one column."),
            ErrorKind::ExpectedDocumentStart => found(
                "this belongs to nothing above it",
                "Begin keys of one mapping in one column, and indent what belongs to a key.",
            ),
            ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
                found("text behind a closing quote", "Put the whole value in quotes, and double a `'` inside `'`.")
            }
            ErrorKind::CommentInterceptedScalar => found(
                "a comment in the middle of a text",
                "Write a text of several lines behind `>-`, or put the comment elsewhere.",
            ),
            other => Diagnostic::error(Code::F0111, place, format!("not readable as YAML: {other}")),
        }
        .label(if width == 0 { "the text ends here" } else { "" })
    }
}

/// The reader stops before or at a tab, depending on what it was reading.
fn tab_behind(text: &str, at: usize) -> usize {
    let line = text.get(..at).and_then(|it| it.rfind('\n')).map_or(0, |it| it + 1);
    let first_on_line = text.get(line..at).and_then(|it| it.find('\t')).map(|it| line + it);
    first_on_line.or_else(|| text.get(at..).and_then(|it| it.find('\t')).map(|it| at + it)).unwrap_or(at)
}

/// The finding for nesting that is too deep.
pub(super) fn too_deep(place: Span) -> Diagnostic {
    Diagnostic::error(Code::F0112, place, format!("nested deeper than {MAX_DEPTH} levels"))
}
