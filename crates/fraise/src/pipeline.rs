//! The flow, one line for each pass.

use fraise_diagnostics::{Code, Diagnostic, Diagnostics, Span};
use fraise_emit::OutputTree;
use fraise_ir::{Checked, Ir};

use crate::{Input, Target};

/// A schema to the files of its targets. There are none exactly if there is an error among the findings.
pub fn compile(input: &Input) -> (Option<OutputTree>, Diagnostics) {
    let (ir, mut found) = check(input);
    let Some(ir) = ir else {
        return (None, found);
    };
    let mut tree = OutputTree::new();
    for target in &input.options.targets {
        let emitted = emit(*target, &ir).and_then(|files| tree.merge(files).map_err(|it| it.to_string()));
        if let Err(mistake) = emitted {
            found.push(internal(input, &mistake));
        }
    }
    let tree = if found.has_errors() { None } else { Some(tree) };
    (tree, found.sorted())
}

/// A schema to its checked model. There is none exactly if there is an error among the findings.
pub fn check(input: &Input) -> (Option<Checked<Ir>>, Diagnostics) {
    let mut found = input.found.clone();
    if !found.has_errors() {
        found.push(internal(input, "the checker is not connected"));
    }
    (None, found.sorted())
}

/// One target's files; a mistake is ours, since every rule of the language holds.
fn emit(target: Target, _: &Checked<Ir>) -> Result<OutputTree, String> {
    match target {
        Target::Postgres => Err("the emitter of PostgreSQL is not connected".to_owned()),
        Target::Graphql => Err("the emitter of GraphQL is not connected".to_owned()),
        Target::Rust => Err("the emitter of Rust is not connected".to_owned()),
    }
}

/// A bug of ours, told as a finding about the schema as a whole.
fn internal(input: &Input, mistake: &str) -> Diagnostic {
    let place = input.sources.ids().next().map_or(input.document.place, |source| Span::new(source, 0, 0));
    Diagnostic::error(Code::F0001, place, mistake).help("This is a bug of fraise, whatever the schema says.")
}
