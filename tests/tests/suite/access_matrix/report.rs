//! What was asked and answered, and what of it is otherwise than it must be.

use std::collections::{BTreeMap, BTreeSet};

use fraise_ir::Ir;
use fraise_tests::access::{Cell, cells::Class};

use super::statements::Answer;

/// How somebody came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Path {
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

/// Where a cell stands: table, verb, row, column.
type Place = (String, String, String, String);

/// How somebody came, whether it is allowed, and what came of it.
type Given = (Path, bool, Result<Answer, String>);

/// All answers of one schema.
#[derive(Default)]
pub(super) struct Report {
    /// By asker and place, the answers on each path with what they should be.
    answers: BTreeMap<(String, Place), Vec<Given>>,
    /// Kinds of cells that were tried: verb, class of the column, own row, allowed.
    kinds: BTreeMap<(&'static str, Option<Class>, bool, bool), usize>,
}

impl Report {
    pub(super) fn add(
        &mut self,
        ir: &Ir,
        asker: &str,
        path: Path,
        cells: &[Cell],
        given: Vec<Result<Answer, String>>,
    ) {
        for (cell, answer) in cells.iter().zip(given) {
            let field = cell.attempt.field();
            let place = (
                ir.entity(cell.row.entity).table.clone(),
                cell.attempt.to_string(),
                cell.row.name(ir),
                what(ir, cell),
            );
            let kind = (cell.attempt.verb(), field.map(|it| Class::of(ir, it)), cell.is_own, cell.is_allowed);
            *self.kinds.entry(kind).or_default() += 1;
            self.answers.entry((asker.to_owned(), place)).or_default().push((path, cell.is_allowed, answer));
        }
    }

    /// Verbs with the answers that they got.
    pub(super) fn kinds(&self) -> BTreeSet<(&'static str, bool)> {
        self.kinds.keys().map(|(verb, _, _, is_allowed)| (*verb, *is_allowed)).collect()
    }

    /// Verbs with the answers that functions gave.
    pub(super) fn kinds_by_function(&self) -> BTreeSet<(&str, bool)> {
        let by_function = |(path, ..): &&Given| matches!(path, Path::PsqlByFunction | Path::Function);
        let kinds = self.answers.iter().flat_map(|((_, (_, verb, ..)), answers)| {
            let given = answers.iter().filter(by_function);
            given.map(move |(_, is_allowed, _)| (verb.as_str(), *is_allowed))
        });
        kinds.collect()
    }

    /// Kinds of columns that were read and were not.
    pub(super) fn classes(&self) -> BTreeSet<(Class, bool)> {
        let read = self.kinds.keys().filter(|(verb, ..)| *verb == "select");
        read.filter_map(|(_, class, _, is_allowed)| Some(((*class)?, *is_allowed))).collect()
    }

    /// Verbs that were tried on a row of the viewer's own, and on others.
    pub(super) fn owners(&self) -> BTreeSet<(&'static str, bool, bool)> {
        self.kinds.keys().map(|(verb, _, is_own, is_allowed)| (*verb, *is_own, *is_allowed)).collect()
    }

    /// One line for each cell that is otherwise on some path.
    pub(super) fn mismatches(&self, name: &str) -> Vec<String> {
        let wrong = self.answers.iter().filter(|(_, answers)| answers.iter().any(is_wrong));
        wrong
            .map(|((asker, (table, verb, row, what)), answers)| {
                let answers: Vec<String> = answers.iter().map(shown).collect();
                format!("{name}: {asker}: {verb} {table} ({row}) {what}: {}", answers.join("; "))
            })
            .collect()
    }
}

fn is_wrong((path, is_allowed, answer): &Given) -> bool {
    match answer {
        Ok(Answer::Allowed) => !is_allowed,
        // Who says nonsense about himself may be refused whatever he asks.
        Ok(Answer::Denied) => {
            let is_nonsense =
                matches!(path, Path::VouchedGarbage | Path::FunctionGarbage | Path::ServiceGarbage);
            *is_allowed && !is_nonsense
        }
        Err(_) => true,
    }
}

fn shown((path, is_allowed, answer): &Given) -> String {
    let path = match path {
        Path::Psql => "psql",
        Path::Vouched | Path::VouchedGarbage => "policies",
        Path::PsqlByFunction | Path::Function | Path::FunctionGarbage => "function",
        Path::Service | Path::ServiceGarbage => "service",
    };
    let expected = if *is_allowed { "allowed" } else { "denied" };
    let answer = match answer {
        Ok(Answer::Allowed) => "allowed",
        Ok(Answer::Denied) => "denied",
        Err(error) => error,
    };
    format!("expected {expected}, {path} {answer}")
}

/// The column, with the value where one is written.
fn what(ir: &Ir, cell: &Cell) -> String {
    use fraise_tests::access::Attempt;
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
