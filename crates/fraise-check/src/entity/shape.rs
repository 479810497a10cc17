//! The shape of entities: everything about them that is no expression.

use std::collections::HashMap;

use fraise_diagnostics::{Code, Diagnostic, Fix, Span};
use fraise_ir::{
    Entity, EntityAccess, EntityId, Expr, Field, FieldId, FieldKind, FieldOrigin, Key, Reference, Type,
    access::Rule,
    expr::{ExprKind, Literal},
    field::{Default as FieldDefault, OnDelete},
    names,
};
use fraise_syntax::document::{
    FieldDecl, IdKind, Name, NamedEntry, OnDelete as OnDeleteDecl, TimestampsKind, TypeDecl,
};

use super::{declarations, published, relation};
use crate::{
    context::Ctx,
    names::{member_twice, reserved_field, snake_case},
    types::{self, Place},
};

/// Makes the arena of entities.
pub(crate) fn shape(cx: &mut Ctx<'_>) {
    for (id, name, decl) in declarations(cx) {
        let entity = entity(cx, id, name, decl);
        cx.ir.entities.push(entity);
    }
    relation::relations(cx);
    if let Some(viewer) = cx.ir.viewer.entity
        && let Some(id) = cx.ir.entity(viewer).id_field()
    {
        cx.ir.viewer.id_type = cx.ir.field(id).ty.clone();
    }
}

fn entity(cx: &mut Ctx<'_>, id: EntityId, name: &Name, decl: &TypeDecl) -> Entity {
    let table = table_name(cx, name, decl);
    let mut fields = Vec::new();
    let key = key(cx, id, decl, &mut fields);
    for entry in &decl.fields {
        snake_case(&entry.name, "a field", &mut cx.diagnostics);
        reserved_field(&entry.name, &mut cx.diagnostics);
        match field(cx, entry) {
            Some(field) => fields.push(field),
            None => cx.names.leave_out(id, &entry.name),
        }
    }
    members_are_distinct(cx, decl);
    language_fields(cx, name, decl, &mut fields);
    let mut entity = Entity {
        id,
        name: name.as_str().to_owned(),
        table,
        graphql: published(decl.graphql.as_ref(), name.as_str().to_owned()),
        span: name.span,
        description: decl.description.as_ref().map(|it| it.value.clone()),
        deprecated: decl.deprecated.as_ref().map(|it| it.value.clone()),
        key,
        fields,
        relations: Vec::new(),
        rules: rules(decl),
        access: EntityAccess { read: Vec::new(), create: None, update: None, delete: None },
        checks: Vec::new(),
        uniques: Vec::new(),
        indexes: Vec::new(),
        same: Vec::new(),
        within: Vec::new(),
        editable_while: None,
        on_insert: Vec::new(),
        on_delete: Vec::new(),
        moves: None,
        machine: None,
        append_only: decl.append_only.is_some_and(|it| it.value),
        soft_delete: decl.soft_delete.is_some_and(|it| it.value),
        small: decl.size.is_some(),
        renamed_from: decl.renamed_from.as_ref().map(|it| it.as_str().to_owned()),
        dropped: decl.dropped.iter().map(|it| it.as_str().to_owned()).collect(),
    };
    composite_key(cx, &mut entity, decl);
    entity
}

/// Expressions name fields, relations and rules alike; the second of two is the one further down.
fn members_are_distinct(cx: &mut Ctx<'_>, decl: &TypeDecl) {
    let fields = decl.fields.iter().map(|it| &it.name);
    let relations = decl.relations.iter().map(|it| &it.name);
    let mut all: Vec<&Name> = fields.chain(relations).chain(decl.rules.iter().map(|it| &it.name)).collect();
    all.sort_by_key(|it| it.span);
    let mut first: HashMap<&str, Span> = HashMap::new();
    for name in all {
        match first.get(name.as_str()) {
            Some(place) => cx.report(member_twice(name, *place)),
            None => {
                first.insert(name.as_str(), name.span);
            }
        }
    }
}

fn table_name(cx: &mut Ctx<'_>, name: &Name, decl: &TypeDecl) -> String {
    let special = cx.document.naming.as_ref().and_then(|it| it.plurals.get(name.as_str()));
    let table = match (&decl.table, special) {
        (Some(table), _) => table.as_str().to_owned(),
        (None, Some(plural)) => plural.as_str().to_owned(),
        (None, None) => names::plural(&names::snake(name.as_str())),
    };
    if table.len() > names::MAX_IDENTIFIER_BYTES {
        let span = decl.table.as_ref().map_or(name.span, |it| it.span);
        cx.report(too_long(span, &table));
    }
    table
}

/// A name that PostgreSQL would cut.
pub(crate) fn too_long(span: Span, name: &str) -> Diagnostic {
    let message = format!("the SQL name `{name}` has {} bytes", name.len());
    Diagnostic::error(Code::F0204, span, message)
        .label(format!("PostgreSQL keeps {}", names::MAX_IDENTIFIER_BYTES))
        .help("Give it a shorter name: a type by `table:`, a field by `column:`.")
}

/// Rules are booleans; what they say is filled in before anything else is typed.
fn rules(decl: &TypeDecl) -> Vec<Rule> {
    let rule = |entry: &NamedEntry<fraise_syntax::ExprText>| Rule {
        name: entry.name.as_str().to_owned(),
        span: entry.name.span,
        expr: never(entry.value.span()),
    };
    decl.rules.iter().map(rule).collect()
}

/// The condition that never holds: access denied, until something else is said.
pub(crate) fn never(span: Span) -> Expr {
    Expr { kind: ExprKind::Literal(Literal::Bool(false)), ty: Type::Bool, nullable: false, span }
}

fn key(cx: &mut Ctx<'_>, entity: EntityId, decl: &TypeDecl, fields: &mut Vec<Field>) -> Key {
    if let Some(names) = &decl.key {
        if let Some(id) = &decl.id {
            let found = Diagnostic::error(Code::F0315, id.span, "a composite key stands instead of `id`")
                .label("take this away, or the key")
                .secondary(names.first().map_or(decl.place, |it| it.span), "the composite key");
            cx.report(found);
        }
        return Key::Composite(Vec::new());
    }
    let settings = cx.document.settings.as_ref().and_then(|it| it.ids);
    let kind = decl.id.or(settings).map_or(IdKind::Uuid, |it| it.value);
    let (ty, default) = match kind {
        IdKind::Uuid => (Type::Uuid, FieldDefault::RandomUuid),
        IdKind::Bigint => (Type::BigInt, FieldDefault::Identity),
    };
    let mut id = given(cx, "id", decl.place, FieldOrigin::Id, ty);
    id.kind = FieldKind::Plain { default: Some(default) };
    id.frozen = true;
    fields.push(id);
    Key::Id(FieldId { entity, index: 0 })
}

fn composite_key(cx: &mut Ctx<'_>, entity: &mut Entity, decl: &TypeDecl) {
    let Some(names) = &decl.key else { return };
    let mut fields = Vec::new();
    for name in names {
        match entity.find_field(name.as_str()) {
            Some(field) => fields.push(field),
            None => {
                let known: Vec<&str> = entity.fields.iter().map(|it| it.name.as_str()).collect();
                let found = crate::message::unknown(Code::F0309, name.span, name.as_str(), "field", &known);
                cx.report(found);
            }
        }
    }
    for field in &fields {
        if let Some(part) = entity.fields.get_mut(field.index) {
            part.frozen = true;
            if part.nullable {
                let found = Diagnostic::error(Code::F0309, part.span, "a part of the key is never null")
                    .label("take away the `?`");
                cx.report(found);
            }
        }
    }
    entity.key = Key::Composite(fields);
}

/// A field of the language.
fn given(cx: &Ctx<'_>, name: &str, span: Span, origin: FieldOrigin, ty: Type) -> Field {
    Field {
        name: name.to_owned(),
        column: Some(name.to_owned()),
        graphql: Some(cx.ir.naming.field(name)),
        span,
        origin,
        description: None,
        deprecated: None,
        ty,
        scalar: None,
        bounds: None,
        nullable: false,
        kind: FieldKind::Plain { default: None },
        reference: None,
        unique: false,
        check: None,
        frozen: false,
        read: None,
        write: None,
        server_only: true,
        renamed_from: None,
        backfill: None,
    }
}

fn language_fields(cx: &mut Ctx<'_>, name: &Name, decl: &TypeDecl, fields: &mut Vec<Field>) {
    let settings = cx.document.settings.as_ref().and_then(|it| it.timestamps);
    let kept = decl.timestamps.or(settings).map_or(TimestampsKind::Both, |it| it.value);
    let moment = |cx: &Ctx<'_>, name: &str, span, origin| {
        let mut field = given(cx, name, span, origin, Type::Timestamptz);
        field.kind = FieldKind::Plain { default: Some(FieldDefault::Column(now(span))) };
        field
    };
    if matches!(kept, TimestampsKind::Both | TimestampsKind::Created) {
        fields.push(moment(cx, "created_at", name.span, FieldOrigin::CreatedAt));
    }
    if kept == TimestampsKind::Both {
        fields.push(moment(cx, "updated_at", name.span, FieldOrigin::UpdatedAt));
    }
    if let Some(soft) = decl.soft_delete.filter(|it| it.value) {
        let mut deleted = given(cx, "deleted_at", soft.span, FieldOrigin::DeletedAt, Type::Timestamptz);
        deleted.nullable = true;
        deleted.graphql = None;
        fields.push(deleted);
    }
    let timed =
        decl.machine.as_ref().filter(|it| it.events.iter().any(|event| !event.value.after.is_empty()));
    if let Some(machine) = timed {
        let since = format!("{}_since", machine.field.as_str());
        let mut field = moment(cx, &since, machine.place, FieldOrigin::StateSince);
        field.graphql = None;
        fields.push(field);
    }
}

fn now(span: Span) -> Expr {
    let kind = ExprKind::Call(fraise_ir::expr::Function::Now, Vec::new());
    Expr { kind, ty: Type::Timestamptz, nullable: false, span }
}

fn field(cx: &mut Ctx<'_>, entry: &NamedEntry<FieldDecl>) -> Option<Field> {
    let decl = &entry.value;
    let resolved = types::resolve(cx, &decl.ty, Place::Field)?;
    let target = match resolved.ty {
        Type::Ref(target) => Some(target),
        _ => None,
    };
    let frozen = decl.frozen.is_some_and(|it| it.value);
    let virtual_ = decl.from.is_some() && !decl.stored.is_some_and(|it| it.value);
    let by_rule =
        if target.is_some() { format!("{}_id", entry.name.as_str()) } else { entry.name.as_str().to_owned() };
    let column = decl.column.as_ref().map_or(by_rule, |it| it.as_str().to_owned());
    if column.len() > names::MAX_IDENTIFIER_BYTES {
        cx.report(too_long(decl.column.as_ref().map_or(entry.name.span, |it| it.span), &column));
    }
    if let Type::Object(object) = resolved.ty
        && let Some(object) = cx.ir.objects.get_mut(object.0)
    {
        object.stored = true;
    }
    Some(Field {
        name: entry.name.as_str().to_owned(),
        column: (!virtual_).then_some(column),
        graphql: published(decl.graphql.as_ref(), cx.ir.naming.field(entry.name.as_str())),
        span: entry.name.span,
        origin: FieldOrigin::Declared,
        description: decl.description.as_ref().map(|it| it.value.clone()),
        deprecated: decl.deprecated.as_ref().map(|it| it.value.clone()),
        reference: reference(cx, entry, target, resolved.nullable, frozen),
        ty: resolved.ty,
        scalar: resolved.scalar,
        bounds: resolved.bounds,
        nullable: resolved.nullable,
        kind: FieldKind::Plain { default: None },
        unique: decl.unique.is_some_and(|it| it.value),
        check: None,
        frozen,
        read: None,
        write: None,
        server_only: decl.from.is_some(),
        renamed_from: decl.renamed_from.as_ref().map(|it| it.as_str().to_owned()),
        backfill: None,
    })
}

fn reference(
    cx: &mut Ctx<'_>,
    entry: &NamedEntry<FieldDecl>,
    target: Option<EntityId>,
    nullable: bool,
    frozen: bool,
) -> Option<Reference> {
    let decl = &entry.value;
    let Some(target) = target else {
        if let Some(on_delete) = decl.on_delete {
            let found = Diagnostic::error(Code::F0308, on_delete.span, "`on_delete` belongs to a reference")
                .label(format!("`{}` is a plain value", entry.name.as_str()));
            cx.report(found);
        }
        return None;
    };
    let Some(on_delete) = decl.on_delete else {
        if decl.keys.span("on_delete").is_none() {
            cx.report(missing_on_delete(entry));
        }
        return None;
    };
    let target_decl = cx.document.types.iter().nth(target.0).map(|it| (it.name.span, it.value.key.is_some()));
    if let Some((declared, true)) = target_decl {
        let found =
            Diagnostic::error(Code::F0301, decl.ty.span(), "a reference points to a type with an `id`")
                .label("this type has a composite key")
                .secondary(declared, "declared here")
                .help(
                    "Take `key` away there and declare the fields unique, or keep its parts here as fields.",
                );
        cx.report(found);
        return None;
    }
    let on_delete_ir = match on_delete.value {
        OnDeleteDecl::Restrict => OnDelete::Restrict,
        OnDeleteDecl::Cascade => OnDelete::Cascade,
        OnDeleteDecl::SetNull => OnDelete::SetNull,
    };
    if on_delete_ir == OnDelete::SetNull && (!nullable || frozen) {
        let (why, help) = if nullable {
            ("the field is frozen", "Take `frozen` away, or say `on_delete: restrict` or `cascade`.")
        } else {
            ("the field is never null", "Put `?` behind its type, or say `on_delete: restrict` or `cascade`.")
        };
        let found = Diagnostic::error(Code::F0307, on_delete.span, "`set_null` cannot be done")
            .label(why)
            .secondary(entry.name.span, "declared here")
            .help(help);
        cx.report(found);
    }
    Some(Reference { target, on_delete: on_delete_ir })
}

fn missing_on_delete(entry: &NamedEntry<FieldDecl>) -> Diagnostic {
    let text = &entry.value.ty;
    let message =
        format!("the reference `{}` does not say what happens when its row goes", entry.name.as_str());
    let found = Diagnostic::error(Code::F0306, entry.name.span, message)
        .label("`on_delete` is missing")
        .help("Write `on_delete: restrict`, `cascade` or `set_null`.");
    let is_short_form = entry.value.span == text.span();
    if !is_short_form {
        return found;
    }
    let written =
        if text.as_str().contains('?') { format!("\"{}\"", text.as_str()) } else { text.as_str().to_owned() };
    let replacement = format!("{{type: {written}, on_delete: restrict}}");
    found.fix(Fix::replace("say `on_delete: restrict`", text.span(), replacement))
}
