//! Findings told to whoever asked: people on stderr, programs on stdout.

use std::io::{self, IsTerminal as _, Write as _};

use fraise_diagnostics::{Diagnostics, Severity, Sources, render};

use crate::Exit;
use crate::cli::{Color, Format};

/// Prints the findings in their order, and for people how many there are.
pub(crate) fn report(found: &Diagnostics, sources: &Sources, format: Format, color: Color) -> io::Result<()> {
    let text = render(found, sources, renderer(format, color));
    match format {
        Format::Human | Format::Short => {
            let mut stderr = io::stderr().lock();
            stderr.write_all(text.as_bytes())?;
            summary(found).map_or(Ok(()), |line| writeln!(stderr, "{line}"))
        }
        Format::Json | Format::Sarif | Format::Github => io::stdout().lock().write_all(text.as_bytes()),
    }
}

/// How a run ends that found this and made nothing of the schema.
pub(crate) fn exit_without_output(found: &Diagnostics) -> Exit {
    let is_ours = !found.has_errors() || found.iter().any(|it| it.code == fraise_diagnostics::Code::F0001);
    if is_ours { Exit::Bug } else { Exit::SchemaErrors }
}

/// A line for people on stderr.
pub(crate) fn say(line: &str) -> io::Result<()> {
    writeln!(io::stderr(), "{line}")
}

/// The renderer of a format.
pub(crate) fn renderer(format: Format, color: Color) -> fraise_diagnostics::Format {
    use fraise_diagnostics::Format as Renderer;
    match format {
        Format::Human => Renderer::Human { color: is_coloured(color) },
        Format::Short => Renderer::Short,
        Format::Json => Renderer::Json,
        Format::Sarif => Renderer::Sarif,
        Format::Github => Renderer::Github,
    }
}

fn is_coloured(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let is_refused = std::env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty());
            !is_refused && io::stderr().is_terminal()
        }
    }
}

/// `2 errors, 1 warning`; nothing where there is neither.
fn summary(found: &Diagnostics) -> Option<String> {
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning")];
    let parts: Vec<String> = counts
        .into_iter()
        .map(|(severity, word)| (found.count(severity), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| counted(count, word))
        .collect();
    if parts.is_empty() { None } else { Some(parts.join(", ")) }
}

/// `1 file`, `2 files`.
pub(crate) fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
