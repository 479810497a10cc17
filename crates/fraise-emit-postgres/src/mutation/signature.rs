//! The arguments of the function of a mutation, with those that may be left out.

use fraise_ir::{Ir, Mutation};
use fraise_sql::{SqlType, catalog::Argument, sql};

pub(super) use fraise_lower::signature::{
    argument, argument_type, hook_argument, hooks_before, idempotency_key, name, returned_type,
};

/// Its arguments; every one behind the first that may be left out may be left out.
pub(super) fn arguments(ir: &Ir, mutation: &Mutation) -> Vec<Argument> {
    let mut arguments = Vec::new();
    let mut optional = false;
    for input in &mutation.inputs {
        optional |= !input.required();
        let argument = Argument::new(argument(input), argument_type(ir, &input.ty));
        arguments.push(if optional { or_null(argument) } else { argument });
    }
    if mutation.idempotent.is_some() {
        arguments.push(or_null(Argument::new(idempotency_key(), SqlType::Text)));
    }
    let hooks = hooks_before(mutation).map(|it| or_null(Argument::new(hook_argument(it), SqlType::Jsonb)));
    arguments.extend(hooks);
    arguments
}

fn or_null(argument: Argument) -> Argument {
    Argument { default: Some(sql!["null"]), ..argument }
}
