//! Calls of the functions of the language.

use fraise_diagnostics::{Code, Diagnostic, Fix, Span, nearest};
use fraise_expr::{Expr as Syntax, ExprKind as Kind, Name};
use fraise_ir::{
    Expr, Type,
    access::Who,
    expr::{ExprKind, Function, PartFunction},
};

use super::{
    Typer,
    aggregate::aggregate_named,
    typed,
    types::{common, describe},
};
use crate::message;

/// A call as written.
pub(super) struct Call<'s> {
    pub(super) name: &'s Name,
    pub(super) arguments: &'s [Syntax],
    pub(super) star: bool,
    pub(super) distinct: bool,
    pub(super) filter: Option<&'s Syntax>,
}

/// Every function that a schema may call.
const FUNCTIONS: [(&str, Function); 26] = [
    ("coalesce", Function::Coalesce),
    ("nullif", Function::Nullif),
    ("greatest", Function::Greatest),
    ("least", Function::Least),
    ("abs", Function::Abs),
    ("round", Function::Round),
    ("floor", Function::Floor),
    ("ceil", Function::Ceil),
    ("mod", Function::Mod),
    ("power", Function::Power),
    ("sign", Function::Sign),
    ("lower", Function::Lower),
    ("upper", Function::Upper),
    ("trim", Function::Trim),
    ("length", Function::Length),
    ("left", Function::Left),
    ("right", Function::Right),
    ("substring", Function::Substring),
    ("replace", Function::Replace),
    ("starts_with", Function::StartsWith),
    ("concat", Function::Concat),
    ("position", Function::Position),
    ("age", Function::Age),
    ("day_start", Function::DayStart),
    ("now", Function::Now),
    ("today", Function::Today),
];

/// `now` and `today` may be called as they are.
pub(super) fn is_called_without_arguments(name: &str) -> bool {
    let found = FUNCTIONS.iter().find(|(it, _)| *it == name);
    found.is_some_and(|(_, function)| matches!(function, Function::Now | Function::Today))
}

/// Functions with a form of their own, and aggregates.
/// Functions of other databases and languages, with ours.
const FOREIGN: [(&str, &str); 18] = [
    ("char_length", "length"),
    ("character_length", "length"),
    ("current_timestamp", "now"),
    ("getdate", "now"),
    ("ifnull", "coalesce"),
    ("lcase", "lower"),
    ("len", "length"),
    ("newid", "gen_random_uuid"),
    ("nvl", "coalesce"),
    ("pow", "power"),
    ("size", "length"),
    ("strlen", "length"),
    ("substr", "substring"),
    ("ucase", "upper"),
    ("uuid", "gen_random_uuid"),
    ("uuid_generate_v4", "gen_random_uuid"),
    ("uuidv4", "gen_random_uuid"),
    ("uuidv7", "gen_random_uuid"),
];

fn ours_for(foreign: &str) -> Option<&'static str> {
    FOREIGN.iter().find(|(it, _)| *it == foreign).map(|(_, ours)| *ours)
}

const OTHERS: [&str; 15] = [
    "extract",
    "date_trunc",
    "has_role",
    "numbered",
    "random_token",
    "gen_random_uuid",
    "count",
    "sum",
    "avg",
    "min",
    "max",
    "bool_or",
    "bool_and",
    "array_agg",
    "string_agg",
];

/// Units of `extract` and `date_trunc`.
const UNITS: [&str; 8] = ["year", "quarter", "month", "week", "day", "hour", "minute", "second"];

impl Typer<'_> {
    pub(super) fn call(&mut self, call: &Call<'_>, hint: Option<&Type>, span: Span) -> Option<Expr> {
        let name = call.name.text.as_str();
        if let Some(aggregate) = aggregate_named(name) {
            return self.aggregate(aggregate, call, span);
        }
        if call.star || call.distinct || call.filter.is_some() {
            let message = format!("`{name}` is no aggregate: it takes no `*`, `distinct` or `filter`");
            self.report(Diagnostic::error(Code::F0507, span, message));
            return None;
        }
        match name {
            "has_role" => return self.has_role(call.arguments, span),
            "extract" => return self.part(PartFunction::Extract, call.arguments, span),
            "date_trunc" => return self.part(PartFunction::Truncate, call.arguments, span),
            "numbered" | "random_token" | "gen_random_uuid" => {
                let message = format!("`{name}` may only be a whole default");
                self.report(Diagnostic::error(Code::F0506, span, message));
                return None;
            }
            _ => {}
        }
        let Some((_, function)) = FUNCTIONS.iter().find(|(it, _)| *it == name) else {
            return self.unknown_function(call.name);
        };
        self.function(*function, name, call.arguments, hint, span)
    }

    fn unknown_function(&mut self, name: &Name) -> Option<Expr> {
        let span = self.text.span_of(name.range.clone());
        let all = FUNCTIONS.iter().map(|(it, _)| *it).chain(OTHERS);
        let found = Diagnostic::error(Code::F0507, span, format!("unknown function `{}`", name.text));
        let found = match ours_for(&name.text).or_else(|| nearest(&name.text, all)) {
            Some(near) => found.label(format!("did you mean `{near}`?")).fix(Fix::replace(
                format!("write `{near}`"),
                span,
                near,
            )),
            None => found.label("not a function of the language"),
        };
        self.report(found);
        None
    }

    fn function(
        &mut self,
        function: Function,
        name: &str,
        arguments: &[Syntax],
        hint: Option<&Type>,
        span: Span,
    ) -> Option<Expr> {
        if matches!(function, Function::Coalesce | Function::Nullif | Function::Greatest | Function::Least) {
            return self.choosing(function, name, arguments, hint, span);
        }
        let wanted = parameters(function);
        let (least, most) = (wanted.iter().filter(|it| it.required).count(), wanted.len());
        let endless = function == Function::Concat;
        if arguments.len() < least || (arguments.len() > most && !endless) {
            let found =
                Diagnostic::error(Code::F0507, span, format!("`{name}` takes {}", counted(least, most)))
                    .label(format!("{} given", arguments.len()));
            self.report(found);
            return None;
        }
        let mut values = Vec::with_capacity(arguments.len());
        for (index, argument) in arguments.iter().enumerate() {
            let parameter = wanted.get(index).or(wanted.last())?;
            values.push(self.argument(argument, parameter.takes));
        }
        let values: Vec<Expr> = values.into_iter().collect::<Option<_>>()?;
        let ty = result_type(function, &values);
        let nullable = values.iter().any(|it| it.nullable) && function != Function::Concat;
        Some(typed(ExprKind::Call(function, values), ty, nullable, span))
    }

    /// `coalesce`, `nullif`, `greatest`, `least`: values of one type, one of which it is.
    fn choosing(
        &mut self,
        function: Function,
        name: &str,
        arguments: &[Syntax],
        hint: Option<&Type>,
        span: Span,
    ) -> Option<Expr> {
        let good_count = match function {
            Function::Nullif => arguments.len() == 2,
            _ => arguments.len() >= 2,
        };
        if !good_count {
            let message = format!(
                "`{name}` takes two values{}",
                if function == Function::Nullif { "" } else { " or more" }
            );
            self.report(Diagnostic::error(Code::F0507, span, message));
            return None;
        }
        let values: Vec<&Syntax> = arguments.iter().collect();
        let (values, ty) = self.same_type(&values, hint, name)?;
        let nullable = match function {
            Function::Nullif => true,
            Function::Coalesce => values.iter().all(|it| it.nullable),
            _ => values.iter().all(|it| it.nullable),
        };
        Some(typed(ExprKind::Call(function, values), ty, nullable, span))
    }

    fn argument(&mut self, syntax: &Syntax, takes: Takes) -> Option<Expr> {
        let hint = match takes {
            Takes::Text => Some(Type::Text(None)),
            Takes::Int => Some(Type::Int),
            Takes::Date => Some(Type::Date),
            Takes::DateOrMoment | Takes::Number | Takes::Scalar => None,
        };
        let value = self.infer(syntax, hint.as_ref())?;
        let good = match takes {
            Takes::Text => value.ty.is_text(),
            Takes::Int => value.ty == Type::Int,
            Takes::Date => value.ty == Type::Date,
            Takes::DateOrMoment => matches!(value.ty, Type::Date | Type::Timestamptz),
            Takes::Number => value.ty.is_number(),
            Takes::Scalar => !matches!(value.ty, Type::Object(_) | Type::Array(_)),
        };
        if good || value.ty == Type::Null {
            return Some(value);
        }
        let (wanted, got) = (takes.describe(), describe(self.ir, &value.ty));
        let found = Diagnostic::error(Code::F0501, value.span, format!("expected {wanted}, found {got}"))
            .label(format!("this is {got}"));
        self.report(found);
        None
    }

    fn has_role(&mut self, arguments: &[Syntax], span: Span) -> Option<Expr> {
        let [argument] = arguments else {
            self.report(Diagnostic::error(
                Code::F0507,
                span,
                "`has_role` takes the name of one role, in quotes",
            ));
            return None;
        };
        let Kind::Text(name) = &argument.kind else {
            self.report(Diagnostic::error(
                Code::F0507,
                span,
                "`has_role` takes the name of one role, in quotes",
            ));
            return None;
        };
        if name == "public" {
            return Some(typed(ExprKind::HasRole(Who::Public), Type::Bool, false, span));
        }
        let Some(role) = self.names.role(name) else {
            let place = self.span(argument);
            let found = Diagnostic::error(Code::F0603, place, format!("unknown role `{name}`"));
            let roles = self.names.roles.all();
            self.report(message::suggest_written(found, place, name, &roles, |near| format!("'{near}'")));
            return None;
        };
        Some(typed(ExprKind::HasRole(Who::Role(role)), Type::Bool, false, span))
    }

    /// `extract(unit from x)`, `date_trunc('unit', x)`, `date_trunc('unit', x, zone)`.
    fn part(&mut self, function: PartFunction, arguments: &[Syntax], span: Span) -> Option<Expr> {
        let (unit, operand, zone) = match arguments {
            [unit, operand] => (unit, operand, None),
            [unit, operand, zone] if function == PartFunction::Truncate => (unit, operand, Some(zone)),
            _ => {
                self.report(Diagnostic::error(Code::F0507, span, "it takes a unit and a date or a moment"));
                return None;
            }
        };
        let Kind::Text(name) = &unit.kind else {
            self.report(Diagnostic::error(Code::F0507, span, "the unit is a word in quotes"));
            return None;
        };
        if !UNITS.contains(&name.as_str()) {
            let place = self.span(unit);
            let found = Diagnostic::error(Code::F0201, place, format!("unknown unit `{name}`"));
            self.report(message::suggest_written(found, place, name, &UNITS, |near| format!("'{near}'")));
            return None;
        }
        let operand = self.infer(operand, None)?;
        if !matches!(operand.ty, Type::Date | Type::Timestamptz) {
            let got = describe(self.ir, &operand.ty);
            self.report(Diagnostic::error(
                Code::F0501,
                operand.span,
                format!("expected a date or a moment, found {got}"),
            ));
            return None;
        }
        let zone = match zone {
            Some(zone) => Some(Box::new(self.argument(zone, Takes::Text)?)),
            None => None,
        };
        let ty = match function {
            PartFunction::Extract => Type::Int,
            PartFunction::Truncate => operand.ty.clone(),
        };
        let nullable = operand.nullable;
        Some(typed(
            ExprKind::Part { function, unit: name.clone(), operand: Box::new(operand), zone },
            ty,
            nullable,
            span,
        ))
    }
}

/// What a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    Text,
    Int,
    Number,
    Date,
    DateOrMoment,
    Scalar,
}

impl Takes {
    fn describe(self) -> &'static str {
        match self {
            Takes::Text => "a text",
            Takes::Int => "an int",
            Takes::Number => "a number",
            Takes::Date => "a date",
            Takes::DateOrMoment => "a date or a moment (timestamptz)",
            Takes::Scalar => "a plain value",
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Parameter {
    takes: Takes,
    required: bool,
}

const fn needs(takes: Takes) -> Parameter {
    Parameter { takes, required: true }
}

const fn may(takes: Takes) -> Parameter {
    Parameter { takes, required: false }
}

fn parameters(function: Function) -> Vec<Parameter> {
    match function {
        Function::Abs | Function::Floor | Function::Ceil | Function::Sign => vec![needs(Takes::Number)],
        Function::Round => vec![needs(Takes::Number), may(Takes::Int)],
        Function::Mod | Function::Power => vec![needs(Takes::Number), needs(Takes::Number)],
        Function::Lower | Function::Upper | Function::Trim | Function::Length => vec![needs(Takes::Text)],
        Function::Left | Function::Right => vec![needs(Takes::Text), needs(Takes::Int)],
        Function::Substring => vec![needs(Takes::Text), needs(Takes::Int), may(Takes::Int)],
        Function::Replace => vec![needs(Takes::Text), needs(Takes::Text), needs(Takes::Text)],
        Function::StartsWith | Function::Position => vec![needs(Takes::Text), needs(Takes::Text)],
        Function::Concat => vec![needs(Takes::Scalar)],
        Function::Age => vec![needs(Takes::DateOrMoment), needs(Takes::DateOrMoment)],
        Function::DayStart => vec![needs(Takes::Date), needs(Takes::Text)],
        Function::Now => vec![],
        Function::Today => vec![may(Takes::Text)],
        Function::Coalesce | Function::Nullif | Function::Greatest | Function::Least => {
            vec![needs(Takes::Scalar)]
        }
    }
}

fn result_type(function: Function, values: &[Expr]) -> Type {
    let first = values.first().map_or(Type::Null, |it| it.ty.clone());
    match function {
        Function::Abs | Function::Sign => first,
        Function::Floor | Function::Ceil | Function::Round => match first {
            Type::Decimal(_) => Type::Decimal(None),
            other => other,
        },
        Function::Mod => values.get(1).and_then(|it| common(&first, &it.ty)).unwrap_or(first),
        Function::Power => Type::Decimal(None),
        Function::Lower
        | Function::Upper
        | Function::Trim
        | Function::Left
        | Function::Right
        | Function::Substring
        | Function::Replace
        | Function::Concat => Type::Text(None),
        Function::Length | Function::Position => Type::Int,
        Function::StartsWith => Type::Bool,
        Function::Age => Type::Interval,
        Function::DayStart | Function::Now => Type::Timestamptz,
        Function::Today => Type::Date,
        Function::Coalesce | Function::Nullif | Function::Greatest | Function::Least => first,
    }
}

fn counted(least: usize, most: usize) -> String {
    match (least, most) {
        (0, 0) => "nothing".to_owned(),
        (1, 1) => "one value".to_owned(),
        (least, most) if least == most => format!("{least} values"),
        (least, most) => format!("{least} to {most} values"),
    }
}
