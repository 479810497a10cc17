//! Objects: the function that checks a JSON value against the declared shape, of those that columns hold or mutations take.
//!
//! Its name ends in a version, which counts up when the shape changes: a function that is replaced leaves rows
//! unchecked (RULES 2).

use fraise_ir::{Input, ObjectId, Type, names as made, raw, service::EnumStorage, value::Object};
use fraise_lower::{Hole, Scope, Shape, Sql, names, types};
use fraise_sql::{
    Body, Fragment, Literal, QualifiedName, SqlType, Text,
    catalog::{Argument, Function, Language, Parallel, Returns, Setting, Volatility},
    ident, sql,
};
use fraise_templates::{RenderError, SqlSlot, postgres, render};

use super::enumeration;
use crate::{database::Context, fill};

/// The version of every shape until a migration changes it.
const FIRST_VERSION: u32 = 1;

// What PostgreSQL reads as a value of the type whatever its settings are; a JSON value is read when it is asked for, and one
// that cannot be read would fail every query that finds it.

/// `23:59:59.999999`
const TIME: &str = r"'^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?$'";

/// `T23:59:59.999999+01:00`, behind a date. PostgreSQL knows offsets of less than 16 hours.
const TIME_AND_ZONE: &str =
    r"'^[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?(Z|[+-](0[0-9]|1[0-5]):[0-5][0-9])$'";

/// `P1Y2M3DT4H5M6.5S`; with at most eight digits a number no sum of them is out of range.
const DURATION: &str = r"'^P(?=.)(-?[0-9]{1,8}Y)?(-?[0-9]{1,8}M)?(-?[0-9]{1,8}W)?(-?[0-9]{1,8}D)?(T(?=.)(-?[0-9]{1,8}H)?(-?[0-9]{1,8}M)?(-?[0-9]{1,8}([.][0-9]{1,6})?S)?)?$'";

/// Groups of four digits, the last one padded.
const BASE64: &str = "'^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$'";

/// The functions of all objects that columns hold or mutations take, each behind those that it calls.
pub(crate) fn check_functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    let mut order = Vec::new();
    for (index, object) in ctx.ir.objects.iter().enumerate() {
        if object.stored || is_taken(ctx, ObjectId(index)) {
            visit(ctx, ObjectId(index), &mut order);
        }
    }
    let objects = || order.iter().map(|id| ctx.ir.object(*id));
    let mut functions = Vec::new();
    let raw = raw::operations(ctx.ir);
    let given = raw.iter().flat_map(|it| &it.fields).map(|it| &it.input);
    if objects().flat_map(|it| &it.fields).chain(given).any(|it| holds_dates(element_of(&it.ty))) {
        functions.push(is_date(ctx)?);
    }
    for object in objects() {
        functions.push(check_function(ctx, object)?);
    }
    Ok(functions)
}

fn is_taken(ctx: &Context<'_>, id: ObjectId) -> bool {
    let finished = ctx.ir.mutations.iter().filter(|it| it.unfinished(ctx.ir).is_none());
    finished.flat_map(|it| &it.inputs).any(|input| match &input.ty {
        // The elements of a list are asked in place.
        Type::Array(element) if matches!(**element, Type::Object(_)) => false,
        other => *element_of(other) == Type::Object(id),
    })
}

fn holds_dates(ty: &Type) -> bool {
    matches!(ty, Type::Date | Type::Timestamptz)
}

/// `fraise.is_date`
fn is_date(ctx: &Context<'_>) -> Result<Function, RenderError> {
    let body = render(&postgres::IsDate {})?;
    let mut function = check(ctx, is_date_name(), SqlType::Text, &body);
    function.comment = Some(Text::without_nul("Whether a text is a date of the calendar"));
    Ok(function)
}

fn is_date_name() -> QualifiedName {
    names::helper("is_date")
}

/// `fraise.is_dimensions_v1`
pub(crate) fn function_name(object: &Object) -> QualifiedName {
    names::helper(&format!("is_{}_v{FIRST_VERSION}", made::snake(&object.name)))
}

/// Objects do not contain themselves (F0304).
fn visit(ctx: &Context<'_>, id: ObjectId, order: &mut Vec<ObjectId>) {
    if order.contains(&id) {
        return;
    }
    for field in &ctx.ir.object(id).fields {
        if let Type::Object(inner) = element_of(&field.ty) {
            visit(ctx, *inner, order);
        }
    }
    order.push(id);
}

fn element_of(ty: &Type) -> &Type {
    match ty {
        Type::Array(element) => element_of(element),
        other => other,
    }
}

fn check_function(ctx: &Context<'_>, object: &Object) -> Result<Function, RenderError> {
    let keys = object.fields.iter().map(|field| Literal::text(&field.sql));
    let body = postgres::IsObject {
        keys: SqlSlot::from(Fragment::join(", ", keys)),
        checks: object
            .fields
            .iter()
            .filter_map(|field| of_field(ctx, field, &sql!["value"], Asked::Everything))
            .map(|it| slot(ctx, &it))
            .collect(),
    };
    let mut function = check(ctx, function_name(object), SqlType::Jsonb, &render(&body)?);
    function.comment = object.description.as_deref().map(Text::without_nul);
    Ok(function)
}

/// A function that CHECKs call.
fn check(ctx: &Context<'_>, name: QualifiedName, of: SqlType, body: &str) -> Function {
    let mut function = Function::new(name, Language::Plpgsql, Body::rendered(body));
    function.arguments = vec![Argument::new(ident!("value"), of)];
    function.returns = Returns::Value(SqlType::Boolean);
    function.volatility = Volatility::Immutable;
    function.strict = true;
    function.parallel = Parallel::Safe;
    function.settings = vec![Setting::search_path(vec![ident!("pg_catalog"), ident!("pg_temp")])];
    function.execute = vec![ctx.roles.api()];
    function
}

/// What [`check_functions`] answer, asked in place of a value of JSON: a call for each element of a list costs more than
/// what it asks.
pub(crate) fn shape(ctx: &Context<'_>, object: &Object, value: &Fragment) -> Sql {
    let keys = Fragment::join(", ", object.fields.iter().map(|field| Literal::text(&field.sql)));
    let mut asked = vec![Sql::from(sql![value, " - array[", keys, "] = '{}'"])];
    asked.extend(object.fields.iter().filter_map(|field| of_field(ctx, field, value, Asked::Everything)));
    let head = Sql::from(sql!["case jsonb_typeof(", value, ")"]).with_line();
    let when = head.with_kw("when 'object' then ").with(Sql::further(asked));
    when.with_line().with_kw("else false").with_line().with_kw("end").group(Shape::Case)
}

fn slot(ctx: &Context<'_>, check: &Sql) -> SqlSlot {
    SqlSlot::from(fill::lines(ctx.ir, check, 6, "and ".len()))
}

/// How much is asked of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// All that the schema says of it.
    Everything,
    /// That a column can take it; what its CHECKs say is left to them.
    Form,
}

/// ```sql
/// case jsonb_typeof(value -> 'unit') when 'string' then char_length(value ->> 'unit') <= 2 else false end
/// ```
/// A missing key has no type and falls to `else`.
pub(crate) fn of_field(ctx: &Context<'_>, field: &Input, value: &Fragment, asked: Asked) -> Option<Sql> {
    let key = Literal::text(&field.sql);
    let json = sql![value, " -> ", &key];
    let text = sql![value, " ->> ", &key];
    if field.ty == Type::Json {
        return (!field.nullable).then(|| Sql::from(sql![value, " ? ", &key]));
    }
    let kind = Literal::text(json_kind(ctx, &field.ty));
    let mut all = of_value(ctx, field, &field.ty, &json, &text, asked);
    all.extend(of_bounds(field, &json).filter(|_| asked == Asked::Everything).map(Sql::from));
    Some(match (all.is_empty(), field.nullable) {
        (true, false) => Sql::from(sql!["coalesce(jsonb_typeof(", json, ") = ", kind, ", false)"]),
        (true, true) => Sql::from(sql!["coalesce(jsonb_typeof(", json, ") in (", kind, ", 'null'), true)"]),
        (false, false) => {
            let head = Sql::from(sql!["case jsonb_typeof(", json, ")"]).with_line();
            let when = head.with(Sql::from(sql!["when ", kind, " then "])).with(Sql::further(all));
            when.with_line().with_kw("else false").with_line().with_kw("end").group(Shape::Case)
        }
        (false, true) => {
            let head = Sql::from(sql!["case coalesce(jsonb_typeof(", json, "), 'null')"]).with_line();
            let when = head.with(Sql::from(sql!["when ", kind, " then "])).with(Sql::further(all));
            let none = when.with_line().with_kw("when 'null' then true");
            none.with_line().with_kw("else false").with_line().with_kw("end").group(Shape::Case)
        }
    })
}

/// The kind of JSON that a column of the type takes, where every value of that kind will do.
pub(crate) fn takes_all_of_kind(ctx: &Context<'_>, field: &Input) -> Option<Literal> {
    let none = Fragment::new();
    let asked = of_value(ctx, field, &field.ty, &none, &none, Asked::Form);
    asked.is_empty().then(|| Literal::text(json_kind(ctx, &field.ty)))
}

fn json_kind(ctx: &Context<'_>, ty: &Type) -> &'static str {
    match ty {
        Type::Ref(_) => key_type(ctx, ty).map_or("string", |key| json_kind(ctx, key)),
        Type::Bool => "boolean",
        Type::Int | Type::BigInt | Type::Decimal(_) => "number",
        Type::Text(_)
        | Type::Varchar(_)
        | Type::Uuid
        | Type::Date
        | Type::Time
        | Type::Timestamptz
        | Type::Interval
        | Type::Bytes
        | Type::Enum(_) => "string",
        Type::Json | Type::Object(_) => "object",
        Type::Array(_) => "array",
        Type::Null => "null",
    }
}

/// What must hold of a value of the right JSON kind.
fn of_value(
    ctx: &Context<'_>,
    field: &Input,
    ty: &Type,
    json: &Fragment,
    text: &Fragment,
    asked: Asked,
) -> Vec<Sql> {
    if let Type::Array(element) = ty {
        return of_elements(ctx, field, element, json, asked);
    }
    let is_kept = asked == Asked::Form && is_kept_by_check(ctx, ty);
    let of_type = if is_kept { Vec::new() } else { of_one(ctx, ty, json, text) };
    let of_scalar = of_scalar(ctx, field, text).filter(|_| asked == Asked::Everything);
    of_type.into_iter().chain(of_scalar).map(Sql::from).collect()
}

/// Columns of the type have a CHECK for what the type says and PostgreSQL's does not.
fn is_kept_by_check(ctx: &Context<'_>, ty: &Type) -> bool {
    match ty {
        Type::Text(_) | Type::Object(_) => true,
        Type::Enum(_) => ctx.ir.service.enums == EnumStorage::Text,
        Type::Bool
        | Type::Int
        | Type::BigInt
        | Type::Decimal(_)
        | Type::Varchar(_)
        | Type::Uuid
        | Type::Date
        | Type::Time
        | Type::Timestamptz
        | Type::Interval
        | Type::Json
        | Type::Bytes
        | Type::Ref(_)
        | Type::Array(_)
        | Type::Null => false,
    }
}

fn of_one(ctx: &Context<'_>, ty: &Type, json: &Fragment, text: &Fragment) -> Vec<Fragment> {
    let number = || sql!["(", text, ")::numeric"];
    let like = |pattern: &'static str| vec![sql![text, " ~ ", pattern]];
    match ty {
        Type::Text(Some(length)) | Type::Varchar(length) => {
            vec![sql!["char_length(", text, ") <= ", Literal::Integer(i64::from(*length))]]
        }
        Type::Decimal(Some(size)) => {
            let whole = usize::try_from(size.precision.saturating_sub(size.scale)).unwrap_or_default();
            let bound = Literal::decimal(&format!("1{}", "0".repeat(whole))).unwrap_or(Literal::Null);
            let scale = Literal::Integer(i64::from(size.scale));
            vec![sql!["abs(", number(), ") < ", bound], sql!["scale(", number(), ") <= ", scale]]
        }
        Type::Int => whole_number(number(), i64::from(i32::MIN), i64::from(i32::MAX)),
        Type::BigInt => whole_number(number(), i64::MIN, i64::MAX),
        Type::Ref(_) => key_type(ctx, ty).map(|key| of_one(ctx, key, json, text)).unwrap_or_default(),
        Type::Uuid => like(r"'^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$'"),
        Type::Date => vec![sql![is_date_name(), "(", text, ")"]],
        Type::Time => like(TIME),
        Type::Timestamptz => {
            vec![
                sql![is_date_name(), "(left(", text, ", 10))"],
                sql!["substr(", text, ", 11) ~ ", TIME_AND_ZONE],
            ]
        }
        Type::Interval => like(DURATION),
        Type::Bytes => like(BASE64),
        Type::Enum(id) => {
            vec![sql![text, " in (", enumeration::members(ctx.ir.enumeration(*id)), ")"]]
        }
        Type::Object(id) => vec![sql![function_name(ctx.ir.object(*id)), "(", json, ")"]],
        Type::Array(_) | Type::Bool | Type::Decimal(None) | Type::Text(None) | Type::Json | Type::Null => {
            Vec::new()
        }
    }
}

/// The type of the key that a reference holds.
fn key_type<'ir>(ctx: &Context<'ir>, ty: &Type) -> Option<&'ir Type> {
    let Type::Ref(entity) = ty else { return None };
    Some(&ctx.ir.field(ctx.ir.entity(*entity).id_field()?).ty)
}

fn whole_number(number: Fragment, least: i64, most: i64) -> Vec<Fragment> {
    let (least, most) = (Literal::Integer(least), Literal::Integer(most));
    // `1.0` is whole, but its text is no integer.
    vec![sql!["scale(", &number, ") = 0"], sql![&number, " between ", least, " and ", most]]
}

/// No element is of another kind, or breaks what must hold of it.
fn of_elements(ctx: &Context<'_>, field: &Input, element: &Type, json: &Fragment, asked: Asked) -> Vec<Sql> {
    if *element == Type::Json {
        return Vec::new();
    }
    let text = sql!["element #>> '{}'"];
    let kind = sql!["jsonb_typeof(element) = ", Literal::text(json_kind(ctx, element))];
    let mut all = vec![Sql::from(kind)];
    all.extend(of_value(ctx, field, element, &sql!["element"], &text, asked));
    let all = Sql::junction("and ", all).parens();
    let elements = sql!["select from jsonb_array_elements(", json, ") as it (element)"];
    let broken = Sql::from(elements).with_line().with_kw("where not ").with(all);
    vec![Sql::kw("not exists ").with(broken.parens())]
}

fn of_scalar(ctx: &Context<'_>, field: &Input, text: &Fragment) -> Option<Fragment> {
    let scalar = ctx.ir.scalar(field.scalar?);
    let check = scalar.check.as_ref()?;
    let value = sql!["(", text, ")::", types::sql_type(ctx.ir, &scalar.base)];
    let asked = Scope::new(ctx.ir).condition(check);
    let asked = asked.fill(&mut |hole| (*hole == Hole::Value).then(|| Sql::from(value.clone())));
    Some(sql!["(", fill::flat(ctx.ir, &asked), ")"])
}

fn of_bounds(field: &Input, json: &Fragment) -> Option<Fragment> {
    let (least, most) = field.bounds?;
    let (least, most) = (Literal::Integer(i64::from(least)), Literal::Integer(i64::from(most)));
    Some(sql!["jsonb_array_length(", json, ") between ", least, " and ", most])
}
