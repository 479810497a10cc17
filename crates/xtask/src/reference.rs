//! `schemas/reference.md`: every key of the language, construct by construct, from the table that also decodes them.

use std::fmt::Write as _;

use fraise_syntax::keys::{self, KeyRow};

use crate::generate::Files;

const PATH: &str = "schemas/reference.md";

const HEAD: &str = "\
<!-- Generated from the table of keys by `cargo xtask gen`; changes made here are lost. -->
# The keys of a schema

Each construct is a mapping; these are its keys. A key in **bold** must be there. Many constructs have a short form,
such as `name: varchar(100)` for a field of that type; [storefront.yaml](storefront.yaml) shows them in use, and
`fraise explain CODE` shows what each finding means.
";

/// The page.
pub(crate) fn files() -> anyhow::Result<Files> {
    Ok(Files::from([(PATH.to_owned(), page()?)]))
}

fn page() -> Result<String, std::fmt::Error> {
    let mut page = HEAD.to_owned();
    let mut construct = "";
    for row in keys::table() {
        if row.construct != construct {
            construct = row.construct;
            write!(page, "\n## {construct}\n\n| key | takes | meaning |\n|-|-|-|\n")?;
        }
        writeln!(page, "| {} | {} | {} |", key(&row), cell(&row.kind.describe()), cell(row.doc))?;
    }
    Ok(page)
}

fn key(row: &KeyRow) -> String {
    match row.key {
        keys::ANY_NAME => "any name".to_owned(),
        key if row.required => format!("**`{key}`**"),
        key => format!("`{key}`"),
    }
}

/// A text in one cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
