//! Views: their SQL is one SELECT that reads what this schema makes, and has the columns that are declared.

use fraise_diagnostics::{Code, Diagnostic};
use fraise_expr::{ViewSyntax, parse_view, view::Relation};
use fraise_ir::{
    AccessItem, EntityId, Input,
    names::MAX_IDENTIFIER_BYTES,
    query::{View, ViewSource},
};
use fraise_syntax::{
    SourceText,
    document::{NamedEntry, ViewDecl},
};

use crate::{
    access,
    context::Ctx,
    entity::{input_of, published, too_long},
    expr::Scope,
    message,
    types::{self, Place},
};

/// Understands all views; entities have their tables.
pub(super) fn views(cx: &mut Ctx<'_>) {
    for entry in &cx.document.views {
        let view = view(cx, entry);
        cx.ir.views.push(view);
    }
}

fn view(cx: &mut Ctx<'_>, entry: &NamedEntry<ViewDecl>) -> View {
    let decl = &entry.value;
    let mut columns = Vec::new();
    for column in &decl.columns {
        if let Some(resolved) = types::resolve(cx, &column.value, Place::Figure) {
            columns.push(input_of(cx, &column.name, &resolved, None));
        }
    }
    let names = std::iter::once(&entry.name).chain(decl.columns.iter().map(|it| &it.name));
    for name in names.filter(|it| it.as_str().len() > MAX_IDENTIFIER_BYTES) {
        cx.report(too_long(name.span, name.as_str()));
    }
    let key = key(cx, entry, &columns);
    let access = access(cx, decl);
    let text = &decl.sql.0;
    let (mut sql, mut reads) = (Vec::new(), Vec::new());
    if let Some(syntax) = parsed(cx, text) {
        reads = sources(cx, text, &syntax);
        if columns.len() == decl.columns.len() {
            columns_are_selected(cx, entry, &syntax, &columns);
        }
        sql = syntax.pieces;
    }
    View {
        name: entry.name.as_str().to_owned(),
        graphql: published(decl.graphql.as_ref(), fraise_ir::names::pascal(entry.name.as_str())),
        span: entry.name.span,
        description: decl.description.as_ref().map(|it| it.value.clone()),
        sql,
        reads,
        columns,
        key,
        access,
    }
}

/// Nobody gives rights by an answer that depends on the caller: PostgreSQL knows roles alone.
fn access(cx: &mut Ctx<'_>, decl: &ViewDecl) -> Vec<AccessItem> {
    let written = decl.access.as_deref().unwrap_or_default();
    let items = access::items(cx, written, &Scope::of_constants("access"), None);
    let conditional = items.iter().filter_map(|it| match it {
        AccessItem::Role { when: Some(_), span, .. } | AccessItem::Via { span, .. } => Some(*span),
        AccessItem::Role { when: None, .. } => None,
    });
    let found: Vec<Diagnostic> = conditional
        .map(|span| {
            Diagnostic::error(Code::F0602, span, "a view is read by roles, without a condition")
                .help("Who reads it sees the rows of its tables that he may see anyway.")
        })
        .collect();
    cx.diagnostics.extend(found);
    items
}

fn key(cx: &mut Ctx<'_>, entry: &NamedEntry<ViewDecl>, columns: &[Input]) -> Vec<usize> {
    let mut key = Vec::new();
    for name in &entry.value.key {
        if let Some(place) = columns.iter().position(|it| it.name == name.as_str()) {
            key.push(place);
        } else if entry.value.columns.get(name.as_str()).is_none() {
            let known: Vec<&str> = columns.iter().map(|it| it.name.as_str()).collect();
            let what = format!("column of `{}`", entry.name.as_str());
            let found = message::unknown(Code::F0201, name.span, name.as_str(), &what, &known);
            cx.report(found);
        }
    }
    key
}

/// F0515
fn parsed(cx: &mut Ctx<'_>, text: &SourceText) -> Option<ViewSyntax> {
    if text.is_empty() {
        return None;
    }
    match parse_view(text.as_str()) {
        Ok(syntax) => Some(syntax),
        Err(errors) => {
            for error in errors {
                let found = Diagnostic::error(Code::F0515, text.span_of(error.range), error.message);
                cx.report(error.help.iter().fold(found, |found, help| found.help(help.clone())));
            }
            None
        }
    }
}

/// F0516: what each table in the text is.
fn sources(cx: &mut Ctx<'_>, text: &SourceText, syntax: &ViewSyntax) -> Vec<ViewSource> {
    for part in &syntax.parts {
        if source(cx, None, &part.text).is_some() {
            let message = format!("`{}` is a table already", part.text);
            let found = Diagnostic::error(Code::F0515, text.span_of(part.range.clone()), message)
                .label("a part of a view has a name of its own");
            cx.report(found);
        }
    }
    syntax.relations.iter().map(|it| source_of(cx, text, syntax, it)).collect()
}

fn source_of(cx: &mut Ctx<'_>, text: &SourceText, syntax: &ViewSyntax, relation: &Relation) -> ViewSource {
    let (schema, name) = (relation.schema.as_deref(), relation.name.text.as_str());
    if let Some(source) = source(cx, schema, name) {
        return source;
    }
    if schema.is_none() && syntax.parts.iter().any(|it| it.text == name) {
        return ViewSource::Part(name.to_owned());
    }
    let span = text.span_of(relation.name.range.clone());
    let of_another = schema.filter(|it| *it != cx.ir.service.schema);
    let found = match of_another {
        Some(schema) => {
            let message = format!("`{schema}.{name}` is not of this schema file");
            let help = format!("Its tables are in the schema `{}`.", cx.ir.service.schema);
            Diagnostic::error(Code::F0516, span, message).help(help)
        }
        None if cx.document.views.get(name).is_some() => {
            Diagnostic::error(Code::F0516, span, format!("the view `{name}` is made later"))
                .label("not there yet")
                .help("A view reads tables, and views that stand before it.")
        }
        None => {
            let tables = cx.ir.entities.iter().map(|it| it.table.as_str());
            let mut known: Vec<&str> = tables.chain(cx.ir.views.iter().map(|it| it.name.as_str())).collect();
            known.sort_unstable();
            message::unknown(Code::F0516, span, name, "table", &known)
        }
    };
    cx.report(found);
    ViewSource::Part(name.to_owned())
}

/// A table, or a view that stands before this one.
fn source(cx: &Ctx<'_>, schema: Option<&str>, name: &str) -> Option<ViewSource> {
    if schema.is_some_and(|it| it != cx.ir.service.schema) {
        return None;
    }
    let entity =
        cx.ir.entities.iter().position(|it| it.table == name).map(|it| ViewSource::Entity(EntityId(it)));
    entity.or_else(|| cx.ir.views.iter().position(|it| it.name == name).map(ViewSource::View))
}

/// F0515: as many columns as are declared, in their order where the names tell it.
fn columns_are_selected(
    cx: &mut Ctx<'_>,
    entry: &NamedEntry<ViewDecl>,
    syntax: &ViewSyntax,
    declared: &[Input],
) {
    let text = &entry.value.sql.0;
    // Rows of `values` are counted by PostgreSQL.
    let Some(selected) = &syntax.columns else { return };
    if selected.len() != declared.len() {
        let are = if selected.len() == 1 { "is" } else { "are" };
        let message = format!("{} {are} selected, {} declared", counted(selected.len()), declared.len());
        let found = Diagnostic::error(Code::F0515, text.span(), message)
            .secondary(entry.name.span, "declared here by `columns`");
        cx.report(found);
        return;
    }
    for (name, column) in selected.iter().zip(declared) {
        let Some(name) = name else { continue };
        if name.text != column.name && declared.iter().any(|it| it.name == name.text) {
            let message = format!("`{}` stands where `{}` is declared", name.text, column.name);
            let found = Diagnostic::error(Code::F0515, text.span_of(name.range.clone()), message)
                .secondary(column.span, "declared here")
                .help("The columns of a view come in the order of `columns`.");
            cx.report(found);
        }
    }
}

fn counted(columns: usize) -> String {
    if columns == 1 { "1 column".to_owned() } else { format!("{columns} columns") }
}
