//! What was asked and answered, and what of it is otherwise than it must be.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use fraise_diagnostics::Span;
use fraise_ir::Ir;
use fraise_sql::Fragment;

use super::{
    Attempt, Cell,
    cells::Class,
    functions,
    statements::{self, Answer},
};
use crate::{Check, Finding};

/// How somebody came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Path {
    /// With a login of their own.
    Psql,
    /// The same, by the functions that write one row.
    PsqlByFunction,
    /// The service vouched for them, under the policies.
    Vouched,
    /// The same for an id that is none: an error, or what everybody has.
    VouchedGarbage,
    /// The service vouched for them, by the functions that write one row.
    Function,
    /// The same for an id that is none.
    FunctionGarbage,
    /// With a request.
    Service,
    /// With a request whose token says nonsense.
    ServiceGarbage,
}

/// A cell that is otherwise.
#[derive(Debug, Clone)]
pub struct Wrong {
    asker: String,
    path: Path,
    table: String,
    verb: &'static str,
    row: String,
    what: String,
    is_allowed: bool,
    answer: Result<Answer, String>,
    span: Span,
    statement: Fragment,
    /// What makes a session one of the asker's.
    session: Fragment,
}

/// All answers of one schema.
#[derive(Debug, Default)]
pub struct Report {
    wrong: Vec<Wrong>,
    /// Kinds of cells that were tried: verb, class of the column, own row, allowed.
    kinds: BTreeMap<(&'static str, Option<Class>, bool, bool), usize>,
    /// Verbs with the answers that functions gave.
    by_function: BTreeSet<(&'static str, bool)>,
    askers: BTreeSet<(Path, String)>,
    /// What is otherwise and no cell.
    pub strange: Vec<String>,
    /// What the model knows no answer to.
    pub not_known: BTreeSet<String>,
}

/// Somebody on a path.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// Their name.
    pub name: &'a str,
    /// How they came.
    pub path: Path,
    /// What makes a session one of theirs.
    pub session: &'a Fragment,
}

impl Report {
    /// Adds the answers to the cells of an asker.
    pub fn add(&mut self, ir: &Ir, asking: &Asking<'_>, cells: &[Cell], given: Vec<Result<Answer, String>>) {
        self.askers.insert((asking.path, asking.name.to_owned()));
        for (cell, answer) in cells.iter().zip(given) {
            let field = cell.attempt.field();
            let kind = (cell.attempt.verb(), field.map(|it| Class::of(ir, it)), cell.is_own, cell.is_allowed);
            *self.kinds.entry(kind).or_default() += 1;
            if matches!(asking.path, Path::PsqlByFunction | Path::Function) {
                self.by_function.insert((cell.attempt.verb(), cell.is_allowed));
            }
            if !is_wrong(asking.path, cell.is_allowed, &answer) {
                continue;
            }
            let entity = ir.entity(cell.row.entity);
            self.wrong.push(Wrong {
                asker: asking.name.to_owned(),
                path: asking.path,
                table: entity.table.clone(),
                verb: cell.attempt.verb(),
                row: cell.row.name(ir),
                what: what(ir, cell),
                is_allowed: cell.is_allowed,
                answer,
                span: field.map_or(entity.span, |it| ir.field(it).span),
                statement: match asking.path {
                    Path::PsqlByFunction | Path::Function | Path::FunctionGarbage => {
                        functions::call(ir, cell)
                    }
                    Path::Psql
                    | Path::Vouched
                    | Path::VouchedGarbage
                    | Path::Service
                    | Path::ServiceGarbage => statements::statement(ir, cell),
                },
                session: asking.session.clone(),
            });
        }
    }

    /// Verbs with the answers that they got.
    pub fn kinds(&self) -> BTreeSet<(&'static str, bool)> {
        self.kinds.keys().map(|(verb, _, _, is_allowed)| (*verb, *is_allowed)).collect()
    }

    /// Verbs with the answers that functions gave.
    pub fn kinds_by_function(&self) -> &BTreeSet<(&'static str, bool)> {
        &self.by_function
    }

    /// Kinds of columns that were read and were not.
    pub fn classes(&self) -> BTreeSet<(Class, bool)> {
        let read = self.kinds.keys().filter(|(verb, ..)| *verb == "select");
        read.filter_map(|(_, class, _, is_allowed)| Some(((*class)?, *is_allowed))).collect()
    }

    /// Verbs that were tried on a row of the viewer's own, and on others.
    pub fn owners(&self) -> BTreeSet<(&'static str, bool, bool)> {
        self.kinds.keys().map(|(verb, _, is_own, is_allowed)| (*verb, *is_own, *is_allowed)).collect()
    }

    /// How many attempts there were.
    pub fn count(&self) -> usize {
        self.kinds.values().sum()
    }

    /// How many have asked.
    pub fn askers(&self) -> usize {
        self.askers.len()
    }

    /// The cells that are otherwise.
    pub fn wrong(&self) -> &[Wrong] {
        &self.wrong
    }

    /// One line for each cell that is otherwise on some path, and for all else that is.
    pub fn mismatches(&self, name: &str) -> Vec<String> {
        let wrong = self.wrong.iter().map(|it| format!("{name}: {it}"));
        wrong.chain(self.strange.iter().map(|it| format!("{name}: {it}"))).collect()
    }
}

impl Wrong {
    /// The same as a finding.
    pub fn finding(&self) -> Finding {
        let place = format!("{} {} ({}) {}", self.verb, self.table, self.row, self.what);
        let finding = Finding::new(Check::Access, self.span, format!("{}: {}", self.asker, place.trim_end()));
        let session = if self.session.is_empty() { String::new() } else { format!("{};\n", self.session) };
        finding
            .expected(told(self.is_allowed))
            .happened(self.answered())
            .sql(format!("{session}{};", self.statement))
    }

    fn answered(&self) -> &str {
        match &self.answer {
            Ok(Answer::Allowed) => "allowed",
            Ok(Answer::Denied) => "denied",
            Err(error) => error,
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { asker, verb, table, row, what, .. } = self;
        let path = match self.path {
            Path::Psql => "psql",
            Path::Vouched | Path::VouchedGarbage => "policies",
            Path::PsqlByFunction | Path::Function | Path::FunctionGarbage => "function",
            Path::Service | Path::ServiceGarbage => "service",
        };
        write!(f, "{asker}: {verb} {table} ({row}) {what}: ")?;
        write!(f, "expected {}, {path} {}", told(self.is_allowed), self.answered())
    }
}

fn told(is_allowed: bool) -> &'static str {
    if is_allowed { "allowed" } else { "denied" }
}

fn is_wrong(path: Path, is_allowed: bool, answer: &Result<Answer, String>) -> bool {
    match answer {
        Ok(Answer::Allowed) => !is_allowed,
        // Who says nonsense about himself may be refused whatever he asks.
        Ok(Answer::Denied) => {
            let is_nonsense =
                matches!(path, Path::VouchedGarbage | Path::FunctionGarbage | Path::ServiceGarbage);
            is_allowed && !is_nonsense
        }
        Err(_) => true,
    }
}

/// The column, with the value where one is written.
fn what(ir: &Ir, cell: &Cell) -> String {
    let name = |field| ir.field(field).name.clone();
    match &cell.attempt {
        Attempt::Select(field) => name(*field),
        Attempt::Update(field, value) => {
            format!("{} = {}", name(*field), value.text().unwrap_or_else(|| "null".to_owned()))
        }
        Attempt::Insert { beside: Some(field), .. } => format!("with {}", name(*field)),
        Attempt::Insert { given, beside: None } => {
            let names: Vec<String> = given.iter().map(|(field, _)| name(*field)).collect();
            format!("a copy of {}", names.join(", "))
        }
        Attempt::Delete => String::new(),
    }
}
