//! What the steps of a mutation call things: a step's row is the variable of its key, so that every expression reads the row
//! as it is now.

use fraise_ir::{
    Expr, Input, Mutation, ObjectId, StepId, Type,
    expr::{BinaryOp, ExprKind, Function, Root, RowPath},
    mutation::StepNameKind,
};
use fraise_lower::{Hole, Row, Scope, Sql, names, types};
use fraise_sql::{Fragment, Ident, ident, sql};

use super::signature;
use crate::database::Context;

/// The names of one mutation.
#[derive(Clone)]
pub(super) struct Names<'c> {
    pub(super) ctx: &'c Context<'c>,
    pub(super) mutation: &'c Mutation,
    /// The object of the lines that a step is done for, and what a line is called.
    line: Option<(ObjectId, Ident)>,
}

/// The key of a step's row: `v_order`, of an entity input its argument.
pub(super) fn variable(mutation: &Mutation, step: StepId) -> Ident {
    // The rows of entity inputs come first, in their order.
    let rows = mutation.inputs.iter().filter(|it| matches!(it.ty, Type::Ref(_)));
    match (rows.clone().nth(step.0), mutation.name_of(step)) {
        (Some(input), _) => signature::argument(input),
        (None, Some(name)) => names::ident(&format!("v_{}", name.name)),
        (None, None) => ident!("v_unnamed"),
    }
}

/// The input whose row a step's name is.
pub(super) fn input_of(mutation: &Mutation, step: StepId) -> Option<&Input> {
    mutation.inputs.iter().filter(|it| matches!(it.ty, Type::Ref(_))).nth(step.0)
}

impl<'c> Names<'c> {
    pub(super) fn new(ctx: &'c Context<'c>, mutation: &'c Mutation) -> Self {
        Self { ctx, mutation, line: None }
    }

    /// The same for a step that is done for each line of an input list.
    pub(super) fn with_line(&self, object: ObjectId, line: Ident) -> Self {
        Self { line: Some((object, line)), ..self.clone() }
    }

    /// What expressions may name.
    pub(super) fn scope(&self) -> Scope<'c> {
        let mut scope = Scope::new(self.ctx.ir);
        for (index, name) in self.mutation.names.iter().enumerate() {
            if let StepNameKind::Row(_) = name.kind {
                let key = Sql::new().with_ident(&variable(self.mutation, StepId(index)));
                scope = scope.bind(Root::Step(StepId(index)), Row::Key(key));
            }
        }
        for (position, input) in self.mutation.inputs.iter().enumerate() {
            if let Type::Ref(_) = input.ty {
                let key = Sql::new().with_ident(&signature::argument(input));
                scope = scope.bind(Root::Input(position), Row::Key(key));
            }
        }
        scope
    }

    /// The same over the row `it`.
    pub(super) fn scope_of_row(&self) -> Scope<'c> {
        self.scope().bind(Root::This, Row::Named(ident!("it")))
    }

    /// The text with the arguments in its holes.
    pub(super) fn filled(&self, text: &Sql) -> Sql {
        text.fill(&mut |hole| match hole {
            Hole::Input(position) => self.argument(*position).map(|(_, value)| Sql::from(value)),
            Hole::LineInput(position) => self.line_field(*position).map(|(_, value)| Sql::from(value)),
            Hole::HookOutput(step, position) => self.hook_output(*step, *position),
            _ => None,
        })
    }

    /// `(p_quote ->> 'tax')::numeric(12,2)`
    fn hook_output(&self, step: StepId, position: usize) -> Option<Sql> {
        let name = self.mutation.name_of(step)?;
        let StepNameKind::Hook(hook) = name.kind else { return None };
        let output = self.ctx.ir.hooks.get(hook.0)?.output.get(position)?;
        let given = signature::hook_argument(&name.name);
        let key = fraise_sql::Literal::text(&output.sql);
        Some(Sql::from(match &output.ty {
            Type::Json | Type::Object(_) => sql!["(", given, " -> ", key, ")"],
            Type::Array(element) if matches!(**element, Type::Json | Type::Object(_)) => {
                sql!["(", given, " -> ", key, ")"]
            }
            Type::Array(_) => {
                let field = names::ident(&output.sql);
                let ty = types::sql_type(self.ctx.ir, &output.ty);
                sql![
                    "(select it.",
                    &field,
                    " from jsonb_to_record(",
                    given,
                    ") as it (",
                    &field,
                    " ",
                    ty,
                    "))"
                ]
            }
            Type::Text(_) | Type::Varchar(_) => sql!["(", given, " ->> ", key, ")"],
            other => sql!["(", given, " ->> ", key, ")::", types::sql_type(self.ctx.ir, other)],
        }))
    }

    /// A condition, as an operand of `and`.
    pub(super) fn conjunct(&self, scope: &Scope<'_>, expr: &Expr) -> Sql {
        self.filled(&scope.conjunct(expr))
    }

    /// The key at the end of a path, and whether there may be none.
    pub(super) fn key_at(&self, path: &RowPath) -> (Sql, bool) {
        let may_be_missing =
            path.hops.iter().any(|hop| fraise_lower::join::may_be_missing(self.ctx.ir, *hop));
        let nullable = match path.root {
            Root::Step(step) => self.mutation.name_of(step).is_none_or(|it| it.nullable),
            _ => true,
        };
        (self.filled(&self.scope().key_at(path)), nullable || may_be_missing)
    }

    /// That an optional input is absent which a line of `set` reads, so that the line is left out; a line that handles null
    /// itself is not.
    pub(super) fn is_left_out(&self, expr: &Expr) -> Option<Fragment> {
        let mut absent: Vec<Fragment> = Vec::new();
        self.bare_inputs(expr, &mut absent);
        (!absent.is_empty()).then(|| Fragment::join(" or ", absent))
    }

    fn bare_inputs(&self, expr: &Expr, found: &mut Vec<Fragment>) {
        let input = match &expr.kind {
            ExprKind::IsNull { .. }
            | ExprKind::Call(Function::Coalesce, _)
            | ExprKind::Binary(BinaryOp::IsDistinctFrom | BinaryOp::IsNotDistinctFrom, ..) => return,
            ExprKind::Input(position) => self.argument(*position),
            ExprKind::LineInput(position) => self.line_field(*position),
            ExprKind::Field { row, .. } | ExprKind::Row(row) | ExprKind::Rule { row, .. } => match row.root {
                Root::Input(position) => self.argument(position),
                Root::LineReference(position) => self.line_field(position),
                Root::Step(step) => {
                    input_of(self.mutation, step).map(|it| (it, sql![signature::argument(it)]))
                }
                _ => None,
            },
            _ => None,
        };
        if let Some((_, value)) = input.filter(|(it, _)| it.nullable && it.default.is_none()) {
            let absent = sql![value, " is null"];
            if !found.contains(&absent) {
                found.push(absent);
            }
        }
        expr.for_each_child(&mut |child| self.bare_inputs(child, found));
    }

    fn argument(&self, position: usize) -> Option<(&'c Input, Fragment)> {
        let input = self.mutation.inputs.get(position)?;
        Some((input, sql![signature::argument(input)]))
    }

    /// `line.quantity`
    fn line_field(&self, position: usize) -> Option<(&'c Input, Fragment)> {
        let (object, line) = self.line.as_ref()?;
        let field = self.ctx.ir.object(*object).fields.get(position)?;
        Some((field, sql![line, ".", names::ident(&field.sql)]))
    }
}
