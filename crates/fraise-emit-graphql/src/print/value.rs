//! Constants.

use std::fmt::Write as _;

use crate::sdl::Value;

/// The value as it stands in a definition.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Bool(it) => it.to_string(),
        Value::Number(it) | Value::Enum(it) => it.clone(),
        Value::Text(it) => quoted(it),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(text).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

/// `"text"` with its escapes.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                // Writing to a String does not fail.
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn constants() {
        let roles = ["a", "b\"\\\n\u{1}"].map(|it| Value::Text(it.to_owned()));
        assert_eq!(text(&Value::List(roles.into())), r#"["a", "b\"\\\n\u0001"]"#);
        assert_eq!(text(&Value::Number("1.50".to_owned())), "1.50");
        assert_eq!(text(&Value::Enum("pending".to_owned())), "pending");
        assert_eq!(text(&Value::Bool(true)), "true");
    }
}
