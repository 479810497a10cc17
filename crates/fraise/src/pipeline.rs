//! The flow, one line for each pass.

use std::panic::resume_unwind;
use std::thread;

use fraise_diagnostics::{Code, Diagnostic, Diagnostics, Severity, Span};
use fraise_emit::OutputTree;
use fraise_ir::{Checked, Ir};

use crate::unfinished::unfinished;
use crate::{Input, STACK, Target};

/// A schema to the files of its targets. There are none exactly if there is an error among the findings.
pub fn compile(input: &Input) -> (Option<OutputTree>, Diagnostics) {
    let (ir, mut found) = check(input);
    let Some(ir) = ir else {
        return (None, found);
    };
    found.extend(unfinished(&ir, &input.options));
    let (tree, more) = files(&ir, input);
    found.extend(more);
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
    if input.options.strict {
        found = found.iter().cloned().map(strictly).collect();
    }
    (ir.filter(|_| !found.has_errors()), found.sorted())
}

/// A warning as an error.
fn strictly(mut found: Diagnostic) -> Diagnostic {
    if found.severity == Severity::Warning {
        found.severity = Severity::Error;
    }
    found
}

/// What the targets are asked for, one after the other, and the mistakes of ours that show meanwhile.
#[derive(Default)]
struct Emitted {
    trees: Vec<OutputTree>,
    mistakes: Vec<String>,
    found: Diagnostics,
}

impl Emitted {
    fn add(&mut self, files: Result<OutputTree, impl ToString>) {
        match files {
            Ok(tree) => self.trees.push(tree),
            Err(mistake) => self.mistakes.push(mistake.to_string()),
        }
    }
}

/// The files of all targets; the database and what stands on it are made side by side.
fn files(ir: &Checked<Ir>, input: &Input) -> (OutputTree, Diagnostics) {
    let (database, service) = beside(|| database(ir, input), || service(ir, input));
    let (mut tree, mut found) = (OutputTree::new(), Diagnostics::new());
    for emitted in [database, service] {
        let merged = emitted.trees.into_iter().filter_map(|it| tree.merge(it).err());
        let mistakes: Vec<String> = merged.map(|it| it.to_string()).chain(emitted.mistakes).collect();
        found.extend(mistakes.iter().map(|it| internal(input, it)));
        found.extend(emitted.found);
    }
    (tree, found)
}

/// Two things at once; one after the other where there is no thread to be had.
fn beside<A: Send, B>(one: impl Fn() -> A + Sync, other: impl FnOnce() -> B) -> (A, B) {
    thread::scope(|scope| {
        let own_stack = thread::Builder::new().stack_size(STACK);
        match own_stack.spawn_scoped(scope, &one) {
            Ok(thread) => {
                let other = other();
                (thread.join().unwrap_or_else(|panic| resume_unwind(panic)), other)
            }
            Err(_) => (one(), other()),
        }
    })
}

fn database(ir: &Checked<Ir>, input: &Input) -> Emitted {
    let mut emitted = Emitted::default();
    if input.options.targets.contains(&Target::Postgres) {
        emitted.add(fraise_emit_postgres::emit(ir));
    }
    emitted
}

/// The schema definition and the crate that answers to it; a schema without a query has neither.
fn service(ir: &Checked<Ir>, input: &Input) -> Emitted {
    let Some(schema) = fraise_emit_graphql::lower(ir) else {
        return Emitted { found: nothing_to_ask(ir, input).into_iter().collect(), ..Emitted::default() };
    };
    let sdl = fraise_emit_graphql::print(&schema);
    let read_back = || fraise_emit_graphql::read_back(&sdl);
    let (readable, mut emitted) = beside(read_back, || {
        let mut emitted = Emitted::default();
        if input.options.targets.contains(&Target::Graphql) {
            emitted.add(fraise_emit_graphql::files(&sdl));
        }
        if input.options.targets.contains(&Target::Rust) {
            let runtime = input.options.runtime.clone();
            let options = fraise_emit_rust::Options { runtime, sdl: sdl.clone() };
            emitted.add(fraise_emit_rust::files(ir, &options));
        }
        emitted
    });
    emitted.mistakes.extend(readable.err().map(|it| it.to_string()));
    emitted
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

/// A bug of ours, told as a finding about the schema as a whole.
fn internal(input: &Input, mistake: &str) -> Diagnostic {
    let place = input.sources.ids().next().map_or(input.document.place, |source| Span::new(source, 0, 0));
    Diagnostic::error(Code::F0001, place, mistake).help("This is a bug of fraise, whatever the schema says.")
}
