//! A predicted state held against the rows of a server: new rows find each other by what they hold, ids and times that were not
//! known are taken over, and what differs is told row by row.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use fraise_ir::{
    FieldKind, Ir,
    field::{Default as FieldDefault, NumberPart},
};

use crate::{
    Printed, Record, State, Table, Unknown, Value,
    value::{LATER, is_about},
};

/// One thing that is otherwise than predicted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The table's name.
    pub table: String,
    /// The key of the row, as far as it is known.
    pub row: String,
    /// The column; none where the whole row is too many or missing.
    pub column: Option<String>,
    /// What must be there; none: no row.
    pub predicted: Option<String>,
    /// What is there; none: no row.
    pub actual: Option<String>,
}

/// All that is otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Differences(pub Vec<Difference>);

/// A state that is as predicted, and what has come to be known.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreed {
    /// The rows as the server has them.
    pub state: State,
    known: Known,
}

/// What unknown values turned out to be, by their numbers.
type Known = BTreeMap<u64, Value>;

/// So many pairs of rows are tried before the best of each is taken.
const PATIENCE: usize = 20_000;

impl Agreed {
    /// A predicted value, as it turned out to be.
    pub fn value(&self, predicted: &Value) -> Value {
        match predicted {
            Value::Unknown(Unknown::New(number) | Unknown::Now(number, _)) => {
                self.known.get(number).unwrap_or(predicted).clone()
            }
            other => other.clone(),
        }
    }
}

impl State {
    /// Takes over the rows of a server, if they are as predicted.
    ///
    /// # Errors
    /// What differs.
    pub fn agree(&self, ir: &Ir, printed: &Printed) -> Result<Agreed, Differences> {
        let mut actual = match State::read(ir, printed) {
            Ok(actual) => actual,
            Err(what) => {
                return Err(Differences(vec![Difference {
                    table: String::new(),
                    row: String::new(),
                    column: None,
                    predicted: None,
                    actual: Some(what.to_string()),
                }]));
            }
        };
        let mut comparison = Comparison::new(ir);
        for table in in_order(ir) {
            comparison.sort_out(table, self.records(ir, table), actual.records(ir, table));
        }
        comparison.match_new();
        if !comparison.differences.is_empty() {
            return Err(Differences(comparison.differences));
        }
        actual.now = self.now;
        actual.numbers = self.numbers;
        actual.claimed = self.claimed.clone();
        Ok(Agreed { state: actual, known: comparison.known })
    }
}

/// Rows before those that refer to them.
fn in_order(ir: &Ir) -> Vec<Table> {
    let mut all: Vec<Table> = fraise_ir::ranks::in_order(ir).into_iter().map(Table::Of).collect();
    all.extend(Table::all(ir).into_iter().filter(|it| !matches!(it, Table::Of(_))));
    all
}

struct Comparison<'ir> {
    ir: &'ir Ir,
    known: Known,
    differences: Vec<Difference>,
    /// Rows that are yet to find each other.
    predicted: Vec<(Table, Record)>,
    actual: BTreeMap<Table, Vec<Record>>,
    tried: usize,
}

impl<'ir> Comparison<'ir> {
    fn new(ir: &'ir Ir) -> Self {
        Self {
            ir,
            known: Known::new(),
            differences: Vec::new(),
            predicted: Vec::new(),
            actual: BTreeMap::new(),
            tried: 0,
        }
    }

    /// Rows of known keys are compared; the others wait.
    fn sort_out(&mut self, table: Table, predicted: Vec<Record>, actual: Vec<Record>) {
        let key = table.key(self.ir);
        let key_of = |record: &Record| -> Option<Vec<String>> {
            let values = key.iter().filter_map(|at| record.get(*at));
            values
                .map(|it| if it.is_unknown() { None } else { Some(it.text().unwrap_or_default()) })
                .collect()
        };
        let mut of_key: BTreeMap<Vec<String>, Record> = BTreeMap::new();
        for record in actual {
            match key_of(&record) {
                // Two rows of one key are one too many.
                Some(key) => {
                    if let Some(other) = of_key.insert(key, record) {
                        self.actual.entry(table).or_default().push(other);
                    }
                }
                None => self.actual.entry(table).or_default().push(record),
            }
        }
        for record in predicted {
            match key_of(&record) {
                None => self.predicted.push((table, record)),
                Some(key) => match of_key.remove(&key) {
                    Some(actual) => self.compare(table, &record, &actual),
                    None => self.missing(table, &record),
                },
            }
        }
        self.actual.entry(table).or_default().extend(of_key.into_values());
    }

    fn compare(&mut self, table: Table, predicted: &Record, actual: &Record) {
        for (at, column) in table.columns(self.ir).into_iter().enumerate() {
            let (Some(wanted), Some(found)) = (predicted.get(at), actual.get(at)) else { continue };
            let is_good =
                fits(&mut self.known, wanted, found) && is_made_right(self.ir, table, at, wanted, found);
            if !is_good {
                let shown = shown(&self.known, wanted);
                self.tell(table, actual, Some(column.name), Some(shown), Some(print(found)));
            }
        }
    }

    /// New rows find each other, all at once if that can be.
    fn match_new(&mut self) {
        let predicted = std::mem::take(&mut self.predicted);
        let mut used: BTreeSet<(Table, usize)> = BTreeSet::new();
        let known = self.known.clone();
        if !self.search(&predicted, &mut used, known) {
            used.clear();
            for (table, record) in &predicted {
                self.match_best(*table, record, &mut used);
            }
        }
        let actual = std::mem::take(&mut self.actual);
        for (table, records) in &actual {
            for (at, record) in records.iter().enumerate() {
                if !used.contains(&(*table, at)) {
                    self.tell(*table, record, None, None, Some(self.print_row(*table, record)));
                }
            }
        }
    }

    fn search(
        &mut self,
        rest: &[(Table, Record)],
        used: &mut BTreeSet<(Table, usize)>,
        known: Known,
    ) -> bool {
        let Some(((table, record), rest)) = rest.split_first() else {
            self.known = known;
            return true;
        };
        let length = self.actual.get(table).map_or(0, Vec::len);
        for at in 0..length {
            if used.contains(&(*table, at)) || self.tried > PATIENCE {
                continue;
            }
            self.tried += 1;
            let Some(actual) = self.actual.get(table).and_then(|it| it.get(at)) else { continue };
            let mut known = known.clone();
            let is_good = |(at, (wanted, found)): (usize, (&Value, &Value))| {
                fits(&mut known, wanted, found) && is_made_right(self.ir, *table, at, wanted, found)
            };
            if !record.iter().zip(actual).enumerate().all(is_good) {
                continue;
            }
            used.insert((*table, at));
            if self.search(rest, used, known) {
                return true;
            }
            used.remove(&(*table, at));
        }
        false
    }

    /// The actual row that differs least, and in what it differs.
    fn match_best(&mut self, table: Table, record: &Record, used: &mut BTreeSet<(Table, usize)>) {
        let mut best: Option<(usize, usize, Record)> = None;
        for (at, actual) in self.actual.get(&table).into_iter().flatten().enumerate() {
            if used.contains(&(table, at)) {
                continue;
            }
            let mut known = self.known.clone();
            let differ = record.iter().zip(actual).filter(|(wanted, found)| !fits(&mut known, wanted, found));
            let differ = differ.count();
            if best.as_ref().is_none_or(|(least, ..)| differ < *least) {
                best = Some((differ, at, actual.clone()));
            }
        }
        match best {
            Some((_, at, actual)) => {
                used.insert((table, at));
                self.compare(table, record, &actual);
            }
            None => self.missing(table, record),
        }
    }

    fn missing(&mut self, table: Table, record: &Record) {
        let row = self.print_row(table, record);
        self.tell(table, record, None, Some(row), None);
    }

    fn print_row(&self, table: Table, record: &Record) -> String {
        let columns = table.columns(self.ir).into_iter().zip(record);
        let pairs: Vec<String> = columns
            .map(|(column, value)| format!("{}: {}", column.name, shown(&self.known, value)))
            .collect();
        pairs.join(", ")
    }

    fn tell(
        &mut self,
        table: Table,
        record: &Record,
        column: Option<String>,
        predicted: Option<String>,
        actual: Option<String>,
    ) {
        let key: Vec<String> = table
            .key(self.ir)
            .iter()
            .filter_map(|at| record.get(*at))
            .map(|it| shown(&self.known, it))
            .collect();
        self.differences.push(Difference {
            table: table.name(self.ir).1,
            row: key.join(", "),
            column,
            predicted,
            actual,
        });
    }
}

/// The value is what was predicted; what was not known is known then.
fn fits(known: &mut Known, predicted: &Value, actual: &Value) -> bool {
    match (predicted, actual) {
        (Value::Null, Value::Null) => true,
        (Value::Null, _) | (_, Value::Null) => false,
        (Value::Unknown(Unknown::Now(_, Some(about))), Value::Moment(at)) if !is_about(*about, *at) => false,
        (Value::Unknown(Unknown::Any | Unknown::Now(LATER, _)), _) => true,
        (Value::Unknown(Unknown::New(number) | Unknown::Now(number, _)), _) => {
            known.entry(*number).or_insert_with(|| actual.clone()).is(actual)
        }
        (Value::List(predicted), Value::List(actual)) => {
            predicted.len() == actual.len() && predicted.iter().zip(actual).all(|(a, b)| fits(known, a, b))
        }
        (Value::Object(predicted), Value::Object(actual)) => {
            predicted.keys().eq(actual.keys())
                && predicted.values().zip(actual.values()).all(|(a, b)| fits(known, a, b))
        }
        (predicted, actual) => predicted.is(actual),
    }
}

/// What the server makes by a pattern is such: a number of orders, a token of so many characters.
fn is_made_right(ir: &Ir, table: Table, at: usize, predicted: &Value, actual: &Value) -> bool {
    let (Table::Of(entity), Value::Unknown(Unknown::New(_)), Value::Text(text)) = (table, predicted, actual)
    else {
        return true;
    };
    let mut stored = ir.entity(entity).fields.iter().filter(|it| it.is_stored());
    match stored.nth(at).map(|it| &it.kind) {
        Some(FieldKind::Plain { default: Some(FieldDefault::Numbered(parts)) }) => is_numbered(parts, text),
        Some(FieldKind::Plain { default: Some(FieldDefault::RandomToken(length)) }) => {
            u32::try_from(text.chars().count()) == Ok(*length)
        }
        _ => true,
    }
}

fn is_numbered(parts: &[NumberPart], text: &str) -> bool {
    let mut rest = text;
    for part in parts {
        let digits = rest.chars().take_while(char::is_ascii_digit).count();
        let taken = match part {
            NumberPart::Text(text) if rest.starts_with(text.as_str()) => text.len(),
            NumberPart::Year if digits >= 4 => 4,
            NumberPart::Sequence(least) if u32::try_from(digits).is_ok_and(|it| it >= *least) => digits,
            NumberPart::Text(_) | NumberPart::Year | NumberPart::Sequence(_) => return false,
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    rest.is_empty()
}

fn shown(known: &Known, value: &Value) -> String {
    match value {
        Value::Unknown(Unknown::New(number)) => match known.get(number) {
            Some(value) => print(value),
            None => format!("new {number}"),
        },
        Value::Unknown(Unknown::Now(number, _)) => known.get(number).map_or("now".to_owned(), print),
        Value::Unknown(Unknown::Any) => "anything".to_owned(),
        Value::List(all) => {
            let all: Vec<String> = all.iter().map(|it| shown(known, it)).collect();
            format!("[{}]", all.join(", "))
        }
        Value::Object(all) => {
            let all: Vec<String> =
                all.iter().map(|(key, it)| format!("{key}: {}", shown(known, it))).collect();
            format!("{{{}}}", all.join(", "))
        }
        other => print(other),
    }
}

fn print(value: &Value) -> String {
    value.text().unwrap_or_else(|| "null".to_owned())
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Difference { table, row, .. } = self;
        match (&self.column, &self.predicted, &self.actual) {
            (Some(column), Some(predicted), Some(actual)) => {
                write!(f, "{table} {row}: {column} is {actual}, predicted {predicted}")
            }
            (None, Some(predicted), None) => write!(f, "{table}: a row is missing: {predicted}"),
            (None, None, Some(actual)) => write!(f, "{table}: a row too many: {actual}"),
            _ => write!(f, "{table} {row}"),
        }
    }
}

impl fmt::Display for Differences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<String> = self.0.iter().map(Difference::to_string).collect();
        f.write_str(&all.join("\n"))
    }
}

impl std::error::Error for Differences {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_their_pattern_has_them() {
        let parts = [
            NumberPart::Text("ORD-".to_owned()),
            NumberPart::Year,
            NumberPart::Text("-".to_owned()),
            NumberPart::Sequence(6),
        ];
        assert!(is_numbered(&parts, "ORD-2026-000001"));
        assert!(is_numbered(&parts, "ORD-2026-1000000"));
        assert!(!is_numbered(&parts, "ORD-2026-00001"));
        assert!(!is_numbered(&parts, "ORD-2026-000001x"));
        assert!(!is_numbered(&parts, "2026-000001"));
    }
}
