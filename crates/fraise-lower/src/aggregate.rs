//! Aggregates: correlated subselects, or over the rows of a report.

use fraise_ir::{
    EntityId, Expr,
    expr::{Aggregate, AggregateOver, Many, Root},
};

use crate::{
    Hole, Sql,
    level::{Level, Lowered},
    lowering::{Env, Lowering, Query},
    walk::{Here, Place},
};

impl Lowering<'_> {
    #[expect(clippy::too_many_arguments, reason = "the parts of ExprKind::Aggregate")]
    pub(crate) fn aggregate(
        &mut self,
        env: &Env,
        function: Aggregate,
        over: &AggregateOver,
        argument: Option<&Expr>,
        separator: Option<&Expr>,
        distinct: bool,
        filter: Option<&Expr>,
    ) -> Lowered {
        let place = match over {
            AggregateOver::Rows => {
                let filter = filter.map(|it| self.holds(env, it));
                let call = self.aggregate_call(env, function, argument, separator, distinct);
                return match filter {
                    Some(filter) => {
                        Lowered::atom(call.with_kw(" filter (where ").with(filter.sql).with_kw(")"))
                    }
                    None => Lowered::atom(call),
                };
            }
            AggregateOver::Relation(many) => self.open_relation(env, many),
            AggregateOver::Table(entity) => self.open_table(*entity),
        };
        let env = env.with(Root::Many, place);
        let call = self.aggregate_call(&env, function, argument, separator, distinct);
        // A condition on the rows says the same as a filter on the only aggregate, and lets indexes help.
        let filter = filter.map(|it| self.holds(&env, it));
        let query = self.queries.pop().unwrap_or_default();
        query.select_where(call, filter)
    }

    /// Opens a subselect over the rows of a relation.
    fn open_relation(&mut self, env: &Env, many: &Many) -> Place {
        let (start, hops) = env.start(self.scope, &many.from);
        let (here, rest) = self.step_along(start, hops, false);
        self.queries.push(Query::default());
        let here = self.walk(here, rest);
        let end = self.walk_relation(here, many.relation);
        self.enter(end)
    }

    /// Opens a subselect over all rows of a table.
    fn open_table(&mut self, entity: EntityId) -> Place {
        self.queries.push(Query::default());
        // The rule that is written in place of the hole calls its own tables `x1`, `x2`, ..
        let alias = self.new_alias_of(if self.scope.ask_readable { "every" } else { "x" });
        let place = Place::Alias { alias: alias.clone(), entity, depth: self.queries.len() };
        let mut on: Vec<Sql> = self.living(&place).into_iter().collect();
        if self.scope.ask_readable {
            on.push(Sql::from(Hole::Readable(entity, alias.clone())));
        }
        self.add_table(entity, alias, on);
        self.enter(Here::At(place))
    }

    fn aggregate_call(
        &mut self,
        env: &Env,
        function: Aggregate,
        argument: Option<&Expr>,
        separator: Option<&Expr>,
        distinct: bool,
    ) -> Sql {
        let mut sql = Sql::kw(name(function)).with_kw("(");
        if distinct {
            sql = sql.with_kw("distinct ");
        }
        sql = match argument {
            Some(argument) => sql.with(self.value(env, argument).at_least(Level::Or)),
            None => sql.with_kw("*"),
        };
        if let Some(separator) = separator {
            sql = sql.with_kw(", ").with(self.value(env, separator).sql);
        }
        sql.with_kw(")")
    }
}

fn name(function: Aggregate) -> &'static str {
    match function {
        Aggregate::Count => "count",
        Aggregate::Sum => "sum",
        Aggregate::Avg => "avg",
        Aggregate::Min => "min",
        Aggregate::Max => "max",
        Aggregate::BoolOr => "bool_or",
        Aggregate::BoolAnd => "bool_and",
        Aggregate::ArrayAgg => "array_agg",
        Aggregate::StringAgg => "string_agg",
    }
}
