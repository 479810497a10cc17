//! Descriptions as block strings (GraphQL specification, 2.9.4 "String Value").
//!
//! A reader of a block string takes off blank lines around it and the indent that its lines share. A description is
//! brought into a form that survives this: no blanks at its ends, none at the ends of lines.

use super::{value::quoted, writer::Writer};

/// Writes the description before the thing that it describes.
pub(super) fn write(out: &mut Writer, description: Option<&str>) {
    let Some(text) = description.map(normal).filter(|it| !it.is_empty()) else { return };
    if text.contains(|c: char| c.is_control() && c != '\n' && c != '\t') {
        out.line(&quoted(&text));
    } else if fits_on_one_line(&text) {
        out.line(&format!("\"\"\"{text}\"\"\""));
    } else {
        out.line("\"\"\"");
        escaped(&text).split('\n').for_each(|line| out.line(line));
        out.line("\"\"\"");
    }
}

fn normal(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

/// Quotes and backslashes beside the closing `"""` would be read as one with it.
fn fits_on_one_line(text: &str) -> bool {
    !text.contains(['\n', '"', '\\'])
}

fn escaped(text: &str) -> String {
    text.replace("\"\"\"", "\\\"\"\"")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

    use apollo_compiler::Schema;
    use pretty_assertions::assert_eq;

    use super::*;

    fn printed(text: &str) -> String {
        let mut out = Writer::default();
        out.block("type Query {", "}", |out| {
            write(out, Some(text));
            out.line("it: Int");
        });
        out.finish()
    }

    fn read_by_apollo(sdl: &str) -> String {
        let schema = Schema::parse_and_validate(sdl, "test.graphql").unwrap();
        schema.type_field("Query", "it").unwrap().description.as_ref().unwrap().to_string()
    }

    fn read_by_graphql_parser(sdl: &str) -> String {
        use graphql_parser::schema::{Definition, TypeDefinition};
        let document = graphql_parser::parse_schema::<String>(sdl).unwrap();
        match document.definitions.first() {
            Some(Definition::TypeDefinition(TypeDefinition::Object(it))) => {
                it.fields.first().unwrap().description.clone().unwrap()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn descriptions_are_read_back_as_they_were() {
        let texts = [
            "A shopper",
            "Two\nlines",
            "A\n\n  list:\n    - deeper\n\nend",
            "Ends in a \"quote\"",
            "\"quoted\"",
            "C:\\",
            "\\\"\"\" and \"\"\" and \"\"\"\"",
            "é 数 😀 #no comment { } \\n",
            "tab\there",
            "bell \u{7} rings\nnot twice",
        ];
        for text in texts {
            let sdl = printed(text);
            assert_eq!(read_by_apollo(&sdl), text, "{sdl}");
            assert_eq!(read_by_graphql_parser(&sdl), text, "{sdl}");
        }
    }

    #[test]
    fn blanks_around_are_taken_off() {
        assert_eq!(read_by_apollo(&printed("\n  one  \r\n two\r three \n\n")), "one\n two\n three");
        assert_eq!(printed(" \n"), "type Query {\n  it: Int\n}\n");
    }

    #[test]
    fn lines_do_not_end_in_blanks() {
        assert_eq!(printed("one\n\ntwo"), "type Query {\n  \"\"\"\n  one\n\n  two\n  \"\"\"\n  it: Int\n}\n");
    }
}
