//! What a check tells of what is not as the schema says.

use fraise_diagnostics::{Code, Diagnostic, Span};

use crate::Check;

/// One thing that is not as the schema says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which check has found it.
    pub check: Check,
    /// The place of the schema that says how it should be.
    pub span: Span,
    /// What it is about, in one line.
    pub what: String,
    /// What was expected.
    pub expected: String,
    /// What happened.
    pub happened: String,
    /// Statements that show it, to be pasted into psql; none where there is nothing to type.
    pub sql: Option<String>,
    /// What was told already: a test of the schema that failed.
    pub told: Option<Diagnostic>,
}

impl Finding {
    pub(crate) fn new(check: Check, span: Span, what: impl Into<String>) -> Self {
        Self {
            check,
            span,
            what: what.into(),
            expected: String::new(),
            happened: String::new(),
            sql: None,
            told: None,
        }
    }

    /// A test of the schema that failed.
    pub(crate) fn of_test(told: Diagnostic) -> Self {
        let mut finding = Self::new(Check::Stories, told.primary.span, told.message.clone());
        finding.told = Some(told);
        finding
    }

    pub(crate) fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = expected.into();
        self
    }

    pub(crate) fn happened(mut self, happened: impl Into<String>) -> Self {
        self.happened = happened.into();
        self
    }

    pub(crate) fn sql(mut self, sql: impl Into<String>) -> Self {
        self.sql = Some(sql.into());
        self
    }

    /// The same at its place, without the statements.
    pub fn diagnostic(&self) -> Diagnostic {
        if let Some(told) = &self.told {
            return told.clone();
        }
        let message = format!("{}: {}", self.check, self.what);
        let found = Diagnostic::error(Code::F1208, self.span, message);
        match (self.expected.as_str(), self.happened.as_str()) {
            ("", "") => found,
            (expected, "") => found.label(format!("expected {expected}")),
            ("", happened) => found.label(format!("found {happened}")),
            (expected, happened) => found.label(format!("expected {expected}, found {happened}")),
        }
    }
}
