//! Keys, uniques and checks of a table.

use fraise_ir::{Entity, Expr, Field, Type, expr::Root, index::Unique, names as made, service::EnumStorage};
use fraise_lower::{Hole, Row, Scope, Sql, names};
use fraise_sql::{
    Fragment, Ident, Literal,
    catalog::{Check, Key},
    sql,
};

use super::{enumeration, object, same, scalar};
use crate::{database::Context, fill};

/// `orders_pkey`
pub(crate) fn primary_key(ctx: &Context<'_>, entity: &Entity) -> Key {
    let columns = names::key_columns(ctx.ir, entity);
    Key { name: names::ident(&made::primary_key(&entity.table)), columns, comment: None }
}

/// The declared uniques of all rows, and the pairs that composite references point to.
pub(crate) fn uniques(ctx: &Context<'_>, entity: &Entity) -> Vec<Key> {
    let whole = entity.uniques.iter().filter(|unique| is_constraint(entity, unique));
    let mut keys: Vec<Key> = whole.map(|unique| key(ctx, unique)).collect();
    for columns in same::pairs_pointed_to(ctx, entity) {
        if keys.iter().any(|key| key.columns == columns) {
            continue;
        }
        let parts: Vec<&str> = columns.iter().map(Ident::as_str).collect();
        let name = names::ident(&made::unique(&entity.table, &parts));
        keys.push(Key { name, columns, comment: None });
    }
    keys
}

/// It holds for all rows; otherwise it is an index with a condition.
pub(crate) fn is_constraint(entity: &Entity, unique: &Unique) -> bool {
    unique.condition.is_none() && !entity.soft_delete
}

fn key(ctx: &Context<'_>, unique: &Unique) -> Key {
    let columns = unique.fields.iter().map(|field| names::column(ctx.ir, *field)).collect();
    Key { name: names::ident(&unique.name), columns, comment: None }
}

/// The checks of the columns in their order, then those of the row.
pub(crate) fn checks(ctx: &Context<'_>, entity: &Entity) -> Vec<Check> {
    let stored = entity.fields.iter().filter(|field| field.is_stored());
    let mut checks: Vec<Check> = stored.flat_map(|field| of_field(ctx, entity, field)).collect();
    checks.extend(entity.checks.iter().map(|check| {
        let name = names::ident(&check.name);
        Check { expression: condition(ctx, &check.expr), name, comment: None }
    }));
    checks
}

/// The checks of a column.
pub(crate) fn of_field(ctx: &Context<'_>, entity: &Entity, field: &Field) -> Vec<Check> {
    let mut checks = Vec::new();
    checks.extend(of_type(ctx, entity, field));
    checks.extend(of_scalar(ctx, entity, field));
    checks.extend(of_bounds(entity, field));
    checks.extend(field.check.as_ref().map(|expr| {
        let name = name(entity, field, None);
        Check { expression: condition(ctx, expr), name, comment: None }
    }));
    checks
}

/// What the type says and PostgreSQL's does not.
fn of_type(ctx: &Context<'_>, entity: &Entity, field: &Field) -> Option<Check> {
    let column = names::column_of(field);
    match &field.ty {
        Type::Text(Some(length)) => {
            let most = Literal::Integer(i64::from(*length));
            let expression = sql!["char_length(", &column, ") <= ", most];
            Some(Check { name: name(entity, field, Some("length")), expression, comment: None })
        }
        Type::Enum(id) if ctx.ir.service.enums == EnumStorage::Text => {
            let enumeration = ctx.ir.enumeration(*id);
            let expression = sql![&column, " in (", enumeration::members(enumeration), ")"];
            let of_type = field.check.is_some().then(|| made::snake(&enumeration.name));
            Some(Check { name: name(entity, field, of_type.as_deref()), expression, comment: None })
        }
        Type::Object(id) => {
            let object = ctx.ir.object(*id);
            let expression = sql![object::function_name(object), "(", &column, ")"];
            let of_type = field.check.is_some().then(|| made::snake(&object.name));
            Some(Check { name: name(entity, field, of_type.as_deref()), expression, comment: None })
        }
        Type::Array(element) => Some(of_elements(ctx, entity, field, element)),
        Type::Bool
        | Type::Int
        | Type::BigInt
        | Type::Decimal(_)
        | Type::Text(None)
        | Type::Varchar(_)
        | Type::Uuid
        | Type::Date
        | Type::Time
        | Type::Timestamptz
        | Type::Interval
        | Type::Json
        | Type::Bytes
        | Type::Enum(_)
        | Type::Ref(_)
        | Type::Null => None,
    }
}

/// Elements are not null, and of an enumeration they are its members.
fn of_elements(ctx: &Context<'_>, entity: &Entity, field: &Field, element: &Type) -> Check {
    let column = names::column_of(field);
    let expression = match element {
        Type::Enum(id) if ctx.ir.service.enums == EnumStorage::Text => {
            let members = enumeration::members(ctx.ir.enumeration(*id));
            sql![&column, " <@ array[", members, "]"]
        }
        _ => sql!["array_position(", &column, ", null) is null"],
    };
    Check { name: name(entity, field, Some("elements")), expression, comment: None }
}

fn of_scalar(ctx: &Context<'_>, entity: &Entity, field: &Field) -> Option<Check> {
    let id = field.scalar?;
    let scalar = ctx.ir.scalar(id);
    let check = scalar.check.as_ref()?;
    let column = names::column_of(field);
    if let Type::Array(_) = field.ty {
        let expression = sql![scalar::list_function_name(ctx, id), "(", column, ")"];
        let name = name(entity, field, Some(&made::snake(&scalar.name)));
        return Some(Check { expression, name, comment: None });
    }
    let asked = Scope::new(ctx.ir).condition(check);
    let asked = asked.fill(&mut |hole| (*hole == Hole::Value).then(|| Sql::new().with_ident(&column)));
    let name = name(entity, field, Some(&made::snake(&scalar.name)));
    Some(Check { expression: laid_out(ctx, &asked), name, comment: None })
}

fn of_bounds(entity: &Entity, field: &Field) -> Option<Check> {
    let (least, most) = field.bounds?;
    let column = names::column_of(field);
    let (least, most) = (Literal::Integer(i64::from(least)), Literal::Integer(i64::from(most)));
    let expression = sql!["cardinality(", &column, ") between ", least, " and ", most];
    Some(Check { name: name(entity, field, Some("bounds")), expression, comment: None })
}

fn name(entity: &Entity, field: &Field, of: Option<&str>) -> Ident {
    let mut parts = vec![field.name.as_str()];
    parts.extend(of);
    names::ident(&made::check(&entity.table, &parts))
}

/// A check over the columns of the row.
fn condition(ctx: &Context<'_>, expr: &Expr) -> Fragment {
    let scope = Scope::new(ctx.ir).bind(Root::This, Row::Bare);
    laid_out(ctx, &scope.value(expr))
}

/// For a line of its own below the name: the printer joins the two where they fit.
fn laid_out(ctx: &Context<'_>, asked: &Sql) -> Fragment {
    fill::in_parens(ctx.ir, asked, 4, "check (".len())
}
