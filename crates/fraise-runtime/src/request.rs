//! The body of a request: `{"query": .., "operationName": .., "variables": ..}`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use apollo_compiler::Schema;
use apollo_compiler::ast::Value;
use apollo_compiler::executable::Operation;
use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::response::JsonMap;
use apollo_compiler::validation::Valid;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::{Code, Failure};
use crate::input::Variables;
use crate::plan::VariableState;

/// A request as it was sent.
#[derive(Debug, Deserialize)]
pub(crate) struct Request<'a> {
    #[serde(borrow)]
    pub(crate) query: Cow<'a, str>,
    #[serde(rename = "operationName", default)]
    pub(crate) operation_name: Option<String>,
    #[serde(borrow, default)]
    variables: Option<&'a RawValue>,
    /// Not read, but it must be what the protocol says.
    #[serde(default, rename = "extensions")]
    _extensions: Option<serde_json::Map<String, serde_json::Value>>,
}

/// Variables that fit the operation.
pub(crate) struct Fitting<'a> {
    /// As GraphQL's own rules read them.
    pub(crate) coerced: Valid<JsonMap>,
    /// As they were written.
    pub(crate) written: Variables<'a>,
    /// What the plan depends on.
    pub(crate) states: Vec<VariableState>,
}

impl<'a> Request<'a> {
    pub(crate) fn read(body: &'a [u8]) -> Result<Self, Failure> {
        serde_json::from_slice(body)
            .ok()
            .filter(|it: &Self| it.variables.is_none_or(|it| it.get().starts_with('{') || it.get() == "null"))
            .ok_or_else(|| Failure::new(Code::BadRequest, "the body is not a GraphQL request in JSON"))
    }

    /// Holds the variables against the operation.
    pub(crate) fn variables<'s>(
        &self,
        schema: &Valid<Schema>,
        operation: &'s Operation,
        suggest: bool,
    ) -> Result<Fitting<'s>, Failure>
    where
        'a: 's,
    {
        let refused = |_| Failure::new(Code::BadInput, "a variable is not proper JSON");
        let (given, values) = match self.variables.map(RawValue::get).filter(|it| *it != "null") {
            None => (BTreeMap::new(), JsonMap::new()),
            Some(text) => (
                serde_json::from_str::<BTreeMap<String, &'a RawValue>>(text).map_err(refused)?,
                serde_json::from_str::<JsonMap>(text).map_err(refused)?,
            ),
        };
        let coerced = coerce_variable_values(schema, operation, &values)
            .map_err(|it| Failure::new(Code::BadInput, it.message().to_string()))?;
        let defaults = operation
            .variables
            .iter()
            .filter_map(|it| Some((it.name.as_str(), it.default_value.as_ref()?.as_ref())))
            .collect();
        let written = Variables { given, defaults, suggest };
        let states = operation.variables.iter().map(|it| state(it.name.as_str(), &written)).collect();
        Ok(Fitting { coerced, written, states })
    }
}

fn state(name: &str, variables: &Variables<'_>) -> VariableState {
    if let Some(raw) = variables.given.get(name) {
        return match raw.get() {
            "null" => VariableState::Null,
            "true" => VariableState::True,
            "false" => VariableState::False,
            _ => VariableState::Given,
        };
    }
    match variables.defaults.get(name) {
        None => VariableState::Absent,
        Some(Value::Null) => VariableState::Null,
        Some(Value::Boolean(true)) => VariableState::True,
        Some(Value::Boolean(false)) => VariableState::False,
        Some(_) => VariableState::Given,
    }
}
