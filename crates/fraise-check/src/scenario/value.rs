//! Values of rows and arguments, against the types that they must have.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{EntityId, FieldId, Input, ObjectId, Type, seed::RowValue, ty::DecimalSize};
use fraise_syntax::document::{Literal, LiteralKind, Named};

use super::label::{self, Labels};
use crate::{
    context::Ctx,
    entity::field_named,
    expr::describe,
    form::{self, Reader},
    message, values,
};

/// The type that a value must have.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) ty: &'a Type,
    pub(super) nullable: bool,
    pub(super) bounds: Option<(u32, u32)>,
    /// Who reads it.
    pub(super) reader: Reader,
}

impl<'a> Wanted<'a> {
    /// A value in a column or an argument.
    pub(super) fn column(ty: &'a Type, nullable: bool) -> Self {
        Self { ty, nullable, bounds: None, reader: Reader::Column }
    }
}

/// What a row gives; what cannot be understood is reported and left out.
pub(super) fn fields(
    cx: &mut Ctx<'_>,
    entity: EntityId,
    written: &Named<Literal>,
    labels: &Labels,
) -> Vec<(FieldId, RowValue)> {
    let mut values = Vec::new();
    for entry in written {
        let Some(field) = field_named(cx, entity, &entry.name, Code::F0201) else { continue };
        let declared = cx.ir.field(field);
        if declared.computed().is_some() {
            let found =
                Diagnostic::error(Code::F0604, entry.name.span, format!("`{}` is computed", declared.name))
                    .label("nobody writes it")
                    .secondary(declared.span, "declared here");
            cx.report(found);
            continue;
        }
        let ty = declared.ty.clone();
        let wanted = Wanted { bounds: declared.bounds, ..Wanted::column(&ty, declared.nullable) };
        if let Some(value) = value(cx, &entry.value, wanted, labels) {
            values.push((field, value));
        }
    }
    values
}

/// The arguments of an operation or what a hook answers, by the names that JSON has for them.
pub(super) fn arguments(
    cx: &mut Ctx<'_>,
    given: &Named<Literal>,
    declared: &[Input],
    what: &str,
    labels: &Labels,
) -> Vec<(String, RowValue)> {
    slots(cx, given, declared, Slots { reader: Reader::Column, what }, labels)
}

/// How named slots are filled.
#[derive(Clone, Copy)]
struct Slots<'a> {
    reader: Reader,
    /// `` input of `cancel` ``, or `` field of `Dimensions` ``.
    what: &'a str,
}

/// Values by the names that JSON has for their slots.
fn slots(
    cx: &mut Ctx<'_>,
    given: &Named<Literal>,
    declared: &[Input],
    how: Slots<'_>,
    labels: &Labels,
) -> Vec<(String, RowValue)> {
    let mut values = Vec::new();
    for entry in given {
        let Some(input) = declared.iter().find(|it| it.name == entry.name.as_str()) else {
            let known: Vec<&str> = declared.iter().map(|it| it.name.as_str()).collect();
            let found = message::unknown(Code::F0201, entry.name.span, entry.name.as_str(), how.what, &known);
            cx.report(found);
            continue;
        };
        let wanted =
            Wanted { ty: &input.ty, nullable: input.nullable, bounds: input.bounds, reader: how.reader };
        if let Some(value) = value(cx, &entry.value, wanted, labels) {
            values.push((input.sql.clone(), value));
        }
    }
    values
}

/// One value; one that does not fit is reported.
pub(super) fn value(
    cx: &mut Ctx<'_>,
    literal: &Literal,
    wanted: Wanted<'_>,
    labels: &Labels,
) -> Option<RowValue> {
    match (&literal.kind, wanted.ty) {
        (LiteralKind::Null, _) if wanted.nullable => Some(RowValue::Null),
        (LiteralKind::Word(text) | LiteralKind::Text(text), Type::Enum(members)) => {
            values::member(cx, *members, literal.span, text.as_str())?;
            Some(RowValue::Text(text.as_str().to_owned()))
        }
        (LiteralKind::Word(text) | LiteralKind::Text(text), Type::Ref(entity)) => {
            let is_known = label::known(cx, text.as_str(), literal.span, Some(*entity), labels);
            is_known.then(|| RowValue::Row(text.as_str().to_owned()))
        }
        (LiteralKind::List(items), Type::Array(element)) => list(cx, literal, items, element, wanted, labels),
        (LiteralKind::Map(map), Type::Object(id)) => object(cx, literal.span, map, *id, labels),
        (_, Type::Json) => Some(json(literal)),
        (LiteralKind::Bool(it), Type::Bool) => Some(RowValue::Bool(*it)),
        (LiteralKind::Integer(digits), it) if it.is_number() => number(cx, digits, it, literal.span),
        (LiteralKind::Text(text) | LiteralKind::Word(text), it) if it.is_number() => {
            number(cx, text.as_str(), it, literal.span)
        }
        (LiteralKind::Text(written) | LiteralKind::Word(written), it) if takes_text(it) => {
            text(cx, written.as_str(), wanted, literal.span)
        }
        _ => {
            let expected = describe(&cx.ir, wanted.ty);
            let mut found = Diagnostic::error(Code::F0501, literal.span, format!("expected {expected}"))
                .label(format!("this is {}", kind(&literal.kind)));
            if matches!(literal.kind, LiteralKind::Integer(_) | LiteralKind::Bool(_)) && wanted.ty.is_text() {
                found = found.help("A text that looks like something else stands in quotes.");
            }
            cx.report(found);
            None
        }
    }
}

fn list(
    cx: &mut Ctx<'_>,
    literal: &Literal,
    items: &[Literal],
    element: &Type,
    wanted: Wanted<'_>,
    labels: &Labels,
) -> Option<RowValue> {
    let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
    if let Some((least, most)) = wanted.bounds.filter(|(least, most)| count < *least || count > *most) {
        let found =
            Diagnostic::error(Code::F0501, literal.span, format!("expected {least} to {most} elements"))
                .label(format!("this list has {count}"));
        cx.report(found);
        return None;
    }
    let of_element = Wanted { ty: element, nullable: false, bounds: None, ..wanted };
    let values: Vec<Option<RowValue>> = items.iter().map(|it| value(cx, it, of_element, labels)).collect();
    values.into_iter().collect::<Option<Vec<_>>>().map(RowValue::List)
}

fn object(
    cx: &mut Ctx<'_>,
    span: Span,
    map: &Named<Literal>,
    id: ObjectId,
    labels: &Labels,
) -> Option<RowValue> {
    let declared = cx.ir.object(id).fields.clone();
    let what = format!("field of `{}`", cx.ir.object(id).name);
    let values = slots(cx, map, &declared, Slots { reader: Reader::Json, what: &what }, labels);
    let mut is_whole = values.len() == map.len();
    for field in declared.iter().filter(|it| it.required() && map.get(&it.name).is_none()) {
        let name = cx.ir.object(id).name.clone();
        let found = Diagnostic::error(Code::F1202, span, format!("this `{name}` lacks `{}`", field.name))
            .label("it must be here")
            .secondary(field.span, "declared here without `?`");
        cx.report(found);
        is_whole = false;
    }
    is_whole.then_some(RowValue::Object(values))
}

/// Any value, as JSON has it.
fn json(literal: &Literal) -> RowValue {
    match &literal.kind {
        LiteralKind::Null => RowValue::Null,
        LiteralKind::Bool(it) => RowValue::Bool(*it),
        LiteralKind::Integer(digits) => RowValue::Number(digits.clone()),
        LiteralKind::Word(text) | LiteralKind::Text(text) => RowValue::Text(text.as_str().to_owned()),
        LiteralKind::List(items) => RowValue::List(items.iter().map(json).collect()),
        LiteralKind::Map(map) => {
            RowValue::Object(map.iter().map(|it| (it.name.as_str().to_owned(), json(&it.value))).collect())
        }
    }
}

fn text(cx: &mut Ctx<'_>, text: &str, wanted: Wanted<'_>, span: Span) -> Option<RowValue> {
    if let Err(form) = form::well_formed(text, wanted.ty, wanted.reader) {
        let expected = match wanted.ty {
            Type::Bytes => "base64".to_owned(),
            other => describe(&cx.ir, other),
        };
        let message = format!("`{text}` is not {expected}");
        cx.report(Diagnostic::error(Code::F0501, span, message).label(format!("write it as in \"{form}\"")));
        return None;
    }
    let most = match wanted.ty {
        Type::Varchar(most) | Type::Text(Some(most)) => Some(*most),
        _ => None,
    };
    let count = text.chars().count();
    if let Some(most) = most.filter(|it| u32::try_from(count).is_ok_and(|count| count > *it)) {
        let found = Diagnostic::error(Code::F0501, span, format!("expected at most {most} characters"))
            .label(format!("this text has {count}"));
        cx.report(found);
        return None;
    }
    let is_uuid = *wanted.ty == Type::Uuid;
    Some(RowValue::Text(if is_uuid { text.to_ascii_lowercase() } else { text.to_owned() }))
}

fn number(cx: &mut Ctx<'_>, text: &str, ty: &Type, span: Span) -> Option<RowValue> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    if whole.is_empty() || digits.ends_with('.') || !all_digits(whole) || !all_digits(part) {
        cx.report(Diagnostic::error(Code::F0501, span, format!("`{text}` is no number")));
        return None;
    }
    let fits = match ty {
        Type::Int => text.parse::<i32>().is_ok(),
        Type::BigInt => text.parse::<i64>().is_ok(),
        Type::Decimal(Some(size)) => fits_in(whole, part, *size),
        _ => true,
    };
    if !fits {
        let message = format!("`{text}` does not fit into {}", sized(cx, ty));
        cx.report(Diagnostic::error(Code::F0501, span, message).label(room(ty)));
        return None;
    }
    Some(RowValue::Number(text.to_owned()))
}

fn fits_in(whole: &str, part: &str, size: DecimalSize) -> bool {
    let length = |it: &str| u32::try_from(it.len()).unwrap_or(u32::MAX);
    length(whole.trim_start_matches('0')) <= size.precision.saturating_sub(size.scale)
        && length(part) <= size.scale
}

fn sized(cx: &Ctx<'_>, ty: &Type) -> String {
    match ty {
        Type::Decimal(Some(it)) => format!("decimal({},{})", it.precision, it.scale),
        other => describe(&cx.ir, other),
    }
}

/// What fits into a number.
fn room(ty: &Type) -> String {
    match ty {
        Type::Decimal(Some(it)) => {
            let whole = it.precision.saturating_sub(it.scale);
            format!("at most {whole} digits before the point and {} behind it", it.scale)
        }
        Type::Int => format!("a whole number from {} to {}", i32::MIN, i32::MAX),
        _ => format!("a whole number from {} to {}", i64::MIN, i64::MAX),
    }
}

fn takes_text(ty: &Type) -> bool {
    ty.is_text()
        || matches!(
            ty,
            Type::Uuid | Type::Date | Type::Time | Type::Timestamptz | Type::Interval | Type::Bytes
        )
}

fn kind(kind: &LiteralKind) -> &'static str {
    match kind {
        LiteralKind::Null => "null",
        LiteralKind::Bool(_) => "a truth value",
        LiteralKind::Integer(_) => "an int",
        LiteralKind::Word(_) | LiteralKind::Text(_) => "a text",
        LiteralKind::List(_) => "a list",
        LiteralKind::Map(_) => "a mapping",
    }
}
