//! Relations: inverses of references, and relations through relations.

use fraise_diagnostics::{Code, Diagnostic, Fix, Span, Spanned, nearest};
use fraise_ir::{EntityId, FieldId, Relation, RelationId, relation::RelationKind};
use fraise_syntax::document::{NamedEntry, Path, RelationDecl, TypeDecl};

use super::published;
use crate::{
    context::Ctx,
    names::{reserved_field, snake_case},
};

/// Adds the relations of an entity: inverses first, so that others may go through them.
pub(super) fn relations(cx: &mut Ctx<'_>, entity: EntityId, decl: &TypeDecl) {
    let mut found: Vec<Option<Relation>> =
        decl.relations.iter().map(|entry| inverse(cx, entity, entry)).collect();
    let inverses: Vec<Relation> = found.iter().flatten().cloned().collect();
    for (entry, slot) in decl.relations.iter().zip(&mut found) {
        if slot.is_none() && first_is_relation(&inverses, decl, &entry.value.inverse) {
            *slot = Some(placeholder(cx, entry));
        }
    }
    for (entry, slot) in decl.relations.iter().zip(&found) {
        if slot.is_none() {
            cx.names.leave_out(entity, &entry.name);
        }
    }
    if let Some(owner) = cx.ir.entities.get_mut(entity.0) {
        owner.relations = found.into_iter().flatten().collect();
    }
    for entry in &decl.relations {
        through(cx, entity, entry);
    }
}

fn first_is_relation(inverses: &[Relation], decl: &TypeDecl, path: &Path) -> bool {
    let segments = path.segments();
    segments.first().is_some_and(|first| {
        inverses.iter().any(|it| it.name == first.value) || decl.relations.get(first.value).is_some()
    })
}

/// `items: OrderItem.order`
fn inverse(cx: &mut Ctx<'_>, owner: EntityId, entry: &NamedEntry<RelationDecl>) -> Option<Relation> {
    snake_case(&entry.name, "a relation", &mut cx.diagnostics);
    reserved_field(&entry.name, &mut cx.diagnostics);
    let segments = entry.value.inverse.segments();
    let [type_name, field_name] = segments.as_slice() else {
        if !entry.value.inverse.as_str().is_empty() {
            cx.report(malformed(cx, owner, entry));
        }
        return None;
    };
    let starts_with_relation = type_name.value.starts_with(|it: char| it.is_lowercase());
    if starts_with_relation {
        return None;
    }
    let Some(source) = cx.names.entity(type_name.value) else {
        let types = cx.names.data_names(|it| matches!(it, crate::names::Data::Entity(_)));
        let found = crate::message::unknown(Code::F0201, type_name.span, type_name.value, "type", &types);
        cx.report(found);
        return None;
    };
    let field = reference_to(cx, source, owner, *field_name)?;
    let unique = cx.ir.field(field).unique || is_whole_key(cx, field);
    Some(Relation {
        kind: RelationKind::Inverse(field),
        target: source,
        to_one: unique,
        ..placeholder(cx, entry)
    })
}

fn is_whole_key(cx: &Ctx<'_>, field: FieldId) -> bool {
    cx.ir.entity(field.entity).key_fields() == [field]
}

/// The reference of a name, if it points back to the owner of the relation.
fn reference_to(cx: &mut Ctx<'_>, source: EntityId, owner: EntityId, name: Spanned<&str>) -> Option<FieldId> {
    let declared = cx.ir.entity(source);
    let pointing: Vec<&str> = declared
        .fields
        .iter()
        .filter(|it| it.ty == fraise_ir::Type::Ref(owner))
        .map(|it| it.name.as_str())
        .collect();
    let field = declared.find_field(name.value);
    if let Some(field) = field
        && cx.ir.field(field).ty == fraise_ir::Type::Ref(owner)
    {
        return Some(field);
    }
    let owner_name = cx.ir.entity(owner).name.clone();
    let message = match field {
        Some(_) => format!("`{}.{}` does not point to `{owner_name}`", declared.name, name.value),
        None => format!("`{}` has no field `{}`", declared.name, name.value),
    };
    let mut found = Diagnostic::error(Code::F0308, name.span, message)
        .label(format!("expected a reference to `{owner_name}`"))
        .secondary(field.map_or(declared.span, |it| cx.ir.field(it).span), "declared here");
    let meant = nearest(name.value, pointing.iter().copied()).or(match pointing.as_slice() {
        [only] => Some(*only),
        _ => None,
    });
    found = match meant {
        Some(meant) => found.fix(Fix::replace(format!("write `{meant}`"), name.span, meant)),
        None if pointing.is_empty() => {
            found.help(format!("Give `{}` a field of type `{owner_name}`.", declared.name))
        }
        None => found.help(format!("References that point here: {}.", crate::message::one_of(&pointing))),
    };
    cx.report(found);
    None
}

/// A relation whose way is not known yet.
fn placeholder(cx: &Ctx<'_>, entry: &NamedEntry<RelationDecl>) -> Relation {
    let nowhere = FieldId { entity: EntityId(0), index: 0 };
    Relation {
        name: entry.name.as_str().to_owned(),
        graphql: published(entry.value.graphql.as_ref(), cx.ir.naming.field(entry.name.as_str())),
        span: entry.name.span,
        description: entry.value.description.as_ref().map(|it| it.value.clone()),
        deprecated: entry.value.deprecated.as_ref().map(|it| it.value.clone()),
        target: EntityId(0),
        to_one: false,
        kind: RelationKind::Inverse(nowhere),
    }
}

/// `inventory: variants.inventory`: a relation of the row, and a relation of its rows.
fn through(cx: &mut Ctx<'_>, owner: EntityId, entry: &NamedEntry<RelationDecl>) {
    let segments = entry.value.inverse.segments();
    let [first, second] = segments.as_slice() else { return };
    if !first.value.starts_with(|it: char| it.is_lowercase()) {
        return;
    }
    let Some(first_id) = relation_named(cx, owner, *first) else { return };
    let middle =
        match cx.document.types.iter().nth(owner.0).and_then(|it| it.value.relations.get(first.value)) {
            Some(decl)
                if decl
                    .inverse
                    .segments()
                    .first()
                    .is_some_and(|it| it.value.starts_with(char::is_lowercase)) =>
            {
                cx.report(two_steps(entry, first.span));
                return;
            }
            _ => cx.ir.relation(first_id).target,
        };
    let Some(target) = declared_inverse(cx, middle, *second) else { return };
    let index = cx.ir.entity(owner).relations.iter().position(|it| it.name == entry.name.as_str());
    let to_one = cx.ir.relation(first_id).to_one && target.2;
    let Some(relation) =
        index.and_then(|index| cx.ir.entities.get_mut(owner.0).and_then(|it| it.relations.get_mut(index)))
    else {
        return;
    };
    relation.kind = RelationKind::Through(first_id, target.0);
    relation.target = target.1;
    relation.to_one = to_one;
}

/// A relation of another entity, found in its declaration: its own arena may not be filled yet.
fn declared_inverse(
    cx: &mut Ctx<'_>,
    entity: EntityId,
    name: Spanned<&str>,
) -> Option<(RelationId, EntityId, bool)> {
    let decl = &cx.document.types.iter().nth(entity.0)?.value;
    let Some(index) = decl.relations.names().position(|it| it == name.value) else {
        report_unknown(cx, entity, name, &decl.relations.names().collect::<Vec<_>>());
        return None;
    };
    let path = &decl.relations.iter().nth(index)?.value.inverse;
    let segments = path.segments();
    let [type_name, field_name] = segments.as_slice() else { return None };
    let target = cx.names.entity(type_name.value)?;
    let field = cx.ir.entity(target).find_field(field_name.value)?;
    let to_one = cx.ir.field(field).unique || is_whole_key(cx, field);
    Some((RelationId { entity, index }, target, to_one))
}

fn relation_named(cx: &mut Ctx<'_>, entity: EntityId, name: Spanned<&str>) -> Option<RelationId> {
    let relations: Vec<&str> = cx.ir.entity(entity).relations.iter().map(|it| it.name.as_str()).collect();
    if let Some(index) = relations.iter().position(|it| *it == name.value) {
        return Some(RelationId { entity, index });
    }
    let relations: Vec<String> = relations.iter().map(|it| (*it).to_owned()).collect();
    report_unknown(cx, entity, name, &relations.iter().map(String::as_str).collect::<Vec<_>>());
    None
}

fn report_unknown(cx: &mut Ctx<'_>, entity: EntityId, name: Spanned<&str>, known: &[&str]) {
    let declared = cx.ir.entity(entity);
    let what = format!("relation of `{}`", declared.name);
    let found = crate::message::unknown(Code::F0201, name.span, name.value, &what, known)
        .secondary(declared.span, "declared here");
    cx.report(found);
}

fn two_steps(entry: &NamedEntry<RelationDecl>, first: Span) -> Diagnostic {
    Diagnostic::error(
        Code::F0308,
        entry.value.inverse.span,
        "a relation goes through two relations, not more",
    )
    .secondary(first, "this goes through two already")
}

fn malformed(cx: &Ctx<'_>, owner: EntityId, entry: &NamedEntry<RelationDecl>) -> Diagnostic {
    let path = &entry.value.inverse;
    let found =
        Diagnostic::error(Code::F0308, path.span, format!("`{}` is no way to other rows", path.as_str()));
    if let Some(reference) = only_reference(cx, path.as_str(), owner) {
        let meant = format!("{}.{reference}", path.as_str());
        let title = format!("write `{meant}`");
        return found.label(format!("did you mean `{meant}`?")).fix(Fix::replace(title, path.span, meant));
    }
    found.label("expected two names with a dot between them").help(
        "Write `items: OrderItem.order`, the reference that is walked backwards, or `all: first.second`.",
    )
}

/// The one reference by which a type points to another.
fn only_reference<'c>(cx: &'c Ctx<'_>, source: &str, target: EntityId) -> Option<&'c str> {
    let source = cx.ir.entity(cx.names.entity(source)?);
    let points_there = |it: &&fraise_ir::Field| it.reference.is_some_and(|it| it.target == target);
    let mut references = source.fields.iter().filter(points_there);
    let only = references.next()?;
    references.next().is_none().then_some(only.name.as_str())
}
