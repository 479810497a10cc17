//! Errors and events of the service.

use fraise_diagnostics::{Code, Diagnostic, Spanned};
use fraise_ir::event::{BuiltInError, DeclaredError, ErrorClass, Event, MessagePart, RaisedError};
use fraise_syntax::{
    SourceText,
    document::{ErrorClass as Class, ErrorDecl, Name, NamedEntry},
};

use crate::{
    context::Ctx,
    entity::{entity_named, field_named},
    expr::{Scope, Want},
    message,
};

/// Errors that may be named without being declared.
const BUILT_IN: [(&str, BuiltInError); 6] = [
    ("bad_input", BuiltInError::BadInput),
    ("unauthenticated", BuiltInError::Unauthenticated),
    ("forbidden", BuiltInError::Forbidden),
    ("not_found", BuiltInError::NotFound),
    ("conflict", BuiltInError::Conflict),
    ("try_again", BuiltInError::TryAgain),
];

/// Declares errors and events.
pub(crate) fn declare(cx: &mut Ctx<'_>) {
    for entry in &cx.document.errors {
        let error = error(cx, entry);
        cx.ir.errors.push(error);
    }
    for entry in &cx.document.events {
        let of = entity_named(cx, &entry.value.of);
        let mut payload = Vec::new();
        for name in &entry.value.payload {
            if let Some(field) = of.and_then(|of| field_named(cx, of, name, Code::F0201)) {
                payload.push(field);
            }
        }
        let event = Event {
            name: entry.name.as_str().to_owned(),
            span: entry.name.span,
            description: entry.value.description.as_ref().map(|it| it.value.clone()),
            of: of.unwrap_or(fraise_ir::EntityId(0)),
            payload,
        };
        cx.ir.events.push(event);
    }
}

fn error(cx: &mut Ctx<'_>, entry: &NamedEntry<ErrorDecl>) -> DeclaredError {
    let decl = &entry.value;
    if BUILT_IN.iter().any(|(name, _)| *name == entry.name.as_str()) {
        let found = Diagnostic::error(
            Code::F0206,
            entry.name.span,
            format!("`{}` is an error of the language", entry.name.as_str()),
        )
        .label("it need not be declared");
        cx.report(found);
    }
    DeclaredError {
        name: entry.name.as_str().to_owned(),
        span: entry.name.span,
        description: decl.description.as_ref().map(|it| it.value.clone()),
        class: class(decl.class.value),
        message: slots(&decl.message.0).into_iter().map(|(part, _)| part).collect(),
        sqlstate: sqlstate(cx, decl.sqlstate.as_ref()),
    }
}

fn class(class: Class) -> ErrorClass {
    match class {
        Class::Validation => ErrorClass::Validation,
        Class::Unauthorized => ErrorClass::Unauthorized,
        Class::Forbidden => ErrorClass::Forbidden,
        Class::NotFound => ErrorClass::NotFound,
        Class::Conflict => ErrorClass::Conflict,
        Class::ServiceUnavailable => ErrorClass::ServiceUnavailable,
        Class::Internal => ErrorClass::Internal,
    }
}

fn sqlstate(cx: &mut Ctx<'_>, decl: Option<&Spanned<String>>) -> String {
    let Some(decl) = decl else { return "ZF100".to_owned() };
    let good =
        decl.value.len() == 5 && decl.value.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit());
    if !good || decl.value.starts_with("00") {
        let found = Diagnostic::error(Code::F0110, decl.span, format!("`{}` is no SQLSTATE", decl.value))
            .label("five digits or capitals, as in `ZF101`");
        cx.report(found);
    }
    decl.value.clone()
}

/// The parts of a message, each slot with its range in the text.
fn slots(text: &SourceText) -> Vec<(MessagePart, std::ops::Range<usize>)> {
    let mut parts = Vec::new();
    let mut at = 0;
    let whole = text.as_str();
    while let Some(open) = whole.get(at..).and_then(|rest| rest.find('{')).map(|it| it + at) {
        let Some(close) = whole.get(open..).and_then(|rest| rest.find('}')).map(|it| it + open) else {
            break;
        };
        if open > at {
            parts.push((MessagePart::Text(whole.get(at..open).unwrap_or_default().to_owned()), at..open));
        }
        let slot = whole.get(open + 1..close).unwrap_or_default();
        parts.push((MessagePart::Slot(slot.to_owned()), open + 1..close));
        at = close + 1;
    }
    if at < whole.len() {
        parts.push((MessagePart::Text(whole.get(at..).unwrap_or_default().to_owned()), at..whole.len()));
    }
    parts
}

/// An error raised at a place; the slots of its message are expressions in the scope there.
pub(crate) fn raised(cx: &mut Ctx<'_>, name: &Name, scope: &Scope<'_>) -> Option<RaisedError> {
    if name.as_str().is_empty() {
        return None;
    }
    if let Some((_, built_in)) = BUILT_IN.iter().find(|(it, _)| *it == name.as_str()) {
        return Some(RaisedError::BuiltIn(*built_in));
    }
    let Some(error) = cx.names.error(name.as_str()) else {
        let mut known = cx.names.errors.all();
        known.extend(BUILT_IN.iter().map(|(it, _)| *it));
        let found = message::unknown(Code::F1203, name.span, name.as_str(), "error", &known);
        cx.report(found);
        return None;
    };
    let text = &cx.document.errors.iter().nth(error.0)?.value.message.0;
    let mut values = Vec::new();
    for (part, range) in slots(text) {
        if let MessagePart::Slot(_) = part {
            values.push(slot(cx, name, text, range, scope)?);
        }
    }
    Some(RaisedError::Declared { error, slots: values })
}

fn slot(
    cx: &mut Ctx<'_>,
    raised_at: &Name,
    text: &SourceText,
    range: std::ops::Range<usize>,
    scope: &Scope<'_>,
) -> Option<fraise_ir::Expr> {
    let span = text.span_of(range.clone());
    let slot = text.slice(range);
    let outer = std::mem::take(&mut cx.diagnostics);
    // A message may read more than the place that raises it: the row and what it leads to.
    let scope = Scope { paths: true, volatility: fraise_ir::expr::Volatility::Stable, ..scope.clone() };
    let value = cx.typed(&slot, &scope, Want::Any);
    cx.diagnostics = outer;
    if value.is_none() {
        let found = Diagnostic::error(
            Code::F1104,
            span,
            format!("`{}` is not known where this error is raised", slot.as_str()),
        )
        .label("not known there")
        .secondary(raised_at.span, "raised here");
        cx.report(found);
    }
    value
}
