//! A root field that writes: the call of its function, and how its row is read.

use std::sync::Arc;

use apollo_compiler::ExecutableDocument;
use apollo_compiler::executable::{Field, Operation};

use super::fragment::Scope;
use super::planner::{
    InputSlot, Part, Planner, Row, Stop, planner, quoted, selections, slot, state_of, wheres,
};
use super::shape::{Column, Record, Slot, SlotKind};
use super::{Parameter, Plan, VariableState, ViewerKind};
use crate::document::over;
use crate::error::{Code, Failure};
use crate::model::{Input, Mutation, Service, Sql, Type};

/// The root fields of a mutation, in the order in which they run.
#[derive(Debug)]
pub(crate) struct Mutations(pub(crate) Vec<Root>);

/// One of them.
#[derive(Debug)]
pub(crate) enum Root {
    /// `__typename`: its response key and its JSON.
    Constant(String, String),
    /// A mutation.
    Call(Box<Call>),
}

/// The call of a mutation.
#[derive(Debug)]
pub(crate) struct Call {
    /// The response key.
    pub(crate) key: String,
    pub(crate) mutation: &'static Mutation,
    /// What somebody is told who may not call it.
    pub(crate) refused: Option<Code>,
    /// The key of the row that it is about.
    pub(crate) id: Option<Parameter>,
    /// Arguments of the function, each with the parameter that gives its value.
    pub(crate) arguments: Vec<(&'static str, Parameter)>,
    /// The key under which a repeat gets the first result.
    pub(crate) idempotency_key: Option<Parameter>,
    /// Whether a call with this key has been answered already; asked only where hooks are called.
    pub(crate) answered: Option<Question>,
    /// The inputs of the hooks before the transaction.
    pub(crate) before: Vec<Question>,
    /// Reads the row, whose key is [`Parameter::Returned`]; none where the key is the answer.
    pub(crate) answer: Option<Plan>,
}

/// A statement of one value that is asked before the transaction.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) sql: String,
    pub(crate) parameters: Vec<Parameter>,
}

/// Plans the root fields of a mutation.
pub(crate) fn plan_mutations(
    service: &'static Service,
    document: &ExecutableDocument,
    operation: &Operation,
    viewer: ViewerKind,
    variables: &[VariableState],
) -> Result<Arc<Mutations>, Vec<Failure>> {
    let state = |name: &str| state_of(operation, variables, name);
    let boolean = |name: &str| match state(name) {
        Some(VariableState::True) => Some(true),
        Some(VariableState::False) => Some(false),
        Some(VariableState::Absent | VariableState::Null | VariableState::Given) | None => None,
    };
    let mut planner = planner(service, document, viewer, &state, &boolean);
    let limits = &service.limits;
    let asked = planner.asked(operation).map_err(|it| it.failures(limits))?;
    over("root fields", asked.len(), limits.root_fields)?;
    let mut roots = Vec::new();
    for (key, fields) in asked {
        let Some(field) = fields.first().copied() else { continue };
        roots.push(match field.name.as_str() {
            "__typename" => Root::Constant(key.to_owned(), quoted(operation.object_type())),
            _ => {
                let call = planner.call(key, field, &fields).map_err(|it| it.failures(limits))?;
                Root::Call(Box::new(call))
            }
        });
    }
    Ok(Arc::new(Mutations(roots)))
}

impl<'d> Planner<'d> {
    fn call(&mut self, key: &'d str, field: &'d Field, fields: &[&'d Field]) -> Result<Call, Stop> {
        let mutation =
            self.service.mutations.iter().find(|it| it.name == field.name.as_str()).ok_or(Stop::Unknown)?;
        self.begin(key);
        let given = |planner: &Self, input: &'static Input| {
            let value = planner.given(field, input.name)?;
            Some(Parameter::Input { field: key.to_owned(), input, value })
        };
        let id = mutation.key.as_ref().and_then(|it| given(self, &it.input));
        let arguments = mutation.arguments.iter();
        let arguments = arguments.filter_map(|it| Some((it.sql, given(self, &it.input)?))).collect();
        let idempotency_key = mutation.idempotency_key.as_ref().and_then(|it| {
            let value = self.given(field, it.name)?;
            Some(Parameter::Input { field: key.to_owned(), input: it, value })
        });
        let answered = match (&mutation.answered, &idempotency_key) {
            (Some(sql), Some(_)) => Some(self.question(mutation, key, field, *sql)),
            (Some(_) | None, _) => None,
        };
        let before = mutation.before.iter().map(|it| self.question(mutation, key, field, it.input)).collect();
        let may_call = self.viewer.internal || mutation.callers.meets(self.viewer.roles);
        Ok(Call {
            key: key.to_owned(),
            mutation,
            refused: (!may_call).then(|| self.viewer.refusal()),
            id,
            arguments,
            idempotency_key,
            answered,
            before,
            answer: match mutation.target {
                Some(target) => Some(self.returned(target, mutation.returns, key, field, fields)?),
                None => None,
            },
        })
    }

    /// A value over the arguments of the mutation, and its key behind them.
    fn question(
        &mut self,
        mutation: &'static Mutation,
        key: &'d str,
        field: &'d Field,
        value: Sql,
    ) -> Question {
        self.begin(key);
        let inputs = mutation.arguments.iter().map(|it| &it.input).chain(&mutation.idempotency_key);
        let slots =
            inputs.map(|model| InputSlot { model, value: self.given(field, model.name), parameter: None });
        self.inputs = slots.collect();
        let sql = format!("select ({})::text", self.print(value, Scope::row("")));
        Question { sql, parameters: std::mem::take(&mut self.parameters) }
    }

    /// The row of a mutation, under the viewer's rules.
    fn returned(
        &mut self,
        target: &'static Type,
        returns: &[&str],
        key: &'d str,
        field: &'d Field,
        fields: &[&'d Field],
    ) -> Result<Plan, Stop> {
        self.begin(key);
        let place = self.bind(Parameter::Returned) + 1;
        let alias = self.alias();
        let row = self.object(target, &alias, &selections(fields), 2)?;
        let columns = target.key.iter().zip(returns).enumerate();
        let mut conditions: Vec<String> = columns
            .map(|(at, (column, ty))| match returns {
                [_] => format!("{alias}.{column} = ${place}::{ty}"),
                _ => format!("{alias}.{column} = (${place}::jsonb ->> {at})::{ty}"),
            })
            .collect();
        conditions.extend(target.living.map(|it| format!("({})", self.print(it, Scope::row(&alias)))));
        conditions.extend(self.filter(target.read, &alias).condition());
        let sql =
            format!("select (select {} from {} {alias}{})", row.sql(), target.table, wheres(&conditions));
        let Row { shape, cost, .. } = row;
        let part = Part { sql, column: Column::Object(shape), cost: cost.one() };
        let slot = Slot { missing: Code::NotFound, ..slot(key, field, SlotKind::Column(part.column)) };
        Ok(Plan {
            sql: Some(part.sql),
            parameters: std::mem::take(&mut self.parameters),
            unread: Vec::new(),
            shape: Record { slots: vec![slot] },
            cost: part.cost,
            introspection: false,
        })
    }

    /// Makes room for the next root field, whose statement is one of its own.
    fn begin(&mut self, key: &str) {
        self.field = key.to_owned();
        self.inputs = Vec::<InputSlot>::new();
        self.parameters = Vec::new();
        self.restart_aliases();
    }
}
