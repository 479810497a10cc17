//! `queries.rs`: the fields of the root type.

use super::code::Code;
use super::item::{Item, Ty};
use super::{access, field, fragment, module::Module, name, values};
use crate::service::{Input, OrderBy, OrderKey, Query, QueryKind, Search, Service, Where};

pub(super) fn module(service: &Service) -> Module<'_> {
    let queries = Code::list(service.queries.iter().map(query));
    let documentation = "All queries, in the order of the schema.";
    let all = Item::all(documentation, "pub(super) static", Ty::Slice("Query"), queries);
    Module::new(None, "The queries of the service.", [all])
}

fn query(it: &Query) -> Code {
    Code::record(
        "Query",
        [
            ("name", Code::text(&it.name)),
            ("target", name::ty(&it.target)),
            ("kind", kind(&it.kind)),
            ("access", access::items(&it.access)),
            ("inputs", Code::list(it.inputs.iter().map(input))),
            ("wheres", Code::list(it.wheres.iter().map(condition))),
            ("search", Code::option(it.search.as_ref().map(search))),
        ],
    )
}

fn kind(kind: &QueryKind) -> Code {
    match kind {
        QueryKind::Get { missing_is_error } => {
            let missing = if *missing_is_error { "Missing::Error" } else { "Missing::Null" };
            Code::record("QueryKind::Get", [("missing", Code::word(missing))])
        }
        QueryKind::List { order: keys, page } => {
            Code::record("QueryKind::List", [("order", order(keys)), ("page", field::page(*page))])
        }
    }
}

pub(super) fn input(it: &Input) -> Code {
    let constructor = if it.optional { "Input::optional" } else { "Input::required" };
    let sql_type = Code::text(&it.sql_type.to_string());
    let mut code = Code::call(constructor, [Code::text(&it.name), values::value_type(&it.ty), sql_type]);
    if let Some(default) = &it.default {
        code = code.method("default", [fragment::sql(default)]);
    }
    if let Some(length) = it.max_length {
        code = code.method("max_length", [Code::number(length)]);
    }
    code
}

fn condition(it: &Where) -> Code {
    let sql = fragment::sql(&it.sql);
    if it.given.is_empty() {
        return Code::call("Where::always", [sql]);
    }
    let given = Code::list(it.given.iter().map(|position| Code::number(*position)));
    Code::call("Where::given", [given, sql])
}

fn search(it: &Search) -> Code {
    Code::record(
        "Search",
        [
            ("vector", fragment::sql(&it.vector)),
            ("config", Code::text(&it.config)),
            ("input", Code::number(it.input)),
        ],
    )
}

/// `&[OrderKey::desc(..), ..]`
pub(super) fn order(keys: &[OrderKey]) -> Code {
    Code::list(keys.iter().map(order_key))
}

fn order_key(key: &OrderKey) -> Code {
    match (&key.by, key.descending) {
        (OrderBy::Rank, true) => Code::call("OrderKey::rank", []),
        (OrderBy::Rank, false) => {
            let fields = [("by", Code::word("OrderBy::Rank")), ("descending", Code::flag(false))];
            Code::record("OrderKey", fields)
        }
        (OrderBy::Sql(sql), true) => Code::call("OrderKey::desc", [fragment::sql(sql)]),
        (OrderBy::Sql(sql), false) => Code::call("OrderKey::asc", [fragment::sql(sql)]),
    }
}
