//! Arguments of operations and fields of input objects.

use fraise_ir::{
    Expr, Input, Ir, Type,
    expr::{ExprKind, Literal},
};

use super::{directive, ty};
use crate::sdl::{InputValue, TypeRef, Value};

/// An argument of an operation; one of an enumeration may be published as `String`.
pub(super) fn argument(ir: &Ir, input: &Input, is_id: bool) -> InputValue {
    let ty = match ir.naming.enum_arguments_as_string {
        true => ty::argument_with_enums_as_strings(ir, &input.ty, is_id),
        false => ty::input(ir, &input.ty, is_id),
    };
    value(ir, input, ty)
}

/// A field of an input object.
pub(super) fn field(ir: &Ir, input: &Input) -> InputValue {
    value(ir, input, ty::input(ir, &input.ty, false))
}

fn value(ir: &Ir, input: &Input, ty: TypeRef) -> InputValue {
    let is_string = ty.innermost() == "String";
    InputValue {
        description: description(input),
        name: input.graphql.clone(),
        ty: ty.nullable_if(!input.required()),
        default: input.default.as_ref().and_then(|it| constant(ir, it, &input.ty, is_string)),
        directives: directive::deprecated(reason_that_graphql_allows(input)).into_iter().collect(),
    }
}

/// A required argument cannot be left out, so GraphQL lets none be deprecated.
fn reason_that_graphql_allows(input: &Input) -> Option<&str> {
    input.deprecated.as_deref().filter(|_| !input.required())
}

fn description(input: &Input) -> Option<String> {
    let in_words =
        input.deprecated.as_ref().filter(|_| input.required()).map(|it| format!("Deprecated: {it}"));
    let parts: Vec<String> = input.description.iter().cloned().chain(in_words).collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

/// A default that is a constant. Any other is known only when the service is asked.
fn constant(ir: &Ir, default: &Expr, ty: &Type, is_string: bool) -> Option<Value> {
    match (&default.kind, ty) {
        (ExprKind::Literal(Literal::Bool(it)), _) => Some(Value::Bool(*it)),
        (ExprKind::Literal(Literal::Number(it)), Type::Int) => Some(Value::Number(it.clone())),
        (ExprKind::Literal(Literal::Number(it)), _) => Some(Value::Text(it.clone())),
        (ExprKind::Literal(Literal::Text(it)), Type::Enum(id)) => {
            let member = ir.enumeration(*id).members.iter().find(|member| member.name == *it)?;
            let name = member.graphql.clone();
            Some(if is_string { Value::Text(name) } else { Value::Enum(name) })
        }
        (ExprKind::Literal(Literal::Text(it)), _) => Some(Value::Text(it.clone())),
        _ => None,
    }
}
