//! Errors that the schema raises, as what a `raise` says: SQLSTATE, message, and a detail for programs.
//!
//! The detail of each is JSON: `code`, the name of the error in capitals, and `params`, the values of its message's slots by
//! how they are written there. Where several rows are refused at once, `params` are those of the first, and `rows` holds
//! those of each.

use fraise_ir::{
    Ir,
    event::{BuiltInError, DeclaredError, MessagePart, RaisedError},
    names as made,
};
use fraise_lower::{Scope, Shape, Sql};
use fraise_sql::{Fragment, Literal, sql};

/// What is raised.
pub(crate) struct Refusal {
    /// Its SQLSTATE, a text constant.
    pub(crate) errcode: Fragment,
    /// Its message, over the variable `refused`, a JSON list of what [`params`] gives.
    pub(crate) message: Sql,
    /// Its name in capitals, a text constant.
    pub(crate) code: Fragment,
}

/// What is raised where a question with this error is not answered with yes.
pub(crate) fn refusal(ir: &Ir, error: Option<&RaisedError>, otherwise: &str) -> Refusal {
    let text = |text: &str| sql![Literal::text(text)];
    match error {
        None => Refusal {
            errcode: text("ZF002"),
            message: Sql::from(text(otherwise)),
            code: text("GUARD_FAILED"),
        },
        Some(RaisedError::BuiltIn(error)) => {
            let (errcode, code, message) = built_in(*error);
            Refusal { errcode: text(errcode), message: Sql::from(text(message)), code: text(code) }
        }
        Some(RaisedError::Declared { error, .. }) => match ir.errors.get(error.0) {
            Some(declared) => Refusal {
                errcode: text(&declared.sqlstate),
                message: message(declared),
                code: text(&made::screaming(&declared.name)),
            },
            None => refusal(ir, None, otherwise),
        },
    }
}

/// `jsonb_build_object('variant.sku', .., 'qty', ..)`: the values of a message's slots.
pub(crate) fn params(scope: &Scope<'_>, error: Option<&RaisedError>) -> Sql {
    let Some(RaisedError::Declared { error, slots }) = error else { return Sql::kw("jsonb_build_object()") };
    let named = scope.ir().errors.get(error.0).map(slot_names).unwrap_or_default();
    let mut pairs: Vec<(&str, Sql)> = Vec::new();
    for (name, value) in named.into_iter().zip(slots) {
        if !pairs.iter().any(|(known, _)| *known == name) {
            pairs.push((name, scope.value(value)));
        }
    }
    let pairs = pairs.into_iter().map(|(name, value)| Sql::from(sql![Literal::text(name), ", "]).with(value));
    call("jsonb_build_object(", pairs)
}

/// SQLSTATE, code and message of an error that need not be declared.
fn built_in(error: BuiltInError) -> (&'static str, &'static str, &'static str) {
    match error {
        BuiltInError::BadInput => ("ZF010", "BAD_INPUT", "this input is not possible"),
        BuiltInError::Unauthenticated => ("ZF005", "UNAUTHENTICATED", "a login is needed"),
        BuiltInError::Forbidden => ("ZF005", "FORBIDDEN", "not allowed"),
        BuiltInError::NotFound => ("ZF006", "NOT_FOUND", "not found"),
        BuiltInError::Conflict => ("ZF100", "CONFLICT", "this does not fit what is there"),
        // PostgreSQL's own state for what may succeed when it is tried again.
        BuiltInError::TryAgain => ("40001", "TRY_AGAIN", "try again"),
    }
}

/// `format('Insufficient inventory for %s', refused -> 0 ->> 'variant.sku')`
fn message(error: &DeclaredError) -> Sql {
    let slots = slot_names(error);
    let shown = |part: &MessagePart| match part {
        MessagePart::Text(text) if slots.is_empty() => text.clone(),
        MessagePart::Text(text) => text.replace('%', "%%"),
        MessagePart::Slot(_) => "%s".to_owned(),
    };
    let text: String = error.message.iter().map(shown).collect();
    let text = Sql::from(sql![Literal::text(&text)]);
    if slots.is_empty() {
        return text;
    }
    let values = slots.iter().map(|slot| Sql::from(sql!["refused -> 0 ->> ", Literal::text(slot)]));
    call("format(", std::iter::once(text).chain(values))
}

/// A call, with an argument on each line where it is long.
fn call(beginning: &'static str, arguments: impl Iterator<Item = Sql>) -> Sql {
    let mut list = Sql::new();
    for (position, argument) in arguments.enumerate() {
        if position > 0 {
            list = list.with_kw(",").with_line();
        }
        list = list.with(argument);
    }
    Sql::kw(beginning).with(list.group(Shape::Parens)).with_kw(")")
}

fn slot_names(error: &DeclaredError) -> Vec<&str> {
    let slots = error.message.iter().filter_map(|part| match part {
        MessagePart::Slot(name) => Some(name.as_str()),
        MessagePart::Text(_) => None,
    });
    slots.collect()
}
