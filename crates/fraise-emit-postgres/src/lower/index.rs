//! Indexes: declared ones, uniques with a condition, and those of foreign keys that no other covers.

use fraise_ir::{
    Entity, Expr, FieldId,
    expr::Root,
    field::FieldOrigin,
    index::{self, IndexField, Method, Unique},
    names as made,
};
use fraise_lower::{Row, Scope, Sql, names};
use fraise_sql::{
    Ident, Literal, QualifiedName, SqlType,
    catalog::{Column, Generated, GeneratedKind, Index, IndexKey, IndexMethod, Table},
    ident, sql,
};

use super::constraint;
use crate::{database::Context, fill, machine::timers};

/// All indexes of a table beside those of its keys, which must be in the table already.
pub(crate) fn all(ctx: &Context<'_>, entity: &Entity, table: &Table) -> Vec<Index> {
    let partial = entity.uniques.iter().filter(|unique| !constraint::is_constraint(entity, unique));
    let mut indexes: Vec<Index> = partial.map(|unique| unique_index(ctx, entity, unique)).collect();
    indexes.extend(entity.indexes.iter().map(|index| declared(ctx, index)));
    indexes.extend(timers::indexes(ctx.ir, entity));
    for foreign_key in &table.foreign_keys {
        let Some(column) = foreign_key.columns.first() else { continue };
        if !is_covered(column, table, &indexes) {
            indexes.push(of_foreign_key(entity, column, &indexes));
        }
    }
    indexes
}

/// The generated columns of search indexes.
pub(crate) fn search_columns(ctx: &Context<'_>, entity: &Entity) -> Vec<Column> {
    let search = entity.indexes.iter().filter_map(|index| match &index.kind {
        index::IndexKind::Search { fields, language, column } => Some((fields, language, column)),
        index::IndexKind::Fields { .. } => None,
    });
    search.map(|(fields, language, column)| search_column(ctx, fields, language, column)).collect()
}

fn search_column(ctx: &Context<'_>, fields: &[(FieldId, char)], language: &str, column: &str) -> Column {
    let language = Literal::text(language);
    let weighted = fields.iter().map(|(field, weight)| {
        let declared = ctx.ir.field(*field);
        let name = names::column_of(declared);
        let text = if declared.nullable { sql!["coalesce(", &name, ", '')"] } else { sql![&name] };
        let weight = Literal::text(&weight.to_string());
        Sql::from(sql!["setweight(to_tsvector(", &language, ", ", text, "), ", weight, ")"])
    });
    let expression = fill::in_parens(ctx.ir, &Sql::junction("|| ", weighted), 2, 40);
    let mut column = Column::new(names::ident(column), SqlType::Tsvector);
    column.generated = Some(Generated { expression, kind: GeneratedKind::Stored });
    column
}

fn declared(ctx: &Context<'_>, declared: &index::Index) -> Index {
    let mut index = match &declared.kind {
        index::IndexKind::Fields { method, fields, include } => Index {
            name: names::ident(&declared.name),
            method: method_of(*method),
            keys: fields.iter().map(|field| key(ctx, *method, *field)).collect(),
            include: include.iter().map(|field| names::column(ctx.ir, *field)).collect(),
            condition: None,
            unique: false,
            comment: None,
        },
        index::IndexKind::Search { column, .. } => {
            Index { method: IndexMethod::Gin, ..simple(names::ident(&declared.name), names::ident(column)) }
        }
    };
    index.condition = declared.condition.as_ref().map(|expr| fill::flat(ctx.ir, &condition(ctx, expr)));
    index
}

fn key(ctx: &Context<'_>, method: Method, field: IndexField) -> IndexKey {
    let key = IndexKey::column(names::column(ctx.ir, field.field));
    let key = if field.descending { key.descending() } else { key };
    match method {
        Method::Trigram => key.with_class(trigram_class(ctx)),
        Method::Btree | Method::Gin | Method::Gist | Method::Brin | Method::Hash => key,
    }
}

/// Lives where the extension does.
fn trigram_class(ctx: &Context<'_>) -> QualifiedName {
    QualifiedName::new(names::ident(&ctx.ir.service.schema), ident!("gin_trgm_ops"))
}

fn method_of(method: Method) -> IndexMethod {
    match method {
        Method::Btree => IndexMethod::Btree,
        Method::Gin | Method::Trigram => IndexMethod::Gin,
        Method::Gist => IndexMethod::Gist,
        Method::Brin => IndexMethod::Brin,
        Method::Hash => IndexMethod::Hash,
    }
}

/// A unique of some rows: those of its condition, and of a soft-delete type only the living.
fn unique_index(ctx: &Context<'_>, entity: &Entity, unique: &Unique) -> Index {
    let condition = match (&unique.condition, is_living(entity)) {
        (Some(expr), None) => condition(ctx, expr),
        (declared, living) => {
            let declared = declared.iter().map(|expr| row(ctx).conjunct(expr));
            Sql::junction("and ", declared.chain(living))
        }
    };
    let condition = fill::flat(ctx.ir, &condition);
    Index {
        name: names::ident(&unique.name),
        method: IndexMethod::Btree,
        keys: unique.fields.iter().map(|field| IndexKey::column(names::column(ctx.ir, *field))).collect(),
        include: Vec::new(),
        condition: Some(condition),
        unique: true,
        comment: None,
    }
}

/// `deleted_at is null`, of a soft-delete type.
pub(crate) fn is_living(entity: &Entity) -> Option<Sql> {
    let deleted_at = entity.fields.iter().find(|field| field.origin == FieldOrigin::DeletedAt)?;
    entity.soft_delete.then(|| Sql::new().with_ident(&names::column_of(deleted_at)).with_kw(" is null"))
}

fn condition(ctx: &Context<'_>, expr: &Expr) -> Sql {
    row(ctx).condition(expr)
}

/// The row of the index.
fn row<'ir>(ctx: &Context<'ir>) -> Scope<'ir> {
    Scope::new(ctx.ir).bind(Root::This, Row::Bare)
}

/// Some index over all rows begins with the column.
fn is_covered(column: &Ident, table: &Table, indexes: &[Index]) -> bool {
    let mut keys = table.primary_key.iter().chain(&table.uniques);
    let first = IndexKey::column(column.clone()).term;
    keys.any(|key| key.columns.first() == Some(column))
        || indexes.iter().any(|index| {
            index.method == IndexMethod::Btree
                && index.condition.is_none()
                && index.keys.first().is_some_and(|key| key.term == first)
        })
}

fn of_foreign_key(entity: &Entity, column: &Ident, others: &[Index]) -> Index {
    let name = names::ident(&made::index(&entity.table, &[column.as_str()]));
    // A declared index over some rows may have the name.
    let is_taken = others.iter().any(|index| index.name == name);
    let other = || names::ident(&made::derived(&entity.table, &[column.as_str()], "fkey_idx"));
    simple(if is_taken { other() } else { name }, column.clone())
}

fn simple(name: Ident, column: Ident) -> Index {
    Index {
        name,
        method: IndexMethod::Btree,
        keys: vec![IndexKey::column(column)],
        include: Vec::new(),
        condition: None,
        unique: false,
        comment: None,
    }
}
