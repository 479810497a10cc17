//! Seeds: rows to begin with, found by labels.
//!
//! A label is no key. A row whose type has the key `id` and that does not give it gets one made of the service and the
//! label, so that the same row is met again however often the seeds are loaded, and wherever.

use std::collections::{BTreeSet, HashMap};

use fraise_diagnostics::Span;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{EntityId, FieldId, Ir, Type};

/// `seeds: shop: ..`, a set of rows that is loaded as a whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeedSet {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// Its rows in the order of the file.
    pub rows: Vec<SeedRow>,
}

/// `alice: {email: alice@example.com}`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeedRow {
    /// What references call it; no other row of the file has it.
    pub label: String,
    /// Where the label stands.
    pub span: Span,
    /// The type that it is a row of.
    pub entity: EntityId,
    /// What it gives, each field once.
    pub values: Vec<(FieldId, RowValue)>,
}

/// A value of a row, checked against the type of its field.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum RowValue {
    /// `null`
    Null,
    /// `true`
    Bool(bool),
    /// Plain digits with an optional sign and point.
    Number(String),
    /// A text, a member of an enum, a date, bytes in base64: what the type says.
    Text(String),
    /// The key of the row with this label.
    Row(String),
    /// `[a, b]`
    List(Vec<RowValue>),
    /// `{unit: kg}`, by the keys that JSON has.
    Object(Vec<(String, RowValue)>),
}

impl SeedRow {
    /// What it gives for a field.
    pub fn value(&self, field: FieldId) -> Option<&RowValue> {
        self.values.iter().find(|(it, _)| *it == field).map(|(_, value)| value)
    }

    /// The labels of the rows that it references.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        self.values.iter().filter_map(|(_, value)| match value {
            RowValue::Row(label) => Some(label.as_str()),
            RowValue::Null
            | RowValue::Bool(_)
            | RowValue::Number(_)
            | RowValue::Text(_)
            | RowValue::List(_)
            | RowValue::Object(_) => None,
        })
    }
}

impl Ir {
    /// The row of a label.
    pub fn seed_row(&self, label: &str) -> Option<&SeedRow> {
        self.seeds.iter().flat_map(|it| &it.rows).find(|it| it.label == label)
    }

    /// The rows of some sets, by position, and of the sets that these lean on, in the order of the file.
    pub fn seed_rows(&self, sets: &[usize]) -> Vec<&SeedRow> {
        let home: HashMap<&str, usize> = self.seeds.iter().enumerate().flat_map(labels_of).collect();
        let mut wanted = BTreeSet::new();
        let mut waiting = sets.to_vec();
        while let Some(next) = waiting.pop() {
            if !wanted.insert(next) {
                continue;
            }
            let rows = self.seeds.get(next).into_iter().flat_map(|it| &it.rows);
            waiting.extend(rows.flat_map(SeedRow::references).filter_map(|it| home.get(it)));
        }
        let of_set = |set: usize| self.seeds.get(set).into_iter().flat_map(|it| &it.rows);
        wanted.into_iter().flat_map(of_set).collect()
    }

    /// The key of the row of a label: what it gives as `id`, or one made of the label.
    pub fn seed_key(&self, row: &SeedRow) -> Option<RowValue> {
        let id = self.entity(row.entity).id_field()?;
        let given = row.value(id).filter(|it| **it != RowValue::Null);
        given.cloned().or_else(|| made_key(&self.service.name, &row.label, &self.field(id).ty))
    }
}

fn labels_of((index, set): (usize, &SeedSet)) -> impl Iterator<Item = (&str, usize)> {
    set.rows.iter().map(move |row| (row.label.as_str(), index))
}

/// Numbers that JavaScript keeps exactly.
const MASK: u128 = (1 << 53) - 1;

/// A UUID of version 8 (RFC 9562, 5.8) from a hash; for a `bigint` a negative number, which its sequence never draws.
fn made_key(service: &str, label: &str, ty: &Type) -> Option<RowValue> {
    let hash = Sha256::digest(format!("{service}\0{label}").as_bytes());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash).for_each(|(byte, hashed)| *byte = hashed);
    let bits = u128::from_be_bytes(bytes);
    match ty {
        Type::Uuid => {
            let version = 8_u128 << 76;
            let variant = 0b10_u128 << 62;
            let kept = bits & !(0xf_u128 << 76) & !(0b11_u128 << 62);
            let digits = format!("{:032x}", kept | version | variant);
            let cuts = [0..8, 8..12, 12..16, 16..20, 20..32];
            let groups: Vec<&str> = cuts.into_iter().filter_map(|it| digits.get(it)).collect();
            Some(RowValue::Text(groups.join("-")))
        }
        Type::BigInt => Some(RowValue::Number(format!("-{}", (bits & MASK) + 1))),
        Type::Bool
        | Type::Int
        | Type::Decimal(_)
        | Type::Text(_)
        | Type::Varchar(_)
        | Type::Date
        | Type::Time
        | Type::Timestamptz
        | Type::Interval
        | Type::Json
        | Type::Bytes
        | Type::Enum(_)
        | Type::Object(_)
        | Type::Ref(_)
        | Type::Array(_)
        | Type::Null => None,
    }
}

/// Rows of one type that one statement can insert.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch<'ir> {
    /// Their type.
    pub entity: EntityId,
    /// Each behind those of the batch that it references, unless they reference one another.
    pub rows: Vec<&'ir SeedRow>,
}

/// Rows in an order in which every row finds the rows it references: before it, or in the same statement, at whose end
/// PostgreSQL looks at foreign keys.
///
/// # Errors
/// The rows that never can be inserted, since rows of several types reference one another in a circle.
pub fn batches<'ir>(rows: &[&'ir SeedRow]) -> Result<Vec<Batch<'ir>>, Vec<&'ir SeedRow>> {
    let mut pending: Vec<&SeedRow> = rows.to_vec();
    let mut loaded: BTreeSet<&str> = BTreeSet::new();
    let mut batches = Vec::new();
    while !pending.is_empty() {
        let Some(batch) = next_batch(&pending, &loaded) else { return Err(in_circles(pending)) };
        loaded.extend(batch.rows.iter().map(|it| it.label.as_str()));
        pending.retain(|it| !loaded.contains(it.label.as_str()));
        batches.push(batch);
    }
    Ok(batches)
}

/// The first type that can be inserted whole, else the first of which something can.
fn next_batch<'ir>(pending: &[&'ir SeedRow], loaded: &BTreeSet<&str>) -> Option<Batch<'ir>> {
    let mut types: Vec<EntityId> = Vec::new();
    for row in pending {
        if !types.contains(&row.entity) {
            types.push(row.entity);
        }
    }
    let mut partial = None;
    for entity in types {
        let of_type = || pending.iter().copied().filter(|it| it.entity == entity);
        let rows = ready(of_type().collect(), loaded);
        if rows.is_empty() {
            continue;
        }
        let is_whole = rows.len() == of_type().count();
        let batch = Batch { entity, rows: parents_first(rows) };
        if is_whole {
            return Some(batch);
        }
        partial.get_or_insert(batch);
    }
    partial
}

/// The rows whose references are all loaded or among these rows.
fn ready<'ir>(mut rows: Vec<&'ir SeedRow>, loaded: &BTreeSet<&str>) -> Vec<&'ir SeedRow> {
    loop {
        let here: BTreeSet<&str> = rows.iter().map(|it| it.label.as_str()).collect();
        let count = rows.len();
        rows.retain(|row| row.references().all(|it| loaded.contains(it) || here.contains(it)));
        if rows.len() == count {
            return rows;
        }
    }
}

/// Triggers that fill defaults from a referenced row of the same statement see the rows before them.
fn parents_first(mut rest: Vec<&SeedRow>) -> Vec<&SeedRow> {
    let mut sorted = Vec::new();
    while !rest.is_empty() {
        let waiting: BTreeSet<&str> = rest.iter().map(|it| it.label.as_str()).collect();
        let waits = |row: &SeedRow| row.references().any(|it| it != row.label && waiting.contains(it));
        let (later, now): (Vec<_>, Vec<_>) = rest.iter().partition(|it| waits(it));
        if now.is_empty() {
            sorted.extend(later);
            return sorted;
        }
        sorted.extend(now);
        rest = later;
    }
    sorted
}

/// Without the rows that merely lean on a circle.
fn in_circles(mut rows: Vec<&SeedRow>) -> Vec<&SeedRow> {
    loop {
        let needed: BTreeSet<&str> = rows.iter().flat_map(|it| it.references()).collect();
        let count = rows.len();
        rows.retain(|it| needed.contains(it.label.as_str()));
        if rows.len() == count {
            return rows;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use fraise_diagnostics::{Sources, Span};
    use pretty_assertions::assert_eq;

    use super::*;

    fn row(entity: usize, label: &str, references: &[&str]) -> SeedRow {
        let mut sources = Sources::new();
        let entity = EntityId(entity);
        let value =
            |(index, it): (usize, &&str)| (FieldId { entity, index }, RowValue::Row((*it).to_owned()));
        SeedRow {
            label: label.to_owned(),
            span: Span::new(sources.add("a", ""), 0, 0),
            entity,
            values: references.iter().enumerate().map(value).collect(),
        }
    }

    fn labels(rows: &[SeedRow]) -> Result<Vec<String>, Vec<String>> {
        let rows: Vec<&SeedRow> = rows.iter().collect();
        let named = |rows: &[&SeedRow]| rows.iter().map(|it| it.label.as_str()).collect::<Vec<_>>().join(" ");
        match batches(&rows) {
            Ok(batches) => Ok(batches.iter().map(|it| named(&it.rows)).collect()),
            Err(stuck) => Err(vec![named(&stuck)]),
        }
    }

    #[test]
    fn rows_come_behind_what_they_reference() {
        let rows = [row(0, "line", &["order"]), row(1, "order", &["alice"]), row(2, "alice", &[])];
        assert_eq!(labels(&rows).unwrap(), ["alice", "order", "line"]);
    }

    #[test]
    fn rows_of_one_type_go_together_parents_first() {
        let rows = [row(0, "leaf", &["root"]), row(0, "root", &["root"]), row(1, "x", &["leaf"])];
        assert_eq!(labels(&rows).unwrap(), ["root leaf", "x"]);
        let circle = [row(0, "a", &["b"]), row(0, "b", &["a"])];
        assert_eq!(labels(&circle).unwrap(), ["a b"]);
    }

    #[test]
    fn types_that_point_at_each_other_are_loaded_in_parts() {
        let rows = [row(0, "boss", &[]), row(1, "team", &["boss"]), row(0, "member", &["team"])];
        assert_eq!(labels(&rows).unwrap(), ["boss", "team", "member"]);
    }

    #[test]
    fn a_circle_through_two_types_is_told_without_what_leans_on_it() {
        let rows = [row(0, "a", &["b"]), row(1, "b", &["a"]), row(2, "c", &["a"]), row(3, "d", &[])];
        assert_eq!(labels(&rows).unwrap_err(), ["a b"]);
    }

    #[test]
    fn keys_are_made_of_the_label() {
        let key = |label, ty| made_key("shop", label, &ty);
        let RowValue::Text(alice) = key("alice", Type::Uuid).unwrap() else { unreachable!() };
        let shape: Vec<usize> = alice.split('-').map(str::len).collect();
        assert_eq!(shape, [8, 4, 4, 4, 12]);
        assert_eq!(alice.get(14..15), Some("8"));
        assert!(["8", "9", "a", "b"].contains(&alice.get(19..20).unwrap()));
        assert_eq!(key("alice", Type::Uuid), Some(RowValue::Text(alice)));
        assert_ne!(key("alice", Type::Uuid), key("bob", Type::Uuid));
        let RowValue::Number(number) = key("alice", Type::BigInt).unwrap() else { unreachable!() };
        assert!(number.parse::<i64>().unwrap() < 0);
    }
}
