//! Values that print on the pages of one language only.
//!
//! They pass through serialization as objects of the template engine, so that the page can ask
//! where a text came from.

use std::fmt;
use std::sync::Arc;

use fraise_sql::Fragment;
use minijinja::Value;
use minijinja::value::{Object, ObjectRepr};
use serde::{Serialize, Serializer};

/// A piece of SQL, made by the crate that knows how to quote.
#[derive(Debug, Clone)]
pub struct SqlSlot(Value);

/// A value of TOML, quoted where it has to be.
#[derive(Debug, Clone)]
pub struct TomlSlot(Value);

#[derive(Debug)]
pub(crate) struct Sql(pub(crate) String);

#[derive(Debug)]
pub(crate) struct Toml(pub(crate) String);

impl From<&Fragment> for SqlSlot {
    fn from(fragment: &Fragment) -> Self {
        Self(Value::from_object(Sql(fragment.as_str().to_owned())))
    }
}

impl From<Fragment> for SqlSlot {
    fn from(fragment: Fragment) -> Self {
        Self::from(&fragment)
    }
}

impl TomlSlot {
    /// A basic string: `"text"` with its escapes.
    pub fn text(text: &str) -> Self {
        Self(Value::from_object(Toml(basic_string(text))))
    }

    /// An inline table of texts: `{ path = "../runtime" }`. The keys are known to the program.
    pub fn table(entries: &[(&'static str, &str)]) -> Self {
        let entries: Vec<String> =
            entries.iter().map(|(key, text)| format!("{key} = {}", basic_string(text))).collect();
        Self(Value::from_object(Toml(format!("{{ {} }}", entries.join(", ")))))
    }
}

/// TOML 1.0, "String": all of Unicode but `"`, `\` and control characters other than tab.
fn basic_string(text: &str) -> String {
    let mut string = String::from('"');
    for character in text.chars() {
        match character {
            '"' => string.push_str("\\\""),
            '\\' => string.push_str("\\\\"),
            '\n' => string.push_str("\\n"),
            '\r' => string.push_str("\\r"),
            '\t' => string.push_str("\\t"),
            control if control.is_ascii_control() => {
                string.push_str(&format!("\\u{:04X}", u32::from(control)));
            }
            other => string.push(other),
        }
    }
    string.push('"');
    string
}

impl Object for Sql {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Object for Toml {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for SqlSlot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Serialize for TomlSlot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn toml_strings_are_escaped() {
        assert_eq!(basic_string("a \"b\" \\ c\n\u{1} ü"), r#""a \"b\" \\ c\n\u0001 ü""#);
    }

    #[test]
    fn tables_of_toml_stand_on_one_line() {
        let table = TomlSlot::table(&[("path", "../a\"b")]);
        assert_eq!(table.0.to_string(), r#"{ path = "../a\"b" }"#);
    }
}
