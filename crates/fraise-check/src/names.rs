//! Every declaration of the document by its name: ids are positions in the order of declaration.

use std::collections::{HashMap, HashSet};

use fraise_diagnostics::{Code, Diagnostic, Diagnostics, Fix, Span};
use fraise_ir::{EntityId, EnumId, ErrorId, EventId, HookId, MutationId, ObjectId, RoleId, ScalarId, names};
use fraise_syntax::{
    Document,
    document::{Name, Named},
};

/// Ids of all declarations by name.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Types, enums, scalars, objects and views share one space.
    data: HashMap<String, (Data, Span)>,
    /// The schema says who asks.
    pub(crate) has_viewer: bool,
    /// Roles.
    pub(crate) roles: Table,
    /// Errors.
    pub(crate) errors: Table,
    /// Events.
    pub(crate) events: Table,
    /// Hooks.
    pub(crate) hooks: Table,
    /// Mutations.
    pub(crate) mutations: Table,
    /// Fields and relations that were not understood and are not in the model: what names them is no news.
    left_out: HashSet<(EntityId, String)>,
    /// Arguments and parts of objects that were not understood.
    left_out_inputs: HashSet<String>,
}

/// What a name of data stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Data {
    /// A type with a table.
    Entity(EntityId),
    /// An enumeration.
    Enum(EnumId),
    /// A scalar.
    Scalar(ScalarId),
    /// An object.
    Object(ObjectId),
    /// A view, by position.
    View(usize),
}

/// Names of one kind, in order of declaration.
#[derive(Debug, Default)]
pub(crate) struct Table {
    entries: Vec<(String, Span)>,
}

impl Table {
    fn of<T>(named: &Named<T>) -> Self {
        Self { entries: named.iter().map(|it| (it.name.as_str().to_owned(), it.name.span)).collect() }
    }

    /// The position of a name.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.entries.iter().position(|(it, _)| it == name)
    }

    /// All names.
    pub(crate) fn all(&self) -> Vec<&str> {
        self.entries.iter().map(|(it, _)| it.as_str()).collect()
    }
}

/// Names that expressions or the language itself use for something else.
const RESERVED_FIELDS: [&str; 10] =
    ["id", "created_at", "updated_at", "deleted_at", "viewer", "input", "old", "new", "line", "step"];

impl Names {
    /// Collects all names, and reports those that clash, are reserved, or are written in the wrong case.
    pub(crate) fn collect(document: &Document, diagnostics: &mut Diagnostics) -> Self {
        let mut collected = Self {
            data: HashMap::new(),
            has_viewer: document.viewer.is_some(),
            roles: Table::of(&document.roles),
            errors: Table::of(&document.errors),
            events: Table::of(&document.events),
            hooks: Table::of(&document.hooks),
            mutations: Table::of(&document.mutations),
            left_out: HashSet::new(),
            left_out_inputs: HashSet::new(),
        };
        let mut declared: Vec<(&Name, Data)> = Vec::new();
        declared.extend(numbered(&document.types).map(|(it, name)| (name, Data::Entity(EntityId(it)))));
        declared.extend(numbered(&document.enums).map(|(it, name)| (name, Data::Enum(EnumId(it)))));
        declared.extend(numbered(&document.scalars).map(|(it, name)| (name, Data::Scalar(ScalarId(it)))));
        declared.extend(numbered(&document.objects).map(|(it, name)| (name, Data::Object(ObjectId(it)))));
        declared.iter().for_each(|(name, _)| pascal_case(name, diagnostics));
        for (index, name) in numbered(&document.views) {
            snake_case(name, "a view", diagnostics);
            declared.push((name, Data::View(index)));
        }
        // The second of two that clash is the one that stands further down.
        declared.sort_by_key(|(name, _)| name.span);
        for (name, data) in declared {
            collected.add(name, data, diagnostics);
        }
        lower_names(document, diagnostics);
        collected
    }

    fn add(&mut self, name: &Name, data: Data, diagnostics: &mut Diagnostics) {
        if let Some((_, first)) = self.data.get(name.as_str()) {
            diagnostics.push(declared_twice(name, *first));
            return;
        }
        self.data.insert(name.as_str().to_owned(), (data, name.span));
    }

    /// What a name of data stands for.
    pub(crate) fn data(&self, name: &str) -> Option<Data> {
        self.data.get(name).map(|(data, _)| *data)
    }

    /// The entity of a name.
    pub(crate) fn entity(&self, name: &str) -> Option<EntityId> {
        match self.data(name) {
            Some(Data::Entity(id)) => Some(id),
            Some(Data::Enum(_) | Data::Scalar(_) | Data::Object(_) | Data::View(_)) | None => None,
        }
    }

    /// All names of data that a predicate takes, in alphabetical order.
    pub(crate) fn data_names(&self, wanted: impl Fn(Data) -> bool) -> Vec<&str> {
        let chosen = self.data.iter().filter(|(_, (data, _))| wanted(*data));
        let mut all: Vec<&str> = chosen.map(|(name, _)| name.as_str()).collect();
        all.sort_unstable();
        all
    }

    /// Remembers a field or a relation that is declared and not in the model.
    pub(crate) fn leave_out(&mut self, entity: EntityId, name: &Name) {
        self.left_out.insert((entity, name.as_str().to_owned()));
    }

    /// Somebody has been told already why this field or relation is not in the model.
    pub(crate) fn is_left_out(&self, entity: EntityId, name: &str) -> bool {
        self.left_out.contains(&(entity, name.to_owned()))
    }

    /// Remembers an argument, or a part of an object, that is declared and not in the model.
    pub(crate) fn leave_out_input(&mut self, name: &Name) {
        self.left_out_inputs.insert(name.as_str().to_owned());
    }

    /// Some argument of this name was not understood, as somebody has been told.
    pub(crate) fn is_left_out_input(&self, name: &str) -> bool {
        self.left_out_inputs.contains(name)
    }

    /// The role of a name.
    pub(crate) fn role(&self, name: &str) -> Option<RoleId> {
        self.roles.find(name).map(RoleId)
    }

    /// The error of a name.
    pub(crate) fn error(&self, name: &str) -> Option<ErrorId> {
        self.errors.find(name).map(ErrorId)
    }

    /// The event of a name.
    pub(crate) fn event(&self, name: &str) -> Option<EventId> {
        self.events.find(name).map(EventId)
    }

    /// The hook of a name.
    pub(crate) fn hook(&self, name: &str) -> Option<HookId> {
        self.hooks.find(name).map(HookId)
    }

    /// The mutation of a name.
    pub(crate) fn mutation(&self, name: &str) -> Option<MutationId> {
        self.mutations.find(name).map(MutationId)
    }
}

fn numbered<T>(named: &Named<T>) -> impl Iterator<Item = (usize, &Name)> {
    named.iter().map(|it| &it.name).enumerate()
}

/// Two declarations of one name.
fn declared_twice(name: &Name, first: Span) -> Diagnostic {
    Diagnostic::error(Code::F0203, name.span, format!("`{}` is declared twice", name.as_str()))
        .label("declared again here")
        .secondary(first, "first declared here")
        .help("Types, enums, scalars, objects and views share one space of names; rename one of them.")
}

/// Two members of one type with one name.
pub(crate) fn member_twice(name: &Name, first: Span) -> Diagnostic {
    Diagnostic::error(Code::F0203, name.span, format!("`{}` is declared twice", name.as_str()))
        .label("declared again here")
        .secondary(first, "first declared here")
        .help("Fields, relations and rules of a type share one space of names; rename one of them.")
}

fn pascal_case(name: &Name, diagnostics: &mut Diagnostics) {
    in_case(name, &names::pascal(name.as_str()), "PascalCase", "a type", diagnostics);
}

/// Reports a name that is not snake case.
pub(crate) fn snake_case(name: &Name, what: &str, diagnostics: &mut Diagnostics) {
    in_case(name, &names::snake(name.as_str()), "snake_case", what, diagnostics);
}

fn in_case(name: &Name, right: &str, case: &str, what: &str, diagnostics: &mut Diagnostics) {
    if name.as_str() == right || name.as_str().is_empty() {
        return;
    }
    diagnostics.push(
        Diagnostic::error(
            Code::F0202,
            name.span,
            format!("the name of {what} is in {case}: `{}`", name.as_str()),
        )
        .label(format!("write `{right}`"))
        .fix(Fix::replace(format!("write `{right}`"), name.span, right)),
    );
}

/// A field whose name the language uses.
pub(crate) fn reserved_field(name: &Name, diagnostics: &mut Diagnostics) {
    if !RESERVED_FIELDS.contains(&name.as_str()) {
        return;
    }
    let help = match name.as_str() {
        "id" => {
            "Leave it out: every type has it. `settings: {ids: bigint}` or `id: bigint` say of what kind it is."
        }
        "created_at" | "updated_at" => {
            "Leave it out: every type has it, unless `timestamps` of the type or of the settings says otherwise."
        }
        "deleted_at" => "Write `soft_delete: true` on the type, which makes it.",
        _ => "It is a word of expressions: choose another name.",
    };
    diagnostics.push(
        Diagnostic::error(Code::F0206, name.span, format!("`{}` is reserved by fraise", name.as_str()))
            .label("a field may not have this name")
            .help(help),
    );
}

fn lower_names(document: &Document, diagnostics: &mut Diagnostics) {
    document.roles.iter().for_each(|it| {
        snake_case(&it.name, "a role", diagnostics);
        if it.name.as_str() == "public" {
            diagnostics.push(
                Diagnostic::error(Code::F0206, it.name.span, "the role `public` is reserved by fraise")
                    .label("it always exists and means everybody"),
            );
        }
    });
    document.subscriptions.iter().filter(|it| it.name.as_str() == "events").for_each(|it| {
        diagnostics.push(
            Diagnostic::error(Code::F0206, it.name.span, "the subscription `events` is reserved by fraise")
                .label("its channel would be the one on which the outbox tells of events"),
        );
    });
    document.errors.iter().for_each(|it| snake_case(&it.name, "an error", diagnostics));
    document.events.iter().for_each(|it| snake_case(&it.name, "an event", diagnostics));
    document.hooks.iter().for_each(|it| snake_case(&it.name, "a hook", diagnostics));
    document.queries.iter().for_each(|it| snake_case(&it.name, "a query", diagnostics));
    document.mutations.iter().for_each(|it| snake_case(&it.name, "a mutation", diagnostics));
    document.subscriptions.iter().for_each(|it| snake_case(&it.name, "a subscription", diagnostics));
}
