//! Queries: `get` and `list`.

use fraise_ir::{
    EntityId, Expr, FieldId, Query, Type, expr::ExprKind, expr::Root, index::IndexKind, published,
    query::Condition, query::OrderBy, query::OrderKey, query::QueryKind,
};
use fraise_lower::{Hole, Sql, names};
use fraise_sql::{Fragment, ident};

use super::{Unsupported, access, context::Context, fragment, relation, value};
use crate::service::{self, Input, Search, Where};

/// The published queries in the order of the schema.
pub(super) fn queries(ctx: &Context<'_>) -> Result<Vec<service::Query>, Unsupported> {
    let published = ctx.ir.queries.iter().filter(|it| published::query_is_published(ctx.ir, it));
    published.map(|it| query(ctx, it)).collect()
}

fn query(ctx: &Context<'_>, query: &Query) -> Result<service::Query, Unsupported> {
    let mut wheres = compared_fields(ctx, &query.kind)?;
    wheres.extend(conditions(ctx, &query.conditions)?);
    wheres.extend(readable_inputs(ctx, query)?);
    Ok(service::Query {
        name: query.graphql.clone().unwrap_or_else(|| query.name.clone()),
        target: ctx.entity(query.of),
        kind: kind(ctx, &query.kind)?,
        access: access::items(ctx, &query.access.items)?,
        inputs: query.inputs.iter().map(|it| input(ctx, it)).collect::<Result<_, _>>()?,
        wheres,
        search: search(ctx, query)?,
    })
}

fn kind(ctx: &Context<'_>, kind: &QueryKind) -> Result<service::QueryKind, Unsupported> {
    match kind {
        QueryKind::Get { missing_is_error, .. } => {
            Ok(service::QueryKind::Get { missing_is_error: *missing_is_error })
        }
        QueryKind::List { order, page, .. } => Ok(service::QueryKind::List {
            order: order.iter().map(|it| order_key(ctx, it)).collect::<Result<_, _>>()?,
            page: relation::page(page),
        }),
        QueryKind::Report { .. } => Err(Unsupported::new("a report")),
    }
}

fn order_key(ctx: &Context<'_>, key: &OrderKey) -> Result<service::OrderKey, Unsupported> {
    let by = match &key.by {
        OrderBy::Rank => service::OrderBy::Rank,
        OrderBy::Expr(expr) => service::OrderBy::Sql(fragment::of_row(ctx, &ctx.scope.operand(expr))?),
        OrderBy::Measure(_) => return Err(Unsupported::new("a measure in the order of a list")),
    };
    Ok(service::OrderKey { by, descending: key.descending })
}

/// An argument.
pub(super) fn input(ctx: &Context<'_>, declared: &fraise_ir::Input) -> Result<Input, Unsupported> {
    let default = match &declared.default {
        Some(expr) => Some(fragment::of_row(ctx, &ctx.scope.value_as(expr, &declared.ty))?),
        None => None,
    };
    Ok(Input {
        name: declared.graphql.clone(),
        ty: value::value_type(ctx, &declared.ty),
        sql_type: value::bound_as(ctx, &declared.ty),
        optional: !declared.required(),
        default,
        max_length: value::max_length(&declared.ty),
    })
}

/// `by: [id]`: each field equals the input at its position.
fn compared_fields(ctx: &Context<'_>, kind: &QueryKind) -> Result<Vec<Where>, Unsupported> {
    let QueryKind::Get { by, .. } = kind else { return Ok(Vec::new()) };
    let equals = |(position, field): (usize, &FieldId)| {
        let value = ctx.scope.field(Root::This, *field);
        let sql = value.with_kw(" = ").with(Sql::from(Hole::Input(position)));
        Ok(Where { sql: fragment::of_row(ctx, &sql)?, given: Vec::new() })
    };
    by.iter().enumerate().map(equals).collect()
}

fn conditions(ctx: &Context<'_>, conditions: &[Condition]) -> Result<Vec<Where>, Unsupported> {
    let condition = |it: &Condition| {
        let sql = fragment::of_row(ctx, &ctx.scope.condition(&it.expr))?;
        Ok(Where { sql, given: it.left_out_without.clone() })
    };
    conditions.iter().map(condition).collect()
}

/// An argument that names a row the caller may not read is answered like one that names none.
fn readable_inputs(ctx: &Context<'_>, query: &Query) -> Result<Vec<Where>, Unsupported> {
    let mut wheres = Vec::new();
    for (position, declared) in query.inputs.iter().enumerate() {
        if let Type::Ref(entity) = declared.ty {
            let sql = fragment::of_row(ctx, &is_readable(ctx, entity, position))?;
            let given = if declared.required() { Vec::new() } else { vec![position] };
            wheres.push(Where { sql, given });
        }
    }
    Ok(wheres)
}

/// `exists (select from public.orders as named where named.id = $1 and <readable>)`; expressions call their own tables
/// `x1`, `x2`, .., which must not be mistaken for this one.
fn is_readable(ctx: &Context<'_>, entity: EntityId, position: usize) -> Sql {
    let alias = ident!("named");
    let table = Fragment::new().name(&names::table(ctx.ir, entity)).kw(" as ").ident(&alias);
    let key = names::key_columns(ctx.ir, ctx.ir.entity(entity)).into_iter();
    let columns = key.map(|column| Sql::new().with_ident(&alias).with_kw(".").with_ident(&column));
    Sql::kw("exists (select from ")
        .with(Sql::from(table))
        .with_kw(" where ")
        .with(Sql::join(", ", columns))
        .with_kw(" = ")
        .with(Sql::from(Hole::Input(position)))
        .with_kw(" and ")
        .with(Sql::from(Hole::Readable(entity, alias)))
        .with_kw(")")
}

fn search(ctx: &Context<'_>, query: &Query) -> Result<Option<Search>, Unsupported> {
    let QueryKind::List { search: Some(words), .. } = &query.kind else { return Ok(None) };
    let Expr { kind: ExprKind::Input(input), .. } = words else {
        return Err(Unsupported::new("a search for anything but an input"));
    };
    let index = ctx.ir.entity(query.of).indexes.iter().find_map(|index| match &index.kind {
        IndexKind::Search { column, language, .. } => Some((column, language)),
        IndexKind::Fields { .. } => None,
    });
    let (column, language) = index.ok_or_else(|| Unsupported::new("a search without an index"))?;
    let vector = Sql::from(Hole::Row(Root::This)).with_kw(".").with_ident(&names::ident(column));
    Ok(Some(Search { vector: fragment::of_row(ctx, &vector)?, config: language.clone(), input: *input }))
}
