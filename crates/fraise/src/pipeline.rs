//! The flow, one line for each pass.

use fraise_diagnostics::{Code, Diagnostic, Diagnostics, Span};
use fraise_emit::OutputTree;
use fraise_ir::{Checked, Ir};

use crate::unfinished::unfinished;
use crate::{Input, Target};

/// A schema to the files of its targets. There are none exactly if there is an error among the findings.
pub fn compile(input: &Input) -> (Option<OutputTree>, Diagnostics) {
    let (ir, mut found) = check(input);
    let Some(ir) = ir else {
        return (None, found);
    };
    found.extend(unfinished(&ir, &input.options));
    let mut tree = OutputTree::new();
    match definition(&ir) {
        Ok(sdl) => {
            if sdl.is_none() {
                found.extend(nothing_to_ask(&ir, input));
            }
            for target in &input.options.targets {
                let emitted = emit(*target, &ir, sdl.as_deref(), input)
                    .and_then(|files| tree.merge(files).map_err(|it| it.to_string()));
                if let Err(mistake) = emitted {
                    found.push(internal(input, &mistake));
                }
            }
        }
        Err(mistake) => found.push(internal(input, &mistake)),
    }
    let tree = if found.has_errors() { None } else { Some(tree) };
    (tree, found.sorted())
}

/// A schema to its checked model. There is none exactly if there is an error among the findings.
pub fn check(input: &Input) -> (Option<Checked<Ir>>, Diagnostics) {
    let mut found = input.found.clone();
    let (ir, more) = fraise_check::check(&input.document);
    // Reading and checking both know names: what both tell is told once.
    let told =
        |it: &Diagnostic| found.iter().any(|old| old.code == it.code && old.primary.span == it.primary.span);
    let more: Vec<Diagnostic> = more.into_iter().filter(|it| !told(it)).collect();
    found.extend(more);
    (ir.filter(|_| !found.has_errors()), found.sorted())
}

/// The schema definition; a schema without a query has none.
fn definition(ir: &Checked<Ir>) -> Result<Option<String>, String> {
    let schema = fraise_emit_graphql::lower(ir);
    schema.map(|it| fraise_emit_graphql::print(&it)).transpose().map_err(|it| it.to_string())
}

/// Without a query GraphQL has no root, and a service would have nothing to answer.
fn nothing_to_ask(ir: &Checked<Ir>, input: &Input) -> Option<Diagnostic> {
    let left_out: Vec<&str> = [(Target::Graphql, "no schema.graphql"), (Target::Rust, "no service")]
        .into_iter()
        .filter(|(target, _)| input.options.targets.contains(target))
        .map(|(_, what)| what)
        .collect();
    if left_out.is_empty() {
        return None;
    }
    let message = format!("no query is published, so there is {}", left_out.join(" and "));
    let found = Diagnostic::warning(Code::F0907, ir.service.span, message);
    Some(found.help("Declare one under `queries`, or ask for the database alone by `--emit postgres`."))
}

/// One target's files; a mistake is ours, since every rule of the language holds.
fn emit(target: Target, ir: &Checked<Ir>, sdl: Option<&str>, input: &Input) -> Result<OutputTree, String> {
    match (target, sdl) {
        (Target::Postgres, _) => fraise_emit_postgres::emit(ir).map_err(|it| it.to_string()),
        (Target::Graphql | Target::Rust, None) => Ok(OutputTree::new()),
        (Target::Graphql, Some(sdl)) => fraise_emit_graphql::files(sdl).map_err(|it| it.to_string()),
        (Target::Rust, Some(sdl)) => {
            let runtime = input.options.runtime.clone();
            let options = fraise_emit_rust::Options { runtime, sdl: sdl.to_owned() };
            fraise_emit_rust::files(ir, &options).map_err(|it| it.to_string())
        }
    }
}

/// A bug of ours, told as a finding about the schema as a whole.
fn internal(input: &Input, mistake: &str) -> Diagnostic {
    let place = input.sources.ids().next().map_or(input.document.place, |source| Span::new(source, 0, 0));
    Diagnostic::error(Code::F0001, place, mistake).help("This is a bug of fraise, whatever the schema says.")
}
