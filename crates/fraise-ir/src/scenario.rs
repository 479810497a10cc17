//! Tests of the schema: what is there at the beginning, what is called, and what is there at the end.
//!
//! Rows are found by labels, those of seeds and those that a step of the test saves.

use fraise_diagnostics::Span;
use serde::Serialize;

use crate::{
    ClaimId, EntityId, FieldId, HookId, Input, Ir, MutationId, QueryId, RoleId, TransitionId, Type,
    raw::{self, Verb},
    seed::{RowValue, SeedRow},
};

/// `tests: prevents_overselling: ..`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// What it shows.
    pub description: Option<String>,
    /// The set of seeds that is loaded, by position.
    pub seed: Option<usize>,
    /// What rows have instead of what the seeds say.
    pub overrides: Vec<Override>,
    /// What is done, in order.
    pub steps: Vec<ScenarioStep>,
    /// What is there at the end.
    pub expect: Vec<Expectation>,
}

/// `stock: {quantity_on_hand: 5}`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Override {
    /// The row of this label.
    pub label: String,
    /// Where the label stands.
    pub span: Span,
    /// What it has, each field once.
    pub values: Vec<(FieldId, RowValue)>,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScenarioStep {
    /// Where the name of what is called stands.
    pub span: Span,
    /// Who calls.
    pub caller: Caller,
    /// What is called.
    pub call: Call,
    /// What is given, by [`Input::sql`] of the inputs of what is called.
    pub with: Vec<(String, RowValue)>,
    /// What hooks answer, by [`Input::sql`] of their outputs.
    pub hooks: Vec<(HookId, Vec<(String, RowValue)>)>,
    /// What later steps call the row that comes back.
    pub save: Option<String>,
    /// The error that must come instead of an answer.
    pub fails: Option<Failure>,
}

/// Who calls; nobody, unless something is said.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Caller {
    /// In which role; none for `public`.
    pub role: Option<RoleId>,
    /// The label of his row.
    pub viewer: Option<String>,
    /// Further claims.
    pub claims: Vec<(ClaimId, RowValue)>,
}

/// What is called.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Call {
    /// `call: create_order`
    Mutation(MutationId),
    /// `call: my_orders`
    Query(QueryId),
    /// `call: update_product`, a raw operation
    Raw {
        /// Of this type.
        entity: EntityId,
        /// Which.
        verb: Verb,
    },
    /// `call: order.ship`
    Event {
        /// The label of the row.
        row: String,
        /// What is fired.
        event: TransitionId,
    },
}

/// `fails: not_found`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Failure {
    /// As written, snake case.
    pub code: String,
    /// Where it is written.
    pub span: Span,
}

/// `stock: {quantity_reserved: 10}`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Expectation {
    /// The label of the row.
    pub label: String,
    /// Where the label stands.
    pub span: Span,
    /// Its type.
    pub entity: EntityId,
    /// What its fields are then.
    pub values: Vec<Expected>,
}

/// `quantity_reserved: 10`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Expected {
    /// Of this field, stored or virtual.
    pub field: FieldId,
    /// Where the value stands.
    pub span: Span,
    /// The value.
    pub value: RowValue,
}

impl Ir {
    /// The rows that a test begins with, in the order of the file: those of its set, of the rows that it overrides, and
    /// all that these reference.
    pub fn scenario_rows(&self, seed: Option<usize>, overrides: &[Override]) -> Vec<SeedRow> {
        let home =
            |label: &str| self.seeds.iter().position(|set| set.rows.iter().any(|it| it.label == label));
        let named = overrides.iter().flat_map(|it| {
            let references = it.values.iter().filter_map(|(_, value)| match value {
                RowValue::Row(label) => Some(label.as_str()),
                RowValue::Null
                | RowValue::Bool(_)
                | RowValue::Number(_)
                | RowValue::Text(_)
                | RowValue::List(_)
                | RowValue::Object(_) => None,
            });
            references.chain([it.label.as_str()])
        });
        let sets: Vec<usize> = seed.into_iter().chain(named.filter_map(home)).collect();
        let rows = self.seed_rows(&sets).into_iter();
        rows.map(|row| overridden(row, overrides)).collect()
    }

    /// The inputs of what a step calls.
    pub fn call_inputs(&self, call: &Call) -> Vec<Input> {
        let inputs = match call {
            Call::Raw { entity, verb } => return self.raw_inputs(*entity, *verb),
            Call::Mutation(id) => self.mutations.get(id.0).map(|it| &it.inputs),
            Call::Query(id) => self.queries.get(id.0).map(|it| &it.inputs),
            Call::Event { event, .. } => {
                let machine = self.entity(event.entity).machine.as_ref();
                machine.and_then(|it| it.events.get(event.index)).map(|it| &it.inputs)
            }
        };
        inputs.cloned().unwrap_or_default()
    }

    /// The row of a raw operation, of one key as a row with a label, and the values of its fields.
    fn raw_inputs(&self, id: EntityId, verb: Verb) -> Vec<Input> {
        let entity = self.entity(id);
        let Some(operation) = raw::operation(self, entity, verb) else { return Vec::new() };
        let of_row = |mut input: Input| {
            if entity.id_field().is_some() {
                input.ty = Type::Ref(id);
            }
            input
        };
        let key = operation.key.into_iter().map(of_row);
        key.chain(operation.fields.into_iter().map(|it| it.input)).collect()
    }
}

fn overridden(row: &SeedRow, overrides: &[Override]) -> SeedRow {
    let mut row = row.clone();
    for (field, value) in overrides.iter().filter(|it| it.label == row.label).flat_map(|it| &it.values) {
        row.values.retain(|(it, _)| it != field);
        row.values.push((*field, value.clone()));
    }
    row
}
