//! Fields of types and objects.

use super::code::Code;
use super::{access, fragment, name, queries, values};
use crate::service::{Field, FieldKind, Page};

pub(super) fn field(field: &Field) -> Code {
    let mut code = base(&field.name, &field.kind);
    if field.nullable && !is_nullable_anyway(&field.kind) {
        code = code.method("nullable", []);
    }
    match &field.read {
        Some(items) => code.method("read", [access::items(items)]),
        None => code,
    }
}

fn base(name: &str, kind: &FieldKind) -> Code {
    let name = Code::text(name);
    match kind {
        FieldKind::Value { sql, ty } => {
            Code::call("Field::value", [name, values::value_type(ty), fragment::sql(sql)])
        }
        FieldKind::Object { sql, object, list } => {
            let constructor = if *list { "Field::objects" } else { "Field::object" };
            Code::call(constructor, [name, name::value(object), fragment::sql(sql)])
        }
        FieldKind::ToOne { target, join } => {
            Code::call("Field::to_one", [name, name::ty(target), fragment::sql(join)])
        }
        FieldKind::Inverse { target, join } => {
            Code::call("Field::inverse", [name, name::ty(target), fragment::sql(join)])
        }
        FieldKind::ToMany { target, join, order, page: size } => Code::call(
            "Field::to_many",
            [name, name::ty(target), fragment::sql(join), queries::order(order), page(*size)],
        ),
    }
}

fn is_nullable_anyway(kind: &FieldKind) -> bool {
    match kind {
        FieldKind::Inverse { .. } => true,
        FieldKind::Value { .. }
        | FieldKind::Object { .. }
        | FieldKind::ToOne { .. }
        | FieldKind::ToMany { .. } => false,
    }
}

/// `Page { default: 50, max: 200 }`
pub(super) fn page(page: Page) -> Code {
    Code::record("Page", [("default", Code::number(page.default)), ("max", Code::number(page.max))])
}
