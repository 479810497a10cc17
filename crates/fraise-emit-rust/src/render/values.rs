//! `values.rs`: enums and objects; types of values anywhere.

use super::code::{Code, Sibling};
use super::item::Item;
use super::{doc, field, module::Module, name};
use crate::service::{Enum, EnumValue, InputField, InputObject, Object, Service, ValueType};

pub(super) fn module(service: &Service) -> Module<'_> {
    let enums = service.enums.iter().map(enumeration);
    let objects = service.objects.iter().map(object);
    let inputs = service.inputs.iter().map(input_object);
    Module::new(Some(Sibling::Values), "Enums and objects.", enums.chain(objects).chain(inputs))
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

fn input_object(it: &InputObject) -> Item {
    let documentation = doc::lines(it.description.as_deref(), &format!("The input `{}`.", it.name));
    let fields = Code::list(it.fields.iter().map(input_field));
    let object = Code::record("InputObject", [("name", Code::text(&it.name)), ("fields", fields)]);
    Item::of(documentation, &it.constant, "InputObject", object)
}

fn input_field(it: &InputField) -> Code {
    let code = Code::call("InputField::new", [Code::text(&it.name), Code::text(&it.key), value_type(&it.ty)]);
    match it.max_length {
        Some(length) => code.method("max_length", [Code::number(length)]),
        None => code,
    }
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
        ValueType::Object(constant) => Code::call("ValueType::Object", [name::value(constant)]),
        ValueType::List(item) => Code::call("ValueType::List", [Code::reference(value_type(item))]),
    }
}
