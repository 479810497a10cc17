//! A call of a mutation, in the order of LANGUAGE 10: role, arguments, idempotency key, rows, steps, job, result.

use std::collections::BTreeMap;

use fraise_ir::{
    AccessItem, Expr, HookId, Mutation, MutationId, Type, expr::ExprKind, mutation::StepNameKind,
};

use super::Work;
use crate::{
    Approach, Frame, Given, Refusal, Table, Value,
    column::assigned,
    moment::{self, Interval},
    refusal::{Stop, not_known, refused},
    value::{LATER, Order, Unknown},
};

/// By the position of their names.
type HookOutputs = BTreeMap<usize, (HookId, BTreeMap<String, Value>)>;

impl Work<'_> {
    /// The key of the row that it returns.
    pub(super) fn call(
        &mut self,
        id: MutationId,
        inputs: &BTreeMap<String, Value>,
        key: Option<&str>,
        hooks: &BTreeMap<String, BTreeMap<String, Value>>,
    ) -> Result<Value, Stop> {
        let ir = self.ir;
        let Some(mutation) = ir.mutations.get(id.0) else { return not_known("a mutation without a name") };
        if let Some(what) = mutation.unfinished(ir) {
            return not_known(what);
        }
        let mut given = Given { inputs: self.arguments(mutation, inputs)?, ..Given::default() };
        self.may_call(mutation, &given, reads_rows)?;
        given.hooks = self.hook_outputs(mutation, hooks)?;
        self.with_defaults(mutation, &mut given.inputs)?;
        self.arguments_fit(mutation, &given.inputs)?;
        let claimed = key.filter(|_| mutation.idempotent.is_some());
        if let Some(key) = claimed
            && let Some(earlier) = self.claim(mutation, key, &given.inputs)?
        {
            return Ok(earlier);
        }
        let named = mutation.inputs.iter().zip(&given.inputs).filter(|(it, _)| matches!(it.ty, Type::Ref(_)));
        given.steps = named.map(|(_, value)| value.clone()).collect();
        given.steps.resize(mutation.names.len(), Value::Null);
        self.rows_are_there(mutation, &given)?;
        self.may_call(mutation, &given, |_| false)?;
        for (index, step) in mutation.steps.iter().enumerate() {
            let place = || format!("step {} of {}", index + 1, mutation.name);
            self.step(mutation, step, &mut given).map_err(|it| it.at(place))?;
        }
        if !mutation.after_commit.is_empty() {
            self.write_job(mutation, &given);
        }
        let result = given.steps.get(mutation.returns.0).cloned().unwrap_or(Value::Null);
        if let Some(key) = claimed {
            self.keep_result(mutation, key, &result);
        }
        Ok(result)
    }

    /// The role, and what is asked of arguments; what `is_later` is asked once the rows are there.
    fn may_call(&self, mutation: &Mutation, given: &Given, is_later: fn(&Expr) -> bool) -> Result<(), Stop> {
        let frame = Frame { given: Some(given), ..Frame::default() };
        for item in &mutation.access.items {
            let AccessItem::Role { role, when, .. } = item else { continue };
            if !self.actor.asker.holds(self.ir, *role) {
                continue;
            }
            let may = match when {
                Some(when) if !is_later(when) => self.holds(when, frame)?,
                Some(_) | None => true,
            };
            if may {
                return Ok(());
            }
        }
        Err(self.refuse_access())
    }

    /// A login would help, or nothing does.
    pub(super) fn refuse_access(&self) -> Stop {
        let is_guest = self.actor.approach == Approach::Service && self.actor.asker.viewer == Value::Null;
        let refusal = if is_guest { Refusal::unauthenticated() } else { Refusal::of_state("ZF005") };
        Stop::any_of([refusal])
    }

    /// What hooks said before; the service alone may say it.
    fn hook_outputs(
        &self,
        mutation: &Mutation,
        hooks: &BTreeMap<String, BTreeMap<String, Value>>,
    ) -> Result<HookOutputs, Stop> {
        let mut all = BTreeMap::new();
        for before in &mutation.before {
            let Some(name) = mutation.name_of(before.name) else { return not_known("a hook without a name") };
            let output = hooks.get(&name.name).filter(|_| self.actor.approach == Approach::Service);
            let Some(output) = output else { return Err(self.refuse_access()) };
            // Each is typed where it is read.
            all.insert(before.name.0, (before.hook, output.clone()));
        }
        Ok(all)
    }

    /// Claims the key, or gives the result of the call that has it.
    fn claim(&mut self, mutation: &Mutation, key: &str, inputs: &[Value]) -> Result<Option<Value>, Stop> {
        if !(1..=255).contains(&key.chars().count()) {
            return refused("ZF010");
        }
        let owner = self.actor.key_owner(self.ir);
        let name = (mutation.name.clone(), owner.text().unwrap_or_default(), key.to_owned());
        let begin = [Value::Text(mutation.name.clone()), owner, Value::Text(key.to_owned())];
        let records = self.state.records.get(&Table::Idempotency).cloned().unwrap_or_default();
        let known = records.iter().position(|it| begin.iter().zip(it).all(|(a, b)| a.is(b)));
        if let Some(position) = known {
            let Some([.., result, expires_at]) = records.get(position).map(Vec::as_slice) else {
                return not_known("a key without a result");
            };
            let is_over = match expires_at.order(&Value::Unknown(self.now)) {
                Order::Is(order) => order.is_le(),
                Order::Differs | Order::Null | Order::NotKnown => {
                    return not_known("whether a key has expired");
                }
            };
            if !is_over {
                let Some(before) = self.state.claimed.get(&name) else {
                    return not_known("what a call with this key was given");
                };
                let asked = Value::List(inputs.to_vec());
                return match Value::List(before.clone()).order(&asked) {
                    Order::Is(_) => Ok(Some(self.kept(mutation, result)?)),
                    Order::Differs => refused("ZF011"),
                    Order::Null | Order::NotKnown => not_known("whether a call repeats another"),
                };
            }
            if let Some(all) = self.state.records.get_mut(&Table::Idempotency) {
                all.remove(position);
            }
        }
        self.state.claimed.insert(name, inputs.to_vec());
        let mut record = begin.to_vec();
        let lifetime = mutation.idempotent.as_deref().and_then(Interval::read);
        let end = self.state.now.zip(lifetime).and_then(|(now, it)| moment::later(now, it));
        let expires_at = Value::Unknown(Unknown::Now(LATER, end));
        record.extend([Value::Unknown(Unknown::Any), Value::Null, expires_at]);
        self.record(Table::Idempotency, record);
        Ok(None)
    }

    fn kept(&self, mutation: &Mutation, result: &Value) -> Result<Value, Stop> {
        let entity = mutation.entity_of(mutation.returns);
        let key = entity.and_then(|it| self.ir.entity(it).id_field());
        match (result, key) {
            (Value::Text(text), _) if text.is_empty() => Ok(Value::Null),
            (Value::Text(_), Some(key)) => assigned(self.ir, &self.ir.field(key).ty, result.clone()),
            _ => Ok(result.clone()),
        }
    }

    fn keep_result(&mut self, mutation: &Mutation, key: &str, result: &Value) {
        let owner = self.actor.key_owner(self.ir);
        let kept = match result {
            Value::Null => Value::Text(String::new()),
            Value::Number(it) => Value::Text(it.text()),
            other => other.clone(),
        };
        let begin = [Value::Text(mutation.name.clone()), owner, Value::Text(key.to_owned())];
        for record in self.state.records.entry(Table::Idempotency).or_default() {
            if begin.iter().zip(record.iter()).all(|(a, b)| a.is(b))
                && let Some(place) = record.get_mut(4)
            {
                *place = kept.clone();
            }
        }
    }

    /// What follows the commit.
    fn write_job(&mut self, mutation: &Mutation, given: &Given) {
        let object = |pairs: Vec<(String, Value)>| Value::Object(pairs.into_iter().collect());
        let inputs = mutation.inputs.iter().zip(&given.inputs);
        let inputs = inputs.map(|(input, value)| (input.sql.clone(), value.in_json())).collect();
        let entities = mutation.inputs.iter().filter(|it| matches!(it.ty, Type::Ref(_))).count();
        let steps = mutation.names.iter().enumerate().skip(entities);
        let steps = steps
            .filter(|(_, it)| matches!(it.kind, StepNameKind::Row(_)))
            .map(|(at, it)| (it.name.clone(), given.steps.get(at).map_or(Value::Null, Value::in_json)));
        let hooks = mutation.before.iter().filter_map(|before| {
            let (_, output) = given.hooks.get(&before.name.0)?;
            Some((mutation.name_of(before.name)?.name.clone(), Value::Object(output.clone()).in_json()))
        });
        let arguments = object(vec![
            ("input".to_owned(), object(inputs)),
            ("steps".to_owned(), object(steps.collect())),
            ("hooks".to_owned(), object(hooks.collect())),
        ]);
        let record = vec![
            self.new_value(),
            Value::Text(mutation.name.clone()),
            arguments,
            Value::Object(BTreeMap::new()),
            Value::int(0),
            self.now(),
            self.now(),
            Value::Null,
            Value::Null,
            Value::Null,
            Value::Null,
        ];
        self.record(Table::Jobs, record);
    }
}

fn reads_rows(expr: &Expr) -> bool {
    let mut reads = false;
    expr.walk(&mut |part| {
        reads |= match &part.kind {
            ExprKind::Field { .. } | ExprKind::Rule { .. } | ExprKind::Aggregate { .. } => true,
            ExprKind::Row(path) => !path.hops.is_empty(),
            _ => false,
        };
    });
    reads
}
