//! What a name that nobody has was probably meant as: a text, a call, an argument.

use fraise_diagnostics::{Code, Diagnostic};
use fraise_expr::Name;
use fraise_ir::Type;

use super::{Typer, call::is_called_without_arguments};

/// Words that SQL calls without parentheses, and what is meant by them.
const OF_SQL: [(&str, &str); 8] = [
    ("current_date", "today()"),
    ("current_time", "now()"),
    ("current_timestamp", "now()"),
    ("localtime", "now()"),
    ("localtimestamp", "now()"),
    ("current_user", "viewer"),
    ("session_user", "viewer"),
    ("user", "viewer"),
];

impl Typer<'_> {
    /// The finding, if the name was meant as something else than a name of the row.
    pub(super) fn meant_as_something_else(
        &self,
        name: &Name,
        rest: &[Name],
        hint: Option<&Type>,
    ) -> Option<Diagnostic> {
        let text = name.text.as_str();
        let found = Diagnostic::error(Code::F0201, self.name_span(name), format!("unknown name `{text}`"));
        if self.is_input(text) {
            return Some(found.label(format!("did you mean `input.{text}`?")));
        }
        if !rest.is_empty() {
            return None;
        }
        if self.is_in_double_quotes(name) {
            let found = found.label(format!("did you mean `'{text}'`?"));
            return Some(found.help("Texts stand in single quotes; double quotes are for names."));
        }
        if hint.is_some_and(|it| self.is_member(it, text)) {
            let found = found.label(format!("did you mean `'{text}'`?"));
            return Some(found.help("Members of enums are written as texts, in single quotes."));
        }
        if let Some((_, meant)) = OF_SQL.iter().find(|(it, _)| *it == text) {
            return Some(found.label(format!("did you mean `{meant}`?")));
        }
        let is_call = is_called_without_arguments(text);
        is_call.then(|| found.label(format!("did you mean `{text}()`?")))
    }

    fn is_input(&self, name: &str) -> bool {
        self.scope.inputs.is_some_and(|inputs| inputs.iter().any(|it| it.name == name))
    }

    fn is_in_double_quotes(&self, name: &Name) -> bool {
        self.text.as_str().get(name.range.clone()).is_some_and(|it| it.starts_with('"'))
    }

    fn is_member(&self, ty: &Type, name: &str) -> bool {
        match ty {
            Type::Enum(members) => self.ir.enumeration(*members).members.iter().any(|it| it.name == name),
            _ => false,
        }
    }
}
