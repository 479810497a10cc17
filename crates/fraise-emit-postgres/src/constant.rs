//! Values of rows and arguments as constants of SQL and as JSON.

use std::collections::BTreeMap;

use fraise_ir::{
    EntityId, Ir, Type,
    seed::{RowValue, SeedRow},
};
use fraise_lower::types;
use fraise_sql::{Fragment, Literal, sql};

/// The keys of rows by their labels.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Keys(BTreeMap<String, Vec<RowValue>>);

impl Keys {
    /// The keys of rows of seeds: what they give, or one made of the label.
    pub(crate) fn of<'ir>(ir: &Ir, rows: impl IntoIterator<Item = &'ir SeedRow>) -> Self {
        let key = |row: &SeedRow| match ir.seed_key(row) {
            Some(key) => Some(vec![key]),
            None => ir.entity(row.entity).key_fields().into_iter().map(|it| row.value(it).cloned()).collect(),
        };
        Self(rows.into_iter().filter_map(|row| Some((row.label.clone(), key(row)?))).collect())
    }

    /// Gives a label to the row of this type that has this key, as the database prints it.
    pub fn save(&mut self, ir: &Ir, label: &str, entity: EntityId, key: &str) {
        let ty = ir.entity(entity).id_field().map(|it| &ir.field(it).ty);
        let key = match ty {
            Some(Type::BigInt) => RowValue::Number(key.to_owned()),
            _ => RowValue::Text(key.to_owned()),
        };
        self.0.insert(label.to_owned(), vec![key]);
    }

    /// The values of a row's key, in the order of the key's fields.
    pub(crate) fn parts(&self, label: &str) -> &[RowValue] {
        self.0.get(label).map(Vec::as_slice).unwrap_or_default()
    }

    /// The key of a row that others can reference: it has one field.
    pub(crate) fn single(&self, label: &str) -> Option<&RowValue> {
        match self.parts(label) {
            [key] => Some(key),
            _ => None,
        }
    }

    /// The label of the row with this key, as the database prints it.
    pub fn label_of(&self, key: &str) -> Option<&str> {
        let is_it = |parts: &[RowValue]| match parts {
            [RowValue::Text(it) | RowValue::Number(it)] => it == key,
            _ => false,
        };
        self.0.iter().find(|(_, parts)| is_it(parts)).map(|(label, _)| label.as_str())
    }
}

/// A value where a column of its type awaits it: texts take that type.
pub(crate) fn column(ir: &Ir, keys: &Keys, value: &RowValue, ty: &Type) -> Fragment {
    if matches!(ty, Type::Json | Type::Object(_)) && *value != RowValue::Null {
        return sql![Literal::text(&json(keys, value))];
    }
    match (value, ty) {
        (RowValue::Null, _) => sql!["null"],
        (RowValue::Bool(it), _) => sql![Literal::Bool(*it)],
        // The checker has read plain digits.
        (RowValue::Number(digits), _) => sql![Literal::decimal(digits).unwrap_or(Literal::Null)],
        (RowValue::Text(text), Type::Bytes) => sql!["decode(", Literal::text(text), ", 'base64')"],
        (RowValue::Text(text), _) => sql![Literal::text(text)],
        (RowValue::Row(label), _) => match keys.single(label) {
            Some(key) => column(ir, keys, key, &Type::Null),
            None => sql!["null"],
        },
        (RowValue::List(items), Type::Array(element)) => {
            let items = items.iter().map(|it| column(ir, keys, it, element));
            sql!["array[", Fragment::join(", ", items), "]::", types::sql_type(ir, ty)]
        }
        // No other type takes a list or an object.
        (RowValue::List(_) | RowValue::Object(_), _) => sql![Literal::text(&json(keys, value))],
    }
}

/// A value as an argument of a function, where a list of objects is one value of JSON.
pub(crate) fn argument(ir: &Ir, keys: &Keys, value: &RowValue, ty: &Type) -> Fragment {
    match value {
        RowValue::Null => sql!["null"],
        _ if is_json(ty) => sql![Literal::text(&json(keys, value)), "::jsonb"],
        _ => column(ir, keys, value, ty),
    }
}

fn is_json(ty: &Type) -> bool {
    match ty {
        Type::Json | Type::Object(_) => true,
        Type::Array(element) => is_json(element),
        Type::Bool
        | Type::Int
        | Type::BigInt
        | Type::Decimal(_)
        | Type::Text(_)
        | Type::Varchar(_)
        | Type::Uuid
        | Type::Date
        | Type::Time
        | Type::Timestamptz
        | Type::Interval
        | Type::Bytes
        | Type::Enum(_)
        | Type::Ref(_)
        | Type::Null => false,
    }
}

/// A value as a setting has it: as a text without quotes.
pub(crate) fn setting(keys: &Keys, value: &RowValue) -> String {
    match value {
        RowValue::Null => String::new(),
        RowValue::Text(text) => text.clone(),
        RowValue::Row(label) => keys.single(label).map(|it| setting(keys, it)).unwrap_or_default(),
        RowValue::Bool(_) | RowValue::Number(_) | RowValue::List(_) | RowValue::Object(_) => {
            json(keys, value)
        }
    }
}

/// A value as JSON, in which no number loses a digit.
pub(crate) fn json(keys: &Keys, value: &RowValue) -> String {
    match value {
        RowValue::Null => "null".to_owned(),
        RowValue::Bool(it) => it.to_string(),
        RowValue::Number(digits) => json_number(digits),
        RowValue::Text(text) => json_text(text),
        RowValue::Row(label) => match keys.single(label) {
            Some(key) => json(keys, key),
            None => "null".to_owned(),
        },
        RowValue::List(items) => {
            let items: Vec<String> = items.iter().map(|it| json(keys, it)).collect();
            format!("[{}]", items.join(", "))
        }
        RowValue::Object(entries) => object(keys, entries),
    }
}

/// An object of JSON.
pub(crate) fn object(keys: &Keys, entries: &[(String, RowValue)]) -> String {
    let entry = |(key, value): &(String, RowValue)| format!("{}: {}", json_text(key), json(keys, value));
    let entries: Vec<String> = entries.iter().map(entry).collect();
    format!("{{{}}}", entries.join(", "))
}

/// JSON has no zeros in front.
fn json_number(digits: &str) -> String {
    let (sign, unsigned) = digits.strip_prefix('-').map_or(("", digits), |it| ("-", it));
    let kept = unsigned.trim_start_matches('0');
    let zero = if kept.is_empty() || kept.starts_with('.') { "0" } else { "" };
    format!("{sign}{zero}{kept}")
}

fn json_text(text: &str) -> String {
    let mut quoted = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            it if it.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(it))),
            it => quoted.push(it),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_json() {
        let text = |it: &str| RowValue::Text(it.to_owned());
        let number = |it: &str| RowValue::Number(it.to_owned());
        let keys = Keys(BTreeMap::from([("alice".to_owned(), vec![text("42-a")])]));
        let value = RowValue::Object(vec![
            (
                "a".to_owned(),
                RowValue::List(vec![number("-007.50"), number("0"), number("00.1"), RowValue::Null]),
            ),
            ("b".to_owned(), text("it's \"so\" \\ \n \u{1}")),
            ("c".to_owned(), RowValue::Bool(true)),
            ("d".to_owned(), RowValue::Row("alice".to_owned())),
        ]);
        let printed =
            r#"{"a": [-7.50, 0, 0.1, null], "b": "it's \"so\" \\ \n \u0001", "c": true, "d": "42-a"}"#;
        assert_eq!(json(&keys, &value), printed);
        assert_eq!(keys.label_of("42-a"), Some("alice"));
    }
}
