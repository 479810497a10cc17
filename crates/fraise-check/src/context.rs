//! What checking carries along: the document, the names in it, the model as far as it is known, and the findings.

use fraise_diagnostics::{Diagnostic, Diagnostics, Severity};
use fraise_ir::{Checked, Ir, Naming, Service, Type, Viewer, service};
use fraise_syntax::Document;

use crate::names::Names;

/// The state of one check.
pub(crate) struct Ctx<'d> {
    /// What is checked.
    pub(crate) document: &'d Document,
    /// Ids of all declarations.
    pub(crate) names: Names,
    /// The model as far as it is known.
    pub(crate) ir: Ir,
    /// What was found.
    pub(crate) diagnostics: Diagnostics,
}

impl<'d> Ctx<'d> {
    /// A check that knows the names of a document and nothing else.
    pub(crate) fn new(document: &'d Document) -> Self {
        let mut diagnostics = Diagnostics::new();
        let names = Names::collect(document, &mut diagnostics);
        Self { document, names, ir: nothing(document), diagnostics }
    }

    /// Adds a finding.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The model, if no error was found.
    ///
    /// A document that was decoded with errors has empty names and texts in it; those are passed over here, and
    /// whoever has the decoder's findings does not use the model.
    pub(crate) fn finish(self) -> (Option<Checked<Ir>>, Diagnostics) {
        let diagnostics = self.diagnostics.sorted();
        let good = diagnostics.count(Severity::Error) == 0;
        (good.then(|| Checked::assume(self.ir)), diagnostics)
    }
}

/// A model of which only the place of the service is known.
fn nothing(document: &Document) -> Ir {
    Ir {
        service: Service {
            name: String::new(),
            span: document.place,
            description: None,
            schema: "public".to_owned(),
            roles_prefix: String::new(),
            database_reads: false,
            page: service::Page { default: 50, max: 200 },
            limits: service::Limits { depth: 10, complexity: 5000 },
            money: service::Money { digits: 2, currency: "USD".to_owned() },
            enums: service::EnumStorage::Text,
            jobs: service::Jobs { wait: "10 seconds".to_owned(), give_up: "3 days".to_owned() },
        },
        naming: Naming {
            operations: service::Case::Camel,
            arguments: service::Case::Camel,
            fields: service::Case::Camel,
            enum_values: service::Case::Screaming,
            enum_arguments_as_string: false,
        },
        viewer: Viewer {
            entity: None,
            id_type: Type::Text(None),
            id_claim: "sub".to_owned(),
            roles_claim: "roles".to_owned(),
            guests: false,
            claims: Vec::new(),
        },
        roles: Vec::new(),
        scalars: Vec::new(),
        enums: Vec::new(),
        objects: Vec::new(),
        entities: Vec::new(),
        errors: Vec::new(),
        queries: Vec::new(),
        mutations: Vec::new(),
        subscriptions: Vec::new(),
        events: Vec::new(),
        hooks: Vec::new(),
        invariants: Vec::new(),
        views: Vec::new(),
        view_lists: Vec::new(),
        dropped: Vec::new(),
        seeds: Vec::new(),
        scenarios: Vec::new(),
    }
}
