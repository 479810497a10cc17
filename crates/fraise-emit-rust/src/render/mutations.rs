//! `mutations.rs`: the fields of the root type that writes, the errors of the schema, and constraints.

use super::code::Code;
use super::item::{Item, Ty};
use super::{access, fragment, module::Module, name, queries};
use crate::service::{Argument, Before, Constraint, DeclaredError, Key, Mutation, Service};

const KEYWORDS: &str = "pub(super) static";

pub(super) fn module(service: &Service) -> Module<'_> {
    let mutations = Code::list(service.mutations.iter().map(mutation));
    let documentation = "All mutations, in the order of the schema.";
    let all = Item::all(documentation, KEYWORDS, Ty::Slice("Mutation"), mutations);
    let errors = Item {
        documentation: "The errors of the schema.".to_owned(),
        keywords: KEYWORDS,
        name: "ERRORS".to_owned(),
        ty: Ty::Slice("DeclaredError"),
        value: Code::list(service.errors.iter().map(error)),
    };
    let constraints = Item {
        documentation: "Unique constraints, with those who may be told of them.".to_owned(),
        keywords: KEYWORDS,
        name: "CONSTRAINTS".to_owned(),
        ty: Ty::Slice("Constraint"),
        value: Code::list(service.constraints.iter().map(constraint)),
    };
    Module::new(None, "The mutations of the service, and how they fail.", vec![all, errors, constraints])
}

fn mutation(it: &Mutation) -> Code {
    let returns = Code::list(it.returns.iter().map(|it| Code::text(&it.to_string())));
    Code::record_of_some(
        "Mutation",
        [
            ("name", Some(Code::text(&it.name))),
            ("target", Code::some(it.target.as_ref().map(name::ty))),
            ("function", Some(Code::text(&it.function.to_string()))),
            ("returns", Some(returns)),
            ("callers", Some(access::role_set(&it.callers))),
            ("key", Code::some(it.key.as_ref().map(key))),
            ("arguments", Code::some_list(it.arguments.iter().map(argument))),
            ("empty_input", it.empty_input.then(|| Code::flag(true))),
            ("idempotency_key", Code::some(it.idempotency_key.as_ref().map(queries::input))),
            ("before", Code::some_list(it.before.iter().map(before))),
            ("answered", Code::some(it.answered.as_ref().map(fragment::sql))),
            ("leaves_job", it.leaves_job.then(|| Code::flag(true))),
        ],
        Code::word("Mutation::PLAIN"),
    )
}

fn key(it: &Key) -> Code {
    let part = |(name, ty): &(fraise_sql::Ident, fraise_sql::SqlType)| {
        Code::pair(Code::text(&name.to_string()), Code::text(&ty.to_string()))
    };
    Code::record(
        "Key",
        [("input", queries::input(&it.input)), ("parts", Code::list(it.parts.iter().map(part)))],
    )
}

fn argument(it: &Argument) -> Code {
    Code::call("Argument::new", [Code::text(&it.sql.to_string()), queries::input(&it.input)])
}

fn before(it: &Before) -> Code {
    Code::record(
        "Before",
        [
            ("hook", Code::text(&it.hook)),
            ("argument", Code::text(&it.argument.to_string())),
            ("input", fragment::sql(&it.input)),
            ("rows", Code::list(it.rows.iter().map(|it| Code::text(it)))),
        ],
    )
}

fn error(it: &DeclaredError) -> Code {
    Code::record(
        "DeclaredError",
        [
            ("code", Code::text(&it.code)),
            ("class", Code::text(it.class)),
            ("sqlstate", Code::text(&it.sqlstate)),
        ],
    )
}

fn constraint(it: &Constraint) -> Code {
    Code::record(
        "Constraint",
        [
            ("name", Code::text(it.name.as_str())),
            ("fields", Code::list(it.fields.iter().map(|it| Code::text(it)))),
            ("readers", access::role_set(&it.readers)),
        ],
    )
}
