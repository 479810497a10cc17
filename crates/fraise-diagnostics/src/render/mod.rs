//! Findings as text: for people, for terminals without room, and for programs.
//!
//! A renderer takes findings and sources and gives text; whoever calls it prints it and knows whether the
//! other end shows colours. Text of the schema never reaches a terminal with control characters in it.

mod github;
mod human;
mod json;
mod place;
mod sarif;
mod short;
mod visible;

use crate::{Diagnostics, Sources};

pub use visible::visible;

/// A form in which findings are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// With the lines of the source, as rustc shows them.
    Human {
        /// Whether to use the colours of a terminal.
        color: bool,
    },
    /// One line each: `schema.yaml:3:5: error[F0201]: ..`
    Short,
    /// One JSON object each, on a line of its own.
    Json,
    /// Commands that GitHub Actions shows beside the lines.
    Github,
    /// One SARIF 2.1.0 document.
    Sarif,
}

impl Format {
    /// The names of the formats.
    pub const NAMES: &'static [&'static str] = &["human", "short", "json", "github", "sarif"];

    /// The format of that name; human without colour.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "human" => Some(Self::Human { color: false }),
            "short" => Some(Self::Short),
            "json" => Some(Self::Json),
            "github" => Some(Self::Github),
            "sarif" => Some(Self::Sarif),
            _ => None,
        }
    }
}

/// All findings in one text, ending in a line feed unless it is empty.
#[must_use]
pub fn render(diagnostics: &Diagnostics, sources: &Sources, format: Format) -> String {
    match format {
        Format::Human { color } => human::render(diagnostics, sources, color),
        Format::Short => short::render(diagnostics, sources),
        Format::Json => json::render(diagnostics, sources),
        Format::Github => github::render(diagnostics, sources),
        Format::Sarif => sarif::render(diagnostics, sources),
    }
}
