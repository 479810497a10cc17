//! Reports: figures over rows, as a whole and by group.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{
    EntityId, Expr, FieldId, Input, Query, Type,
    event::{BuiltInError, RaisedError},
    expr::{ExprKind, Many, Root, RowPath},
    query::{Breakdown, Measure, OrderBy, OrderKey, QueryKind},
};
use fraise_syntax::{
    ExprText, SourceText,
    document::{BreakdownDecl, MeasureDecl, Name, Named, NamedEntry, OrderTerm, ReportQuery},
};

use crate::{
    access,
    context::Ctx,
    entity::{entity_named, field_named, published},
    event,
    expr::{Aggregates, Line, Scope, fits},
    message,
    types::{self, Place},
};

/// One report.
pub(super) fn report(cx: &mut Ctx<'_>, name: &Name, decl: &ReportQuery) -> Option<Query> {
    let of = entity_named(cx, &decl.report);
    let inputs = super::inputs(cx, &decl.input);
    let access = access::operation(
        cx,
        name,
        decl.access.as_deref(),
        decl.keys.span("access"),
        &Scope::call(&inputs, "access"),
    );
    let require = requirements(cx, decl, &inputs);
    let of = of?;
    let conditions = super::query::conditions(cx, of, &decl.where_, &inputs);
    let rows = Scope::rule(of, "a measure").with_inputs(&inputs);
    let rows = Scope { aggregates: Aggregates::OverRows { grouped: false }, ..rows };
    let measures = measures(cx, &decl.measures, &rows);
    let breakdowns = decl.breakdowns.iter().filter_map(|it| breakdown(cx, of, it, &inputs)).collect();
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
        kind: QueryKind::Report { require, measures, breakdowns },
    })
}

fn requirements(cx: &mut Ctx<'_>, decl: &ReportQuery, inputs: &[Input]) -> Vec<(Expr, RaisedError)> {
    let scope = Scope::call(inputs, "a requirement");
    let mut all = Vec::new();
    for require in &decl.require {
        let Some(check) = cx.condition(&require.check, &scope) else { continue };
        let error = match &require.error {
            Some(name) => event::raised(cx, name, &scope),
            None => Some(RaisedError::BuiltIn(BuiltInError::BadInput)),
        };
        all.extend(error.map(|it| (check, it)));
    }
    all
}

fn measures(cx: &mut Ctx<'_>, decls: &Named<MeasureDecl>, scope: &Scope<'_>) -> Vec<Measure> {
    decls.iter().filter_map(|it| measure(cx, it, scope)).collect()
}

fn measure(cx: &mut Ctx<'_>, entry: &NamedEntry<MeasureDecl>, scope: &Scope<'_>) -> Option<Measure> {
    let decl = &entry.value;
    let resolved = types::resolve(cx, &decl.ty, Place::Figure);
    let value = cx.any(&decl.value, scope);
    let (resolved, value) = (resolved?, value?);
    if !fits(&cx.ir, &value, &resolved.ty) {
        let (wanted, got) =
            (crate::expr::describe(&cx.ir, &resolved.ty), crate::expr::describe(&cx.ir, &value.ty));
        let found = Diagnostic::error(Code::F0501, value.span, format!("expected {wanted}, found {got}"))
            .label(format!("this is {got}"))
            .secondary(decl.ty.span(), "declared here");
        cx.report(found);
        return None;
    }
    is_an_aggregate(cx, &value)?;
    if value.nullable && !resolved.nullable {
        let found = Diagnostic::error(Code::F0501, value.span, "this may be null, and the measure may not")
            .label("null over no rows")
            .secondary(decl.ty.span(), "declared without `?`")
            .help("Put `?` after the type, or wrap the value in `coalesce(.., 0)`.");
        cx.report(found);
        return None;
    }
    Some(Measure {
        name: entry.name.as_str().to_owned(),
        graphql: cx.ir.naming.field(entry.name.as_str()),
        span: entry.name.span,
        description: decl.description.as_ref().map(|it| it.value.clone()),
        deprecated: decl.deprecated.as_ref().map(|it| it.value.clone()),
        ty: resolved.ty,
        nullable: resolved.nullable,
        value,
    })
}

fn is_an_aggregate(cx: &mut Ctx<'_>, value: &Expr) -> Option<()> {
    let mut found = false;
    value.walk(&mut |part| found |= matches!(part.kind, ExprKind::Aggregate { .. }));
    if !found {
        let found = Diagnostic::error(Code::F0905, value.span, "a measure is an aggregate over the rows")
            .help("Write it as in `sum(total)` or `count(*)`.");
        cx.report(found);
    }
    found.then_some(())
}

fn breakdown(
    cx: &mut Ctx<'_>,
    of: EntityId,
    entry: &NamedEntry<BreakdownDecl>,
    inputs: &[Input],
) -> Option<Breakdown> {
    let decl = &entry.value;
    let each = match &decl.each {
        Some(name) => Some(lines(cx, of, name)?),
        None => None,
    };
    let line = each.as_ref().map(|it| Line::Row(cx.ir.relation(it.relation).target));
    let (group, group_entity) = group(cx, of, &decl.group, line)?;
    let show = decl
        .show
        .iter()
        .filter_map(|it| field_named(cx, group_entity, it, Code::F0201))
        .collect::<Vec<FieldId>>();
    let scope = Scope::rule(of, "a measure").with_inputs(inputs).with_line(line);
    let scope = Scope { aggregates: Aggregates::OverRows { grouped: true }, ..scope };
    let measures = measures(cx, &decl.measures, &scope);
    let order = order(cx, decl, group_entity, &measures);
    let limit = decl.limit.map_or(cx.ir.service.page.max, |it| it.value);
    Some(Breakdown {
        name: entry.name.as_str().to_owned(),
        graphql: cx.ir.naming.field(entry.name.as_str()),
        span: entry.name.span,
        description: decl.description.as_ref().map(|it| it.value.clone()),
        each,
        group,
        group_entity,
        show,
        measures,
        order,
        limit,
    })
}

fn lines(cx: &mut Ctx<'_>, of: EntityId, name: &Name) -> Option<Many> {
    let declared = cx.ir.entity(of);
    if let Some(index) = declared.relations.iter().position(|it| it.name == name.as_str()) {
        let relation = fraise_ir::RelationId { entity: of, index };
        return Some(Many { from: RowPath::root(Root::This, of), relation });
    }
    let relations: Vec<&str> = declared.relations.iter().map(|it| it.name.as_str()).collect();
    let what = format!("relation of `{}`", declared.name);
    let found = message::unknown(Code::F0201, name.span, name.as_str(), &what, &relations)
        .secondary(declared.span, "declared here");
    cx.report(found);
    None
}

/// The row that lines are grouped by.
fn group(cx: &mut Ctx<'_>, of: EntityId, text: &ExprText, line: Option<Line>) -> Option<(RowPath, EntityId)> {
    let scope = Scope::row(of, "a group").with_line(line);
    let value = cx.any(text, &scope)?;
    let Type::Ref(entity) = value.ty else {
        cx.report(no_row(value.span));
        return None;
    };
    match value.kind {
        ExprKind::Row(row) => Some((row, entity)),
        ExprKind::Field { mut row, field } => {
            row.hops.push(fraise_ir::expr::Hop::Reference(field));
            Some((row, entity))
        }
        _ => {
            cx.report(no_row(value.span));
            None
        }
    }
}

fn no_row(span: Span) -> Diagnostic {
    Diagnostic::error(Code::F0501, span, "lines are grouped by a row")
        .help("Name a to-one path, as in `group: line.variant.product`.")
}

fn order(cx: &mut Ctx<'_>, decl: &BreakdownDecl, group: EntityId, measures: &[Measure]) -> Vec<OrderKey> {
    decl.order.iter().filter_map(|it| order_key(cx, it, group, measures)).collect()
}

fn order_key(cx: &mut Ctx<'_>, term: &OrderTerm, group: EntityId, measures: &[Measure]) -> Option<OrderKey> {
    let descending = term.descending.is_some();
    if let Some(index) = measures.iter().position(|it| it.name == term.key.as_str()) {
        return Some(OrderKey { by: OrderBy::Measure(index), descending });
    }
    let text = ExprText(SourceText::verbatim(term.key.as_str(), term.key.span));
    let expr = cx.any(&text, &Scope::row(group, "the order of groups"))?;
    Some(OrderKey { by: OrderBy::Expr(expr), descending })
}
