//! `fraise check`: everything that `compile` finds, and nothing written.

use crate::cli::{Check, Color};
use crate::report::{exit_without_output, report};
use crate::{Exit, compile, read};

pub(crate) fn check(arguments: &Check, color: Color) -> anyhow::Result<Exit> {
    let schema = &arguments.schema;
    let input = read(&schema.files, schema.options())?;
    let (tree, found) = compile(&input);
    report(&found, &input.sources, schema.format, color)?;
    Ok(if tree.is_some() { Exit::Good } else { exit_without_output(&found) })
}
