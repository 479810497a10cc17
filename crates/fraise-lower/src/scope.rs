//! What an expression may name, and how that is called.

use std::collections::BTreeMap;

use fraise_ir::{
    EntityId, Expr, FieldId, Ir, RuleId, Type,
    expr::{ExprKind, Root, RowPath},
};
use fraise_sql::{Ident, QualifiedName};

use crate::{
    Hole, Sql,
    level::Level,
    literal,
    lowering::{Env, Lowering},
    walk::{Ask, Place},
};

/// What the row of a root is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// The one row at hand; columns are bare: in CHECKs, generated columns, index predicates.
    Bare,
    /// The one row at hand, of the table of this name; columns are bare, and qualified inside subselects: in policies.
    Table(Ident),
    /// The row of this alias or variable.
    Named(Ident),
    /// The row that is about to be written, of this variable: what PostgreSQL generates is not known yet.
    Written(Ident),
    /// The one row at hand; each of its columns is an argument `p_<column>` of the function of this name. PostgreSQL takes a
    /// bare name for a column where both are there, so an argument stands behind its function's name.
    Arguments(Ident),
    /// A row whose alias the user of the expression fills in.
    Hole(Root),
    /// A row of which the key is known and nothing else.
    Key(Sql),
}

/// Functions that answer a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RuleFunctions {
    /// Called for the row at hand, with the columns that the rule reads.
    pub own: Option<OwnFunction>,
    /// Called for a row that is reached from it, with its key.
    pub by_key: Option<QualifiedName>,
}

/// A function of columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFunction {
    /// Its name.
    pub name: QualifiedName,
    /// The columns, as its arguments.
    pub columns: Vec<FieldId>,
}

/// What an expression may name, and how that is called.
#[derive(Debug, Clone)]
pub struct Scope<'ir> {
    pub(crate) ir: &'ir Ir,
    pub(crate) roots: Vec<(Root, Row)>,
    pub(crate) inline_generated: bool,
    pub(crate) ask_readable: bool,
    pub(crate) rule_functions: BTreeMap<RuleId, RuleFunctions>,
}

impl<'ir> Scope<'ir> {
    /// Nothing has a name: each root is a [`Hole::Row`], an entity input the key [`Hole::Input`].
    pub fn new(ir: &'ir Ir) -> Self {
        Self {
            ir,
            roots: Vec::new(),
            inline_generated: false,
            ask_readable: false,
            rule_functions: BTreeMap::new(),
        }
    }

    /// The same with a name for the row of a root.
    pub fn bind(mut self, root: Root, row: Row) -> Self {
        self.roots.retain(|(it, _)| *it != root);
        self.roots.push((root, row));
        self
    }

    /// The same for the expression of a generated column, which may not read another one.
    pub fn inlining_generated(mut self) -> Self {
        self.inline_generated = true;
        self
    }

    /// The same for a report: rows of other tables count only where the viewer may read them.
    pub fn asking_readable(mut self) -> Self {
        self.ask_readable = true;
        self
    }

    /// The same, with functions that answer some rules.
    pub fn calling(mut self, functions: BTreeMap<RuleId, RuleFunctions>) -> Self {
        self.rule_functions = functions;
        self
    }

    /// The model.
    pub fn ir(&self) -> &'ir Ir {
        self.ir
    }

    /// The value of an expression, which may stand wherever an operand may.
    pub fn operand(&self, expr: &Expr) -> Sql {
        Lowering::new(self).value(&Env::default(), expr).at_least(Level::Atom)
    }

    /// The value of an expression.
    pub fn value(&self, expr: &Expr) -> Sql {
        Lowering::new(self).value(&Env::default(), expr).sql
    }

    /// The value of an expression as an operand of `and`.
    pub fn value_conjunct(&self, expr: &Expr) -> Sql {
        Lowering::new(self).value(&Env::default(), expr).at_least(Level::And)
    }

    /// The value of an expression over [`Row::Arguments`], and the columns that it takes, in their order.
    pub fn value_of_arguments(&self, expr: &Expr) -> (Sql, Vec<FieldId>) {
        let mut lowering = Lowering::new(self);
        let value = lowering.value(&Env::default(), expr).sql;
        (value, lowering.arguments.into_inner().into_iter().collect())
    }

    /// The value of an expression where a column takes it: a text constant becomes of the column's type.
    pub fn assigned(&self, expr: &Expr) -> Sql {
        match &expr.kind {
            ExprKind::Literal(constant) => literal::bare(constant).sql,
            _ => self.value(expr),
        }
    }

    /// The value of an expression, exactly of this type: a decimal has the scale of the type.
    pub fn value_as(&self, expr: &Expr, ty: &Type) -> Sql {
        Lowering::new(self).value_as(&Env::default(), expr, ty).sql
    }

    /// What is true exactly where an expression is true, and false or null elsewhere.
    pub fn condition(&self, expr: &Expr) -> Sql {
        Lowering::new(self).holds(&Env::default(), expr).sql
    }

    /// The same as an operand of `and`.
    pub fn conjunct(&self, expr: &Expr) -> Sql {
        Lowering::new(self).holds(&Env::default(), expr).at_least(Level::And)
    }

    /// The same as an operand of `or`.
    pub fn disjunct(&self, expr: &Expr) -> Sql {
        Lowering::new(self).holds(&Env::default(), expr).beside_or()
    }

    /// What is true exactly where an expression is not, so where it is false or null; an operand of `and`.
    pub fn fails(&self, expr: &Expr) -> Sql {
        let holds = Lowering::new(self).holds(&Env::default(), expr);
        match holds.is_exists() {
            true => Sql::kw("not ").with(holds.sql),
            false => holds.above(Level::Is).with_kw(" is not true"),
        }
    }

    /// The value of a field of a root's row, stored or virtual; of a to-one its key.
    pub fn field(&self, root: Root, field: FieldId) -> Sql {
        let row = RowPath::root(root, field.entity);
        Lowering::new(self).ask(&Env::default(), &row, Ask::Field(field)).at_least(Level::Atom)
    }

    /// The key of a root's row.
    pub fn key(&self, root: Root, entity: EntityId) -> Sql {
        let row = RowPath::root(root, entity);
        Lowering::new(self).ask(&Env::default(), &row, Ask::Key).at_least(Level::Atom)
    }

    /// The key of the row at the end of a path; null where there is none.
    pub fn key_at(&self, path: &RowPath) -> Sql {
        Lowering::new(self).ask(&Env::default(), path, Ask::Key).at_least(Level::Atom)
    }

    /// What is true exactly where a rule holds for a root's row.
    pub fn rule(&self, root: Root, rule: RuleId) -> Sql {
        let row = RowPath::root(root, rule.entity);
        Lowering::new(self).ask(&Env::default(), &row, Ask::RuleHolds(rule)).sql
    }

    pub(crate) fn place(&self, root: Root, entity: EntityId) -> Place {
        Place::Given { row: self.row(root), entity }
    }

    pub(crate) fn row(&self, root: Root) -> Row {
        let bound = self.roots.iter().find(|(it, _)| *it == root).map(|(_, row)| row.clone());
        bound.unwrap_or_else(|| match root {
            Root::Input(position) => Row::Key(Sql::from(Hole::Input(position))),
            Root::LineReference(position) => Row::Key(Sql::from(Hole::LineInput(position))),
            Root::This | Root::Old | Root::New | Root::Line | Root::Many | Root::Step(_) => Row::Hole(root),
        })
    }
}
