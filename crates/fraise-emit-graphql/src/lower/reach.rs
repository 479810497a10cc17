//! Which types a definition needs: those that its roots lead to.

use std::collections::BTreeSet;

use crate::sdl::{InputValue, TypeDefinition};

/// A name where it is used: an object and the input of the same name are two things until one of them is left out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    /// As the type of a field.
    Output(String),
    /// As the type of an argument or an input field.
    Input(String),
}

/// The roots, and those of the further types that they lead to, in the order given.
pub(super) fn with_reached(roots: Vec<TypeDefinition>, further: Vec<TypeDefinition>) -> Vec<TypeDefinition> {
    let mut reached: BTreeSet<Use> = roots.iter().flat_map(uses).collect();
    loop {
        let more: Vec<Use> = further.iter().filter(|it| is_reached(it, &reached)).flat_map(uses).collect();
        let before = reached.len();
        reached.extend(more);
        if reached.len() == before {
            break;
        }
    }
    roots.into_iter().chain(further.into_iter().filter(|it| is_reached(it, &reached))).collect()
}

fn is_reached(definition: &TypeDefinition, reached: &BTreeSet<Use>) -> bool {
    let name = definition.name().to_owned();
    match definition {
        TypeDefinition::Object(_) => reached.contains(&Use::Output(name)),
        TypeDefinition::Input(_) => reached.contains(&Use::Input(name)),
        TypeDefinition::Enum(_) | TypeDefinition::Scalar(_) => {
            reached.contains(&Use::Output(name.clone())) || reached.contains(&Use::Input(name))
        }
    }
}

fn uses(definition: &TypeDefinition) -> Vec<Use> {
    match definition {
        TypeDefinition::Object(object) => {
            let outputs = object.fields.iter().map(|it| Use::Output(it.ty.innermost().to_owned()));
            let inputs = object.fields.iter().flat_map(|it| &it.arguments).map(input);
            outputs.chain(inputs).collect()
        }
        TypeDefinition::Input(object) => object.fields.iter().map(input).collect(),
        TypeDefinition::Enum(_) | TypeDefinition::Scalar(_) => Vec::new(),
    }
}

fn input(value: &InputValue) -> Use {
    Use::Input(value.ty.innermost().to_owned())
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::sdl::{Field, InputObject, ObjectType, ScalarType, TypeRef};

    fn slot(name: &str, ty: &str) -> InputValue {
        InputValue {
            description: None,
            name: name.to_owned(),
            ty: TypeRef::named(ty),
            default: None,
            directives: Vec::new(),
        }
    }

    fn object(name: &str, field: &str, argument: &str) -> TypeDefinition {
        let field = Field {
            description: None,
            name: "it".to_owned(),
            arguments: vec![slot("of", argument)],
            ty: TypeRef::named(field),
            directives: Vec::new(),
        };
        TypeDefinition::Object(ObjectType {
            description: None,
            name: name.to_owned(),
            directives: Vec::new(),
            fields: vec![field],
        })
    }

    fn input_object(name: &str, field: &str) -> TypeDefinition {
        TypeDefinition::Input(InputObject {
            description: None,
            name: name.to_owned(),
            fields: vec![slot("it", field)],
        })
    }

    fn scalar(name: &str) -> TypeDefinition {
        TypeDefinition::Scalar(ScalarType {
            description: None,
            name: name.to_owned(),
            directives: Vec::new(),
        })
    }

    #[test]
    fn only_what_is_led_to_stays_and_input_and_output_are_apart() {
        let further = vec![
            object("LineInput", "Date", "Int"),
            input_object("LineInput", "Decimal"),
            object("Idle", "Int", "Int"),
            scalar("Date"),
            scalar("Decimal"),
        ];
        let all = with_reached(vec![object("Query", "Int", "LineInput")], further);
        let names: Vec<&str> = all.iter().map(TypeDefinition::name).collect();
        assert_eq!(names, ["Query", "LineInput", "Decimal"]);
        assert!(matches!(all.get(1), Some(TypeDefinition::Input(_))));
    }
}
