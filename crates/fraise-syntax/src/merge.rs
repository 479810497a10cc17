//! Several documents to one: the imports of a schema join it, and all names share one space.

use fraise_diagnostics::{Code, Diagnostic, Diagnostics, Span};

use crate::{
    decode::{Name, Named},
    document::Document,
};

/// Joins a schema with the files it imports, in the order of their import.
///
/// The first document is the schema itself: it has the service, and alone may have settings. A name that two
/// documents declare is reported with both places, and the first stands.
#[must_use]
pub fn merge(root: Document, imports: Vec<Document>) -> (Document, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let mut whole = root;
    for import in imports {
        only_of_the_schema_itself(&import, &mut diagnostics);
        whole.join(import, &mut diagnostics);
    }
    if whole.service.is_none() && whole.keys.span("service").is_none() && !whole.keys.is_empty() {
        diagnostics.push(
            Diagnostic::error(Code::F0109, whole.place, "the schema does not name its service")
                .label("`service` is missing")
                .help("Write `service:` and a name in snake_case below `fraise: 1`."),
        );
    }
    (whole, diagnostics.sorted())
}

/// Keys that an imported file has no business with.
fn only_of_the_schema_itself(import: &Document, diagnostics: &mut Diagnostics) {
    for key in ["service", "settings", "naming", "viewer"] {
        if let Some(span) = import.keys.span(key) {
            diagnostics.push(
                Diagnostic::error(Code::F0101, span, format!("an imported file has no key `{key}`"))
                    .help(format!("`{key}` stands in the file that imports this one.")),
            );
        }
    }
}

impl Document {
    fn join(&mut self, other: Self, diagnostics: &mut Diagnostics) {
        join(&mut self.roles, other.roles, "role", diagnostics);
        join(&mut self.scalars, other.scalars, "scalar", diagnostics);
        join(&mut self.enums, other.enums, "enum", diagnostics);
        join(&mut self.objects, other.objects, "object", diagnostics);
        join(&mut self.types, other.types, "type", diagnostics);
        join(&mut self.views, other.views, "view", diagnostics);
        self.dropped.extend(other.dropped);
        join(&mut self.queries, other.queries, "query", diagnostics);
        join(&mut self.mutations, other.mutations, "mutation", diagnostics);
        join(&mut self.subscriptions, other.subscriptions, "subscription", diagnostics);
        join(&mut self.events, other.events, "event", diagnostics);
        join(&mut self.hooks, other.hooks, "hook", diagnostics);
        join(&mut self.errors, other.errors, "error", diagnostics);
        join(&mut self.invariants, other.invariants, "invariant", diagnostics);
        join(&mut self.seeds, other.seeds, "seed", diagnostics);
        join(&mut self.tests, other.tests, "test", diagnostics);
    }
}

fn join<T>(into: &mut Named<T>, from: Named<T>, noun: &str, diagnostics: &mut Diagnostics) {
    for entry in from {
        match into.entry(entry.name.as_str()) {
            Some(first) => diagnostics.push(declared_twice(noun, &entry.name, first.name.span)),
            None => into.push(entry.name, entry.value),
        }
    }
}

fn declared_twice(noun: &str, name: &Name, first: Span) -> Diagnostic {
    Diagnostic::error(Code::F0203, name.span, format!("the {noun} `{}` is declared twice", name.as_str()))
        .label("declared again here")
        .secondary(first, "declared first here")
}
