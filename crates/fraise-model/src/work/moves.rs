//! Moves: the only writers of counters.

use fraise_ir::{FieldId, MoveId};

use super::Work;
use crate::{
    Frame, Row, Value,
    refusal::{Refusal, Stop, not_known, refused},
    value::Order,
};

/// One line of a move.
#[derive(Debug, Clone)]
pub(super) struct MoveLine {
    /// What finds the counter, in the order of the move's key.
    pub(super) key: Vec<Value>,
    pub(super) qty: Value,
    /// What moved.
    pub(super) source: Value,
    /// Further fields of the journal.
    pub(super) with: Vec<(FieldId, Value)>,
}

struct Sum {
    key: Vec<Value>,
    qty: Value,
}

impl Work<'_> {
    pub(super) fn apply_move(&mut self, id: MoveId, lines: Vec<MoveLine>) -> Result<(), Stop> {
        let ir = self.ir;
        let Some(moves) = &ir.entity(id.entity).moves else { return not_known("a move without moves") };
        let Some(declared) = moves.moves.get(id.index) else { return not_known("a move without a name") };
        for line in &lines {
            match &line.qty {
                Value::Number(qty) if declared.signed || !qty.is_negative() => {}
                Value::Unknown(_) => return not_known("a quantity that is yet to come"),
                _ => return refused("ZF010"),
            }
        }
        let lines: Vec<MoveLine> = lines.into_iter().filter(|it| !is_zero(&it.qty)).collect();
        let sums = sums(&lines)?;
        if sums.is_empty() {
            return Ok(());
        }
        let mut counted: Vec<(Row, Value)> = Vec::new();
        for sum in &sums {
            let Some(row) = self.counter(id, &moves.key, &sum.key) else { return refused("ZF009") };
            counted.push((row, sum.qty.clone()));
        }
        if let Some(require) = &declared.require {
            for (row, qty) in &counted {
                if !self.holds(require, Frame { value: Some(qty), ..Frame::of(row) })? {
                    let refusal = match &declared.error {
                        Some(error) => Refusal::raised(ir, error),
                        None => Refusal::of_state("ZF002"),
                    };
                    return Err(Stop::any_of([refusal]));
                }
            }
        }
        let mut changes = Vec::new();
        for (row, qty) in &counted {
            let mut values = Vec::new();
            for (field, expr) in &declared.set {
                values.push((*field, self.value(expr, Frame { value: Some(qty), ..Frame::of(row) })?));
            }
            changes.push((row.clone(), values));
        }
        self.update(id.entity, changes)?;
        let Some(journal) = &moves.journal else { return Ok(()) };
        let mut rows = Vec::new();
        for line in journal_lines(&lines)? {
            let Some(row) = self.counter(id, &moves.key, &line.key) else { return refused("ZF009") };
            let mut values = vec![
                (journal.kind, Value::Text(declared.name.clone())),
                (journal.quantity, line.qty.clone()),
            ];
            for (field, counted) in &journal.copied {
                values.push((*field, row.get(*counted).cloned().unwrap_or(Value::Null)));
            }
            values.extend(journal.source.map(|it| (it, line.source.clone())));
            values.extend(line.with);
            rows.push(values);
        }
        self.insert(journal.into, rows)?;
        Ok(())
    }

    fn counter(&self, id: MoveId, fields: &[FieldId], key: &[Value]) -> Option<Row> {
        let is_it = |row: &&Row| {
            fields.iter().zip(key).all(|(field, value)| row.get(*field).is_some_and(|it| it.is(value)))
        };
        self.state.rows.of(id.entity).iter().find(is_it).cloned()
    }
}

fn is_zero(qty: &Value) -> bool {
    matches!(qty, Value::Number(it) if it.is_zero())
}

fn plus(a: &Value, b: &Value) -> Result<Value, Stop> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => match a.plus(*b) {
            Some(sum) => Ok(Value::Number(sum)),
            None => not_known("so large a sum"),
        },
        _ => not_known((a, b)),
    }
}

fn is_same(a: &[Value], b: &[Value]) -> Result<bool, Stop> {
    for (a, b) in a.iter().zip(b) {
        if *a == Value::Null && *b == Value::Null {
            continue;
        }
        match a.order(b) {
            Order::Is(order) if order.is_eq() => {}
            Order::Is(_) | Order::Differs | Order::Null => return Ok(false),
            Order::NotKnown => return not_known((a, b)),
        }
    }
    Ok(true)
}

/// What moves of each counter.
fn sums(lines: &[MoveLine]) -> Result<Vec<Sum>, Stop> {
    let mut sums: Vec<Sum> = Vec::new();
    for line in lines {
        let mut known = None;
        for sum in &mut sums {
            if is_same(&sum.key, &line.key)? {
                known = Some(sum);
            }
        }
        match known {
            Some(sum) => sum.qty = plus(&sum.qty, &line.qty)?,
            None => sums.push(Sum { key: line.key.clone(), qty: line.qty.clone() }),
        }
    }
    Ok(sums)
}

/// Lines of one key, source and further fields are one row.
fn journal_lines(lines: &[MoveLine]) -> Result<Vec<MoveLine>, Stop> {
    let whole = |line: &MoveLine| {
        let mut all = line.key.clone();
        all.push(line.source.clone());
        all.extend(line.with.iter().map(|(_, value)| value.clone()));
        all
    };
    let mut all: Vec<MoveLine> = Vec::new();
    for line in lines {
        let mut known = None;
        for row in &mut all {
            if is_same(&whole(row), &whole(line))? {
                known = Some(row);
            }
        }
        match known {
            Some(row) => row.qty = plus(&row.qty, &line.qty)?,
            None => all.push(line.clone()),
        }
    }
    Ok(all)
}
