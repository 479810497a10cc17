//! The tests in `schemas/storefront.yaml`, which `fraise test` runs on a server, told in memory with the same end.

use std::collections::BTreeMap;

use fraise_ir::{
    AccessItem, ClaimId, Ir, MutationId, RoleId, Type,
    mutation::AfterCommit,
    scenario::{Call, Scenario, ScenarioStep},
    seed::{RowValue, SeedRow, batches},
};
use fraise_model::{Frame, Given, Operation, State, Stop, Table, Unknown, Value, World, column};
use pretty_assertions::assert_eq;

use crate::{STOREFRONT, after, checked, owner, served};

#[test]
fn the_storefront_ends_as_its_tests_say() {
    let ir = checked(STOREFRONT);
    assert!(ir.scenarios.len() > 5, "the tests were found");
    for scenario in &ir.scenarios {
        Story::new(&ir, scenario).tell(scenario);
    }
}

struct Story<'ir> {
    ir: &'ir Ir,
    state: State,
    /// By label.
    keys: BTreeMap<String, Value>,
}

impl<'ir> Story<'ir> {
    fn new(ir: &'ir Ir, scenario: &Scenario) -> Self {
        let mut state = State::default();
        state.now = Some("2026-01-01T12:00:00Z".parse().unwrap());
        let mut story = Self { ir, state, keys: BTreeMap::new() };
        let rows = ir.scenario_rows(scenario.seed, &scenario.overrides);
        for row in &rows {
            if let Some(key) = ir.seed_key(row) {
                let value = story.value(&ir.field(ir.entity(row.entity).id_field().unwrap()).ty, &key);
                story.keys.insert(row.label.clone(), value);
            }
        }
        let rows: Vec<&SeedRow> = rows.iter().collect();
        for batch in batches(&rows).unwrap() {
            for row in batch.rows {
                story.seed(row);
            }
        }
        story
    }

    fn seed(&mut self, row: &SeedRow) {
        let mut values: Vec<_> = row
            .values
            .iter()
            .map(|(field, it)| (*field, self.value(&self.ir.field(*field).ty, it)))
            .collect();
        if let Some(id) = self.ir.entity(row.entity).id_field() {
            values.push((id, self.keys[&row.label].clone()));
        }
        let operation = Operation::Insert { entity: row.entity, values };
        self.state = after(self.ir, &self.state, &operation, &owner());
    }

    fn tell(&mut self, scenario: &Scenario) {
        for step in &scenario.steps {
            self.step(scenario, step);
        }
        for expectation in &scenario.expect {
            let key = &self.keys[&expectation.label];
            let row = self.state.rows.find(self.ir, expectation.entity, key).unwrap();
            for expected in &expectation.values {
                let wanted = self.value(&self.ir.field(expected.field).ty, &expected.value);
                let found = self.world(&fraise_model::Asker::nobody()).field(row, expected.field).unwrap();
                assert_eq!(found, wanted, "{}: {}", scenario.name, self.ir.field(expected.field).name);
            }
        }
    }

    fn step(&mut self, scenario: &Scenario, step: &ScenarioStep) {
        let Call::Mutation(id) = &step.call else { panic!("{}: no mutation", scenario.name) };
        let mutation = &self.ir.mutations[id.0];
        let viewer = step.caller.viewer.as_ref().map_or(Value::Null, |it| self.keys[it].clone());
        let mut actor = served(self.ir, step.caller.role, viewer);
        for (claim, value) in &step.caller.claims {
            let ty = &self.ir.viewer.claims[claim.0].ty;
            actor.asker.claims.insert(ClaimId(claim.0), self.value(ty, value));
        }
        let inputs = step.with.iter().map(|(name, value)| {
            let input = mutation.inputs.iter().find(|it| it.sql == *name).unwrap();
            (name.clone(), self.value(&input.ty, value))
        });
        let hooks = mutation.before.iter().map(|before| {
            let outputs = self.ir.hooks[before.hook.0].output.iter();
            let zero = outputs.map(|it| (it.sql.clone(), Value::int(0))).collect();
            (mutation.name_of(before.name).unwrap().name.clone(), zero)
        });
        let operation = Operation::Call {
            mutation: *id,
            inputs: inputs.collect(),
            idempotency_key: None,
            hooks: hooks.collect(),
        };
        let outcome = match (self.state.apply(self.ir, &operation, &actor), &step.fails) {
            (Ok(outcome), None) => outcome,
            (Err(Stop::Refused(refusals)), Some(failure)) => {
                let codes: Vec<String> = refusals.0.iter().map(|it| it.code.to_lowercase()).collect();
                return assert_eq!(codes.join(" "), failure.code, "{}", scenario.name);
            }
            (other, fails) => panic!("{}: {other:?}, and must {fails:?}", scenario.name),
        };
        let agreed = outcome.state.agree(self.ir, &crate::printed(self.ir, &outcome.state)).unwrap();
        if let Some(label) = &step.save {
            self.keys.insert(label.clone(), agreed.value(outcome.answer.as_ref().unwrap()));
        }
        self.state = agreed.state;
        if !step.hooks.is_empty() {
            self.follow(*id, step);
        }
    }

    /// What follows the commit, with what the test says that hooks answer.
    fn follow(&mut self, id: MutationId, step: &ScenarioStep) {
        let mutation = &self.ir.mutations[id.0];
        let job = self.state.records(self.ir, Table::Jobs).pop().unwrap();
        let Value::Object(arguments) = &job[2] else { panic!("a job without arguments") };
        let part = |name: &str| match &arguments[name] {
            Value::Object(part) => part.clone(),
            other => panic!("{other:?}"),
        };
        let (inputs, steps) = (part("input"), part("steps"));
        let mut given = Given {
            inputs: mutation.inputs.iter().map(|it| inputs[&it.sql].clone()).collect(),
            ..Given::default()
        };
        let mut rows = mutation.inputs.iter().filter(|it| matches!(it.ty, Type::Ref(_)));
        for name in &mutation.names {
            let of_input = rows.next().map(|it| inputs[&it.sql].clone());
            given.steps.push(of_input.or_else(|| steps.get(&name.name).cloned()).unwrap_or(Value::Null));
        }
        for entry in &mutation.after_commit {
            match entry {
                AfterCommit::Hook { hook, name, .. } => {
                    let (_, output) = step.hooks.iter().find(|(it, _)| it == hook).unwrap();
                    let declared = &self.ir.hooks[hook.0].output;
                    let output = output.iter().map(|(key, value)| {
                        let ty = &declared.iter().find(|it| it.sql == *key).unwrap().ty;
                        (key.clone(), self.value(ty, value))
                    });
                    given.hooks.insert(name.unwrap().0, (*hook, output.collect()));
                }
                AfterCommit::Call { mutation: called, with, when, .. } => {
                    let nobody = fraise_model::Asker::nobody();
                    let world = self.world(&nobody);
                    let frame = Frame { given: Some(&given), ..Frame::default() };
                    if when.as_ref().is_some_and(|it| !world.holds(it, frame).unwrap()) {
                        continue;
                    }
                    let declared = &self.ir.mutations[called.0].inputs;
                    let inputs = with.iter().map(|(name, expr)| {
                        let input = declared.iter().find(|it| it.name == *name).unwrap();
                        (input.sql.clone(), world.value(expr, frame).unwrap())
                    });
                    let operation = Operation::Call {
                        mutation: *called,
                        inputs: inputs.collect(),
                        idempotency_key: None,
                        hooks: BTreeMap::new(),
                    };
                    let AccessItem::Role { role: fraise_ir::access::Who::Role(system), .. } =
                        self.ir.mutations[called.0].access.items[0]
                    else {
                        panic!("a call of everybody");
                    };
                    self.state = after(self.ir, &self.state, &operation, &self.system(system));
                }
            }
        }
    }

    fn system(&self, role: RoleId) -> fraise_model::Actor {
        served(self.ir, Some(role), Value::Null)
    }

    fn world<'w>(&'w self, asker: &'w fraise_model::Asker) -> World<'w> {
        World { ir: self.ir, rows: &self.state.rows, asker, now: Unknown::Any }
    }

    fn value(&self, ty: &Type, value: &RowValue) -> Value {
        let ty = column::value_type(self.ir, ty);
        match value {
            RowValue::Null => Value::Null,
            RowValue::Bool(it) => Value::Bool(*it),
            RowValue::Number(it) | RowValue::Text(it) => Value::read(&ty, Some(it)).unwrap(),
            RowValue::Row(label) => self.keys[label].clone(),
            RowValue::List(all) => {
                let element = match &ty {
                    Type::Array(element) => (**element).clone(),
                    other => other.clone(),
                };
                Value::List(all.iter().map(|it| self.value(&element, it)).collect())
            }
            RowValue::Object(pairs) => {
                let Type::Object(id) = ty else { panic!("an object as {ty:?}") };
                let fields = &self.ir.object(id).fields;
                let pair = |(key, value): &(String, RowValue)| {
                    let ty = &fields.iter().find(|it| it.sql == *key).unwrap().ty;
                    (key.clone(), self.value(ty, value))
                };
                Value::Object(pairs.iter().map(pair).collect())
            }
        }
    }
}
