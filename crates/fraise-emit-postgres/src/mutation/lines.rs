//! The lines that a step is done for, as rows called `line`.

use fraise_ir::{EntityId, Input, Ir, ObjectId, Type, expr::Root, mutation::Each};
use fraise_lower::{Hole, Row, Scope, Sql, join, names as sql_names};
use fraise_sql::{Fragment, ident, sql};

use super::{names::Names, signature};
use crate::lower::index;

/// The lines of a step: where they come from, and what they are called by its expressions.
pub(super) struct Lines<'c> {
    /// What stands behind `from`.
    pub(super) from: Fragment,
    /// Which of them.
    pub(super) conditions: Vec<Sql>,
    /// The names of the step.
    pub(super) names: Names<'c>,
    /// The columns of a line of the input, or the table of a row.
    pub(super) what: What,
}

/// What a line is.
pub(super) enum What {
    /// An element of a list of the input.
    Object(ObjectId),
    /// A row.
    Row(EntityId),
}

impl<'c> Lines<'c> {
    pub(super) fn of(names: &Names<'c>, each: &Each) -> Option<Self> {
        let ir = names.ctx.ir;
        match each {
            Each::Input(position) => {
                let input = names.mutation.inputs.get(*position)?;
                let Type::Array(element) = &input.ty else { return None };
                let Type::Object(object) = **element else { return None };
                let from = of_input(ir, input, object, "line");
                let names = names.with_line(object, ident!("line"));
                Some(Self { from, conditions: Vec::new(), names, what: What::Object(object) })
            }
            Each::Relation(path, relation) => {
                let target = ir.relation(*relation).target;
                let (key, _) = names.key_at(path);
                let found = join::relation_of_key(ir, *relation, key).fill(&mut |hole| match hole {
                    Hole::Row(Root::Many) => Some(Sql::new().with_ident(&ident!("line"))),
                    _ => None,
                });
                let mut conditions = vec![found];
                let living = index::is_living(ir.entity(target));
                conditions.extend(living.map(|it| Sql::kw("line.").with(it)));
                let from = sql![sql_names::table(ir, target), " as line"];
                Some(Self { from, conditions, names: names.clone(), what: What::Row(target) })
            }
        }
    }

    /// What expressions may name, `line` among it.
    pub(super) fn scope(&self) -> Scope<'c> {
        let scope = self.names.scope();
        match self.what {
            What::Object(_) => scope,
            What::Row(_) => scope.bind(Root::Line, Row::Named(ident!("line"))),
        }
    }
}

/// `jsonb_to_recordset(p_cart_items) as line (variant_id uuid, quantity integer)`
pub(super) fn of_input(ir: &Ir, input: &Input, object: ObjectId, line: &'static str) -> Fragment {
    let columns = ir
        .object(object)
        .fields
        .iter()
        .map(|field| sql![sql_names::ident(&field.sql), " ", signature::argument_type(ir, &field.ty)]);
    let argument = signature::argument(input);
    sql!["jsonb_to_recordset(", argument, ") as ", line, " ("].list(", ", columns).kw(")")
}
