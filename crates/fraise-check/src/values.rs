//! Scalars, enumerations and objects.

use std::collections::HashMap;

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{
    EnumId, Input, ObjectId, Type, names as ir_names,
    value::{Enumeration, Member, Object, Scalar},
};
use fraise_syntax::document::{EnumDecl, GraphqlName, NamedEntry, ObjectDecl, ObjectFieldDecl};

use crate::{
    context::Ctx,
    entity,
    expr::Scope,
    message,
    names::snake_case,
    types::{self, Place},
};

/// Declares all of them, without the expressions in them.
pub(crate) fn declare(cx: &mut Ctx<'_>) {
    for entry in &cx.document.enums {
        enumeration(cx, entry);
    }
    for entry in &cx.document.scalars {
        let base = types::resolve(cx, &entry.value.base, Place::ScalarBase);
        cx.ir.scalars.push(Scalar {
            name: entry.name.as_str().to_owned(),
            span: entry.name.span,
            description: entry.value.description.as_ref().map(|it| it.value.clone()),
            base: base.map_or(Type::Null, |it| it.ty),
            check: None,
        });
    }
    for entry in &cx.document.objects {
        if entry.value.fields.is_empty() && entry.value.keys.span("fields").is_some() {
            let message = format!("the object `{}` has no fields", entry.name.as_str());
            cx.report(
                Diagnostic::error(Code::F0109, entry.name.span, message).label("nothing could be in it"),
            );
        }
        let fields = entry.value.fields.iter().filter_map(|it| object_field(cx, it)).collect();
        let published = object_name(cx, entry);
        cx.ir.objects.push(Object {
            name: entry.name.as_str().to_owned(),
            graphql_input: if published.ends_with("Input") {
                published.clone()
            } else {
                format!("{published}Input")
            },
            graphql: published,
            span: entry.name.span,
            description: entry.value.description.as_ref().map(|it| it.value.clone()),
            fields,
            stored: false,
            argument: false,
        });
    }
    object_recursion(cx);
}

/// Types the checks of scalars, and the rules and defaults in objects; entities have their shapes.
pub(crate) fn fill(cx: &mut Ctx<'_>) {
    for (index, entry) in cx.document.scalars.iter().enumerate() {
        let Some(base) = cx.ir.scalars.get(index).map(|it| it.base.clone()) else { continue };
        let Some(check) = &entry.value.check else { continue };
        let scope = Scope::of_value(base);
        let check = cx.condition(check, &scope);
        if let Some(scalar) = cx.ir.scalars.get_mut(index) {
            scalar.check = check;
        }
    }
    for (index, entry) in cx.document.objects.iter().enumerate() {
        let Some(object) = cx.ir.objects.get(index) else { continue };
        let mut fields = object.fields.clone();
        for field in &mut fields {
            let Some(decl) = entry.value.fields.get(&field.name) else { continue };
            fill_field(cx, field, decl);
        }
        if let Some(object) = cx.ir.objects.get_mut(index) {
            object.fields = fields;
        }
    }
}

/// A reference in a stored object would be a foreign key that nobody keeps.
pub(crate) fn stored_objects_hold_values(cx: &mut Ctx<'_>) {
    let stored = cx.ir.objects.iter().filter(|it| it.stored);
    let references = stored.flat_map(|it| it.fields.iter().map(move |field| (it, field)));
    let found: Vec<Diagnostic> = references
        .filter(|(_, field)| matches!(field.ty, Type::Ref(_)))
        .map(|(object, field)| {
            Diagnostic::error(
                Code::F0301,
                field.span,
                format!("`{}` is kept in a column, so it holds no references", object.name),
            )
            .label("nothing would keep this reference true")
            .help("Use the object as an argument only, or give the type a reference of its own.")
        })
        .collect();
    cx.diagnostics.extend(found);
}

fn fill_field(cx: &mut Ctx<'_>, field: &mut Input, decl: &ObjectFieldDecl) {
    let target = match field.ty {
        Type::Ref(target) => Some(target),
        _ => None,
    };
    if let Some(rule) = &decl.where_ {
        field.rule = crate::operation::input_rule(cx, rule, target, &[]);
    }
    field.default = cx.default_of(&decl.ty, &field.ty, field.nullable);
}

fn enumeration(cx: &mut Ctx<'_>, entry: &NamedEntry<EnumDecl>) {
    let name = entry.name.as_str();
    let mut seen: HashMap<&str, Span> = HashMap::new();
    let mut members = Vec::new();
    for member in &entry.value.members {
        if let Some(first) = seen.insert(member.name.as_str(), member.name.span) {
            let found = Diagnostic::error(
                Code::F0314,
                member.name.span,
                format!("`{}` is listed twice", member.name.as_str()),
            )
            .label("listed again here")
            .secondary(first, "first listed here");
            cx.report(found);
            continue;
        }
        if member.value.remap_to.is_some() {
            continue;
        }
        members.push(Member {
            name: member.name.as_str().to_owned(),
            graphql: cx.ir.naming.enum_value(member.name.as_str()),
            span: member.name.span,
            description: member.value.description.as_ref().map(|it| it.value.clone()),
            deprecated: member.value.deprecated.as_ref().map(|it| it.value.clone()),
            renamed_from: member.value.renamed_from.as_ref().map(|it| it.as_str().to_owned()),
            remap_to: member.value.remap_to.as_ref().map(|it| it.as_str().to_owned()),
        });
    }
    if members.is_empty() && !name.is_empty() {
        let found =
            Diagnostic::error(Code::F0313, entry.name.span, format!("the enum `{name}` has no members"))
                .label("no value is one of it")
                .help(format!("List its members, as in `{name}: [first, second]`."));
        cx.report(found);
    }
    cx.ir.enums.push(Enumeration {
        name: name.to_owned(),
        sql: ir_names::snake(name),
        span: entry.name.span,
        description: entry.value.description.as_ref().map(|it| it.value.clone()),
        members,
    });
}

/// The published name of an object, which is seen wherever a field or an argument has it.
fn object_name(cx: &mut Ctx<'_>, entry: &NamedEntry<ObjectDecl>) -> String {
    match &entry.value.graphql {
        Some(GraphqlName::Named(name)) => name.as_str().to_owned(),
        Some(GraphqlName::Hidden(span)) => {
            let found =
                Diagnostic::error(Code::F0110, *span, "an object is seen wherever something has its type")
                    .label("hide the fields of this type instead");
            cx.report(found);
            entry.name.as_str().to_owned()
        }
        None => entry.name.as_str().to_owned(),
    }
}

fn object_field(cx: &mut Ctx<'_>, entry: &NamedEntry<ObjectFieldDecl>) -> Option<Input> {
    snake_case(&entry.name, "a field", &mut cx.diagnostics);
    let Some(resolved) = types::resolve(cx, &entry.value.ty, Place::ObjectField) else {
        cx.names.leave_out_input(&entry.name);
        return None;
    };
    let decl = &entry.value;
    entity::input_is_not_hidden(cx, decl.graphql.as_ref());
    let mut input = entity::input_of(cx, &entry.name, &resolved, decl.graphql.as_ref());
    input.description = decl.description.as_ref().map(|it| it.value.clone());
    input.deprecated = decl.deprecated.as_ref().map(|it| it.value.clone());
    input.renamed_from = decl.renamed_from.as_ref().map(|it| it.as_str().to_owned());
    input.secret = decl.secret.is_some_and(|it| it.value);
    Some(input)
}

/// F0304: told once for each circle, at its first object.
fn object_recursion(cx: &mut Ctx<'_>) {
    let mut told = Vec::new();
    for start in (0..cx.ir.objects.len()).map(ObjectId) {
        let mut way = Vec::new();
        if told.contains(&start) || !reaches(cx, start, start, &mut vec![start], &mut way) {
            continue;
        }
        let object = cx.ir.object(start);
        let message = format!("the object `{}` contains itself", object.name);
        let found = Diagnostic::error(Code::F0304, object.span, message)
            .label("no value of it would ever end")
            .help("Make it a type with a reference to itself, or take the field away.");
        let found = way.iter().fold(found, |found, (_, field)| found.secondary(*field, "by this field"));
        told.extend(way.into_iter().map(|(object, _)| object));
        cx.report(found);
    }
}

/// A way along fields from one object to another: each object with its field.
fn reaches(
    cx: &Ctx<'_>,
    from: ObjectId,
    wanted: ObjectId,
    seen: &mut Vec<ObjectId>,
    way: &mut Vec<(ObjectId, Span)>,
) -> bool {
    cx.ir.object(from).fields.iter().any(|field| {
        let Type::Object(inner) = field.ty else { return false };
        way.push((from, field.span));
        if inner == wanted {
            return true;
        }
        if !seen.contains(&inner) {
            seen.push(inner);
            if reaches(cx, inner, wanted, seen, way) {
                return true;
            }
        }
        way.pop();
        false
    })
}

/// The position of a member; an unknown one is reported.
pub(crate) fn member(cx: &mut Ctx<'_>, enumeration: EnumId, span: Span, name: &str) -> Option<usize> {
    let declared = cx.ir.enumeration(enumeration);
    if let Some(index) = declared.members.iter().position(|it| it.name == name) {
        return Some(index);
    }
    let found = unknown_member(declared, span, name, str::to_owned);
    cx.report(found);
    None
}

/// A member that an enumeration does not have; `written` says how a member is written there.
pub(crate) fn unknown_member(
    declared: &Enumeration,
    span: Span,
    name: &str,
    written: impl Fn(&str) -> String,
) -> Diagnostic {
    let members: Vec<&str> = declared.members.iter().map(|it| it.name.as_str()).collect();
    let found =
        Diagnostic::error(Code::F0505, span, format!("`{name}` is not a member of `{}`", declared.name));
    message::suggest_written(found, span, name, &members, written).secondary(declared.span, "declared here")
}
