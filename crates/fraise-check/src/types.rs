//! Types as written to types of values.

use fraise_diagnostics::{Code, Diagnostic, Fix, Span};
use fraise_expr::TypeSyntax;
use fraise_ir::{ScalarId, Type, ty::DecimalSize};
use fraise_syntax::{SourceText, TypeText};

use crate::{
    context::Ctx,
    message,
    names::{Data, Names},
};

/// Where a type stands, which decides what it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A field of an entity.
    Field,
    /// An argument of an operation, an event or a hook.
    Input,
    /// A field of an object.
    ObjectField,
    /// A claim of the viewer.
    Claim,
    /// The base of a scalar.
    ScalarBase,
    /// A measure of a report, or a column of a view.
    Figure,
    /// Inside `cast`.
    Cast,
}

/// A type that was understood.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    /// The type of the value.
    pub(crate) ty: Type,
    /// The scalar it was written as.
    pub(crate) scalar: Option<ScalarId>,
    /// It ended in `?`.
    pub(crate) nullable: bool,
    /// `[1..100]`
    pub(crate) bounds: Option<(u32, u32)>,
}

/// Types of the language.
const BUILT_IN: [&str; 16] = [
    "uuid",
    "text",
    "varchar",
    "int",
    "bigint",
    "decimal",
    "money",
    "bool",
    "date",
    "time",
    "timestamptz",
    "interval",
    "json",
    "bytes",
    "numeric",
    "boolean",
];

/// Understands a type; what is wrong with it has been reported when there is none.
pub(crate) fn resolve(cx: &mut Ctx<'_>, text: &TypeText, place: Place) -> Option<Resolved> {
    if text.is_empty() {
        return None;
    }
    if let Some(range) = money_of_a_path(text.as_str()) {
        let found = Diagnostic::error(
            Code::F0512,
            text.span_of(range),
            "amounts have the one currency of the service",
        )
        .label("a currency of its own is for a later version of the language")
        .help("Write `money`; the currency is set by `settings: money: {currency: ..}`.");
        cx.report(found);
        return None;
    }
    let syntax = match fraise_expr::parse_type(text.as_str()) {
        Ok(syntax) => syntax,
        Err(errors) => {
            for error in errors {
                let code = if error.range.end > error.range.start { Code::F0502 } else { Code::F0301 };
                let found = Diagnostic::error(code, text.span_of(error.range), error.message);
                cx.report(error.help.iter().fold(found, |found, help| found.help(help.clone())));
            }
            return None;
        }
    };
    let (element, scalar) = named(cx, &syntax, text, place)?;
    let ty = match syntax.list {
        Some(_) => list_of(cx, element, &syntax, text, place)?,
        None => element,
    };
    let bounds = syntax.list.and_then(|it| it.bounds);
    if let Some((least, most)) = bounds
        && (least > most || most == 0)
    {
        let span = text.span_of(syntax.range.clone());
        cx.report(Diagnostic::error(
            Code::F0302,
            span,
            format!("a list of {least} to {most} elements holds nothing"),
        ));
    }
    Some(Resolved { ty, scalar, nullable: syntax.nullable, bounds })
}

/// `money(currency)`: where it stands in a type.
fn money_of_a_path(text: &str) -> Option<std::ops::Range<usize>> {
    let start = text.len() - text.trim_start().len();
    let inside = text.get(start..)?.strip_prefix("money(")?;
    let end = text.find(')').map_or(text.len(), |it| it + 1);
    inside.trim_start().starts_with(|it: char| it.is_alphabetic() || it == '_').then_some(start..end)
}

/// The type inside `cast(x as T)`.
pub(crate) fn resolve_cast(names: &Names, scale: u32, syntax: &TypeSyntax) -> Result<Type, String> {
    if syntax.list.is_some() || syntax.nullable {
        return Err("a value is cast to a plain type".to_owned());
    }
    let arguments = syntax.arguments.as_slice();
    if let Some(ty) = built_in(syntax.name.text.as_str(), arguments, scale, Place::Cast) {
        return ty.map_err(|it| it.message);
    }
    match names.data(syntax.name.text.as_str()) {
        Some(Data::Enum(id)) => Ok(Type::Enum(id)),
        Some(Data::Entity(_) | Data::Scalar(_) | Data::Object(_) | Data::View(_)) | None => {
            Err(format!("`{}` is no type to cast to", syntax.name.text))
        }
    }
}

fn named(
    cx: &mut Ctx<'_>,
    syntax: &TypeSyntax,
    text: &SourceText,
    place: Place,
) -> Option<(Type, Option<ScalarId>)> {
    let name = syntax.name.text.as_str();
    let span = text.span_of(syntax.name.range.clone());
    let digits = cx.ir.service.money.digits;
    if let Some(outcome) = built_in(name, &syntax.arguments, digits, place) {
        return match outcome {
            Ok(ty) => Some((ty, None)),
            Err(problem) => {
                cx.report(problem.at(text.span_of(syntax.range.clone())));
                None
            }
        };
    }
    if let Some(found) = refused(name, span) {
        cx.report(found);
        return None;
    }
    let declared = cx.names.data(name);
    if declared.is_some() && !syntax.arguments.is_empty() {
        let found = Diagnostic::error(
            Code::F0302,
            text.span_of(syntax.range.clone()),
            format!("`{name}` has no size"),
        );
        cx.report(found);
        return None;
    }
    match declared {
        Some(Data::Enum(id)) => Some((Type::Enum(id), None)),
        Some(Data::Scalar(id)) => {
            let base = cx.ir.scalars.get(id.0).map(|it| it.base.clone());
            if place == Place::ScalarBase || base.is_none() {
                let found =
                    Diagnostic::error(Code::F0301, span, format!("`{name}` cannot be the base of a scalar"))
                        .label("a base is a type of the language");
                cx.report(found);
                return None;
            }
            base.map(|it| (it, Some(id)))
        }
        Some(Data::Object(id)) if matches!(place, Place::Field | Place::Input | Place::ObjectField) => {
            Some((Type::Object(id), None))
        }
        Some(Data::Entity(id)) if matches!(place, Place::Field | Place::Input | Place::ObjectField) => {
            Some((Type::Ref(id), None))
        }
        Some(Data::Object(_) | Data::Entity(_) | Data::View(_)) => {
            let found = Diagnostic::error(Code::F0301, span, format!("`{name}` may not stand here"))
                .label("expected a type of plain values");
            cx.report(found);
            None
        }
        None => {
            let found = unknown_type(&cx.names, name, span);
            cx.report(found);
            None
        }
    }
}

fn unknown_type(names: &Names, name: &str, span: Span) -> Diagnostic {
    let mut candidates: Vec<&str> = BUILT_IN.iter().copied().take(14).collect();
    candidates.extend(names.data_names(|it| !matches!(it, Data::View(_))));
    message::unknown(Code::F0301, span, name, "type", &candidates)
}

fn list_of(
    cx: &mut Ctx<'_>,
    element: Type,
    syntax: &TypeSyntax,
    text: &SourceText,
    place: Place,
) -> Option<Type> {
    let allowed = match place {
        Place::Field => !matches!(element, Type::Ref(_) | Type::Object(_) | Type::Json),
        Place::Input => !matches!(element, Type::Ref(_)),
        Place::ObjectField | Place::Claim => !matches!(element, Type::Ref(_) | Type::Object(_)),
        Place::ScalarBase | Place::Figure | Place::Cast => false,
    };
    if allowed {
        return Some(Type::Array(Box::new(element)));
    }
    let span = text.span_of(syntax.range.clone());
    let found =
        Diagnostic::error(Code::F0303, span, format!("a list of `{}` may not stand here", syntax.name.text));
    let help = match (&element, place) {
        (Type::Ref(_), Place::Field) => {
            "Rows that belong to a row are a relation: give the other type a reference, and write `relations: items: Item.order`."
        }
        (Type::Ref(_), _) => "Make an object with a field of this type, and take a list of it.",
        _ => "Lists hold plain values and members of enums.",
    };
    cx.report(found.help(help));
    None
}

/// A size that a type does not take.
struct BadSize {
    message: String,
    help: &'static str,
}

impl BadSize {
    fn at(self, span: Span) -> Diagnostic {
        Diagnostic::error(Code::F0302, span, self.message).help(self.help)
    }
}

/// A type of the language; `None` when the name is none of its.
fn built_in(name: &str, arguments: &[u32], money_digits: u32, place: Place) -> Option<Result<Type, BadSize>> {
    let plain = |ty: Type| match arguments {
        [] => Ok(ty),
        _ => Err(BadSize { message: format!("`{name}` has no size"), help: "Write it without parentheses." }),
    };
    Some(match name {
        "uuid" => plain(Type::Uuid),
        "int" => plain(Type::Int),
        "integer" if place == Place::Cast => plain(Type::Int),
        "bigint" => plain(Type::BigInt),
        "bool" => plain(Type::Bool),
        "boolean" if place == Place::Cast => plain(Type::Bool),
        "date" => plain(Type::Date),
        "time" => plain(Type::Time),
        "timestamptz" => plain(Type::Timestamptz),
        "interval" => plain(Type::Interval),
        "json" => plain(Type::Json),
        "bytes" => plain(Type::Bytes),
        "money" => plain(Type::Decimal(Some(DecimalSize { precision: 12, scale: money_digits }))),
        "text" => text(arguments),
        "varchar" => varchar(arguments, place),
        "decimal" => decimal(arguments, place),
        "numeric" if place == Place::Cast => decimal(arguments, place),
        _ => return None,
    })
}

fn text(arguments: &[u32]) -> Result<Type, BadSize> {
    match arguments {
        [] => Ok(Type::Text(None)),
        [size] if (1..=10_485_760).contains(size) => Ok(Type::Text(Some(*size))),
        _ => Err(BadSize {
            message: "the size of `text` is one number of characters".to_owned(),
            help: "Write `text` or `text(1000)`.",
        }),
    }
}

fn varchar(arguments: &[u32], place: Place) -> Result<Type, BadSize> {
    match arguments {
        [] if place == Place::Cast => Ok(Type::Text(None)),
        [size] if (1..=10_485_760).contains(size) => Ok(Type::Varchar(*size)),
        _ => Err(BadSize {
            message: "`varchar` needs its size in characters".to_owned(),
            help: "Write `varchar(100)`, or `text` for text of any length.",
        }),
    }
}

/// PostgreSQL takes up to 1000 digits; 38 is what other databases and clients keep exactly.
fn decimal(arguments: &[u32], place: Place) -> Result<Type, BadSize> {
    match arguments {
        [] if place == Place::Cast => Ok(Type::Decimal(None)),
        [precision, scale] if (1..=38).contains(precision) && scale <= precision => {
            Ok(Type::Decimal(Some(DecimalSize { precision: *precision, scale: *scale })))
        }
        _ => Err(BadSize {
            message: "`decimal` needs its digits, and how many of them stand behind the point".to_owned(),
            help: "Write `decimal(12,2)`; at most 38 digits.",
        }),
    }
}

/// Types of SQL that are left out on purpose, with what to write.
fn refused(name: &str, span: Span) -> Option<Diagnostic> {
    let (meant, why) = match name.to_lowercase().as_str() {
        "timestamp" | "datetime" => ("timestamptz", "a moment needs a zone"),
        "serial" | "bigserial" => ("bigint", "keys are made by `id: bigint`"),
        "float" | "double" | "real" | "float8" => ("decimal(12,2)", "amounts are exact"),
        "string" | "str" => ("text", "this is the name in fraise"),
        "integer" | "int4" | "int32" => ("int", "this is the name in fraise"),
        "int8" | "int64" => ("bigint", "this is the name in fraise"),
        "boolean" => ("bool", "this is the name in fraise"),
        "jsonb" => ("json", "it is stored as jsonb"),
        "numeric" => ("decimal", "this is the name in fraise"),
        "bytea" => ("bytes", "this is the name in fraise"),
        _ => return None,
    };
    Some(
        Diagnostic::error(Code::F0301, span, format!("the type `{name}` is not offered"))
            .label(format!("write `{meant}`: {why}"))
            .fix(Fix::replace(format!("write `{meant}`"), span, meant)),
    )
}
