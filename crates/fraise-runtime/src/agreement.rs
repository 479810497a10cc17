//! Whether the SDL and the model describe the same service. Both come from one compilation; a mixture of two is
//! found when the service starts, not when a client meets it.

use std::collections::BTreeSet;

use apollo_compiler::Schema;
use apollo_compiler::ast::Type as SdlType;
use apollo_compiler::schema::{ExtendedType, FieldDefinition};

use crate::model::{Field, FieldKind, Query, QueryKind, Service};

/// One line for each place where they differ.
pub(crate) fn differences(service: &Service, schema: &Schema) -> Vec<String> {
    let mut found = Differences { schema, seen: BTreeSet::new(), lines: Vec::new() };
    let root = schema.schema_definition.query.as_ref().and_then(|it| schema.get_object(it));
    let Some(root) = root else {
        return vec!["the SDL has no query type".to_owned()];
    };
    if schema.schema_definition.mutation.is_some() || schema.schema_definition.subscription.is_some() {
        found.lines.push("the SDL has mutations or subscriptions, and the service has none".to_owned());
    }
    for (name, field) in &root.fields {
        match service.queries.iter().find(|it| it.name == name.as_str()) {
            Some(query) => found.query(query, field),
            None => {
                found.lines.push(format!("Query.{name} is in the SDL, and the service has no such query"))
            }
        }
    }
    found.lines
}

struct Differences<'s> {
    schema: &'s Schema,
    seen: BTreeSet<&'static str>,
    lines: Vec<String>,
}

impl Differences<'_> {
    fn query(&mut self, query: &Query, field: &FieldDefinition) {
        let list = match query.kind {
            QueryKind::Get { .. } => false,
            QueryKind::List { .. } => true,
        };
        let known: Vec<_> = query.inputs.iter().map(|it| it.name).collect();
        self.arguments(&format!("Query.{}", query.name), field, &known, list);
        for input in query.inputs {
            let place = format!("Query.{}({}:)", query.name, input.name);
            match field.arguments.iter().find(|it| it.name == input.name) {
                None => self.lines.push(format!("{place} is in the service, and not in the SDL")),
                Some(it) if it.default_value.is_some() && input.default.is_none() => {
                    self.lines.push(format!("{place} has a default in the SDL, and none in the service"));
                }
                Some(it) if it.ty.is_non_null() && it.default_value.is_none() && input.optional => {
                    self.lines.push(format!("{place} is required in the SDL, and optional in the service"));
                }
                Some(_) => {}
            }
        }
        self.object(
            &format!("Query.{}", query.name),
            query.target.name,
            query.target.fields,
            &field.ty,
            list,
        );
    }

    fn arguments(&mut self, place: &str, field: &FieldDefinition, known: &[&str], list: bool) {
        for argument in &field.arguments {
            let page = list && matches!(argument.name.as_str(), "limit" | "offset");
            if !page && !known.contains(&argument.name.as_str()) {
                self.lines.push(format!(
                    "{place} has an argument {} that the service does not read",
                    argument.name
                ));
            }
        }
    }

    fn object(
        &mut self,
        place: &str,
        name: &'static str,
        fields: &'static [Field],
        ty: &SdlType,
        list: bool,
    ) {
        if ty.inner_named_type() != name || ty.is_list() != list {
            let wanted = if list { format!("a list of {name}") } else { name.to_owned() };
            self.lines.push(format!("{place} is {ty} in the SDL, and {wanted} in the service"));
            return;
        }
        if !self.seen.insert(name) {
            return;
        }
        let Some(ExtendedType::Object(object)) = self.schema.types.get(name) else {
            self.lines.push(format!("{name} is no object type in the SDL"));
            return;
        };
        for (field_name, definition) in &object.fields {
            match fields.iter().find(|it| it.name == field_name.as_str()) {
                Some(field) => self.field(name, field, definition),
                None => self.lines.push(format!("{name}.{field_name} is in the SDL, and not in the service")),
            }
        }
    }

    fn field(&mut self, owner: &str, field: &Field, definition: &FieldDefinition) {
        let place = format!("{owner}.{}", field.name);
        let may_be_null = field.nullable || field.read.is_some();
        if may_be_null && definition.ty.is_non_null() {
            self.lines.push(format!("{place} may be null, and is {} in the SDL", definition.ty));
        }
        let paged = matches!(field.kind, FieldKind::ToMany { .. });
        self.arguments(&place, definition, &[], paged);
        match field.kind {
            FieldKind::Value { .. } => {}
            FieldKind::Object { object, list, .. } => {
                self.object(&place, object.name, object.fields, &definition.ty, list);
            }
            FieldKind::ToOne { target, .. } => {
                self.object(&place, target.name, target.fields, &definition.ty, false)
            }
            FieldKind::ToMany { target, .. } => {
                self.object(&place, target.name, target.fields, &definition.ty, true)
            }
        }
    }
}
