//! Queries: one row, lists of rows.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{
    EntityId, Expr, FieldId, Input, Query, Type, authz,
    entity::Key,
    expr::{BinaryOp, ExprKind, Function, Root},
    query::{Condition, OrderBy, OrderKey, QueryKind, ViewList},
};
use fraise_syntax::{
    ExprText, SourceText,
    document::{GetQuery, ListQuery, Missing, Name, NamedEntry, OrderTerm, QueryDecl},
};

use super::{report, unique};
use crate::{
    access,
    context::Ctx,
    entity::{entity_named, field_named, input_of, published},
    expr::Scope,
    names::Data,
    service,
    types::Resolved,
};

/// Fills all queries.
pub(super) fn fill(cx: &mut Ctx<'_>) {
    for entry in &cx.document.queries {
        let query = one(cx, entry);
        if let Some(query) = &query {
            reads_a_published_type(cx, query);
        }
        cx.ir.queries.extend(query);
    }
}

/// A row of a type that GraphQL does not know cannot be an answer.
fn reads_a_published_type(cx: &mut Ctx<'_>, query: &Query) {
    let of = cx.ir.entity(query.of);
    let is_report = matches!(query.kind, QueryKind::Report { .. });
    let has_fields =
        of.fields.iter().any(|it| it.graphql.is_some()) || of.relations.iter().any(|it| it.graphql.is_some());
    if query.graphql.is_none() || is_report || of.graphql.is_some() && has_fields {
        return;
    }
    let found = Diagnostic::error(
        Code::F0906,
        query.span,
        format!("`{}` answers with rows that nobody sees", query.name),
    )
    .label("hidden from GraphQL, as its type is")
    .secondary(of.span, "hidden by `graphql: false`");
    cx.report(found);
}

fn one(cx: &mut Ctx<'_>, entry: &NamedEntry<QueryDecl>) -> Option<Query> {
    match &entry.value {
        QueryDecl::Get(decl) => get(cx, &entry.name, decl),
        QueryDecl::List(decl) => list(cx, &entry.name, decl),
        QueryDecl::Report(decl) => report::report(cx, &entry.name, decl),
    }
}

fn get(cx: &mut Ctx<'_>, name: &Name, decl: &GetQuery) -> Option<Query> {
    let of = entity_named(cx, &decl.get);
    let declared = super::inputs(cx, &decl.input);
    let access = access::operation(
        cx,
        name,
        decl.access.as_deref(),
        decl.keys.span("access"),
        &Scope::call(&declared, "access"),
    );
    let of = of?;
    let by: Vec<FieldId> = decl.by.iter().filter_map(|it| field_named(cx, of, it, Code::F0201)).collect();
    let mut inputs: Vec<Input> = by.iter().map(|it| input_of_field(cx, *it, name.span)).collect();
    inputs.extend(declared);
    let conditions = conditions(cx, of, &decl.where_, &inputs);
    if by.len() == decl.by.len() && conditions.len() == decl.where_.len() {
        finds_one(cx, of, name, &by, &conditions, decl);
    }
    Some(Query {
        name: name.as_str().to_owned(),
        graphql: published(decl.graphql.as_ref(), cx.ir.naming.operation(name.as_str())),
        span: name.span,
        description: decl.description.as_ref().map(|it| it.value.clone()),
        deprecated: decl.deprecated.as_ref().map(|it| it.value.clone()),
        of,
        inputs,
        access,
        conditions,
        kind: QueryKind::Get {
            by,
            missing_is_error: decl.missing.is_some_and(|it| it.value == Missing::Error),
        },
    })
}

/// The argument that a field of `by` becomes.
fn input_of_field(cx: &Ctx<'_>, id: FieldId, span: Span) -> Input {
    let field = cx.ir.field(id);
    let name = Name(fraise_diagnostics::Spanned::new(field.name.clone(), span));
    let resolved =
        Resolved { ty: field.ty.clone(), scalar: field.scalar, nullable: false, bounds: field.bounds };
    input_of(cx, &name, &resolved, None)
}

fn finds_one(
    cx: &mut Ctx<'_>,
    of: EntityId,
    name: &Name,
    by: &[FieldId],
    conditions: &[Condition],
    decl: &GetQuery,
) {
    let by_is_unique = !by.is_empty() && {
        let declared = cx.ir.entity(of);
        let covered = |fields: &[FieldId]| fields.iter().all(|it| by.contains(it));
        covered(&declared.key_fields())
            || declared.uniques.iter().any(|it| it.condition.is_none() && covered(&it.fields))
    };
    let always = conditions.iter().filter(|it| it.left_out_without.is_empty());
    let exprs: Vec<&Expr> = always.map(|it| &it.expr).collect();
    if by_is_unique || unique::at_most_one(cx, of, &exprs) {
        return;
    }
    let span = decl.by.first().map_or(name.span, |it| it.span);
    let found =
        Diagnostic::error(Code::F0901, span, format!("`{}` may find more than one row", name.as_str()))
            .label("a `get` finds its row by a unique field")
            .help("Use `by: [id]`, declare the fields unique, or make it a `list`.");
    cx.report(found);
}

/// Lines of `where`, each with the optional inputs whose absence leaves it out.
pub(super) fn conditions(
    cx: &mut Ctx<'_>,
    of: EntityId,
    lines: &[ExprText],
    inputs: &[Input],
) -> Vec<Condition> {
    let scope = Scope::rule(of, "`where`").with_inputs(inputs);
    let mut all = Vec::new();
    for line in lines {
        if let Some(expr) = cx.condition(line, &scope) {
            let left_out_without = left_out_without(&expr, inputs);
            all.push(Condition { expr, left_out_without });
        }
    }
    all
}

/// Optional inputs that an expression reads without handling their absence itself.
pub(super) fn left_out_without(expr: &Expr, inputs: &[Input]) -> Vec<usize> {
    let mut found = Vec::new();
    optional_inputs(expr, false, inputs, &mut found);
    found.sort_unstable();
    found.dedup();
    found
}

fn optional_inputs(expr: &Expr, null_is_handled: bool, inputs: &[Input], found: &mut Vec<usize>) {
    let read = match &expr.kind {
        ExprKind::Input(index) => Some(*index),
        ExprKind::Field { row, .. } | ExprKind::Row(row) | ExprKind::Rule { row, .. } => match row.root {
            Root::Input(index) => Some(index),
            _ => None,
        },
        _ => None,
    };
    if let Some(index) = read
        && !null_is_handled
        && inputs.get(index).is_some_and(|it| it.nullable)
    {
        found.push(index);
    }
    let handles_null = matches!(
        &expr.kind,
        ExprKind::IsNull { .. }
            | ExprKind::Call(Function::Coalesce, _)
            | ExprKind::Binary(BinaryOp::IsDistinctFrom | BinaryOp::IsNotDistinctFrom, ..)
    );
    expr.for_each_child(&mut |child| optional_inputs(child, handles_null, inputs, found));
}

fn list(cx: &mut Ctx<'_>, name: &Name, decl: &ListQuery) -> Option<Query> {
    if let Some(Data::View(view)) = cx.names.data(decl.list.as_str()) {
        cx.ir.view_lists.push(ViewList { name: name.as_str().to_owned(), span: decl.list.span, view });
        return None;
    }
    let of = entity_named(cx, &decl.list);
    let inputs = super::inputs(cx, &decl.input);
    let access = access::operation(
        cx,
        name,
        decl.access.as_deref(),
        decl.keys.span("access"),
        &Scope::call(&inputs, "access"),
    );
    let of = of?;
    let conditions = conditions(cx, of, &decl.where_, &inputs);
    let search = match &decl.search {
        Some(search) => {
            searchable(cx, of, search.span())?;
            Some(cx.value(search, &Scope::call(&inputs, "a search"), &Type::Text(None))?)
        }
        None => None,
    };
    let order = order(cx, of, name, decl, search.is_some());
    let filter: Vec<FieldId> = decl.filter.iter().filter_map(|it| open_field(cx, of, it, &access)).collect();
    let sort: Vec<FieldId> = decl.sort.iter().filter_map(|it| open_field(cx, of, it, &access)).collect();
    let inherited = cx.ir.service.page;
    let page = service::page(cx, decl.page.as_ref(), inherited);
    let connection = decl.connection.filter(|it| it.value).map(|it| it.span);
    Some(Query {
        name: name.as_str().to_owned(),
        graphql: published(decl.graphql.as_ref(), cx.ir.naming.operation(name.as_str())),
        span: name.span,
        description: decl.description.as_ref().map(|it| it.value.clone()),
        deprecated: decl.deprecated.as_ref().map(|it| it.value.clone()),
        of,
        inputs,
        access,
        conditions,
        kind: QueryKind::List { order, page, search, filter, sort, connection },
    })
}

fn searchable(cx: &mut Ctx<'_>, of: EntityId, span: Span) -> Option<()> {
    let declared = cx.ir.entity(of);
    let has_search =
        declared.indexes.iter().any(|it| matches!(it.kind, fraise_ir::index::IndexKind::Search { .. }));
    if !has_search {
        let found = Diagnostic::error(Code::F0902, span, format!("`{}` has no search index", declared.name))
            .secondary(declared.span, "declared here")
            .help("Add `indexes: - {search: {name: A}, language: english}` to the type.");
        cx.report(found);
    }
    has_search.then_some(())
}

fn order(cx: &mut Ctx<'_>, of: EntityId, name: &Name, decl: &ListQuery, searched: bool) -> Vec<OrderKey> {
    let mut keys = Vec::new();
    let mut good = true;
    for term in &decl.order {
        match order_key(cx, of, term, searched) {
            Some(key) => keys.push(key),
            None => good = false,
        }
    }
    if good && !is_total(cx, of, &keys) {
        cx.report(not_total(cx, of, name, decl));
    }
    keys
}

fn order_key(cx: &mut Ctx<'_>, of: EntityId, term: &OrderTerm, searched: bool) -> Option<OrderKey> {
    let descending = term.descending.is_some();
    let is_field = cx.ir.entity(of).find_field("rank").is_some();
    if term.key.as_str() == "rank" && !is_field {
        if !searched {
            let found = Diagnostic::error(Code::F0902, term.span(), "`rank` says how well a search matches")
                .label("this list has no `search`");
            cx.report(found);
            return None;
        }
        return Some(OrderKey { by: OrderBy::Rank, descending });
    }
    let text = ExprText(SourceText::verbatim(term.key.as_str(), term.key.span));
    let expr = cx.any(&text, &Scope::row(of, "an order"))?;
    if matches!(expr.ty, Type::Json | Type::Object(_) | Type::Array(_)) {
        let what = crate::expr::describe(&cx.ir, &expr.ty);
        cx.report(Diagnostic::error(Code::F0903, term.span(), format!("rows are not ordered by {what}")));
        return None;
    }
    Some(OrderKey { by: OrderBy::Expr(expr), descending })
}

/// The last key tells any two rows apart.
fn is_total(cx: &Ctx<'_>, of: EntityId, keys: &[OrderKey]) -> bool {
    let own: Vec<FieldId> = keys
        .iter()
        .filter_map(|key| match &key.by {
            OrderBy::Expr(Expr { kind: ExprKind::Field { row, field }, .. }) if row.hops.is_empty() => {
                Some(*field)
            }
            OrderBy::Expr(_) | OrderBy::Rank | OrderBy::Measure(_) => None,
        })
        .collect();
    let declared = cx.ir.entity(of);
    let covered = |fields: &[FieldId]| fields.iter().all(|it| own.contains(it) && !cx.ir.field(*it).nullable);
    covered(&declared.key_fields())
        || declared.uniques.iter().any(|it| it.condition.is_none() && covered(&it.fields))
}

fn not_total(cx: &Ctx<'_>, of: EntityId, name: &Name, decl: &ListQuery) -> Diagnostic {
    let key = match &cx.ir.entity(of).key {
        Key::Id(_) => "id".to_owned(),
        Key::Composite(fields) => {
            fields.iter().map(|it| cx.ir.field(*it).name.clone()).collect::<Vec<_>>().join(", ")
        }
    };
    let terms = decl.order.iter().map(|it| match it.descending {
        Some(_) => format!("{} desc", it.key.as_str()),
        None => it.key.as_str().to_owned(),
    });
    let whole = terms.chain([key]).collect::<Vec<_>>().join(", ");
    let found = |span| {
        Diagnostic::error(Code::F0903, span, "the order does not tell all rows apart")
            .help(format!("End it with a unique field, or pages would overlap: `order: [{whole}]`."))
    };
    match decl.order.last() {
        // No fix: the order may be a list in brackets, one with dashes, or a single word.
        Some(last) => found(last.span()).label("two rows may be equal in all of these"),
        None => found(name.span).label("this list has no `order`"),
    }
}

/// A field that every caller of the operation may read.
fn open_field(
    cx: &mut Ctx<'_>,
    of: EntityId,
    name: &Name,
    access: &fraise_ir::OperationAccess,
) -> Option<FieldId> {
    let field = field_named(cx, of, name, Code::F0201)?;
    let Some(read) = &cx.ir.field(field).read else { return Some(field) };
    let readers = authz::unconditional(&cx.ir, read);
    let callers = authz::possible(&cx.ir, &access.items);
    if readers.covers(&callers) {
        return Some(field);
    }
    let found =
        Diagnostic::error(Code::F0904, name.span, format!("not every caller may read `{}`", name.as_str()))
            .label("filtering by it would tell its value")
            .secondary(cx.ir.field(field).span, "declared here with `read`")
            .secondary(access.span, "callers");
    cx.report(found);
    None
}
