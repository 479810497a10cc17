//! What a schema may declare and no target emits yet: F0002, one row for each construct.
//!
//! A construct leaves this file with the change that emits it; the aim is that the file goes. Not here:
//! hints for migrations, which say nothing without a migration.

use fraise_diagnostics::{Code, Diagnostic, Diagnostics, Span};
use fraise_ir::{
    Input, Ir, Mutation, Query, Type,
    query::{QueryKind, ViewList},
};

use crate::{Options, Target};

use Target::{Graphql, Postgres, Rust};

/// A construct that is checked and not emitted.
struct Unfinished {
    /// In the words of the language, with its name.
    what: String,
    span: Span,
    /// The targets that it should become something in.
    targets: &'static [Target],
}

/// A finding for each construct that one of the wanted targets should emit: errors, or warnings if allowed.
pub(crate) fn unfinished(ir: &Ir, options: &Options) -> Diagnostics {
    let is_wanted = |it: &Unfinished| it.targets.iter().any(|target| options.targets.contains(target));
    constructs(ir).into_iter().filter(is_wanted).map(|it| finding(&it, options)).collect()
}

fn finding(unfinished: &Unfinished, options: &Options) -> Diagnostic {
    let message = format!("not emitted yet: {}", unfinished.what);
    if options.allow_unfinished {
        return Diagnostic::warning(Code::F0002, unfinished.span, message);
    }
    Diagnostic::error(Code::F0002, unfinished.span, message)
        .help("`--allow-unfinished` compiles the rest of the schema and warns of what is left out.")
}

fn constructs(ir: &Ir) -> Vec<Unfinished> {
    let mut found = Vec::new();
    found.extend(ir.queries.iter().flat_map(|it| of_query(ir, it)));
    let named = |construct: &str, name: &str, span, targets| Unfinished {
        what: format!("the {construct} `{name}`"),
        span,
        targets,
    };
    found.extend(ir.mutations.iter().filter_map(|it| in_service(ir, it)));
    found.extend(ir.mutations.iter().filter_map(|it| of_function(ir, it)));
    found
        .extend(ir.subscriptions.iter().map(|it| named("subscription", &it.name, it.span, &[Graphql, Rust])));
    found.extend(ir.events.iter().map(|it| named("event", &it.name, it.span, &[Rust])));
    let list = |it: &ViewList| named("list of a view", &it.name, it.span, &[Graphql, Rust]);
    found.extend(ir.view_lists.iter().map(list));
    found.extend(of_service(ir));
    found
}

fn of_service(ir: &Ir) -> Vec<Unfinished> {
    let here = |what: &str| Unfinished { what: what.to_owned(), span: ir.service.span, targets: &[Rust] };
    let mut found = Vec::new();
    if ir.service.database_reads {
        found.push(here("`database_reads` in the service, whose reads would find nothing"));
    }
    if ir.viewer.guests {
        found.push(here("tokens for guests"));
    }
    found
}

/// What of a mutation the service does not do.
fn in_service(ir: &Ir, mutation: &Mutation) -> Option<Unfinished> {
    let what = if mutation.webhook { Some("the webhook") } else { mutation.unknown_to_job(ir) }?;
    let whole = !mutation.webhook;
    Some(Unfinished {
        what: format!("{what} of the mutation `{}`", mutation.name),
        span: mutation.span,
        targets: if whole { &[Graphql, Rust] } else { &[Rust] },
    })
}

/// What of a mutation no function of the database does.
fn of_function(ir: &Ir, mutation: &Mutation) -> Option<Unfinished> {
    let what = mutation.unfinished(ir)?;
    Some(Unfinished {
        what: format!("{what} in the mutation `{}`", mutation.name),
        span: mutation.span,
        targets: &[Postgres],
    })
}

fn of_query(ir: &Ir, query: &Query) -> Vec<Unfinished> {
    let mut found: Vec<Unfinished> = query.inputs.iter().flat_map(|it| of_input(ir, query, it)).collect();
    found.extend(of_query_kind(query));
    found
}

/// What is asked of arguments beside their type; an argument that is a field to find a row by asks nothing.
fn of_input(ir: &Ir, query: &Query, input: &Input) -> Vec<Unfinished> {
    let is_declared = input.span != query.span;
    let object = match &input.ty {
        Type::Object(_) => true,
        Type::Array(element) => matches!(**element, Type::Object(_)),
        _ => false,
    };
    let asked = [
        (input.rule.is_some(), "`where`"),
        (input.bounds.is_some(), "the bounds"),
        (input.scalar.is_some() && is_declared, "the check of the scalar"),
        (object, "the fields of the object"),
        (names_a_composite_key(ir, &input.ty), "the one `ID` for a composite key"),
    ];
    let unfinished = |what: &str| Unfinished {
        what: format!("{what} of the argument `{}` of `{}`", input.name, query.name),
        span: input.span,
        targets: &[Rust],
    };
    asked.iter().filter(|(is_there, _)| *is_there).map(|(_, what)| unfinished(what)).collect()
}

fn names_a_composite_key(ir: &Ir, ty: &Type) -> bool {
    match ty {
        Type::Ref(entity) => ir.entity(*entity).id_field().is_none(),
        _ => false,
    }
}

fn of_query_kind(query: &Query) -> Vec<Unfinished> {
    let name = &query.name;
    let here = |what: String, span| Unfinished { what, span, targets: &[Graphql, Rust] };
    match &query.kind {
        QueryKind::Get { .. } => Vec::new(),
        QueryKind::Report { .. } => vec![here(format!("the report `{name}`"), query.span)],
        QueryKind::List { filter, sort, connection, .. } => {
            let mut found = Vec::new();
            if !filter.is_empty() {
                found.push(here(format!("`filter` of the list `{name}`"), query.span));
            }
            if !sort.is_empty() {
                found.push(here(format!("`sort` of the list `{name}`"), query.span));
            }
            found.extend(connection.map(|span| here(format!("`connection` of the list `{name}`"), span)));
            found
        }
    }
}
