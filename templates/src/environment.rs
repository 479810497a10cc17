//! The one way from a view to a text.

use std::error::Error;
use std::fmt;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, ValueKind};
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior, Value};
use serde::Serialize;

use crate::slot::{Sql, Toml};

/// A page with holes, embedded in the program.
#[derive(Debug, Clone, Copy)]
pub struct Template {
    /// Its path in the folder of templates; what stands before `.j2` says what kind of page it is.
    pub name: &'static str,
    /// Its text.
    pub source: &'static str,
}

/// What fills one template. The fields are exactly its slots.
pub trait View: Serialize {
    /// The template that it fills.
    const TEMPLATE: Template;
}

/// A template that could not be filled: a mistake in fraise, never in a schema.
#[derive(Debug)]
pub struct RenderError {
    /// The template.
    pub template: &'static str,
    source: minijinja::Error,
}

/// The template in the file of this path, seen from the source file that names it.
macro_rules! template {
    ($name:literal) => {
        $crate::Template { name: $name, source: include_str!(concat!("../", $name)) }
    };
}
pub(crate) use template;

/// Fills the template of the view.
pub fn render<V: View>(view: &V) -> Result<String, RenderError> {
    render_template(V::TEMPLATE, view)
}

fn render_template(template: Template, view: &impl Serialize) -> Result<String, RenderError> {
    let fail = |source| RenderError { template: template.name, source };
    let mut environment = environment();
    environment.add_template(template.name, template.source).map_err(fail)?;
    environment.get_template(template.name).and_then(|it| it.render(Serde(view))).map_err(fail)
}

fn environment<'source>() -> Environment<'source> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_formatter(print_slot);
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
    if let Ok(syntax) = syntax.build() {
        environment.set_syntax(syntax);
    }
    environment
}

/// What a page may print.
enum Page {
    Sql,
    Toml,
    Other,
}

fn page_of(template: &str) -> Page {
    let name = template.strip_suffix(".j2").unwrap_or(template);
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("sql") => Page::Sql,
        Some("toml") => Page::Toml,
        Some(_) | None => Page::Other,
    }
}

fn print_slot(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    let page = page_of(state.name());
    let text = match page {
        Page::Sql => value.downcast_object_ref::<Sql>().map(|it| it.0.as_str()),
        Page::Toml => value.downcast_object_ref::<Toml>().map(|it| it.0.as_str()),
        Page::Other => value.as_str(),
    };
    match (text, page) {
        (Some(text), _) => out.write_str(text).map_err(minijinja::Error::from),
        (None, Page::Other) if value.kind() == ValueKind::Number => {
            write_number(out, value).map_err(minijinja::Error::from)
        }
        (None, page) => Err(refused(&page, value)),
    }
}

fn write_number(out: &mut Output<'_>, value: &Value) -> fmt::Result {
    out.write_str(&value.to_string())
}

fn refused(page: &Page, value: &Value) -> minijinja::Error {
    let printable = match page {
        Page::Sql => "fragments of SQL",
        Page::Toml => "values of TOML",
        Page::Other => "texts and numbers",
    };
    minijinja::Error::new(
        ErrorKind::InvalidOperation,
        format!("only {printable} print here, not {} `{value}`", value.kind()),
    )
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the template `{}` cannot be filled: {}", self.template, self.source)
    }
}

impl Error for RenderError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::collections::BTreeSet;

    use fraise_sql::{ident, sql};
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::{SqlSlot, TomlSlot};

    /// The names in the template are the fields of the view: nothing missing, nothing idle.
    pub(crate) fn slots_are_fields<V: View>(example: &V) {
        let mut environment = environment();
        environment.add_template(V::TEMPLATE.name, V::TEMPLATE.source).unwrap();
        let template = environment.get_template(V::TEMPLATE.name).unwrap();
        let slots: BTreeSet<String> = template.undeclared_variables(false).into_iter().collect();
        let view = Value::from(Serde(example));
        let fields: BTreeSet<String> = view.try_iter().unwrap().map(|name| name.to_string()).collect();
        assert_eq!(slots, fields, "{}", V::TEMPLATE.name);
    }

    /// A view with the one slot `it`.
    #[derive(Serialize)]
    struct One<T> {
        it: T,
    }

    fn fill<T: Serialize>(name: &'static str, source: &'static str, it: T) -> Result<String, String> {
        render_template(Template { name, source }, &One { it }).map_err(|it| it.to_string())
    }

    #[test]
    fn a_slot_that_is_not_filled_is_an_error() {
        let text = fill("a.txt.j2", "{{ name }}", 1);
        assert!(text.unwrap_err().contains("a.txt.j2"));
        assert!(fill("a.txt.j2", "{% if name %}x{% endif %}", 1).is_err());
    }

    #[test]
    fn sql_pages_print_fragments_only() {
        let slot = SqlSlot::from(sql![ident!("order")]);
        let source = "select {{ it }};\n";
        assert_eq!(fill("a.sql.j2", source, slot).unwrap(), "select \"order\";\n");
        let error = fill("a.sql.j2", source, "order").unwrap_err();
        assert!(error.contains("only fragments of SQL print here"), "{error}");
        assert!(fill("a.sql.j2", source, 1).is_err());
        assert!(fill("a.sql.j2", source, TomlSlot::text("x")).is_err());
    }

    #[test]
    fn fragments_keep_their_kind_inside_rows() {
        #[derive(Serialize)]
        struct Row {
            name: SqlSlot,
        }
        #[derive(Serialize)]
        struct Rows {
            rows: Vec<Row>,
        }
        let rows = [ident!("a"), ident!("b")].map(|name| Row { name: sql![name].into() }).into();
        let source = "select\n{% for row in rows %}\n  {{ row.name }}{% if not loop.last %},{% endif %}\n\n{% endfor %}\nfrom t\n";
        let template = Template { name: "rows.sql.j2", source };
        let text = render_template(template, &Rows { rows }).unwrap();
        assert_eq!(text, "select\n  a,\n  b\nfrom t\n");
    }

    #[test]
    fn nothing_and_truth_values_never_print() {
        assert!(fill("a.rs.j2", "{{ it }}", true).is_err());
        assert!(fill("a.rs.j2", "{{ it }}", ()).is_err());
        assert_eq!(fill("a.rs.j2", "{{ it }}", 7).unwrap(), "7");
    }

    #[test]
    fn text_is_printed_as_it_is() {
        let text = fill("a.html.j2", "{{ it }}\n", "a < \"b\"");
        assert_eq!(text.unwrap(), "a < \"b\"\n");
    }
}
