//! `extract` and `date_trunc`.
//!
//! On a timestamptz both depend on the session's time zone; with a zone of their own they are asked of the clock on the wall
//! there, which is immutable.

use fraise_ir::{Expr, Type, expr::PartFunction};
use fraise_sql::{Literal, SqlType};

use crate::{
    Sql,
    function::{at_zone, timestamp},
    level::Lowered,
    lowering::{Env, Lowering},
    value::cast,
};

impl Lowering<'_> {
    pub(crate) fn part(
        &mut self,
        env: &Env,
        function: PartFunction,
        unit: &str,
        operand: &Expr,
        zone: Option<&Expr>,
    ) -> Lowered {
        let value = self.value(env, operand);
        let zone = zone.map(|it| self.value(env, it));
        match (function, zone) {
            (PartFunction::Extract, None) => extract(unit, value),
            (PartFunction::Extract, Some(zone)) => extract(unit, at_zone(value, zone)),
            (PartFunction::Truncate, Some(zone)) => {
                at_zone(truncate(unit, at_zone(value, zone.clone())), zone)
            }
            (PartFunction::Truncate, None) if operand.ty == Type::Date => {
                cast(truncate(unit, timestamp(value)), &SqlType::Date)
            }
            (PartFunction::Truncate, None) => truncate(unit, value),
        }
    }
}

fn extract(unit: &str, value: Lowered) -> Lowered {
    let unit = unit_name(unit);
    Lowered::atom(Sql::kw("extract(").with(unit).with_kw(" from ").with(value.sql).with_kw(")"))
}

fn truncate(unit: &str, value: Lowered) -> Lowered {
    let unit = Sql::from(fraise_sql::Fragment::new().lit(&Literal::text(unit)));
    Lowered::atom(Sql::kw("date_trunc(").with(unit).with_kw(", ").with(value.sql).with_kw(")"))
}

/// A unit is a bare word for PostgreSQL, or a text constant.
fn unit_name(unit: &str) -> Sql {
    const WORDS: [&str; 12] = [
        "century", "day", "decade", "dow", "doy", "epoch", "hour", "isodow", "isoyear", "minute", "month",
        "second",
    ];
    const MORE: [&str; 5] = ["milliseconds", "microseconds", "quarter", "week", "year"];
    let known = WORDS.iter().chain(&MORE).find(|word| **word == unit);
    match known {
        Some(word) => Sql::kw(word),
        None => Sql::from(fraise_sql::Fragment::new().lit(&Literal::text(unit))),
    }
}
