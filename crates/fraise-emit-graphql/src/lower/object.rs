//! Objects: as output types where a field stores them, as inputs where an argument takes them.

use fraise_ir::{Input, Ir, value::Object};

use super::{directive, input, ty};
use crate::sdl::{Field, InputObject, ObjectType, TypeDefinition};

/// Each object as an output type, in the order of the schema.
pub(super) fn types(ir: &Ir) -> Vec<TypeDefinition> {
    ir.objects.iter().map(|it| TypeDefinition::Object(output(ir, it))).collect()
}

/// Each object as an input, in the order of the schema.
pub(super) fn inputs(ir: &Ir) -> Vec<TypeDefinition> {
    ir.objects.iter().map(|it| TypeDefinition::Input(input_object(ir, it))).collect()
}

fn output(ir: &Ir, object: &Object) -> ObjectType {
    ObjectType {
        description: object.description.clone(),
        name: object.graphql.clone(),
        directives: Vec::new(),
        fields: object.fields.iter().map(|it| field(ir, it)).collect(),
    }
}

fn field(ir: &Ir, field: &Input) -> Field {
    Field {
        description: field.description.clone(),
        name: field.graphql_output.clone(),
        arguments: Vec::new(),
        ty: ty::output(ir, &field.ty, false).nullable_if(field.nullable),
        directives: directive::deprecated(field.deprecated.as_deref()).into_iter().collect(),
    }
}

fn input_object(ir: &Ir, object: &Object) -> InputObject {
    InputObject {
        description: object.description.clone(),
        name: object.graphql_input.clone(),
        fields: object.fields.iter().map(|it| input::field(ir, it)).collect(),
    }
}
