//! For people: the lines of the source, what is wrong with them, and how they would be right.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::{
    place::within,
    visible::{visible, visible_source},
};
use crate::{Diagnostic, Diagnostics, Fix, Label, Severity, SourceId, Sources};

/// Lines shown around what is pointed at, so that a large file is not laid out for each finding.
const LINES_AROUND: usize = 1;

/// Findings that are shown. Nobody reads more of them at once, and each may point at both ends of a large file.
const MOST: usize = 500;

pub(super) fn render(diagnostics: &Diagnostics, sources: &Sources, color: bool) -> String {
    let renderer = if color { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
    let mut out = String::new();
    for it in diagnostics.iter().take(MOST) {
        out.push_str(&renderer.render(&groups(it, sources)));
        out.push_str("\n\n");
    }
    if let Some(more) = diagnostics.len().checked_sub(MOST).filter(|more| *more > 0) {
        out.push_str(&format!("and {more} more\n\n"));
    }
    out
}

fn groups<'s>(diagnostic: &'s Diagnostic, sources: &'s Sources) -> Vec<Group<'s>> {
    let title =
        level(diagnostic.severity).primary_title(visible(&diagnostic.message)).id(diagnostic.code.as_str());
    let mut finding = Group::with_title(title).elements(causes(diagnostic, sources));
    for help in &diagnostic.help {
        finding = finding.element(Level::HELP.message(visible(help)));
    }
    let fix = diagnostic.fix.iter().map(|fix| suggestion(fix, sources));
    std::iter::once(finding).chain(fix).collect()
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

/// One snippet for each source, that of the primary place first.
fn causes<'s>(diagnostic: &'s Diagnostic, sources: &'s Sources) -> Vec<Snippet<'s, Annotation<'s>>> {
    let home = diagnostic.primary.span.source;
    let mut ids = vec![home];
    for label in &diagnostic.secondary {
        if !ids.contains(&label.span.source) {
            ids.push(label.span.source);
        }
    }
    ids.into_iter()
        .map(|id| {
            let primary = (id == home).then_some((AnnotationKind::Primary, &diagnostic.primary));
            let secondary = diagnostic
                .secondary
                .iter()
                .filter(|it| it.span.source == id)
                .map(|it| (AnnotationKind::Context, it));
            snippet(id, &primary.into_iter().chain(secondary).collect::<Vec<_>>(), sources)
        })
        .collect()
}

fn snippet<'s>(
    id: SourceId,
    labels: &[(AnnotationKind, &'s Label)],
    sources: &'s Sources,
) -> Snippet<'s, Annotation<'s>> {
    let ranges: Vec<_> = labels.iter().map(|(_, label)| within(label.span, sources)).collect();
    let window = Window::around(&ranges, sources.text(id));
    let mut snippet = Snippet::source(visible_source(window.text))
        .path(visible(sources.name(id)))
        .line_start(window.first_line);
    for ((kind, label), range) in labels.iter().zip(ranges) {
        let mut annotation = kind.span(range.start - window.start..range.end - window.start);
        if !label.text.is_empty() {
            annotation = annotation.label(visible(&label.text));
        }
        snippet = snippet.annotation(annotation);
    }
    snippet
}

fn suggestion<'s>(fix: &'s Fix, sources: &'s Sources) -> Group<'s> {
    let mut group = Group::with_title(Level::HELP.secondary_title(visible(&fix.title)));
    let mut ids: Vec<SourceId> = Vec::new();
    for edit in &fix.edits {
        if !ids.contains(&edit.span.source) {
            ids.push(edit.span.source);
        }
    }
    for id in ids {
        let edits: Vec<_> = fix.edits.iter().filter(|it| it.span.source == id).collect();
        let ranges: Vec<_> = edits.iter().map(|it| within(it.span, sources)).collect();
        let window = Window::around(&ranges, sources.text(id));
        let patches = edits.iter().zip(&ranges).map(|(edit, range)| {
            Patch::new(
                range.start - window.start..range.end - window.start,
                visible_source(&edit.replacement),
            )
        });
        group = group.element(
            Snippet::source(visible_source(window.text))
                .path(visible(sources.name(id)))
                .line_start(window.first_line)
                .patches(patches),
        );
    }
    group
}

/// The lines of a source that matter.
struct Window<'s> {
    text: &'s str,
    start: usize,
    first_line: usize,
}

impl<'s> Window<'s> {
    fn around(ranges: &[std::ops::Range<usize>], text: &'s str) -> Self {
        let first = ranges.iter().map(|it| it.start).min().unwrap_or(0);
        let last = ranges.iter().map(|it| it.end).max().unwrap_or(0);
        let start = line_start_before(text, first);
        let end = line_end_behind(text, last);
        let first_line = 1 + text.get(..start).unwrap_or("").matches('\n').count();
        Self { text: text.get(start..end).unwrap_or(""), start, first_line }
    }
}

fn line_start_before(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or("");
    before.rmatch_indices('\n').nth(LINES_AROUND).map_or(0, |(at, _)| at + 1)
}

fn line_end_behind(text: &str, at: usize) -> usize {
    let behind = text.get(at..).unwrap_or("");
    behind.match_indices('\n').nth(LINES_AROUND).map_or(text.len(), |(found, _)| at + found + 1)
}
