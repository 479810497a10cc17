//! Aggregates: one value of many rows.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{
    Expr, Type,
    expr::{Aggregate, AggregateOver, ExprKind, Root},
};

use super::{Aggregates, Gathering, Typer, call::Call, typed, types::describe};

/// The aggregate of a name.
pub(super) fn aggregate_named(name: &str) -> Option<Aggregate> {
    Some(match name {
        "count" => Aggregate::Count,
        "sum" => Aggregate::Sum,
        "avg" => Aggregate::Avg,
        "min" => Aggregate::Min,
        "max" => Aggregate::Max,
        "bool_or" => Aggregate::BoolOr,
        "bool_and" => Aggregate::BoolAnd,
        "array_agg" => Aggregate::ArrayAgg,
        "string_agg" => Aggregate::StringAgg,
        _ => return None,
    })
}

impl Typer<'_> {
    pub(super) fn aggregate(&mut self, function: Aggregate, call: &Call<'_>, span: Span) -> Option<Expr> {
        if self.scope.aggregates == Aggregates::No {
            let message = format!("no aggregate may stand in {}", self.scope.place);
            self.report(Diagnostic::error(Code::F0509, span, message));
            return None;
        }
        if self.aggregate.is_some() {
            let found = Diagnostic::error(Code::F0509, span, "an aggregate inside an aggregate")
                .help("Give the inner one a name: a computed field of the rows.");
            self.report(found);
            return None;
        }
        self.aggregate = Some(Gathering::default());
        let parts = self.parts(function, call, span);
        let gathering = self.aggregate.take().unwrap_or_default();
        let (argument, separator, filter) = parts?;
        let over = self.over(gathering, span)?;
        let (ty, nullable) = self.result(function, argument.as_ref(), filter.is_some(), &over, span)?;
        let kind = ExprKind::Aggregate {
            function,
            over,
            argument: argument.filter(|it| !is_the_row(it)).map(Box::new),
            separator: separator.map(Box::new),
            distinct: call.distinct,
            filter: filter.map(Box::new),
        };
        Some(typed(kind, ty, nullable, span))
    }

    /// Argument, separator and filter.
    fn parts(
        &mut self,
        function: Aggregate,
        call: &Call<'_>,
        span: Span,
    ) -> Option<(Option<Expr>, Option<Expr>, Option<Expr>)> {
        let (argument, separator) = match (function, call.arguments, call.star) {
            (Aggregate::Count, [], true) => (None, None),
            (Aggregate::StringAgg, [argument, separator], false) => {
                let argument = self.infer(argument, Some(&Type::Text(None)))?;
                (Some(argument), Some(self.infer(separator, Some(&Type::Text(None)))?))
            }
            (_, [argument], false) if function != Aggregate::StringAgg => {
                (Some(self.infer(argument, None)?), None)
            }
            _ => {
                let message = format!("`{}` takes {}", call.name.text, takes(function));
                self.report(Diagnostic::error(Code::F0507, span, message));
                return None;
            }
        };
        let filter = match call.filter {
            Some(filter) => {
                let filter = self.infer(filter, Some(&Type::Bool))?;
                self.is_condition(&filter).then_some(())?;
                Some(filter)
            }
            None => None,
        };
        Some((argument, separator, filter))
    }

    fn over(&mut self, gathering: Gathering, span: Span) -> Option<AggregateOver> {
        let of_rows = matches!(self.scope.aggregates, Aggregates::OverRows { .. });
        match (gathering.many, gathering.table) {
            (Some(many), None) if !of_rows => Some(AggregateOver::Relation(many)),
            (None, Some(table)) => Some(AggregateOver::Table(table)),
            (None, None) if of_rows => Some(AggregateOver::Rows),
            (None, None) => {
                let found = Diagnostic::error(Code::F0509, span, "an aggregate needs many rows")
                    .label("no relation to many is named in it")
                    .help("Name a relation, as in `count(items)` or `sum(items.total)`.");
                self.report(found);
                None
            }
            (Some(_), _) => {
                let found =
                    Diagnostic::error(Code::F0508, span, "a measure goes over the rows of the report")
                        .help("For the rows of a relation, make a breakdown with `each`.");
                self.report(found);
                None
            }
        }
    }

    fn result(
        &mut self,
        function: Aggregate,
        argument: Option<&Expr>,
        filtered: bool,
        over: &AggregateOver,
        span: Span,
    ) -> Option<(Type, bool)> {
        if function == Aggregate::Count {
            return Some((Type::BigInt, false));
        }
        let argument = argument?;
        let grouped = self.scope.aggregates == Aggregates::OverRows { grouped: true };
        let some_row_for_sure = grouped && *over == AggregateOver::Rows && !filtered;
        let nullable = argument.nullable || !some_row_for_sure;
        let Some(ty) = result_type(function, &argument.ty) else {
            let what = describe(self.ir, &argument.ty);
            let found =
                Diagnostic::error(Code::F0501, argument.span, format!("this aggregate does not take {what}"))
                    .label(format!("this is {what}"))
                    .secondary(span, "the aggregate");
            self.report(found);
            return None;
        };
        Some((ty, nullable))
    }
}

/// LANGUAGE, chapter 4, the table of aggregates.
fn result_type(function: Aggregate, argument: &Type) -> Option<Type> {
    match (function, argument) {
        (Aggregate::Count, _) => Some(Type::BigInt),
        (Aggregate::Sum, Type::Int) => Some(Type::BigInt),
        (Aggregate::Sum, Type::BigInt | Type::Decimal(_)) => Some(Type::Decimal(None)),
        (Aggregate::Sum, Type::Interval) => Some(Type::Interval),
        (Aggregate::Avg, Type::Int | Type::BigInt | Type::Decimal(_)) => Some(Type::Decimal(None)),
        (
            Aggregate::Min | Aggregate::Max,
            Type::Int
            | Type::BigInt
            | Type::Decimal(_)
            | Type::Text(_)
            | Type::Varchar(_)
            | Type::Date
            | Type::Time
            | Type::Timestamptz
            | Type::Interval,
        ) => Some(argument.clone()),
        (Aggregate::BoolOr | Aggregate::BoolAnd, Type::Bool) => Some(Type::Bool),
        (Aggregate::ArrayAgg, Type::Array(_) | Type::Object(_) | Type::Ref(_) | Type::Null) => None,
        (Aggregate::ArrayAgg, other) => Some(Type::Array(Box::new(other.clone()))),
        (Aggregate::StringAgg, Type::Text(_) | Type::Varchar(_)) => Some(Type::Text(None)),
        _ => None,
    }
}

fn is_the_row(argument: &Expr) -> bool {
    matches!(&argument.kind, ExprKind::Row(row) if row.root == Root::Many && row.hops.is_empty())
}

fn takes(function: Aggregate) -> &'static str {
    match function {
        Aggregate::Count => "`*`, a relation, or one value",
        Aggregate::StringAgg => "a text and a separator",
        Aggregate::Sum
        | Aggregate::Avg
        | Aggregate::Min
        | Aggregate::Max
        | Aggregate::BoolOr
        | Aggregate::BoolAnd
        | Aggregate::ArrayAgg => "one value",
    }
}
