//! F0204, F0207: no two things share one name in SQL or in GraphQL, ours included.

use std::collections::HashMap;

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{Entity, Field, Ir, Mutation, Query, Type, index::IndexKind, names, query::QueryKind, raw};

use crate::context::Ctx;

/// Names of one space, in the order they are met.
struct Space {
    what: &'static str,
    help: &'static str,
    seen: HashMap<String, (String, Span)>,
    clashes: Vec<Diagnostic>,
}

impl Space {
    fn new(what: &'static str) -> Self {
        let help = "Give one of them another name by `table:`, `column:`, `name:` or `graphql:`.";
        Space { what, help, seen: HashMap::new(), clashes: Vec::new() }
    }

    /// Takes a name for a thing.
    fn take(&mut self, name: &str, thing: String, span: Span) {
        match self.seen.get(name) {
            Some((other, first)) => self.clashes.push(
                Diagnostic::error(
                    Code::F0204,
                    span,
                    format!("{thing} and {other} are both `{name}` in {}", self.what),
                )
                .label(thing)
                .secondary(*first, other.clone())
                .help(self.help),
            ),
            None => {
                self.seen.insert(name.to_owned(), (thing, span));
            }
        }
    }
}

/// Tables, views and indexes share one space (PostgreSQL manual, CREATE INDEX); columns share that of their table.
pub(super) fn sql_names_are_distinct(cx: &mut Ctx<'_>) {
    let (relations, functions) = (relations(&cx.ir), functions(&cx.ir));
    cx.diagnostics.extend(relations.clashes);
    cx.diagnostics.extend(functions.clashes);
    for index in 0..cx.ir.entities.len() {
        let columns = columns(&cx.ir, index);
        cx.diagnostics.extend(columns.clashes);
        let system =
            cx.ir.entities.get(index).into_iter().flat_map(|it| &it.fields).filter_map(system_column);
        let system: Vec<Diagnostic> = system.collect();
        cx.diagnostics.extend(system);
    }
}

/// The columns that every table has (PostgreSQL manual, section 5.6).
const SYSTEM_COLUMNS: [&str; 6] = ["cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"];

fn system_column(field: &Field) -> Option<Diagnostic> {
    let column = field.column.as_deref().filter(|it| SYSTEM_COLUMNS.contains(it))?;
    let message = format!("every table of PostgreSQL has a column `{column}` already");
    let found = Diagnostic::error(Code::F0204, field.span, message);
    Some(found.label("this field's column").help("Give the column another name by `column:`."))
}

fn relations(ir: &Ir) -> Space {
    let mut space = Space::new("SQL");
    for entity in &ir.entities {
        space.take(&entity.table, format!("the table of `{}`", entity.name), entity.span);
    }
    for view in &ir.views {
        space.take(&view.name, format!("the view `{}`", view.name), view.span);
    }
    for entity in &ir.entities {
        space.take(&names::primary_key(&entity.table), format!("the key of `{}`", entity.name), entity.span);
        for unique in &entity.uniques {
            space.take(&unique.name, format!("a unique of `{}`", entity.name), unique.span);
        }
        for index in &entity.indexes {
            space.take(&index.name, format!("an index of `{}`", entity.name), index.span);
        }
        of_machine(ir, entity, &mut space);
    }
    space
}

/// Raw operations, those that fire events, and the mutations beside them.
fn functions(ir: &Ir) -> Space {
    let help = "Rename the mutation, or take away the `access` that the operation comes from.";
    let mut space = Space { help, ..Space::new("SQL") };
    for entity in ir.entities.iter().filter(|it| it.machine.is_some()) {
        space.take(&fire_function(entity), format!("what fires events of `{}`", entity.name), entity.span);
    }
    for raw in raw::operations(ir) {
        let entity = ir.entity(raw.entity);
        space.take(&raw.sql, format!("the `{}` of `{}`", raw.verb.word(), entity.name), entity.span);
    }
    // A mutation that is called like one that fires is F0207.
    let fires = |name: &str| ir.entities.iter().any(|it| it.machine.is_some() && fire_function(it) == name);
    for mutation in ir.mutations.iter().filter(|it| !fires(&it.name)) {
        space.take(&mutation.name, format!("the mutation `{}`", mutation.name), mutation.span);
    }
    space
}

/// `order_fire`
fn fire_function(entity: &Entity) -> String {
    format!("{}_fire", names::snake(&entity.name))
}

/// The table of changes with its key and index, and the indexes of timers.
fn of_machine(ir: &Ir, entity: &Entity, space: &mut Space) {
    let Some(machine) = &entity.machine else { return };
    if machine.log {
        let table = names::transitions(&entity.name);
        space.take(&table, format!("the log of `{}`", entity.name), machine.span);
        space.take(&names::primary_key(&table), format!("the log's key of `{}`", entity.name), machine.span);
        let index = names::index(&table, &["row_id"]);
        space.take(&index, format!("the log's index of `{}`", entity.name), machine.span);
    }
    let (Some(since), Type::Enum(states)) = (machine.since, &ir.field(machine.field).ty) else { return };
    let since = ir.field(since).column.clone().unwrap_or_default();
    let mut timed: Vec<usize> =
        machine.events.iter().flat_map(|it| &it.after).map(|(state, _)| *state).collect();
    timed.sort_unstable();
    timed.dedup();
    for state in timed {
        let Some(member) = ir.enumeration(*states).members.get(state) else { continue };
        let index = names::timer(&entity.table, &since, &member.name);
        space.take(&index, format!("the timer's index of `{}`", entity.name), machine.span);
    }
}

fn columns(ir: &Ir, entity: usize) -> Space {
    let mut space = Space::new("SQL");
    let Some(entity) = ir.entities.get(entity) else { return space };
    for field in &entity.fields {
        if let Some(column) = &field.column {
            space.take(column, format!("the field `{}`", field.name), field.span);
        }
    }
    for index in &entity.indexes {
        if let IndexKind::Search { column, .. } = &index.kind {
            space.take(column, "the column of the search".to_owned(), index.span);
        }
    }
    space
}

/// Types share one space, fields that of their type, operations that of their kind.
pub(super) fn graphql_names_are_distinct(cx: &mut Ctx<'_>) {
    let mut clashes = Vec::new();
    let ir = &cx.ir;
    let mut types = Space::new("GraphQL");
    for entity in &ir.entities {
        if let Some(name) = &entity.graphql {
            types.take(name, format!("the type `{}`", entity.name), entity.span);
        }
        let mut fields = Space::new("GraphQL");
        for field in &entity.fields {
            if let Some(name) = &field.graphql {
                fields.take(name, format!("the field `{}`", field.name), field.span);
            }
        }
        for relation in &entity.relations {
            if let Some(name) = &relation.graphql {
                fields.take(name, format!("the relation `{}`", relation.name), relation.span);
            }
        }
        clashes.extend(fields.clashes);
    }
    for enumeration in &ir.enums {
        types.take(&enumeration.name, format!("the enum `{}`", enumeration.name), enumeration.span);
        let mut members = Space::new("GraphQL");
        for member in &enumeration.members {
            members.take(&member.graphql, format!("the member `{}`", member.name), member.span);
        }
        clashes.extend(members.clashes);
    }
    for object in &ir.objects {
        if object.stored {
            types.take(&object.graphql, format!("the object `{}`", object.name), object.span);
        }
        if object.argument {
            types.take(&object.graphql_input, format!("the input of `{}`", object.name), object.span);
        }
    }
    for raw in raw::operations(ir) {
        if let (Some(_), Some(name)) = (&raw.graphql, &raw.graphql_input) {
            let entity = ir.entity(raw.entity);
            let thing = format!("the input of the `{}` of `{}`", raw.verb.word(), entity.name);
            types.take(name, thing, entity.span);
        }
    }
    clashes.extend(types.clashes);
    clashes.extend(operations(ir));
    cx.diagnostics.extend(clashes);
}

fn operations(ir: &Ir) -> Vec<Diagnostic> {
    let mut queries = Space::new("GraphQL");
    let mut arguments = Vec::new();
    for query in &ir.queries {
        if let Some(name) = &query.graphql {
            queries.take(name, format!("the query `{}`", query.name), query.span);
        }
        arguments.extend(arguments_of(query).clashes);
    }
    let mut mutations = Space::new("GraphQL");
    for raw in raw::operations(ir) {
        if let Some(name) = &raw.graphql {
            let entity = ir.entity(raw.entity);
            mutations.take(name, format!("the `{}` of `{}`", raw.verb.word(), entity.name), entity.span);
        }
    }
    // One that is a raw operation in SQL is told there.
    let raws = raw::operations(ir);
    let is_raw = |mutation: &Mutation| raws.iter().any(|it| it.sql == mutation.name);
    for mutation in ir.mutations.iter().filter(|it| !is_raw(it)) {
        if let Some(name) = &mutation.graphql {
            mutations.take(name, format!("the mutation `{}`", mutation.name), mutation.span);
        }
    }
    queries.clashes.into_iter().chain(mutations.clashes).chain(arguments).collect()
}

/// Declared arguments, and those that every list has.
fn arguments_of(query: &Query) -> Space {
    let mut space = Space::new("GraphQL");
    if let QueryKind::List { filter, sort, .. } = &query.kind {
        let given =
            [("limit", true), ("offset", true), ("filter", !filter.is_empty()), ("sort", !sort.is_empty())];
        for (name, _) in given.into_iter().filter(|(_, is_there)| *is_there) {
            space.take(name, format!("the argument `{name}` that lists have"), query.span);
        }
    }
    for input in &query.inputs {
        space.take(&input.graphql, format!("the input `{}`", input.name), input.span);
    }
    space
}

/// Types that GraphQL or fraise put into every schema.
const GIVEN_TYPES: [&str; 17] = [
    "Int",
    "Float",
    "String",
    "Boolean",
    "ID",
    "Query",
    "Mutation",
    "Subscription",
    "UUID",
    "BigInt",
    "Decimal",
    "Date",
    "Time",
    "DateTime",
    "Duration",
    "JSON",
    "Bytes",
];

/// F0206: names of GraphQL itself begin with `__`, and some types are always there.
pub(super) fn graphql_names_are_ours(cx: &mut Ctx<'_>) {
    let mut names: Vec<(&str, Span, bool)> = Vec::new();
    for entity in &cx.ir.entities {
        names.extend(entity.graphql.as_deref().map(|it| (it, entity.span, true)));
        let fields = entity.fields.iter().filter_map(|it| Some((it.graphql.as_deref()?, it.span, false)));
        names.extend(fields);
        let relations =
            entity.relations.iter().filter_map(|it| Some((it.graphql.as_deref()?, it.span, false)));
        names.extend(relations);
    }
    names.extend(cx.ir.enums.iter().map(|it| (it.name.as_str(), it.span, true)));
    let members = cx.ir.enums.iter().flat_map(|it| &it.members);
    names.extend(members.map(|it| (it.graphql.as_str(), it.span, false)));
    names.extend(cx.ir.objects.iter().map(|it| (it.graphql.as_str(), it.span, true)));
    names.extend(cx.ir.queries.iter().filter_map(|it| Some((it.graphql.as_deref()?, it.span, false))));
    names.extend(cx.ir.mutations.iter().filter_map(|it| Some((it.graphql.as_deref()?, it.span, false))));
    let taken = |(name, _, is_type): &(&str, Span, bool)| {
        name.starts_with("__")
            || *is_type && GIVEN_TYPES.contains(name)
            || ["true", "false", "null"].contains(name)
    };
    let found: Vec<Diagnostic> = names
        .into_iter()
        .filter(taken)
        .map(|(name, span, _)| {
            Diagnostic::error(Code::F0206, span, format!("`{name}` has a meaning of its own in GraphQL"))
                .label("cannot be published under this name")
                .help("Publish it under another name by `graphql:`, or rename it.")
        })
        .collect();
    cx.diagnostics.extend(found);
}

/// F0207: a mutation is an SQL function, and so is the firing of a machine's events.
pub(super) fn mutations_leave_our_functions_alone(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    for entity in cx.ir.entities.iter().filter(|it| it.machine.is_some()) {
        let ours = fire_function(entity);
        for mutation in cx.ir.mutations.iter().filter(|it| it.name == ours) {
            found.push(
                Diagnostic::error(Code::F0207, mutation.span, format!("`{ours}` is a function of fraise"))
                    .label("a mutation may not have this name")
                    .secondary(entity.span, "fires the events of this type's machine")
                    .help("Rename the mutation; `graphql:` gives it any published name."),
            );
        }
    }
    cx.diagnostics.extend(found);
}
