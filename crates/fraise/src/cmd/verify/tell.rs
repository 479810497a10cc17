//! What a run says: a line for each check on stdout, and what was found.

use std::io::{self, Write as _};

use fraise_diagnostics::{Diagnostics, Sources, render};
use fraise_verify::{Finding, Outcome, Progress};
use serde_json::json;

use super::progress::Line;
use crate::cli::{Color, Format};
use crate::report::{renderer, report};

/// Tells of a run while it goes on.
pub(super) struct Teller {
    format: Format,
    line: Line,
}

impl Teller {
    pub(super) fn new(format: Format, wants_progress: bool) -> Self {
        Self { format, line: Line::new(wants_progress) }
    }

    pub(super) fn hear(&mut self, progress: Progress) {
        match progress {
            Progress::Begun(check) => self.line.show(&format!("{check} ..")),
            Progress::Done(check, done, all) => self.line.show(&format!("{check} {done} of {all}")),
            Progress::Ended(outcome) => {
                self.line.clear();
                // A reader of stdout that has gone is noticed when the findings are told.
                let _ = ended(&outcome, self.format);
            }
        }
    }
}

fn ended(outcome: &Outcome, format: Format) -> io::Result<()> {
    let passed = outcome.findings.is_empty();
    let mut stdout = io::stdout().lock();
    match format {
        Format::Human | Format::Short => {
            let verdict = if passed { "ok" } else { "failed" };
            let counts: Vec<String> =
                outcome.counts.iter().map(|(number, what)| format!("{number} {what}")).collect();
            writeln!(stdout, "{verdict:8}{:12}{}", outcome.check.name(), counts.join(", "))?;
            for left_out in &outcome.left_out {
                writeln!(stdout, "{:20}not looked at: {left_out}", "")?;
            }
            Ok(())
        }
        Format::Json => {
            let counts: serde_json::Map<String, serde_json::Value> =
                outcome.counts.iter().map(|(number, what)| ((*what).to_owned(), json!(number))).collect();
            let line = json!({
                "check": outcome.check.name(),
                "passed": passed,
                "counts": counts,
                "left_out": outcome.left_out,
            });
            writeln!(stdout, "{line}")
        }
        // Findings only.
        Format::Sarif | Format::Github => Ok(()),
    }
}

/// Tells what was found, with the statements that show it.
pub(super) fn findings(
    findings: &[Finding],
    sources: &Sources,
    format: Format,
    color: Color,
) -> anyhow::Result<()> {
    match format {
        Format::Human => for_people(findings, sources, color)?,
        Format::Json => for_programs(findings, sources)?,
        Format::Short | Format::Sarif | Format::Github => {
            let found = Diagnostics::from_iter(findings.iter().map(Finding::diagnostic));
            report(&found, sources, format, color)?;
        }
    }
    Ok(())
}

fn for_people(findings: &[Finding], sources: &Sources, color: Color) -> io::Result<()> {
    for finding in findings {
        let found = Diagnostics::from_iter([finding.diagnostic()]);
        let text = render(&found, sources, renderer(Format::Human, color));
        let mut stderr = io::stderr().lock();
        stderr.write_all(text.as_bytes())?;
        if let Some(sql) = &finding.sql {
            writeln!(stderr, "To see it in psql:\n\n{}\n", moved_in(sql))?;
        }
    }
    Ok(())
}

/// The lines of a script, moved in; what a terminal would obey is left out.
fn moved_in(sql: &str) -> String {
    let shown = |line: &str| format!("    {}", line.replace(|it: char| it.is_control(), ""));
    sql.lines().map(shown).collect::<Vec<_>>().join("\n")
}

fn for_programs(findings: &[Finding], sources: &Sources) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    for finding in findings {
        let place = sources.position(finding.span.source, finding.span.range().start);
        let line = json!({
            "check": finding.check.name(),
            "code": finding.diagnostic().code,
            "message": finding.what,
            "expected": finding.expected,
            "happened": finding.happened,
            "sql": finding.sql,
            "file": sources.name(finding.span.source),
            "line": place.line,
            "column": place.column,
        });
        writeln!(stdout, "{line}")?;
    }
    Ok(())
}

/// The seed, for programs; people are told in the last line.
pub(super) fn seed(seed: u64, format: Format) -> io::Result<()> {
    match format {
        Format::Json => writeln!(io::stdout().lock(), "{}", json!({ "seed": seed })),
        Format::Human | Format::Short | Format::Sarif | Format::Github => Ok(()),
    }
}
