//! Fills the holes of fragments.

use super::Parameter;
use super::access::Filter;
use super::planner::Planner;
use crate::model::{Claim, Piece, Sql};

/// What the holes mean at one place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'s> {
    /// `Row`.
    pub(super) row: &'s str,
    /// `Parent`.
    pub(super) parent: &'s str,
}

impl<'s> Scope<'s> {
    pub(super) fn row(row: &'s str) -> Self {
        Self { row, parent: "" }
    }
}

impl Planner<'_> {
    /// The fragment as SQL.
    pub(super) fn print(&mut self, sql: Sql, scope: Scope<'_>) -> String {
        let mut out = String::new();
        for piece in sql.0 {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Row => out.push_str(scope.row),
                Piece::Parent => out.push_str(scope.parent),
                Piece::Viewer => match &self.service.viewer.id {
                    Some(claim) => out.push_str(&self.identity(Parameter::Viewer, claim)),
                    None => out.push_str("null"),
                },
                Piece::Claim(at) => match self.service.viewer.claims.get(*at) {
                    Some(claim) => out.push_str(&self.identity(Parameter::Claim(*at), claim)),
                    None => out.push_str("null"),
                },
                Piece::Input(at) => out.push_str(&self.input(*at)),
                Piece::HasRole(roles) => {
                    let held = self.viewer.internal || roles.meets(self.viewer.roles);
                    out.push_str(if held { "true" } else { "false" });
                }
                Piece::Readable(ty, alias) => match self.filter(ty.read, alias) {
                    Filter::All => out.push_str("true"),
                    Filter::None => out.push_str("false"),
                    Filter::When(condition) => out.push_str(&condition),
                },
            }
        }
        out
    }

    /// A hole for what the token says; the same thing is bound once.
    fn identity(&mut self, parameter: Parameter, claim: &Claim) -> String {
        let known = self.parameters.iter().position(|it| match (it, &parameter) {
            (Parameter::Viewer, Parameter::Viewer) => true,
            (Parameter::Claim(a), Parameter::Claim(b)) => a == b,
            _ => false,
        });
        let at = known.unwrap_or_else(|| self.bind(parameter));
        format!("${}::{}", at + 1, claim.pg)
    }

    /// A hole for an input of the root field at work; its default, or null, where it is absent.
    pub(super) fn input(&mut self, at: usize) -> String {
        let Some(input) = self.inputs.get(at) else { return "null".to_owned() };
        let (model, value) = (input.model, input.value.clone());
        if let Some(known) = input.parameter {
            return format!("${}::{}", known + 1, model.pg);
        }
        match (value, model.default) {
            (Some(value), _) => {
                let parameter =
                    self.bind(Parameter::Input { field: self.field.clone(), input: model, value });
                if let Some(input) = self.inputs.get_mut(at) {
                    input.parameter = Some(parameter);
                }
                format!("${}::{}", parameter + 1, model.pg)
            }
            (None, Some(default)) => format!("({})", self.print(default, Scope::row(""))),
            (None, None) => format!("null::{}", model.pg),
        }
    }

    /// Adds a parameter and tells its place.
    pub(super) fn bind(&mut self, parameter: Parameter) -> usize {
        self.parameters.push(parameter);
        self.parameters.len() - 1
    }
}
