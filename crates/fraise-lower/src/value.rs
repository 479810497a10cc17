//! The value of each kind of expression.

use fraise_ir::{
    Expr, Type,
    access::Who,
    expr::{BinaryOp, ExprKind, UnaryOp},
};
use fraise_sql::SqlType;

use crate::{
    Hole, Shape, Sql,
    level::{Level, Lowered},
    literal,
    lowering::{Env, Lowering},
    scale::Scale,
    types,
    walk::Ask,
};

impl Lowering<'_> {
    /// The value of an expression.
    pub(crate) fn value(&mut self, env: &Env, expr: &Expr) -> Lowered {
        match &expr.kind {
            ExprKind::Literal(constant) => literal::typed(self.ir, constant, &expr.ty),
            ExprKind::Field { row, field } => self.ask(env, row, Ask::Field(*field)),
            ExprKind::Row(row) => self.ask(env, row, Ask::Key),
            ExprKind::Rule { row, rule } => self.ask(env, row, Ask::Rule(*rule)),
            ExprKind::ViewerId => hole(Hole::Viewer),
            ExprKind::ViewerClaim(claim) => hole(Hole::Claim(*claim)),
            ExprKind::HasRole(Who::Public) => Lowered::kw("true"),
            ExprKind::HasRole(who) => hole(Hole::HasRole(*who)),
            ExprKind::Input(position) => hole(Hole::Input(*position)),
            ExprKind::LineInput(position) => hole(Hole::LineInput(*position)),
            ExprKind::HookOutput(step, position) => hole(Hole::HookOutput(*step, *position)),
            ExprKind::Qty => hole(Hole::Qty),
            ExprKind::Value => hole(Hole::Value),
            ExprKind::Unary(UnaryOp::Minus, operand) => {
                Lowered::new(Level::Sign, Sql::kw("-").with(self.value(env, operand).above(Level::Sign)))
            }
            ExprKind::Unary(UnaryOp::Not, operand) if is_negatable(operand) => {
                self.value(env, &negated(operand))
            }
            ExprKind::Unary(UnaryOp::Not, operand) => {
                Lowered::new(Level::Not, Sql::kw("not ").with(self.value(env, operand).at_least(Level::Cast)))
            }
            ExprKind::Binary(operator, left, right) => self.binary(env, *operator, left, right),
            ExprKind::IsNull { operand, negated } => {
                let words = if *negated { " is not null" } else { " is null" };
                Lowered::new(Level::Is, self.value(env, operand).above(Level::Between).with_kw(words))
            }
            ExprKind::In { operand, list, negated } => self.is_in(env, operand, list, *negated),
            ExprKind::Between { operand, low, high, negated } => {
                let word = if *negated { " not between " } else { " between " };
                let operand_sql = self.beside(env, operand, low).above(Level::Between);
                let low = self.beside(env, low, operand).above(Level::Between);
                let high = self.beside(env, high, operand).above(Level::Between);
                Lowered::new(Level::Between, operand_sql.with_kw(word).with(low).with_kw(" and ").with(high))
            }
            ExprKind::AnyOf { operand, list } => {
                let operand = self.value(env, operand).above(Level::Between);
                let value = self.value(env, list);
                // `any ((select ..))` would compare with the rows, not with the elements of the array in the one row.
                let value = match value.is_subselect() {
                    true => cast(value, &types::sql_type(self.ir, &list.ty)),
                    false => value,
                };
                Lowered::new(Level::Compare, operand.with_kw(" = any (").with(value.sql).with_kw(")"))
            }
            ExprKind::Case { operand, branches, otherwise } => {
                self.case(env, operand.as_deref(), branches, otherwise.as_deref())
            }
            ExprKind::Cast(operand) => {
                let operand = match &operand.kind {
                    ExprKind::Literal(constant) => literal::bare(constant),
                    _ => self.value(env, operand),
                };
                cast(operand, &types::sql_type(self.ir, &expr.ty))
            }
            ExprKind::Call(function, arguments) => self.call(env, *function, arguments),
            ExprKind::Part { function, unit, operand, zone } => {
                self.part(env, *function, unit, operand, zone.as_deref())
            }
            ExprKind::Aggregate { function, over, argument, separator, distinct, filter } => {
                let argument = argument.as_deref();
                self.aggregate(
                    env,
                    *function,
                    over,
                    argument,
                    separator.as_deref(),
                    *distinct,
                    filter.as_deref(),
                )
            }
        }
    }

    /// The value of an expression, exactly of a type.
    pub(crate) fn value_as(&mut self, env: &Env, expr: &Expr, ty: &Type) -> Lowered {
        let value = self.value(env, expr);
        if self.is_exactly(expr, ty) { value } else { cast(value, &types::sql_type(self.ir, ty)) }
    }

    fn is_exactly(&self, expr: &Expr, ty: &Type) -> bool {
        match ty {
            Type::Decimal(Some(size)) => {
                matches!(expr.ty, Type::Decimal(_))
                    && Scale::of(self.ir, expr) == Some(Scale::exactly(size.scale))
            }
            Type::Decimal(None) => matches!(expr.ty, Type::Decimal(_)),
            Type::BigInt => expr.ty == Type::BigInt,
            Type::Bool
            | Type::Int
            | Type::Text(_)
            | Type::Varchar(_)
            | Type::Uuid
            | Type::Date
            | Type::Time
            | Type::Timestamptz
            | Type::Interval
            | Type::Json
            | Type::Bytes
            | Type::Enum(_)
            | Type::Object(_)
            | Type::Ref(_)
            | Type::Array(_)
            | Type::Null => expr.ty != Type::Null,
        }
    }

    fn binary(&mut self, env: &Env, operator: BinaryOp, left: &Expr, right: &Expr) -> Lowered {
        match operator {
            BinaryOp::And => {
                let (left, right) = (self.value(env, left), self.value(env, right));
                let parts = [left.at_least(Level::And), right.at_least(Level::And)];
                Lowered::new(Level::And, Sql::junction("and ", parts))
            }
            BinaryOp::Or => {
                let (left, right) = (self.value(env, left), self.value(env, right));
                Lowered::new(Level::Or, Sql::junction("or ", [left.beside_or(), right.beside_or()]))
            }
            BinaryOp::Plus | BinaryOp::Minus => self.chain(env, Level::Add, operator, left, right),
            BinaryOp::Times | BinaryOp::Divide | BinaryOp::Modulo => {
                self.chain(env, Level::Multiply, operator, left, right)
            }
            BinaryOp::Concat => self.chain(env, Level::Operator, operator, left, right),
            BinaryOp::Equal
            | BinaryOp::NotEqual
            | BinaryOp::Less
            | BinaryOp::LessOrEqual
            | BinaryOp::Greater
            | BinaryOp::GreaterOrEqual
            | BinaryOp::IsDistinctFrom
            | BinaryOp::IsNotDistinctFrom
            | BinaryOp::Like
            | BinaryOp::NotLike
            | BinaryOp::Ilike
            | BinaryOp::NotIlike
            | BinaryOp::Matches => self.comparison(env, operator, left, right),
        }
    }

    /// An operator that groups to the left.
    fn chain(&mut self, env: &Env, level: Level, operator: BinaryOp, left: &Expr, right: &Expr) -> Lowered {
        let left = self.value(env, left).at_least(level);
        let right = self.value(env, right).above(level);
        Lowered::new(level, left.with_kw(crate::comparison::symbol(operator)).with(right))
    }

    fn case(
        &mut self,
        env: &Env,
        operand: Option<&Expr>,
        branches: &[(Expr, Expr)],
        otherwise: Option<&Expr>,
    ) -> Lowered {
        let mut sql = Sql::kw("case");
        if let Some(operand) = operand {
            sql = sql.with_kw(" ").with(self.value(env, operand).sql);
        }
        for (when, then) in branches {
            let when = match operand {
                Some(operand) => self.beside(env, when, operand),
                None => self.holds(env, when),
            };
            sql = sql
                .with_line()
                .with_kw("when ")
                .with(when.sql)
                .with_kw(" then ")
                .with(self.value(env, then).sql);
        }
        if let Some(otherwise) = otherwise {
            sql = sql.with_line().with_kw("else ").with(self.value(env, otherwise).sql);
        }
        Lowered::atom(sql.with_line().with_kw("end").group(Shape::Case))
    }
}

/// PostgreSQL has a word for the contrary: `is not null`, `not in`, `not between`.
fn is_negatable(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::IsNull { .. } | ExprKind::In { .. } | ExprKind::Between { .. })
}

fn negated(expr: &Expr) -> Expr {
    let mut contrary = expr.clone();
    if let ExprKind::IsNull { negated, .. }
    | ExprKind::In { negated, .. }
    | ExprKind::Between { negated, .. } = &mut contrary.kind
    {
        *negated = !*negated;
    }
    contrary
}

/// `x::date`
pub(crate) fn cast(value: Lowered, ty: &SqlType) -> Lowered {
    let ty = Sql::from(fraise_sql::Fragment::new().ty(ty));
    Lowered::new(Level::Cast, value.at_least(Level::Cast).with_kw("::").with(ty))
}

fn hole(hole: Hole) -> Lowered {
    Lowered::atom(Sql::from(hole))
}
