//! Effects: moves of the lines of rows, and events of rows that these refer to.

use std::collections::BTreeMap;

use fraise_ir::{Effect, Expr, FieldId, MoveId, effect::Apply};

use super::{Work, moves::MoveLine, statement::Change};
use crate::{
    Frame, Line, Row, Value,
    refusal::{Stop, not_known},
};

impl Work<'_> {
    /// Effects of rows that came or went; such a row was the same before.
    pub(super) fn row_effects(&mut self, effects: &[Effect], changes: &[Change]) -> Result<(), Stop> {
        let rows: Vec<(Row, Row)> = changes
            .iter()
            .filter_map(|it| it.new.as_ref().or(it.old.as_ref()))
            .map(|it| (it.clone(), it.clone()))
            .collect();
        effects.iter().try_for_each(|effect| self.effect(effect, &rows))
    }

    /// One effect for all rows of a statement, each as it was before and as it is; what is still there is read as it is now.
    pub(super) fn effect(&mut self, effect: &Effect, rows: &[(Row, Row)]) -> Result<(), Stop> {
        let rows: Vec<(Row, Row)> = rows.iter().map(|(old, new)| (old.clone(), self.as_now(new))).collect();
        match effect {
            Effect::Apply(apply) => self.apply_effect(apply, &rows),
            Effect::Fire { target, event, when, with, .. } => {
                let machine = self.machine(event.entity)?;
                let Some(declared) = machine.events.get(event.index).cloned() else {
                    return not_known("an event without a name");
                };
                let mut fired: Vec<(Row, BTreeMap<String, Value>)> = Vec::new();
                for (old, new) in &rows {
                    let frame = Frame { this: Some(new), old: Some(old), ..Frame::default() };
                    if !self.is_met(when.as_ref(), frame)? {
                        continue;
                    }
                    let Some(row) = self.world().row(target, frame)? else { continue };
                    if fired.iter().any(|(it, _)| it.is_same(self.ir, &row)) {
                        continue;
                    }
                    let mut input = BTreeMap::new();
                    for given in &declared.inputs {
                        if let Some((_, expr)) = with.iter().find(|(name, _)| *name == given.name) {
                            input.insert(given.sql.clone(), self.value(expr, frame)?);
                        }
                    }
                    fired.push((row, input));
                }
                if fired.is_empty() { Ok(()) } else { self.fire(*event, &declared, fired) }
            }
        }
    }

    fn apply_effect(&mut self, apply: &Apply, rows: &[(Row, Row)]) -> Result<(), Stop> {
        let mut lines = Vec::new();
        for (old, new) in rows {
            let frame = Frame { this: Some(new), old: Some(old), ..Frame::default() };
            match &apply.each {
                Some(each) => {
                    for line in self.world().many(each, frame)? {
                        let frame = Frame { line: Some(Line::Row(&line)), ..frame };
                        let source = self.key_text(&line)?;
                        lines.extend(self.effect_line(apply, frame, source)?);
                    }
                }
                None => {
                    let source = self.key_text(new)?;
                    lines.extend(self.effect_line(apply, frame, source)?);
                }
            }
        }
        if lines.is_empty() { Ok(()) } else { self.apply_move(apply.r#move, lines) }
    }

    fn effect_line(&self, apply: &Apply, frame: Frame<'_>, source: Value) -> Result<Option<MoveLine>, Stop> {
        if !self.is_met(apply.when.as_ref(), frame)? || !self.is_met(apply.condition.as_ref(), frame)? {
            return Ok(None);
        }
        self.move_line(apply.r#move, &apply.key, &apply.qty, &apply.with, frame, source)
    }

    /// A line of a move; none where a part of the key is null.
    pub(super) fn move_line(
        &self,
        id: MoveId,
        key: &[(FieldId, Expr)],
        qty: &Expr,
        with: &[(FieldId, Expr)],
        frame: Frame<'_>,
        source: Value,
    ) -> Result<Option<MoveLine>, Stop> {
        let Some(moves) = &self.ir.entity(id.entity).moves else { return not_known("a move without moves") };
        let mut found = Vec::new();
        for field in &moves.key {
            let Some((_, expr)) = key.iter().find(|(it, _)| it == field) else {
                return not_known("a move without its key");
            };
            match self.value(expr, frame)? {
                Value::Null => return Ok(None),
                value => found.push(value),
            }
        }
        let mut further = Vec::new();
        for (field, expr) in with {
            further.push((*field, self.value(expr, frame)?));
        }
        Ok(Some(MoveLine { key: found, qty: self.value(qty, frame)?, source, with: further }))
    }

    pub(super) fn is_met(&self, condition: Option<&Expr>, frame: Frame<'_>) -> Result<bool, Stop> {
        match condition {
            Some(condition) => self.holds(condition, frame),
            None => Ok(true),
        }
    }
}
