//! Types of values.

use fraise_ir::{Ir, Type};

use crate::sdl::TypeRef;

/// What stands for the types of the schema that GraphQL names differently by place.
#[derive(Clone, Copy)]
struct Names {
    entity: fn(&Ir, fraise_ir::EntityId) -> String,
    object: fn(&Ir, fraise_ir::ObjectId) -> String,
    enumeration: fn(&Ir, fraise_ir::EnumId) -> String,
}

const OUTPUT: Names = Names {
    entity: |ir, id| ir.entity(id).graphql.clone().unwrap_or_default(),
    object: |ir, id| ir.object(id).graphql.clone(),
    enumeration: |ir, id| ir.enumeration(id).name.clone(),
};

const INPUT: Names = Names {
    entity: |_, _| "ID".to_owned(),
    object: |ir, id| ir.object(id).graphql_input.clone(),
    enumeration: |ir, id| ir.enumeration(id).name.clone(),
};

const INPUT_WITH_ENUMS_AS_STRINGS: Names = Names { enumeration: |_, _| "String".to_owned(), ..INPUT };

/// The type of a field.
pub(super) fn output(ir: &Ir, ty: &Type, is_id: bool) -> TypeRef {
    type_ref(ir, ty, is_id, OUTPUT)
}

/// The type of an argument or an input field.
pub(super) fn input(ir: &Ir, ty: &Type, is_id: bool) -> TypeRef {
    type_ref(ir, ty, is_id, INPUT)
}

/// The type of an argument where `naming.enum_arguments` is `String`.
pub(super) fn argument_with_enums_as_strings(ir: &Ir, ty: &Type, is_id: bool) -> TypeRef {
    type_ref(ir, ty, is_id, INPUT_WITH_ENUMS_AS_STRINGS)
}

fn type_ref(ir: &Ir, ty: &Type, is_id: bool, names: Names) -> TypeRef {
    let name = match ty {
        Type::Array(item) => return TypeRef::list(type_ref(ir, item, is_id, names)),
        Type::Ref(entity) => (names.entity)(ir, *entity),
        Type::Object(object) => (names.object)(ir, *object),
        Type::Enum(enumeration) => (names.enumeration)(ir, *enumeration),
        _ if is_id => "ID".to_owned(),
        Type::Bool => "Boolean".to_owned(),
        Type::Int => "Int".to_owned(),
        Type::BigInt => "BigInt".to_owned(),
        Type::Decimal(_) => "Decimal".to_owned(),
        Type::Text(_) | Type::Varchar(_) => "String".to_owned(),
        Type::Uuid => "UUID".to_owned(),
        Type::Date => "Date".to_owned(),
        Type::Time => "Time".to_owned(),
        Type::Timestamptz => "DateTime".to_owned(),
        Type::Interval => "Duration".to_owned(),
        // Nothing is declared with the type of a bare `null`.
        Type::Json | Type::Null => "JSON".to_owned(),
        Type::Bytes => "Bytes".to_owned(),
    };
    TypeRef::named(name)
}
