//! Uniques and indexes.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{
    EntityId, Expr, FieldId, Type,
    index::{Index, IndexField, IndexKind, Method, Unique},
    names,
};
use fraise_syntax::{
    ExprText,
    document::{IndexDecl, IndexMethod, Name, TypeDecl, UniqueDecl},
};

use super::field_named;
use crate::{context::Ctx, expr::Scope};

/// Fills uniques and indexes of an entity.
pub(super) fn indexes(cx: &mut Ctx<'_>, entity: EntityId, decl: &TypeDecl) {
    let mut uniques = single_uniques(cx, entity);
    for declared in &decl.unique {
        if let Some(unique) = unique(cx, entity, declared) {
            uniques.push(unique);
        }
    }
    let indexes: Vec<Index> = decl.indexes.iter().filter_map(|it| index(cx, entity, it)).collect();
    repeated_uniques(cx, &uniques);
    repeated_indexes(cx, &indexes, &uniques);
    if let Some(owner) = cx.ir.entities.get_mut(entity.0) {
        owner.uniques = uniques;
        owner.indexes = indexes;
    }
}

fn single_uniques(cx: &Ctx<'_>, entity: EntityId) -> Vec<Unique> {
    let declared = cx.ir.entity(entity);
    let unique = declared.field_ids().filter(|id| cx.ir.field(*id).unique);
    unique
        .map(|id| Unique {
            name: names::unique(&declared.table, &columns(cx, &[id])),
            fields: vec![id],
            condition: None,
            span: cx.ir.field(id).span,
        })
        .collect()
}

/// Columns of stored fields.
fn columns<'c>(cx: &'c Ctx<'_>, fields: &[FieldId]) -> Vec<&'c str> {
    fields.iter().filter_map(|it| cx.ir.field(*it).column.as_deref()).collect()
}

fn unique(cx: &mut Ctx<'_>, entity: EntityId, decl: &UniqueDecl) -> Option<Unique> {
    let fields = stored_fields(cx, entity, &decl.fields);
    let condition = condition(cx, entity, decl.where_.as_ref())?;
    let table = cx.ir.entity(entity).table.clone();
    let fields = fields.filter(|it| !it.is_empty())?;
    let name = match &decl.name {
        Some(name) => name.as_str().to_owned(),
        None => names::unique(&table, &columns(cx, &fields)),
    };
    Some(Unique { name, fields, condition, span: decl.place })
}

/// The condition of an index; the outer `None` says that it was wrong.
#[expect(clippy::option_option, reason = "wrong and absent are two things")]
fn condition(cx: &mut Ctx<'_>, entity: EntityId, text: Option<&ExprText>) -> Option<Option<Expr>> {
    let Some(text) = text else { return Some(None) };
    let scope = Scope::own_columns(entity, "the condition of an index");
    cx.condition(text, &scope).map(Some)
}

/// Fields with a column; others cannot be indexed.
fn stored_fields(cx: &mut Ctx<'_>, entity: EntityId, names: &[Name]) -> Option<Vec<FieldId>> {
    let mut all = Vec::new();
    let mut good = true;
    for name in names {
        match field_named(cx, entity, name, Code::F0309) {
            Some(field) if is_stored(cx, field, name.span) => {
                if all.contains(&field) {
                    let found = Diagnostic::error(
                        Code::F0310,
                        name.span,
                        format!("`{}` is listed twice", name.as_str()),
                    );
                    cx.report(found);
                }
                all.push(field);
            }
            Some(_) | None => good = false,
        }
    }
    good.then_some(all)
}

fn is_stored(cx: &mut Ctx<'_>, field: FieldId, span: Span) -> bool {
    let declared = cx.ir.field(field);
    let stored = declared.column.is_some();
    if !stored {
        let found = Diagnostic::error(Code::F0309, span, format!("`{}` has no column", declared.name))
            .label("it is computed at each read")
            .secondary(declared.span, "declared here")
            .help("Mark it `stored: true` to index it.");
        cx.report(found);
    }
    stored
}

fn index(cx: &mut Ctx<'_>, entity: EntityId, decl: &IndexDecl) -> Option<Index> {
    let condition = condition(cx, entity, decl.where_.as_ref())?;
    let kind = match &decl.search {
        Some(_) => search(cx, entity, decl)?,
        None => plain(cx, entity, decl)?,
    };
    let table = cx.ir.entity(entity).table.clone();
    let name = match (&decl.name, &kind) {
        (Some(name), _) => name.as_str().to_owned(),
        (None, IndexKind::Search { column, .. }) => names::index(&table, &[column]),
        (None, IndexKind::Fields { fields, .. }) => {
            let ids: Vec<FieldId> = fields.iter().map(|it| it.field).collect();
            names::index(&table, &columns(cx, &ids))
        }
    };
    let renamed_from = decl.renamed_from.as_ref().map(|it| it.as_str().to_owned());
    Some(Index { name, kind, condition, span: decl.place, renamed_from })
}

fn plain(cx: &mut Ctx<'_>, entity: EntityId, decl: &IndexDecl) -> Option<IndexKind> {
    let written: Vec<Name> = decl.fields.iter().map(|it| Name(it.key.0.clone())).collect();
    if written.is_empty() {
        if decl.keys.is_empty() || decl.keys.span("search").is_none() && decl.keys.span("fields").is_none() {
            let found = Diagnostic::error(Code::F0309, decl.place, "an index is over some fields")
                .help("Write `fields: [name]`, or `search: {name: A}`.");
            cx.report(found);
        }
        return None;
    }
    let fields = stored_fields(cx, entity, &written)?;
    let include = stored_fields(cx, entity, &decl.include)?;
    let method = method(decl.using.map(|it| it.value));
    if method == Method::Trigram {
        all_text(cx, &fields, &written)?;
    }
    takes(cx, method, &fields, decl)?;
    let fields = fields
        .into_iter()
        .zip(&decl.fields)
        .map(|(field, term)| IndexField { field, descending: term.descending.is_some() })
        .collect();
    Some(IndexKind::Fields { method, fields, include })
}

/// What each method takes, as PostgreSQL's default operator classes have it (manual, 11.10 and chapters 64 to 71).
fn takes(cx: &mut Ctx<'_>, method: Method, fields: &[FieldId], decl: &IndexDecl) -> Option<()> {
    let word = decl.using.map_or("btree", |it| it.value.as_str());
    let mut problems = Vec::new();
    for (field, term) in fields.iter().zip(&decl.fields) {
        if !takes_type(method, &cx.ir.field(*field).ty) {
            let what = crate::expr::describe(&cx.ir, &cx.ir.field(*field).ty);
            problems.push((term.span(), format!("`{word}` does not take {what}")));
        }
        if term.descending.is_some() && method != Method::Btree {
            problems.push((term.span(), format!("`{word}` keeps no order, so there is no `desc`")));
        }
    }
    if method == Method::Hash && fields.len() > 1 {
        problems.push((decl.place, "`hash` is over one field".to_owned()));
    }
    if let Some(first) = decl.include.first()
        && method != Method::Btree
    {
        problems.push((first.span, format!("`{word}` carries no further fields along")));
    }
    let good = problems.is_empty();
    for (span, message) in problems {
        cx.report(Diagnostic::error(Code::F0318, span, message));
    }
    good.then_some(())
}

fn takes_type(method: Method, ty: &Type) -> bool {
    match method {
        Method::Btree | Method::Hash => !matches!(ty, Type::Null),
        Method::Gin => matches!(ty, Type::Array(_) | Type::Json | Type::Object(_)),
        Method::Gist => false,
        Method::Brin => {
            !matches!(ty, Type::Bool | Type::Json | Type::Object(_) | Type::Array(_) | Type::Null)
        }
        Method::Trigram => ty.is_text(),
    }
}

fn method(decl: Option<IndexMethod>) -> Method {
    match decl {
        Some(IndexMethod::Gin) => Method::Gin,
        Some(IndexMethod::Gist) => Method::Gist,
        Some(IndexMethod::Brin) => Method::Brin,
        Some(IndexMethod::Hash) => Method::Hash,
        Some(IndexMethod::Trigram) => Method::Trigram,
        Some(IndexMethod::Btree) | None => Method::Btree,
    }
}

fn search(cx: &mut Ctx<'_>, entity: EntityId, decl: &IndexDecl) -> Option<IndexKind> {
    let weights = decl.search.as_ref()?;
    let written: Vec<Name> = weights.iter().map(|it| it.name.clone()).collect();
    let fields = stored_fields(cx, entity, &written)?;
    all_text(cx, &fields, &written)?;
    let letters = weights.iter().map(|it| it.value.value.as_str().chars().next().unwrap_or('D'));
    let language = decl.language.as_ref().map_or("simple", |it| it.as_str());
    if !LANGUAGES.contains(&language) {
        let span = decl.language.as_ref().map_or(decl.place, |it| it.span);
        let found = crate::message::unknown(Code::F0201, span, language, "language of a search", &LANGUAGES);
        cx.report(found);
        return None;
    }
    Some(IndexKind::Search {
        fields: fields.into_iter().zip(letters).collect(),
        language: language.to_owned(),
        column: "search_vector".to_owned(),
    })
}

/// Text search configurations that PostgreSQL 15 and later install (manual, 12.6, `\dF`).
const LANGUAGES: [&str; 29] = [
    "simple",
    "arabic",
    "armenian",
    "basque",
    "catalan",
    "danish",
    "dutch",
    "english",
    "finnish",
    "french",
    "german",
    "greek",
    "hindi",
    "hungarian",
    "indonesian",
    "irish",
    "italian",
    "lithuanian",
    "nepali",
    "norwegian",
    "portuguese",
    "romanian",
    "russian",
    "serbian",
    "spanish",
    "swedish",
    "tamil",
    "turkish",
    "yiddish",
];

fn all_text(cx: &mut Ctx<'_>, fields: &[FieldId], names: &[Name]) -> Option<()> {
    let mut good = true;
    for (field, name) in fields.iter().zip(names) {
        if !cx.ir.field(*field).ty.is_text() {
            let what = crate::expr::describe(&cx.ir, &cx.ir.field(*field).ty.clone());
            let found = Diagnostic::error(Code::F0312, name.span, "only texts are searched")
                .label(format!("this is {what}"))
                .secondary(cx.ir.field(*field).span, "declared here");
            cx.report(found);
            good = false;
        }
    }
    good.then_some(())
}

fn repeated_uniques(cx: &mut Ctx<'_>, uniques: &[Unique]) {
    for (index, unique) in uniques.iter().enumerate() {
        let first = uniques
            .iter()
            .take(index)
            .find(|it| it.fields == unique.fields && it.condition == unique.condition);
        if let Some(first) = first {
            cx.report(repeated(unique.span, first.span, "this unique repeats another"));
        }
    }
}

fn repeated_indexes(cx: &mut Ctx<'_>, indexes: &[Index], uniques: &[Unique]) {
    for (at, index) in indexes.iter().enumerate() {
        let first =
            indexes.iter().take(at).find(|it| it.kind == index.kind && it.condition == index.condition);
        if let Some(first) = first {
            cx.report(repeated(index.span, first.span, "this index repeats another"));
            continue;
        }
        let IndexKind::Fields { method: Method::Btree, fields, include } = &index.kind else { continue };
        let ascending: Vec<FieldId> = fields.iter().filter(|it| !it.descending).map(|it| it.field).collect();
        let same = uniques.iter().find(|it| {
            include.is_empty()
                && ascending.len() == fields.len()
                && it.fields == ascending
                && it.condition == index.condition
        });
        if let Some(same) = same {
            cx.report(repeated(
                index.span,
                same.span,
                "this index repeats a unique, which has an index of its own",
            ));
        }
    }
    repeated_search(cx, indexes);
}

fn repeated_search(cx: &mut Ctx<'_>, indexes: &[Index]) {
    let searches: Vec<&Index> =
        indexes.iter().filter(|it| matches!(it.kind, IndexKind::Search { .. })).collect();
    if let [first, second, ..] = searches.as_slice() {
        cx.report(repeated(second.span, first.span, "a type has one search"));
    }
}

fn repeated(span: Span, first: Span, message: &str) -> Diagnostic {
    Diagnostic::error(Code::F0310, span, message).label("take it away").secondary(first, "declared here")
}
