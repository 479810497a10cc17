//! Expressions over rows, by the meaning that the language gives them.
//!
//! What the model does not know is [`NotKnown`](crate::NotKnown), never an answer: a question whose answer hangs on what the server
//! is yet to make, or a corner of the language.

use std::collections::BTreeMap;

use fraise_ir::{
    EntityId, Expr, FieldId, FieldKind, HookId, Ir, ObjectId, RelationId, Type,
    expr::{AggregateOver, BinaryOp, ExprKind, Hop, Literal, Many, Root, RowPath},
    relation::RelationKind,
};

use crate::{
    Asker, Row, Rows, Value,
    aggregate::aggregate,
    column::assigned,
    function::{call, part},
    number::Number,
    operator::{any_of, binary, cast, in_range, negated_if, unary},
    refusal::{Stop, not_known},
    value::Unknown,
};

/// What an expression may look at beside its rows.
#[derive(Debug, Clone, Copy)]
pub struct World<'w> {
    /// The model.
    pub ir: &'w Ir,
    /// All rows.
    pub rows: &'w Rows,
    /// Who asks.
    pub asker: &'w Asker,
    /// What `now()` says.
    pub now: Unknown,
}

/// The rows that the roots of an expression mean, and what else it may name.
#[derive(Debug, Clone, Copy, Default)]
pub struct Frame<'r> {
    /// The row of the enclosing type.
    pub this: Option<&'r Row>,
    /// The row before the change.
    pub old: Option<&'r Row>,
    /// The row inside an aggregate.
    pub many: Option<&'r Row>,
    /// The row of `each`.
    pub line: Option<Line<'r>>,
    /// `qty` of a move, `value` of a scalar's check.
    pub value: Option<&'r Value>,
    /// What a caller gave, and what came of it so far.
    pub given: Option<&'r Given>,
}

/// A row of `each`.
#[derive(Debug, Clone, Copy)]
pub enum Line<'r> {
    /// A row of a relation.
    Row(&'r Row),
    /// An element of a list of the input.
    Object(ObjectId, &'r BTreeMap<String, Value>),
}

/// What a caller gave, and what came of it so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Given {
    /// Arguments, by position.
    pub inputs: Vec<Value>,
    /// Keys of the rows of steps, by position.
    pub steps: Vec<Value>,
    /// Outputs of hooks, by the position of their names.
    pub hooks: BTreeMap<usize, (HookId, BTreeMap<String, Value>)>,
}

impl<'r> Frame<'r> {
    /// A row that does not change.
    pub fn of(this: &'r Row) -> Self {
        Self { this: Some(this), ..Self::default() }
    }
}

impl<'w> World<'w> {
    /// Whether it is true: a question whose answer cannot be told is an error.
    pub fn holds(&self, expr: &Expr, frame: Frame<'_>) -> Result<bool, Stop> {
        match self.value(expr, frame)? {
            Value::Unknown(_) => not_known(("what hangs on", &expr.kind)),
            value => Ok(value.holds()),
        }
    }

    /// Whether it is false: neither true nor null.
    pub fn fails(&self, expr: &Expr, frame: Frame<'_>) -> Result<bool, Stop> {
        match self.value(expr, frame)? {
            Value::Unknown(_) => not_known(("what hangs on", &expr.kind)),
            value => Ok(value == Value::Bool(false)),
        }
    }

    /// The value of an expression.
    pub fn value(&self, expr: &Expr, frame: Frame<'_>) -> Result<Value, Stop> {
        match &expr.kind {
            ExprKind::Literal(literal) => literal_value(literal, &expr.ty),
            ExprKind::Field { row, field } => match self.row(row, frame)? {
                Some(row) => self.field(&row, *field),
                None => Ok(Value::Null),
            },
            ExprKind::Row(path) => self.key(path, frame),
            ExprKind::Rule { row, rule } => match self.row(row, frame)? {
                Some(row) => self.value(&self.ir.rule(*rule).expr, Frame::of(&row)),
                None => Ok(Value::Null),
            },
            ExprKind::ViewerId => Ok(self.asker.viewer.clone()),
            ExprKind::ViewerClaim(claim) => Ok(self.asker.claims.get(claim).cloned().unwrap_or(Value::Null)),
            ExprKind::HasRole(who) => Ok(Value::Bool(self.asker.holds(self.ir, *who))),
            ExprKind::Input(position) => match frame.given.and_then(|it| it.inputs.get(*position)) {
                Some(value) => Ok(value.clone()),
                None => not_known(&expr.kind),
            },
            ExprKind::LineInput(position) => match frame.line {
                Some(Line::Object(object, line)) => Ok(self.of_object(object, *position, line)),
                Some(Line::Row(_)) | None => not_known(&expr.kind),
            },
            ExprKind::HookOutput(step, position) => {
                let output = frame.given.and_then(|it| it.hooks.get(&step.0));
                let Some((hook, output)) = output else { return not_known(&expr.kind) };
                let Some(declared) = self.ir.hooks.get(hook.0).and_then(|it| it.output.get(*position)) else {
                    return not_known(&expr.kind);
                };
                let value = output.get(&declared.sql).cloned().unwrap_or(Value::Null);
                assigned(self.ir, &declared.ty, value)
            }
            ExprKind::Qty | ExprKind::Value => match frame.value {
                Some(value) => Ok(value.clone()),
                None => not_known(&expr.kind),
            },
            ExprKind::Unary(operator, operand) => {
                in_range(&expr.ty, unary(*operator, &self.value(operand, frame)?)?)
            }
            ExprKind::Binary(operator, left, right) => {
                let value =
                    binary(*operator, &self.value(left, frame)?, &self.value(right, frame)?, &expr.ty)?;
                in_range(&expr.ty, value)
            }
            ExprKind::IsNull { operand, negated } => {
                let is_null = self.value(operand, frame)? == Value::Null;
                Ok(Value::Bool(is_null != *negated))
            }
            ExprKind::In { operand, list, negated } => {
                let operand = self.value(operand, frame)?;
                let list = list.iter().map(|it| self.value(it, frame)).collect::<Result<Vec<_>, _>>()?;
                Ok(negated_if(*negated, any_of(&operand, &list)?))
            }
            ExprKind::AnyOf { operand, list } => match self.value(list, frame)? {
                Value::List(list) => any_of(&self.value(operand, frame)?, &list),
                Value::Unknown(_) => Ok(Value::Unknown(Unknown::Any)),
                _ => Ok(Value::Null),
            },
            ExprKind::Between { operand, low, high, negated } => {
                let operand = self.value(operand, frame)?;
                let bool = Type::Bool;
                let low = binary(BinaryOp::GreaterOrEqual, &operand, &self.value(low, frame)?, &bool)?;
                let high = binary(BinaryOp::LessOrEqual, &operand, &self.value(high, frame)?, &bool)?;
                Ok(negated_if(*negated, binary(BinaryOp::And, &low, &high, &bool)?))
            }
            ExprKind::Case { operand, branches, otherwise } => {
                let operand = operand.as_ref().map(|it| self.value(it, frame)).transpose()?;
                for (when, then) in branches {
                    let when = self.value(when, frame)?;
                    let chosen = match &operand {
                        Some(operand) => binary(BinaryOp::Equal, operand, &when, &Type::Bool)?,
                        None => when,
                    };
                    match chosen {
                        Value::Unknown(_) => return not_known(("what hangs on", &expr.kind)),
                        chosen if chosen.holds() => return self.value(then, frame),
                        _ => {}
                    }
                }
                otherwise.as_ref().map_or(Ok(Value::Null), |it| self.value(it, frame))
            }
            ExprKind::Cast(operand) => cast(self.value(operand, frame)?, &expr.ty),
            ExprKind::Call(function, arguments) => {
                let arguments =
                    arguments.iter().map(|it| self.value(it, frame)).collect::<Result<Vec<_>, _>>()?;
                in_range(&expr.ty, call(*function, &arguments, self.now)?)
            }
            ExprKind::Part { function, unit, operand, zone } => {
                let zone = zone.as_ref().map(|it| self.value(it, frame)).transpose()?;
                part(*function, unit, &self.value(operand, frame)?, zone.as_ref())
            }
            ExprKind::Aggregate { function, over, argument, distinct, filter, separator } => {
                let AggregateOver::Relation(many) = over else { return not_known(over) };
                let mut values = Vec::new();
                for row in self.many(many, frame)? {
                    let inside = Frame { many: Some(&row), ..frame };
                    let counts = match filter {
                        Some(filter) => self.holds(filter, inside)?,
                        None => true,
                    };
                    if counts {
                        values.push(match argument {
                            Some(argument) => self.value(argument, inside)?,
                            None => Value::Bool(true),
                        });
                    }
                }
                let separator = separator.as_ref().map(|it| self.value(it, frame)).transpose()?;
                in_range(&expr.ty, aggregate(*function, values, *distinct, separator.as_ref())?)
            }
        }
    }

    /// A field of a row, computed if it must be.
    pub fn field(&self, row: &Row, id: FieldId) -> Result<Value, Stop> {
        match (&self.ir.field(id).kind, row.get(id)) {
            (FieldKind::Virtual(expr), _) | (FieldKind::StoredRow(expr), None) => {
                self.value(expr, Frame::of(row))
            }
            (_, Some(value)) => Ok(value.clone()),
            (FieldKind::Plain { .. } | FieldKind::StoredAggregate { .. }, None) => Ok(Value::Null),
        }
    }

    /// The key at the end of a path; of a reference it is the reference, whether the row is there or not.
    pub(crate) fn key(&self, path: &RowPath, frame: Frame<'_>) -> Result<Value, Stop> {
        match path.hops.split_last() {
            None => match path.root {
                Root::Input(position) => Ok(input(frame, position)),
                Root::Step(step) => Ok(step_key(frame, step.0)),
                Root::LineReference(position) => match frame.line {
                    Some(Line::Object(object, line)) => Ok(self.of_object(object, position, line)),
                    Some(Line::Row(_)) | None => not_known(path.root),
                },
                Root::This | Root::Old | Root::New | Root::Line | Root::Many => {
                    Ok(self.row(path, frame)?.map_or(Value::Null, |row| row.key(self.ir)))
                }
            },
            Some((Hop::Reference(field), before)) => {
                let before = RowPath { hops: before.to_vec(), ..path.clone() };
                match self.row(&before, frame)? {
                    Some(row) => self.field(&row, *field),
                    None => Ok(Value::Null),
                }
            }
            Some((Hop::Inverse(_), _)) => {
                Ok(self.row(path, frame)?.map_or(Value::Null, |row| row.key(self.ir)))
            }
        }
    }

    /// The row at the end of a path.
    pub(crate) fn row(&self, path: &RowPath, frame: Frame<'_>) -> Result<Option<Row>, Stop> {
        let mut row = match path.root {
            Root::This | Root::New => frame.this.cloned(),
            Root::Old => frame.old.cloned(),
            Root::Many => frame.many.cloned(),
            Root::Line => match frame.line {
                Some(Line::Row(row)) => Some(row.clone()),
                Some(Line::Object(..)) | None => return not_known(path.root),
            },
            Root::Input(position) => self.found(path.root_entity, &input(frame, position)),
            Root::Step(step) => self.found(path.root_entity, &step_key(frame, step.0)),
            Root::LineReference(_) => {
                let key = self.key(&RowPath { hops: Vec::new(), ..path.clone() }, frame)?;
                self.found(path.root_entity, &key)
            }
        };
        for hop in &path.hops {
            let Some(from) = row else { return Ok(None) };
            row = match hop {
                Hop::Reference(field) => {
                    let value = self.field(&from, *field)?;
                    self.rows.target(self.ir, *field, &value).cloned()
                }
                Hop::Inverse(relation) => self.related(&from, *relation)?.into_iter().next(),
            };
        }
        Ok(row)
    }

    fn found(&self, entity: Option<EntityId>, key: &Value) -> Option<Row> {
        self.rows.find(self.ir, entity?, key).cloned()
    }

    fn of_object(&self, object: ObjectId, position: usize, line: &BTreeMap<String, Value>) -> Value {
        let field = self.ir.object(object).fields.get(position);
        field.and_then(|it| line.get(&it.sql)).cloned().unwrap_or(Value::Null)
    }

    /// The rows of an aggregate or of `each`.
    pub(crate) fn many(&self, many: &Many, frame: Frame<'_>) -> Result<Vec<Row>, Stop> {
        match self.row(&many.from, frame)? {
            Some(row) => self.related(&row, many.relation),
            None => Ok(Vec::new()),
        }
    }

    /// The rows of a relation; what is deleted softly is not among them.
    pub(crate) fn related(&self, row: &Row, relation: RelationId) -> Result<Vec<Row>, Stop> {
        match self.ir.relation(relation).kind {
            RelationKind::Inverse(field) => {
                let entity = self.ir.entity(field.entity);
                let key = row.key(self.ir);
                Ok(self.rows.with(field, &key).filter(|it| it.is_living(entity)).cloned().collect())
            }
            RelationKind::Through(first, second) => {
                let mut all = Vec::new();
                for row in self.related(row, first)? {
                    all.extend(self.related(&row, second)?);
                }
                Ok(all)
            }
        }
    }
}

fn input(frame: Frame<'_>, position: usize) -> Value {
    frame.given.and_then(|it| it.inputs.get(position)).cloned().unwrap_or(Value::Null)
}

fn step_key(frame: Frame<'_>, step: usize) -> Value {
    frame.given.and_then(|it| it.steps.get(step)).cloned().unwrap_or(Value::Null)
}

fn literal_value(literal: &Literal, ty: &Type) -> Result<Value, Stop> {
    match literal {
        Literal::Null => Ok(Value::Null),
        Literal::Bool(it) => Ok(Value::Bool(*it)),
        Literal::Number(text) => match Number::read(text) {
            Some(number) => Ok(Value::Number(number)),
            None => not_known(literal),
        },
        Literal::Text(text) => match Value::read(ty, Some(text)) {
            Some(value) => Ok(value),
            None => not_known(literal),
        },
    }
}
