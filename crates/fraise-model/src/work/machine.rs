//! Machines: who may fire an event, what a change of state does to its row, and what follows it.

use std::collections::BTreeMap;

use fraise_ir::{
    EntityId, Expr, Input, TransitionId, Type,
    expr::{ExprKind, Root},
    machine::{Machine, Transition},
};

use super::{Work, statement::Change, update::is_unchanged};
use crate::{
    Frame, Given, Oracle, Row, Table, Value, Way,
    column::{assigned, fits_type, is_between, scalar_holds, value_type},
    refusal::{Refusal, Stop, not_known, refused},
};

/// Inputs of an event, by the keys that JSON has.
pub(super) type EventInput = BTreeMap<String, Value>;

impl Work<'_> {
    pub(super) fn machine(&self, entity: EntityId) -> Result<&Machine, Stop> {
        match &self.ir.entity(entity).machine {
            Some(machine) => Ok(machine),
            None => not_known("events without a machine"),
        }
    }

    /// `<type>_fire`: the questions in the order of LANGUAGE 6.3, then the event.
    pub(super) fn ask_event(
        &mut self,
        entity: EntityId,
        key: &[Value],
        event: &str,
        input: &EventInput,
        note: Value,
    ) -> Result<(), Stop> {
        let machine = self.machine(entity)?;
        let Some(index) = machine.events.iter().position(|it| it.name == event) else {
            return refused("ZF010");
        };
        let Some(declared) = machine.events.get(index).cloned() else { return refused("ZF010") };
        let row = self.find(entity, key).filter(|it| it.is_living(self.ir.entity(entity)));
        let Some(row) = row else { return refused("ZF006") };
        if !self.sees(&row)? {
            return refused("ZF006");
        }
        if !self.may_fire(&declared, &row)? {
            return refused("ZF005");
        }
        if declared.inputs.is_empty() && !input.is_empty() {
            return refused("ZF010");
        }
        for given in &declared.inputs {
            let Type::Ref(target) = given.ty else { continue };
            let value = input.get(&given.sql).unwrap_or(&Value::Null);
            let is_there = match self.state.rows.find(self.ir, target, value) {
                Some(row) => row.is_living(self.ir.entity(target)) && self.sees(row)?,
                None => false,
            };
            if *value != Value::Null && !is_there {
                return refused("ZF006");
            }
        }
        self.note = note.text().filter(|it| !it.is_empty()).map_or(Value::Null, Value::Text);
        let id = TransitionId { entity, index };
        self.fire(id, &declared, vec![(row, input.clone())])?;
        self.note = Value::Null;
        Ok(())
    }

    /// `by`; the row is the same before and now.
    pub(super) fn may_fire(&self, event: &Transition, row: &Row) -> Result<bool, Stop> {
        let oracle = Oracle { world: self.world(), way: Way::Service };
        oracle.may_change(&event.by, row)
    }

    /// Fires an event of several rows, whoever asks.
    pub(super) fn fire(
        &mut self,
        id: TransitionId,
        event: &Transition,
        rows: Vec<(Row, EventInput)>,
    ) -> Result<(), Stop> {
        let field = self.machine(id.entity)?.field;
        for (row, _) in &rows {
            let state = row.get(field).unwrap_or(&Value::Null);
            let mut leaves = false;
            for from in &event.from {
                leaves |= state.is(&Value::Text(self.state_name(field, *from)?));
            }
            if !leaves {
                return refused("ZF001");
            }
        }
        for (_, input) in &rows {
            if !self.event_input_fits(event, input)? {
                return refused("ZF010");
            }
        }
        let to = Value::Text(self.state_name(field, event.to)?);
        let mut changes = Vec::new();
        for (row, input) in rows {
            let mut values = vec![(field, to.clone())];
            let given = self.event_given(event, &input)?;
            let frame = Frame { this: Some(&row), old: Some(&row), given: Some(&given), ..Frame::default() };
            for (set, expr) in event.set.iter().filter(|(_, expr)| reads_input(expr)) {
                if is_absent(event, expr, &input) {
                    continue;
                }
                values.push((*set, self.value(expr, frame)?));
            }
            changes.push((row.clone(), values));
        }
        self.update(id.entity, changes)
    }

    fn event_input_fits(&self, event: &Transition, input: &EventInput) -> Result<bool, Stop> {
        if !input.keys().all(|key| event.inputs.iter().any(|it| it.sql == *key)) {
            return Ok(false);
        }
        for declared in &event.inputs {
            let value = self.event_value(declared, input)?;
            if value == Value::Null {
                if declared.required() {
                    return Ok(false);
                }
                continue;
            }
            let bounds = match (&value, declared.bounds) {
                (Value::List(all), Some((least, most))) => is_between(all.len(), least, most),
                _ => true,
            };
            let is_good = bounds
                && fits_type(self.ir, &declared.ty, &value)?
                && scalar_holds(self.ir, declared.scalar, &value)?
                && self.input_rule_holds(declared, &value)?;
            if !is_good {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// `{type: T, where: rule}`
    fn input_rule_holds(&self, input: &Input, value: &Value) -> Result<bool, Stop> {
        match (&input.rule, &input.ty) {
            (Some(rule), Type::Ref(entity)) => match self.state.rows.find(self.ir, *entity, value) {
                Some(row) => self.holds(rule, Frame::of(row)),
                None => Ok(false),
            },
            _ => Ok(true),
        }
    }

    /// A value of JSON as its type has it.
    fn event_value(&self, input: &Input, given: &EventInput) -> Result<Value, Stop> {
        let value = given.get(&input.sql).cloned().unwrap_or(Value::Null);
        assigned(self.ir, &value_type(self.ir, &input.ty), value)
    }

    fn event_given(&self, event: &Transition, input: &EventInput) -> Result<Given, Stop> {
        let mut inputs = Vec::new();
        for declared in &event.inputs {
            let value = match (self.event_value(declared, input)?, &declared.default) {
                (Value::Null, Some(default)) => self.value(default, Frame::default())?,
                (value, _) => value,
            };
            inputs.push(value);
        }
        Ok(Given { inputs, ..Given::default() })
    }

    /// Before the row is written: the pair is an event's, then since when, what it sets, stamps.
    pub(super) fn change_state(&self, machine: &Machine, old: &Row, new: Row) -> Result<Row, Stop> {
        let Some((_, event)) = self.event_of(machine, old, &new)? else { return refused("ZF001") };
        let mut new = new;
        if let Some(since) = machine.since {
            new.set(since, self.now());
        }
        for (field, expr) in event.set.iter().filter(|(_, expr)| !reads_input(expr)) {
            let value = self.value(expr, Frame { this: Some(&new), old: Some(old), ..Frame::default() })?;
            let value = assigned(self.ir, &self.ir.field(*field).ty, value)?;
            new = new.changed(self.ir, *field, value);
        }
        for (_, field) in machine.stamps.iter().filter(|(state, _)| *state == event.to) {
            new = new.changed(self.ir, *field, self.now());
        }
        Ok(new)
    }

    /// The event of a pair of states.
    pub(super) fn event_of<'w>(
        &self,
        machine: &'w Machine,
        old: &Row,
        new: &Row,
    ) -> Result<Option<(usize, &'w Transition)>, Stop> {
        let state = |row: &Row| row.get(machine.field).cloned().unwrap_or(Value::Null);
        self.event_between(machine, &state(old), &state(new))
    }

    pub(super) fn event_between<'w>(
        &self,
        machine: &'w Machine,
        old: &Value,
        new: &Value,
    ) -> Result<Option<(usize, &'w Transition)>, Stop> {
        for (index, event) in machine.events.iter().enumerate() {
            if !new.is(&Value::Text(self.state_name(machine.field, event.to)?)) {
                continue;
            }
            for from in &event.from {
                if old.is(&Value::Text(self.state_name(machine.field, *from)?)) {
                    return Ok(Some((index, event)));
                }
            }
        }
        Ok(None)
    }

    /// At the end of an update: guards of the finished rows, the log, effects in the order written, the outbox.
    pub(super) fn follow_machine(&mut self, entity: EntityId, changes: &[Change]) -> Result<(), Stop> {
        let ir = self.ir;
        let Some(machine) = &ir.entity(entity).machine else { return Ok(()) };
        let mut moved: Vec<(usize, &Transition, &Row, &Row)> = Vec::new();
        for change in changes {
            let (Some(old), Some(new)) = (&change.old, &change.new) else { continue };
            if is_unchanged(old, new, machine.field) {
                continue;
            }
            if let Some((index, event)) = self.event_of(machine, old, new)? {
                moved.push((index, event, old, new));
            }
        }
        moved.sort_by_key(|it| it.0);
        for (_, event, old, new) in &moved {
            let Some(guard) = &event.guard else { continue };
            let now = self.as_now(new);
            if !self.holds(guard, Frame { this: Some(&now), old: Some(old), ..Frame::default() })? {
                let refusal = match &event.error {
                    Some(error) => Refusal::raised(self.ir, error),
                    None => Refusal::of_state("ZF002"),
                };
                return Err(Stop::any_of([refusal]));
            }
        }
        if machine.log {
            for (_, event, old, new) in &moved {
                self.log(machine, event, old, new)?;
            }
        }
        for (index, event) in machine.events.iter().enumerate() {
            let rows: Vec<(Row, Row)> = moved
                .iter()
                .filter(|it| it.0 == index)
                .map(|(_, _, old, new)| ((*old).clone(), (*new).clone()))
                .collect();
            if rows.is_empty() {
                continue;
            }
            for effect in &event.effects {
                self.effect(effect, &rows)?;
            }
        }
        for (index, event) in machine.events.iter().enumerate() {
            let Some(emitted) = event.emit else { continue };
            for (_, _, _, new) in moved.iter().filter(|it| it.0 == index) {
                self.emit(emitted, &self.as_now(new))?;
            }
        }
        Ok(())
    }

    fn log(&mut self, machine: &Machine, event: &Transition, old: &Row, new: &Row) -> Result<(), Stop> {
        let state = |row: &Row| row.get(machine.field).cloned().unwrap_or(Value::Null);
        let key = match self.key_of(new).as_slice() {
            [only] => only.clone(),
            _ => self.key_text(new)?,
        };
        let record = vec![
            self.new_value(),
            key,
            state(old),
            state(new),
            Value::Text(event.name.clone()),
            self.actor.name(),
            self.actor.acting_roles(self.ir),
            self.note.clone(),
            self.now(),
        ];
        self.record(Table::Log(new.entity), record);
        Ok(())
    }
}

fn reads_input(expr: &Expr) -> bool {
    let mut reads = false;
    expr.walk(&mut |part| reads |= !inputs_of(part).is_empty());
    reads
}

/// The inputs that a part of an expression reads by itself.
fn inputs_of(expr: &Expr) -> Vec<usize> {
    match &expr.kind {
        ExprKind::Input(position) => vec![*position],
        ExprKind::Field { row, .. } | ExprKind::Row(row) | ExprKind::Rule { row, .. } => match row.root {
            Root::Input(position) => vec![position],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// It reads an optional input that is left out, so that the field stays.
fn is_absent(event: &Transition, expr: &Expr, input: &EventInput) -> bool {
    let mut absent = false;
    expr.walk(&mut |part| {
        absent |= inputs_of(part)
            .iter()
            .filter_map(|it| event.inputs.get(*it))
            .any(|it| it.nullable && it.default.is_none() && !input.contains_key(&it.sql));
    });
    absent
}
