//! Documents: parsed, held against the limits, validated, and kept with the plans that were made for them.

use std::sync::Arc;

use apollo_compiler::ExecutableDocument;
use apollo_compiler::Schema;
use apollo_compiler::ast;
use apollo_compiler::diagnostic::Diagnostic;
use apollo_compiler::parser::Parser;
use apollo_compiler::validation::{DiagnosticList, Valid};

use crate::cache::Cache;
use crate::error::{Code, Failure};
use crate::model::Limits;
use crate::plan::{Mutations, Plan, PlanKey};

/// Plans of one document, twice over: by operation, roles, and which variables are given.
const PLANS: usize = 32;
/// Levels of braces and brackets, whatever the depth of fields may be.
const RECURSION: usize = 200;

/// A valid document.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) executable: Valid<ExecutableDocument>,
    pub(crate) plans: Cache<PlanKey, Arc<Plan>>,
    pub(crate) mutations: Cache<PlanKey, Arc<Mutations>>,
}

impl Document {
    pub(crate) fn parse(schema: &Valid<Schema>, text: &str, limits: &Limits) -> Result<Self, Vec<Failure>> {
        let parsed = Parser::new()
            .token_limit(limits.tokens as usize)
            .recursion_limit(RECURSION)
            .parse_ast(text, "request")
            .map_err(|it| failures(&it.errors, limits))?;
        size(&parsed, limits)?;
        let executable = parsed.to_executable_validate(schema).map_err(|it| failures(&it.errors, limits))?;
        Ok(Self { executable, plans: Cache::new(PLANS), mutations: Cache::new(PLANS) })
    }
}

fn failures(errors: &DiagnosticList, limits: &Limits) -> Vec<Failure> {
    errors.iter().take(limits.errors as usize).map(|it| failure(&it)).collect()
}

fn failure<T: apollo_compiler::diagnostic::ToCliReport + ToString>(
    diagnostic: &Diagnostic<'_, T>,
) -> Failure {
    let error = diagnostic.to_json();
    let location = error.locations.first().map(|it| (it.line, it.column));
    Failure { location, ..Failure::new(Code::BadRequest, error.message) }
}

/// Counts what validation would have to look at many times.
fn size(document: &ast::Document, limits: &Limits) -> Result<(), Vec<Failure>> {
    let mut count = Count::default();
    for definition in &document.definitions {
        match definition {
            ast::Definition::OperationDefinition(it) => {
                count.directives += it.directives.len();
                count.directives += it.variables.iter().map(|it| it.directives.len()).sum::<usize>();
                count.selections(&it.selection_set);
            }
            ast::Definition::FragmentDefinition(it) => {
                count.directives += it.directives.len();
                count.selections(&it.selection_set);
            }
            // Anything else is refused by validation.
            _ => {}
        }
    }
    over("aliases", count.aliases, limits.aliases)?;
    over("directives", count.directives, limits.directives)
}

pub(crate) fn over(what: &str, count: usize, limit: u32) -> Result<(), Vec<Failure>> {
    if count <= limit as usize {
        return Ok(());
    }
    Err(vec![Failure::new(Code::BadRequest, format!("the document has over {limit} {what}"))])
}

#[derive(Default)]
struct Count {
    aliases: usize,
    directives: usize,
}

impl Count {
    fn selections(&mut self, selections: &[ast::Selection]) {
        for selection in selections {
            match selection {
                ast::Selection::Field(it) => {
                    self.aliases += usize::from(it.alias.is_some());
                    self.directives += it.directives.len();
                    self.selections(&it.selection_set);
                }
                ast::Selection::FragmentSpread(it) => self.directives += it.directives.len(),
                ast::Selection::InlineFragment(it) => {
                    self.directives += it.directives.len();
                    self.selections(&it.selection_set);
                }
            }
        }
    }
}
