//! Relations: inverses of references, and relations through relations.

use std::collections::HashMap;

use fraise_diagnostics::{Code, Diagnostic, Fix, Span, Spanned, nearest};
use fraise_ir::{EntityId, FieldId, Relation, RelationId, relation::RelationKind};
use fraise_syntax::document::{NamedEntry, RelationDecl, TypeDecl};

use super::{declarations, published};
use crate::{
    context::Ctx,
    names::{reserved_field, snake_case},
};

/// Adds the relations of all entities: first the inverses, then, since any of these may be a step of theirs,
/// those that go through two.
pub(super) fn relations(cx: &mut Ctx<'_>) {
    for (owner, _, decl) in declarations(cx) {
        let inverses = decl.relations.iter().filter_map(|entry| inverse(cx, owner, entry)).collect();
        if let Some(entity) = cx.ir.entities.get_mut(owner.0) {
            entity.relations = inverses;
        }
    }
    let mut ways = HashMap::new();
    for (owner, _, decl) in declarations(cx) {
        for entry in decl.relations.iter().filter(|it| goes_through(&it.value)) {
            if let Some(way) = through(cx, owner, entry) {
                ways.insert((owner, entry.name.as_str()), way);
            }
        }
    }
    let all: Vec<Vec<Relation>> =
        declarations(cx).into_iter().map(|(owner, _, decl)| in_order(cx, owner, decl, &ways)).collect();
    let ids = ids_of(&all);
    for (owner, relations) in (0..).map(EntityId).zip(&all) {
        let known = |it: Relation| match ways.get(&(owner, it.name.as_str())) {
            Some(way) => Some(Relation {
                kind: RelationKind::Through(*ids.get(&way.first)?, *ids.get(&way.second)?),
                ..it
            }),
            None => Some(it),
        };
        if let Some(entity) = cx.ir.entities.get_mut(owner.0) {
            entity.relations = relations.iter().cloned().filter_map(known).collect();
        }
    }
}

/// How a relation goes through two inverses, each an entity and its relation's name.
struct Way<'d> {
    first: (EntityId, &'d str),
    second: (EntityId, &'d str),
    target: EntityId,
    to_one: bool,
}

type Ways<'d> = HashMap<(EntityId, &'d str), Way<'d>>;

/// The relations of an entity as they were declared. What could not be understood is left out.
fn in_order(cx: &mut Ctx<'_>, owner: EntityId, decl: &TypeDecl, ways: &Ways<'_>) -> Vec<Relation> {
    let mut relations = Vec::new();
    for entry in &decl.relations {
        let inverse = cx.ir.entity(owner).relations.iter().find(|it| it.name == entry.name.as_str()).cloned();
        let through = ways.get(&(owner, entry.name.as_str()));
        match inverse.or_else(|| through.map(|way| named(cx, entry, way.target, way.to_one))) {
            Some(relation) => relations.push(relation),
            None => cx.names.leave_out(owner, &entry.name),
        }
    }
    relations
}

fn ids_of(all: &[Vec<Relation>]) -> HashMap<(EntityId, &str), RelationId> {
    let mut ids = HashMap::new();
    for (entity, relations) in (0..).map(EntityId).zip(all) {
        for (index, relation) in relations.iter().enumerate() {
            ids.insert((entity, relation.name.as_str()), RelationId { entity, index });
        }
    }
    ids
}

fn goes_through(decl: &RelationDecl) -> bool {
    matches!(decl.inverse.segments().as_slice(), [first, _] if first.value.starts_with(char::is_lowercase))
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
    if goes_through(&entry.value) {
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
    let relation = named(cx, entry, source, unique);
    Some(Relation { kind: RelationKind::Inverse(field), ..relation })
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
    let forwards = cx.document.types.iter().nth(source.0).and_then(|it| it.value.relations.get(name.value));
    found = match meant {
        _ if forwards.is_some() => found.help(format!(
            "`{0}` is a relation of `{1}`: go through the relation of yours that leads there, as in `lines.{0}`.",
            name.value, declared.name
        )),
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
fn named(cx: &Ctx<'_>, entry: &NamedEntry<RelationDecl>, target: EntityId, to_one: bool) -> Relation {
    let nowhere = FieldId { entity: EntityId(0), index: 0 };
    Relation {
        name: entry.name.as_str().to_owned(),
        graphql: published(entry.value.graphql.as_ref(), cx.ir.naming.field(entry.name.as_str())),
        span: entry.name.span,
        description: entry.value.description.as_ref().map(|it| it.value.clone()),
        deprecated: entry.value.deprecated.as_ref().map(|it| it.value.clone()),
        target,
        to_one,
        kind: RelationKind::Inverse(nowhere),
    }
}

/// `inventory: variants.inventory`: a relation of the row, and a relation of its rows.
fn through<'d>(cx: &mut Ctx<'_>, owner: EntityId, entry: &'d NamedEntry<RelationDecl>) -> Option<Way<'d>> {
    let segments = entry.value.inverse.segments();
    let [first, second] = segments.as_slice() else { return None };
    let (middle, first_to_one) = step(cx, owner, entry, *first)?;
    let (target, second_to_one) = step(cx, middle, entry, *second)?;
    let (first, second) = ((owner, first.value), (middle, second.value));
    Some(Way { first, second, target, to_one: first_to_one && second_to_one })
}

/// Where one step leads, and whether to one row at most. Only inverses are steps.
fn step(
    cx: &mut Ctx<'_>,
    entity: EntityId,
    entry: &NamedEntry<RelationDecl>,
    name: Spanned<&str>,
) -> Option<(EntityId, bool)> {
    if let Some(found) = cx.ir.entity(entity).relations.iter().find(|it| it.name == name.value) {
        return Some((found.target, found.to_one));
    }
    let declared = &cx.document.types.iter().nth(entity.0)?.value.relations;
    match declared.get(name.value) {
        Some(it) if goes_through(it) => cx.report(two_steps(entry, name.span)),
        // Why it is not there has been told.
        Some(_) => {}
        None => report_unknown(cx, entity, name, &declared.names().collect::<Vec<_>>()),
    }
    None
}

fn report_unknown(cx: &mut Ctx<'_>, entity: EntityId, name: Spanned<&str>, known: &[&str]) {
    let declared = cx.ir.entity(entity);
    let what = format!("relation of `{}`", declared.name);
    let found = match declared.find_field(name.value) {
        Some(field) => Diagnostic::error(
            Code::F0201,
            name.span,
            format!("`{}` is a field of `{}`, no relation", name.value, declared.name),
        )
        .secondary(cx.ir.field(field).span, "declared here")
        .help("A relation walks references backwards only; expressions follow them forwards."),
        None => crate::message::unknown(Code::F0201, name.span, name.value, &what, known)
            .secondary(declared.span, "declared here"),
    };
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
