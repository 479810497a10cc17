//! Functions of the language, in those of PostgreSQL that are as immutable as the language says.

use fraise_ir::{Expr, Type, expr::Function};
use fraise_sql::SqlType;

use crate::{
    Sql,
    level::{Level, Lowered},
    lowering::{Env, Lowering},
    value::cast,
};

impl Lowering<'_> {
    pub(crate) fn call(&mut self, env: &Env, function: Function, arguments: &[Expr]) -> Lowered {
        match function {
            Function::Coalesce => self.plain(env, "coalesce(", arguments),
            Function::Nullif => self.plain(env, "nullif(", arguments),
            Function::Greatest => self.plain(env, "greatest(", arguments),
            Function::Least => self.plain(env, "least(", arguments),
            Function::Abs => self.plain(env, "abs(", arguments),
            Function::Mod => self.plain(env, "mod(", arguments),
            Function::Lower => self.plain(env, "lower(", arguments),
            Function::Upper => self.plain(env, "upper(", arguments),
            Function::Trim => self.plain(env, "btrim(", arguments),
            Function::Length => self.plain(env, "length(", arguments),
            Function::Left => self.plain(env, "left(", arguments),
            Function::Right => self.plain(env, "right(", arguments),
            Function::Substring => self.plain(env, "substr(", arguments),
            Function::Replace => self.plain(env, "replace(", arguments),
            Function::StartsWith => self.plain(env, "starts_with(", arguments),
            Function::Round => self.numeric(env, "round(", arguments),
            Function::Floor => self.numeric(env, "floor(", arguments),
            Function::Ceil => self.numeric(env, "ceil(", arguments),
            Function::Power => self.numeric(env, "power(", arguments),
            Function::Sign => self.numeric(env, "sign(", arguments),
            Function::Concat => self.concat(env, arguments),
            Function::Position => self.position(env, arguments),
            Function::Age => self.age(env, arguments),
            Function::DayStart => self.day_start(env, arguments),
            Function::Now => Lowered::kw("now()"),
            Function::Today => self.today(env, arguments.first()),
        }
    }

    fn plain(&mut self, env: &Env, name: &'static str, arguments: &[Expr]) -> Lowered {
        let arguments: Vec<Sql> = arguments.iter().map(|it| self.value(env, it).sql).collect();
        Lowered::atom(Sql::kw(name).with(Sql::join(", ", arguments)).with_kw(")"))
    }

    /// PostgreSQL would take the first argument for a float when it is an integer, and the answer would be one.
    fn numeric(&mut self, env: &Env, name: &'static str, arguments: &[Expr]) -> Lowered {
        let mut printed = Vec::new();
        for (position, argument) in arguments.iter().enumerate() {
            let value = self.value(env, argument);
            let is_integer = matches!(argument.ty, Type::Int | Type::BigInt);
            let value =
                if position == 0 && is_integer { cast(value, &SqlType::Numeric(None)) } else { value };
            printed.push(value.sql);
        }
        Lowered::atom(Sql::kw(name).with(Sql::join(", ", printed)).with_kw(")"))
    }

    /// `concat` of PostgreSQL is only stable, since it prints values of any type.
    fn concat(&mut self, env: &Env, arguments: &[Expr]) -> Lowered {
        let mut parts = Vec::new();
        for argument in arguments {
            let value = self.value(env, argument);
            let text = if argument.ty.is_text() { value } else { cast(value, &SqlType::Text) };
            let part = if argument.nullable {
                Lowered::atom(Sql::kw("coalesce(").with(text.sql).with_kw(", '')"))
            } else {
                text
            };
            parts.push(part.above(Level::Operator));
        }
        Lowered::new(Level::Operator, Sql::join(" || ", parts))
    }

    /// `position('x' in text)`
    fn position(&mut self, env: &Env, arguments: &[Expr]) -> Lowered {
        let parts: Vec<Sql> = arguments.iter().map(|it| self.value(env, it).above(Level::Between)).collect();
        Lowered::atom(Sql::kw("position(").with(Sql::join(" in ", parts)).with_kw(")"))
    }

    /// Of two dates `age` would go by way of the session's time zone.
    fn age(&mut self, env: &Env, arguments: &[Expr]) -> Lowered {
        let mut parts = Vec::new();
        for argument in arguments {
            let value = self.value(env, argument);
            parts.push(if argument.ty == Type::Date { timestamp(value).sql } else { value.sql });
        }
        Lowered::atom(Sql::kw("age(").with(Sql::join(", ", parts)).with_kw(")"))
    }

    /// The first moment of a day in a zone: midnight there.
    fn day_start(&mut self, env: &Env, arguments: &[Expr]) -> Lowered {
        let (Some(day), Some(zone)) = (arguments.first(), arguments.get(1)) else {
            return Lowered::kw("null");
        };
        let midnight = timestamp(self.value(env, day));
        let zone = self.value(env, zone);
        at_zone(midnight, zone)
    }

    fn today(&mut self, env: &Env, zone: Option<&Expr>) -> Lowered {
        let zone = match zone {
            Some(zone) => self.value(env, zone),
            None => Lowered::kw("'UTC'"),
        };
        cast(at_zone(Lowered::kw("now()"), zone), &SqlType::Date)
    }
}

/// `x at time zone 'UTC'`
pub(crate) fn at_zone(moment: Lowered, zone: Lowered) -> Lowered {
    let zone = zone.above(Level::Zone);
    Lowered::new(Level::Zone, moment.at_least(Level::Zone).with_kw(" at time zone ").with(zone))
}

/// As a moment without a zone, which is what the immutable functions want.
pub(crate) fn timestamp(value: Lowered) -> Lowered {
    Lowered::new(Level::Cast, value.at_least(Level::Cast).with_kw("::timestamp"))
}
