//! Whether the SDL and the model describe the same service. Both come from one compilation; a mixture of two is
//! found when the service starts, not when a client meets it.

use std::collections::BTreeSet;

use apollo_compiler::Schema;
use apollo_compiler::ast::Type as SdlType;
use apollo_compiler::schema::{ExtendedType, FieldDefinition};

use crate::model::{Field, FieldKind, Input, Mutation, Query, QueryKind, Service, ValueType};

/// One line for each place where they differ.
pub(crate) fn differences(service: &Service, schema: &Schema) -> Vec<String> {
    let mut found = Differences { schema, seen: BTreeSet::new(), lines: Vec::new() };
    let root = schema.schema_definition.query.as_ref().and_then(|it| schema.get_object(it));
    let Some(root) = root else {
        return vec!["the SDL has no query type".to_owned()];
    };
    if schema.schema_definition.subscription.is_some() {
        found.lines.push("the SDL has subscriptions, and the service has none".to_owned());
    }
    for (name, field) in &root.fields {
        match service.queries.iter().find(|it| it.name == name.as_str()) {
            Some(query) => found.query(query, field),
            None => {
                found.lines.push(format!("Query.{name} is in the SDL, and the service has no such query"))
            }
        }
    }
    let writing = schema.schema_definition.mutation.as_ref().and_then(|it| schema.get_object(it));
    for (name, field) in writing.iter().flat_map(|it| &it.fields) {
        match service.mutations.iter().find(|it| it.name == name.as_str()) {
            Some(mutation) => found.mutation(mutation, field),
            None => found
                .lines
                .push(format!("Mutation.{name} is in the SDL, and the service has no such mutation")),
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
        let root = format!("Query.{}", query.name);
        self.arguments(&root, field, &known, list);
        self.inputs(&root, field, query.inputs);
        self.object(&root, query.target.name, query.target.fields, &field.ty, list);
    }

    fn mutation(&mut self, mutation: &Mutation, field: &FieldDefinition) {
        let inputs: Vec<Input> =
            mutation.arguments.iter().map(|it| it.input).chain(mutation.idempotency_key).collect();
        let inputs: Vec<Input> = mutation.key.map(|it| it.input).into_iter().chain(inputs).collect();
        let known: Vec<_> = inputs.iter().map(|it| it.name).collect();
        let root = format!("Mutation.{}", mutation.name);
        self.arguments(&root, field, &known, false);
        self.inputs(&root, field, &inputs);
        for input in &inputs {
            let sdl = field.arguments.iter().find(|it| it.name == input.name);
            if let Some(sdl) = sdl {
                self.input_object(&input.ty, &sdl.ty);
            }
        }
        match mutation.target {
            Some(target) => self.object(&root, target.name, target.fields, &field.ty, false),
            None if field.ty.inner_named_type() == "ID" => {}
            None => self.lines.push(format!("{root} is {} in the SDL, and a key in the service", field.ty)),
        }
    }

    /// The fields of an input object, and of those inside it.
    fn input_object(&mut self, ty: &ValueType, sdl: &SdlType) {
        let object = match ty {
            ValueType::List(of) => return self.input_object(of, sdl),
            ValueType::Object(object) => object,
            _ => return,
        };
        let name = object.name;
        if sdl.inner_named_type() != name || !self.seen.insert(name) {
            return;
        }
        let Some(ExtendedType::InputObject(definition)) = self.schema.types.get(name) else {
            self.lines.push(format!("{name} is no input object in the SDL"));
            return;
        };
        for (field_name, definition) in &definition.fields {
            match object.fields.iter().find(|it| it.name == field_name.as_str()) {
                Some(field) => self.input_object(&field.ty, &definition.ty),
                None => self.lines.push(format!("{name}.{field_name} is in the SDL, and not in the service")),
            }
        }
    }

    fn inputs(&mut self, root: &str, field: &FieldDefinition, inputs: &[Input]) {
        for input in inputs {
            let place = format!("{root}({}:)", input.name);
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
