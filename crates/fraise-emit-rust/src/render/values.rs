//! `values.rs`: enums and objects; types of values anywhere.

use super::code::{Code, Sibling};
use super::item::Item;
use super::{doc, field, module::Module, name};
use crate::service::{Enum, EnumValue, Object, Service, ValueType};

pub(super) fn module(service: &Service) -> Module<'_> {
    let enums = service.enums.iter().map(enumeration);
    let objects = service.objects.iter().map(object);
    Module::new(Some(Sibling::Values), "Enums and objects.", enums.chain(objects))
}

fn enumeration(it: &Enum) -> Item {
    let documentation = doc::lines(it.description.as_deref(), &format!("The enum `{}`.", it.name));
    let values = Code::list(it.values.iter().map(value));
    let enumeration = Code::record("Enum", [("name", Code::text(&it.name)), ("values", values)]);
    Item::of(documentation, &it.constant, "Enum", enumeration)
}

fn value(it: &EnumValue) -> Code {
    let EnumValue { graphql, sql } = it;
    if graphql == sql {
        return Code::call("EnumValue::same", [Code::text(sql)]);
    }
    Code::record("EnumValue", [("graphql", Code::text(graphql)), ("sql", Code::text(sql))])
}

fn object(it: &Object) -> Item {
    let documentation = doc::lines(it.description.as_deref(), &format!("The object `{}`.", it.name));
    let fields = Code::list(it.fields.iter().map(field::field));
    let object = Code::record("Object", [("name", Code::text(&it.name)), ("fields", fields)]);
    Item::of(documentation, &it.constant, "Object", object)
}

/// `ValueType::Decimal`
pub(super) fn value_type(ty: &ValueType) -> Code {
    match ty {
        ValueType::Uuid => Code::word("ValueType::Uuid"),
        ValueType::Text => Code::word("ValueType::Text"),
        ValueType::Int => Code::word("ValueType::Int"),
        ValueType::BigInt => Code::word("ValueType::BigInt"),
        ValueType::Decimal => Code::word("ValueType::Decimal"),
        ValueType::Bool => Code::word("ValueType::Bool"),
        ValueType::Date => Code::word("ValueType::Date"),
        ValueType::Time => Code::word("ValueType::Time"),
        ValueType::DateTime => Code::word("ValueType::DateTime"),
        ValueType::Duration => Code::word("ValueType::Duration"),
        ValueType::Json => Code::word("ValueType::Json"),
        ValueType::Bytes => Code::word("ValueType::Bytes"),
        ValueType::Enum(constant) => Code::call("ValueType::Enum", [name::value(constant)]),
        ValueType::List(item) => Code::call("ValueType::List", [Code::reference(value_type(item))]),
    }
}
