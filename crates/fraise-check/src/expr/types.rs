//! Which types go together.

use fraise_ir::{EntityId, Expr, Ir, Type, expr::ExprKind, field::FieldOrigin, ty::DecimalSize};

/// A type in the words of findings: "an integer", "a `Customer`".
pub(crate) fn describe(ir: &Ir, ty: &Type) -> String {
    match ty {
        Type::Bool => "a truth value".to_owned(),
        Type::Int => "an int".to_owned(),
        Type::BigInt => "a bigint".to_owned(),
        Type::Decimal(_) => "a decimal".to_owned(),
        Type::Text(_) | Type::Varchar(_) => "a text".to_owned(),
        Type::Uuid => "a uuid".to_owned(),
        Type::Date => "a date".to_owned(),
        Type::Time => "a time of day".to_owned(),
        Type::Timestamptz => "a moment (timestamptz)".to_owned(),
        Type::Interval => "an interval".to_owned(),
        Type::Json => "JSON".to_owned(),
        Type::Bytes => "bytes".to_owned(),
        Type::Enum(id) => format!("a member of `{}`", ir.enumeration(*id).name),
        Type::Object(id) => format!("a `{}`", ir.object(*id).name),
        Type::Ref(id) => format!("a `{}`", ir.entity(*id).name),
        Type::Array(element) => format!("a list, each {}", describe(ir, element)),
        Type::Null => "null".to_owned(),
    }
}

/// The value fits a type without a cast: the same, or a wider number, or text of another length, or the key of a row.
pub(crate) fn fits(ir: &Ir, expr: &Expr, ty: &Type) -> bool {
    if widens(&expr.ty, ty) {
        return true;
    }
    match ty {
        Type::Ref(entity) => key_of(ir, expr) == Some(*entity),
        Type::Uuid | Type::BigInt => {
            matches!(expr.ty, Type::Ref(entity) if key_type(ir, entity).as_ref() == Some(ty))
        }
        _ => false,
    }
}

/// Every value of one type is a value of the other.
pub(crate) fn widens(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Null, _) | (Type::Int, Type::BigInt | Type::Decimal(_)) | (Type::BigInt, Type::Decimal(_)) => {
            true
        }
        (Type::Decimal(_), Type::Decimal(_)) => true,
        (Type::Array(from), Type::Array(to)) => widens(from, to),
        _ => from == to || from.is_text() && to.is_text(),
    }
}

/// The name to cast to, where a wider number stands for a narrower one.
pub(crate) fn narrowing(from: &Type, to: &Type) -> Option<&'static str> {
    match (from, to) {
        (Type::BigInt | Type::Decimal(_), Type::Int) => Some("int"),
        (Type::Decimal(_), Type::BigInt) => Some("bigint"),
        _ => None,
    }
}

/// How a value is written that looks like numbers and is none.
pub(crate) fn in_quotes(ty: &Type) -> Option<&'static str> {
    match ty {
        Type::Date => Some("'2026-01-31'"),
        Type::Time => Some("'12:30'"),
        Type::Timestamptz => Some("'2026-01-31 12:30:00Z'"),
        Type::Interval => Some("'7 days'"),
        _ => None,
    }
}

/// The type that holds the values of both.
pub(crate) fn common(left: &Type, right: &Type) -> Option<Type> {
    match (left, right) {
        (Type::Decimal(one), Type::Decimal(other)) if one != other => {
            Some(Type::Decimal(wider(*one, *other)))
        }
        (one, other) if one.is_text() && other.is_text() && one != other => Some(Type::Text(None)),
        (one, other) if widens(one, other) => Some(other.clone()),
        (one, other) if widens(other, one) => Some(one.clone()),
        _ => None,
    }
}

fn wider(one: Option<DecimalSize>, other: Option<DecimalSize>) -> Option<DecimalSize> {
    let (one, other) = (one?, other?);
    let scale = one.scale.max(other.scale);
    let whole = (one.precision - one.scale).max(other.precision - other.scale);
    Some(DecimalSize { precision: whole + scale, scale })
}

/// The values may be compared.
pub(crate) fn comparable(ir: &Ir, left: &Expr, right: &Expr) -> bool {
    if common(&left.ty, &right.ty).is_some() {
        return true;
    }
    match (&left.ty, &right.ty) {
        (Type::Ref(entity), _) => key_of(ir, right) == Some(*entity),
        (_, Type::Ref(entity)) => key_of(ir, left) == Some(*entity),
        _ => false,
    }
}

/// The entity whose key this value is: the field `id` of a row, the viewer's id, a row.
pub(crate) fn key_of(ir: &Ir, expr: &Expr) -> Option<EntityId> {
    match &expr.kind {
        ExprKind::Field { field, .. } if ir.field(*field).origin == FieldOrigin::Id => Some(field.entity),
        ExprKind::ViewerId => ir.viewer.entity,
        _ => match expr.ty {
            Type::Ref(entity) => Some(entity),
            _ => None,
        },
    }
}

/// The type of an entity's key.
pub(crate) fn key_type(ir: &Ir, entity: EntityId) -> Option<Type> {
    let field = ir.entity(entity).id_field()?;
    Some(ir.field(field).ty.clone())
}
