//! Steps of a mutation.

use std::collections::BTreeMap;

use fraise_ir::{
    EntityId, Expr, FieldId, FieldOrigin, Mutation, StepId, TransitionId, Type,
    event::RaisedError,
    expr::{BinaryOp, ExprKind, Function, Root, RowPath},
    mutation::{Each, Step, StepKind},
};

use super::{Work, statement::Kind};
use crate::{
    Frame, Given, Line, Refusal, Row, Value,
    column::{assigned, value_type},
    refusal::{Stop, not_known, refused},
};

/// A line that a step is done for.
enum OwnedLine {
    Row(Row),
    Object(fraise_ir::ObjectId, BTreeMap<String, Value>),
}

impl OwnedLine {
    fn line(&self) -> Line<'_> {
        match self {
            OwnedLine::Row(row) => Line::Row(row),
            OwnedLine::Object(object, line) => Line::Object(*object, line),
        }
    }
}

impl Work<'_> {
    pub(super) fn step(&mut self, mutation: &Mutation, step: &Step, given: &mut Given) -> Result<(), Stop> {
        let has_lines = match &step.kind {
            StepKind::Create { each, .. } | StepKind::Upsert { each, .. } | StepKind::Apply { each, .. } => {
                each.is_some()
            }
            StepKind::Find { .. }
            | StepKind::Update { .. }
            | StepKind::Delete { .. }
            | StepKind::Fire { .. }
            | StepKind::FireTo { .. }
            | StepKind::Require { .. }
            | StepKind::Emit { .. } => false,
        };
        let when = step.when.as_ref();
        if !has_lines && !self.is_met(when, Frame { given: Some(given), ..Frame::default() })? {
            return Ok(());
        }
        let row = match &step.kind {
            StepKind::Find { entity, conditions, error, optional, unrestricted } => {
                self.find_one(*entity, conditions, error.as_ref(), *optional, *unrestricted, given)?
            }
            StepKind::Create { entity, set, each } => match each {
                None => {
                    let values = self.given_values(mutation, set, given, None)?;
                    self.insert(*entity, vec![values])?.into_iter().next()
                }
                Some(each) => {
                    let mut rows = Vec::new();
                    for line in self.lines(mutation, each, when, given)? {
                        rows.push(self.given_values(mutation, set, given, Some(line.line()))?);
                    }
                    self.insert(*entity, rows)?;
                    None
                }
            },
            StepKind::Upsert { entity, matches, condition, set, each } => {
                let upsert = Upsert { entity: *entity, matches, condition: condition.as_ref(), set };
                match each {
                    None => Some(self.upsert(mutation, &upsert, given, None)?),
                    Some(each) => {
                        for line in self.lines(mutation, each, when, given)? {
                            self.upsert(mutation, &upsert, given, Some(line.line()))?;
                        }
                        None
                    }
                }
            }
            StepKind::Update { entity, conditions, set } => {
                let rows = self.matching(*entity, conditions, given)?;
                let mut changes = Vec::new();
                for row in rows {
                    let frame = Frame { given: Some(given), ..Frame::of(&row) };
                    let values = self.assignments(mutation, set, frame)?;
                    changes.push((row.clone(), values));
                }
                let first = changes.first().map(|(row, _)| row.clone());
                self.update(*entity, changes)?;
                first
            }
            StepKind::Delete { entity, conditions } => {
                let rows = self.matching(*entity, conditions, given)?;
                self.delete_or_mark(*entity, rows)?;
                None
            }
            StepKind::Fire { target, event, with, note, unrestricted } => {
                let frame = Frame { given: Some(given), ..Frame::default() };
                let note = self.note_of(note.as_ref(), frame)?;
                if let Some(row) = self.target(target, frame)? {
                    let input = self.event_values(*event, with, frame)?;
                    self.fire_step(*event, row, input, note, *unrestricted)?;
                }
                None
            }
            StepKind::FireTo { target, to, with, note, unrestricted } => {
                let frame = Frame { given: Some(given), ..Frame::default() };
                let note = self.note_of(note.as_ref(), frame)?;
                if let Some(row) = self.target(target, frame)? {
                    let to = self.value(to, frame)?;
                    self.fire_to(row, &to, with, note, *unrestricted, given)?;
                }
                None
            }
            StepKind::Apply { r#move, key, qty, each, with } => {
                let mut lines = Vec::new();
                match each {
                    None => {
                        let frame = Frame { given: Some(given), ..Frame::default() };
                        lines.extend(self.move_line(*r#move, key, qty, with, frame, Value::Null)?);
                    }
                    Some(each) => {
                        for line in self.lines(mutation, each, when, given)? {
                            let frame =
                                Frame { given: Some(given), line: Some(line.line()), ..Frame::default() };
                            lines.extend(self.move_line(*r#move, key, qty, with, frame, Value::Null)?);
                        }
                    }
                }
                if !lines.is_empty() {
                    self.apply_move(*r#move, lines)?;
                }
                None
            }
            StepKind::Require { condition, error } => {
                if !self.holds(condition, Frame { given: Some(given), ..Frame::default() })? {
                    return Err(Stop::any_of([Refusal::raised(self.ir, error)]));
                }
                None
            }
            StepKind::Emit { event, of } => {
                if let Some(row) = self.target(of, Frame { given: Some(given), ..Frame::default() })? {
                    self.emit(*event, &row)?;
                }
                None
            }
        };
        if let Some(StepId(name)) = step.name
            && let Some(place) = given.steps.get_mut(name)
        {
            *place = row.map_or(Value::Null, |it| it.key(self.ir));
        }
        Ok(())
    }

    fn find_one(
        &self,
        entity: EntityId,
        conditions: &[Expr],
        error: Option<&RaisedError>,
        optional: bool,
        unrestricted: bool,
        given: &Given,
    ) -> Result<Option<Row>, Stop> {
        let mut found = Vec::new();
        for row in self.matching(entity, conditions, given)? {
            if unrestricted || self.sees(&row)? {
                found.push(row);
            }
        }
        match (found.len(), error) {
            (0, _) if optional => Ok(None),
            (0, Some(error)) => Err(Stop::any_of([Refusal::raised(self.ir, error)])),
            (0, None) => refused("ZF006"),
            (1, _) => Ok(found.pop()),
            _ => refused("21000"),
        }
    }

    /// The living rows for which all conditions hold.
    fn matching(&self, entity: EntityId, conditions: &[Expr], given: &Given) -> Result<Vec<Row>, Stop> {
        let mut all = Vec::new();
        for row in self.state.rows.of(entity).iter().filter(|it| it.is_living(self.ir.entity(entity))) {
            let mut holds = true;
            for condition in conditions {
                holds = holds && self.holds(condition, Frame { given: Some(given), ..Frame::of(row) })?;
            }
            if holds {
                all.push(row.clone());
            }
        }
        Ok(all)
    }

    /// The lines of a step for which its `when` holds.
    fn lines(
        &self,
        mutation: &Mutation,
        each: &Each,
        when: Option<&Expr>,
        given: &Given,
    ) -> Result<Vec<OwnedLine>, Stop> {
        let mut all = Vec::new();
        match each {
            Each::Input(position) => {
                let (Some(input), Some(value)) =
                    (mutation.inputs.get(*position), given.inputs.get(*position))
                else {
                    return not_known("lines without an input");
                };
                let Type::Array(element) = &input.ty else { return not_known("lines of no list") };
                let Type::Object(object) = **element else { return not_known("lines of no object") };
                let Value::List(lines) = value else { return Ok(all) };
                for line in lines {
                    let Value::Object(pairs) = line else { return not_known("a line that is no object") };
                    let mut typed = BTreeMap::new();
                    for field in &self.ir.object(object).fields {
                        let value = pairs.get(&field.sql).cloned().unwrap_or(Value::Null);
                        typed.insert(
                            field.sql.clone(),
                            assigned(self.ir, &value_type(self.ir, &field.ty), value)?,
                        );
                    }
                    all.push(OwnedLine::Object(object, typed));
                }
            }
            Each::Relation(path, relation) => {
                let frame = Frame { given: Some(given), ..Frame::default() };
                if let Some(row) = self.world().row(path, frame)? {
                    all.extend(self.world().related(&row, *relation)?.into_iter().map(OwnedLine::Row));
                }
            }
        }
        let mut met = Vec::new();
        for line in all {
            let frame = Frame { given: Some(given), line: Some(line.line()), ..Frame::default() };
            if self.is_met(when, frame)? {
                met.push(line);
            }
        }
        Ok(met)
    }

    /// Values of a new row; a line that reads what is left out gives the default.
    fn given_values(
        &mut self,
        mutation: &Mutation,
        set: &[(FieldId, Expr)],
        given: &Given,
        line: Option<Line<'_>>,
    ) -> Result<Vec<(FieldId, Value)>, Stop> {
        let frame = Frame { given: Some(given), line, ..Frame::default() };
        let mut values = Vec::new();
        for (field, expr) in set {
            let is_defaulted = self.is_left_out(mutation, expr, frame)? && self.has_default(*field);
            let value = if is_defaulted { self.default_of(*field)? } else { self.value(expr, frame)? };
            values.push((*field, value));
        }
        Ok(values)
    }

    fn has_default(&self, field: FieldId) -> bool {
        use fraise_ir::field::{Default, FieldKind};
        match &self.ir.field(field).kind {
            FieldKind::Plain { default: Some(Default::Path(_)) | None } => false,
            FieldKind::Plain { default: Some(_) } => true,
            FieldKind::Virtual(_) | FieldKind::StoredRow(_) | FieldKind::StoredAggregate { .. } => false,
        }
    }

    /// New values of a row; a line that reads what is left out leaves the field as it is.
    fn assignments(
        &self,
        mutation: &Mutation,
        set: &[(FieldId, Expr)],
        frame: Frame<'_>,
    ) -> Result<Vec<(FieldId, Value)>, Stop> {
        let mut values = Vec::new();
        for (field, expr) in set {
            if !self.is_left_out(mutation, expr, frame)? {
                values.push((*field, self.value(expr, frame)?));
            }
        }
        Ok(values)
    }

    /// An optional input is absent that it reads, and it does not handle null itself.
    fn is_left_out(&self, mutation: &Mutation, expr: &Expr, frame: Frame<'_>) -> Result<bool, Stop> {
        let is_absent = |input: Option<&fraise_ir::Input>, value: Option<&Value>| {
            input.is_some_and(|it| it.nullable && it.default.is_none())
                && value.is_none_or(|it| *it == Value::Null)
        };
        let of_input = |position: usize| {
            is_absent(mutation.inputs.get(position), frame.given.and_then(|it| it.inputs.get(position)))
        };
        let of_line = |position: usize| match frame.line {
            Some(Line::Object(object, line)) => {
                let field = self.ir.object(object).fields.get(position);
                is_absent(field, field.and_then(|it| line.get(&it.sql)))
            }
            Some(Line::Row(_)) | None => false,
        };
        let absent = match &expr.kind {
            ExprKind::IsNull { .. }
            | ExprKind::Call(Function::Coalesce, _)
            | ExprKind::Binary(BinaryOp::IsDistinctFrom | BinaryOp::IsNotDistinctFrom, ..) => {
                return Ok(false);
            }
            ExprKind::Input(position) => of_input(*position),
            ExprKind::LineInput(position) => of_line(*position),
            ExprKind::Field { row, .. } | ExprKind::Row(row) | ExprKind::Rule { row, .. } => match row.root {
                Root::Input(position) => of_input(position),
                Root::LineReference(position) => of_line(position),
                Root::Step(step) => {
                    let entities = mutation.inputs.iter().enumerate();
                    let mut entities = entities.filter(|(_, it)| matches!(it.ty, Type::Ref(_)));
                    entities.nth(step.0).is_some_and(|(position, _)| of_input(position))
                }
                Root::This | Root::Old | Root::New | Root::Line | Root::Many => false,
            },
            _ => false,
        };
        let mut found = absent;
        let mut failed = None;
        expr.for_each_child(&mut |child| match self.is_left_out(mutation, child, frame) {
            Ok(it) => found |= it,
            Err(stop) => failed = Some(stop),
        });
        failed.map_or(Ok(found), Err)
    }

    fn delete_or_mark(&mut self, entity: EntityId, rows: Vec<Row>) -> Result<(), Stop> {
        let declared = self.ir.entity(entity);
        let mark = declared.field_ids().find(|it| self.ir.field(*it).origin == FieldOrigin::DeletedAt);
        match mark.filter(|_| declared.soft_delete) {
            Some(mark) => {
                let now = self.now();
                self.update(entity, rows.into_iter().map(|row| (row, vec![(mark, now.clone())])).collect())
            }
            None => self.delete(entity, &rows),
        }
    }

    fn target(&self, path: &RowPath, frame: Frame<'_>) -> Result<Option<Row>, Stop> {
        self.world().row(path, frame)
    }

    fn note_of(&self, note: Option<&Expr>, frame: Frame<'_>) -> Result<Option<Value>, Stop> {
        note.map(|it| self.value(it, frame)).transpose()
    }

    fn event_values(
        &self,
        event: TransitionId,
        with: &[(String, Expr)],
        frame: Frame<'_>,
    ) -> Result<BTreeMap<String, Value>, Stop> {
        let Some(declared) = self.machine(event.entity)?.events.get(event.index) else {
            return not_known("an event without a name");
        };
        let mut values = BTreeMap::new();
        for input in &declared.inputs {
            if let Some((_, expr)) = with.iter().find(|(name, _)| *name == input.name) {
                values.insert(input.sql.clone(), self.value(expr, frame)?.in_json());
            }
        }
        Ok(values)
    }

    fn fire_step(
        &mut self,
        event: TransitionId,
        row: Row,
        input: BTreeMap<String, Value>,
        note: Option<Value>,
        unrestricted: bool,
    ) -> Result<(), Stop> {
        let Some(declared) = self.machine(event.entity)?.events.get(event.index).cloned() else {
            return not_known("an event without a name");
        };
        if !unrestricted {
            let key = self.key_of(&row);
            return self.ask_event(event.entity, &key, &declared.name, &input, note.unwrap_or(Value::Null));
        }
        let is_noted = note.is_some();
        if let Some(note) = note {
            self.note = note.text().filter(|it| !it.is_empty()).map_or(Value::Null, Value::Text);
        }
        self.fire(event, &declared, vec![(row, input)])?;
        if is_noted {
            self.note = Value::Null;
        }
        Ok(())
    }

    /// The one event from the present state to another.
    fn fire_to(
        &mut self,
        row: Row,
        to: &Value,
        with: &[(String, Expr)],
        note: Option<Value>,
        unrestricted: bool,
        given: &Given,
    ) -> Result<(), Stop> {
        let entity = row.entity;
        let machine = self.machine(entity)?.clone();
        let present = row.get(machine.field).cloned().unwrap_or(Value::Null);
        if present.is(to) {
            return Ok(());
        }
        let Some((index, _)) = self.event_between(&machine, &present, to)? else {
            let mut may = unrestricted;
            for event in &machine.events {
                let leads = to.is(&Value::Text(self.state_name(machine.field, event.to)?));
                may = may || (leads && self.may_fire(event, &row)?);
            }
            return if may { refused("ZF001") } else { Err(self.refuse_access()) };
        };
        let event = TransitionId { entity, index };
        let input = self.event_values(event, with, Frame { given: Some(given), ..Frame::default() })?;
        self.fire_step(event, row, input, note, unrestricted)
    }

    /// The row that is there then.
    fn upsert(
        &mut self,
        mutation: &Mutation,
        upsert: &Upsert<'_>,
        given: &Given,
        line: Option<Line<'_>>,
    ) -> Result<Row, Stop> {
        let all: Vec<(FieldId, Expr)> = upsert.matches.iter().chain(upsert.set).cloned().collect();
        let values = self.given_values(mutation, &all, given, line)?;
        let new = self.new_row(upsert.entity, &values)?;
        self.row_holds(&new)?;
        let fields: Vec<FieldId> = upsert.matches.iter().map(|(field, _)| *field).collect();
        let is_key = self.ir.entity(upsert.entity).key_fields() == fields;
        let present = self.conflicts(&new, None, &fields, upsert.condition, is_key)?;
        match present {
            None => self.statement(|work, statement| {
                let row = work.insert_row(new, statement)?;
                statement.ends(upsert.entity, Kind::Insert);
                Ok(row)
            }),
            Some(old) => {
                let frame = Frame { old: Some(&old), given: Some(given), line, ..Frame::default() };
                let values = self.assignments(mutation, upsert.set, frame)?;
                self.statement(|work, statement| {
                    let row = work.update_row(&old, &values, statement)?;
                    statement.ends(upsert.entity, Kind::Update);
                    Ok(row)
                })
            }
        }
    }
}

/// The parts of the step.
struct Upsert<'e> {
    entity: EntityId,
    matches: &'e [(FieldId, Expr)],
    condition: Option<&'e Expr>,
    set: &'e [(FieldId, Expr)],
}
