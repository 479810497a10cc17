//! A plan: what one operation becomes for viewers of the same roles who give the same variables.
//!
//! A plan is one statement, the list of its parameters, and the shape of the answer. It is made once and kept with
//! its document; a request then only reads its values and binds them.

mod access;
mod fragment;
mod mutation;
mod planner;
mod selection;
pub(crate) mod shape;

use apollo_compiler::Node;
use apollo_compiler::ast;

use crate::error::{Code, Failure, PathItem};
use crate::identity::Identity;
use crate::input::{self, Given, Variables};
use crate::model::Input;

pub(crate) use mutation::{Call, Mutations, Question, Root, plan_mutations};
pub(crate) use planner::plan;
use shape::Record;

/// What a plan depends on, beside its document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PlanKey {
    pub(crate) operation: Option<String>,
    pub(crate) viewer: ViewerKind,
    /// One for each variable of the operation, in its order.
    pub(crate) variables: Vec<VariableState>,
}

/// What a plan knows of its viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ViewerKind {
    pub(crate) roles: crate::model::RoleSet,
    pub(crate) internal: bool,
    pub(crate) login: bool,
}

impl ViewerKind {
    pub(crate) fn of(identity: &Identity) -> Self {
        Self { roles: identity.roles, internal: identity.internal, login: identity.login }
    }

    /// What somebody is told who may not see a thing.
    fn refusal(self) -> Code {
        if self.login { Code::Forbidden } else { Code::Unauthenticated }
    }
}

/// What a plan knows of a variable. Booleans are known in full, since `@skip` and `@include` read them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum VariableState {
    Absent,
    Null,
    Given,
    True,
    False,
}

/// One operation, ready to run.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The one statement; none when nothing of the answer is in the database.
    pub(crate) sql: Option<String>,
    pub(crate) parameters: Vec<Parameter>,
    /// Inputs that are given and no line of the statement reads: their values must fit all the same.
    pub(crate) unread: Vec<Parameter>,
    pub(crate) shape: Record,
    pub(crate) cost: Cost,
    /// Whether `__schema` or `__type` is asked.
    pub(crate) introspection: bool,
}

/// Where the value of `$1`, `$2`, .. comes from.
#[derive(Debug)]
pub(crate) enum Parameter {
    Viewer,
    Claim(usize),
    Input {
        field: String,
        input: &'static Input,
        value: Node<ast::Value>,
    },
    /// The key that the function of a mutation has given back.
    Returned,
    /// `limit: ` of a list, at most `max`.
    Limit {
        field: String,
        max: u32,
        default: u32,
        value: Node<ast::Value>,
    },
    /// `offset: ` of a list.
    Offset {
        field: String,
        value: Node<ast::Value>,
    },
}

/// How many rows of lists an answer may hold.
#[derive(Debug, Default)]
pub(crate) struct Cost {
    rows: u64,
    lists: Vec<(Count, Cost)>,
}

#[derive(Debug, Clone, Copy)]
enum Count {
    Fixed(u32),
    /// As the parameter of this place says.
    Parameter(usize),
}

impl Cost {
    fn total(&self, values: &[Option<String>]) -> u64 {
        self.lists.iter().fold(self.rows, |sum, (count, of_each)| {
            let count = match count {
                Count::Fixed(count) => u64::from(*count),
                Count::Parameter(at) => {
                    values.get(*at).and_then(|it| it.as_ref()?.parse().ok()).unwrap_or(u64::MAX)
                }
            };
            sum.saturating_add(count.saturating_mul(of_each.total(values).max(1)))
        })
    }
}

impl Plan {
    /// The values of the parameters, in text form. Refuses values that do not fit, and an answer over the limit.
    pub(crate) fn bind(
        &self,
        identity: &Identity,
        variables: &Variables<'_>,
        complexity: u32,
    ) -> Result<Vec<Option<String>>, Failure> {
        for parameter in &self.unread {
            parameter.value(identity, variables)?;
        }
        let values: Vec<_> =
            self.parameters.iter().map(|it| it.value(identity, variables)).collect::<Result<_, _>>()?;
        if self.cost.total(&values) > u64::from(complexity) {
            let sentence = format!("the answer could hold over {complexity} rows; ask for smaller pages");
            return Err(Failure::new(Code::BadRequest, sentence));
        }
        Ok(values)
    }
}

impl Parameter {
    /// The PostgreSQL type that it is bound as.
    pub(crate) fn pg(&self) -> &'static str {
        match self {
            Self::Input { input, .. } => input.pg,
            Self::Limit { .. } | Self::Offset { .. } => "bigint",
            Self::Viewer | Self::Claim(_) | Self::Returned => "text",
        }
    }

    pub(crate) fn value(
        &self,
        identity: &Identity,
        variables: &Variables<'_>,
    ) -> Result<Option<String>, Failure> {
        match self {
            // Put in by whoever has called the function.
            Self::Returned => Ok(None),
            Self::Viewer => Ok(identity.id.clone()),
            Self::Claim(at) => Ok(identity.claims.get(*at).cloned().flatten()),
            Self::Input { field, input, value } => {
                let refused = |why: input::Refusal| refusal(field, input.name, &why, variables.suggest);
                match read(value, variables).map_err(refused)? {
                    Given::Null => Ok(None),
                    given => input::argument(&given, input).map(Some).map_err(refused),
                }
            }
            Self::Limit { field, max, default, value } => {
                let refused = |why: input::Refusal| refusal(field, "limit", &why, false);
                match read(value, variables).map_err(refused)? {
                    Given::Null => Ok(Some(default.to_string())),
                    Given::Number(it) if it.parse::<u32>().is_ok_and(|it| it <= *max) => {
                        Ok(Some(it.into_owned()))
                    }
                    _ => Err(refused(format!("must be between 0 and {max}").into())),
                }
            }
            Self::Offset { field, value } => {
                let refused = |why: input::Refusal| refusal(field, "offset", &why, false);
                match read(value, variables).map_err(refused)? {
                    Given::Null => Ok(Some("0".into())),
                    Given::Number(it) if it.parse::<u32>().is_ok() => Ok(Some(it.into_owned())),
                    _ => Err(refused("must not be negative".into())),
                }
            }
        }
    }
}

fn read<'a>(value: &'a ast::Value, variables: &Variables<'a>) -> Result<Given<'a>, input::Refusal> {
    Given::literal(value, variables)
}

fn refusal(field: &str, argument: &str, why: &input::Refusal, suggest: bool) -> Failure {
    let meant = why.meant.filter(|_| suggest).map(|it| format!("; did you mean {it}?")).unwrap_or_default();
    let sentence = format!("{argument} {}{meant}", why.why);
    Failure::new(Code::BadInput, sentence).at(vec![PathItem::Key(field.to_owned())])
}
