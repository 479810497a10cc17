//! Comparisons, in which a text constant takes the type of what it is compared with.

use fraise_ir::{
    Expr,
    expr::{BinaryOp, ExprKind},
};

use crate::{
    Sql,
    level::{Level, Lowered},
    literal,
    lowering::{Env, Lowering},
};

impl Lowering<'_> {
    pub(crate) fn comparison(&mut self, env: &Env, operator: BinaryOp, left: &Expr, right: &Expr) -> Lowered {
        let level = level(operator);
        let left_sql = self.beside(env, left, right).above(Level::Between);
        let right_sql = self.beside(env, right, left).above(Level::Between);
        Lowered::new(level, left_sql.with_kw(symbol(operator)).with(right_sql))
    }

    pub(crate) fn is_in(&mut self, env: &Env, operand: &Expr, list: &[Expr], negated: bool) -> Lowered {
        let word = if negated { " not in (" } else { " in (" };
        let left = self.value(env, operand).above(Level::Between);
        let list: Vec<Sql> = list.iter().map(|it| self.beside(env, it, operand).sql).collect();
        Lowered::new(Level::Between, left.with_kw(word).with(Sql::join(", ", list)).with_kw(")"))
    }

    /// The value of an expression beside another that PostgreSQL takes the type of a text constant from.
    pub(crate) fn beside(&mut self, env: &Env, expr: &Expr, other: &Expr) -> Lowered {
        match (&expr.kind, &other.kind) {
            (ExprKind::Literal(_), ExprKind::Literal(_)) => self.value(env, expr),
            (ExprKind::Literal(constant), _) => literal::bare(constant),
            _ => self.value(env, expr),
        }
    }
}

fn level(operator: BinaryOp) -> Level {
    match operator {
        BinaryOp::Or => Level::Or,
        BinaryOp::And => Level::And,
        BinaryOp::IsDistinctFrom | BinaryOp::IsNotDistinctFrom => Level::Is,
        BinaryOp::Equal
        | BinaryOp::NotEqual
        | BinaryOp::Less
        | BinaryOp::LessOrEqual
        | BinaryOp::Greater
        | BinaryOp::GreaterOrEqual => Level::Compare,
        BinaryOp::Like | BinaryOp::NotLike | BinaryOp::Ilike | BinaryOp::NotIlike => Level::Between,
        BinaryOp::Matches | BinaryOp::Concat => Level::Operator,
        BinaryOp::Plus | BinaryOp::Minus => Level::Add,
        BinaryOp::Times | BinaryOp::Divide | BinaryOp::Modulo => Level::Multiply,
    }
}

/// The operator with the spaces around it.
pub(crate) fn symbol(operator: BinaryOp) -> &'static str {
    match operator {
        BinaryOp::Or => " or ",
        BinaryOp::And => " and ",
        BinaryOp::Equal => " = ",
        BinaryOp::NotEqual => " <> ",
        BinaryOp::Less => " < ",
        BinaryOp::LessOrEqual => " <= ",
        BinaryOp::Greater => " > ",
        BinaryOp::GreaterOrEqual => " >= ",
        BinaryOp::IsDistinctFrom => " is distinct from ",
        BinaryOp::IsNotDistinctFrom => " is not distinct from ",
        BinaryOp::Like => " like ",
        BinaryOp::NotLike => " not like ",
        BinaryOp::Ilike => " ilike ",
        BinaryOp::NotIlike => " not ilike ",
        BinaryOp::Matches => " ~ ",
        BinaryOp::Plus => " + ",
        BinaryOp::Minus => " - ",
        BinaryOp::Times => " * ",
        BinaryOp::Divide => " / ",
        BinaryOp::Modulo => " % ",
        BinaryOp::Concat => " || ",
    }
}
