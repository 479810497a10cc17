//! `fraise ir`: the checked model, for people who debug and programs that read schemas.

use std::io::{self, Write as _};

use crate::cli::{Color, Format, Ir, IrFormat};
use crate::report::{exit_without_output, report};
use crate::{Exit, Options, check, read};

pub(crate) fn ir(arguments: &Ir, color: Color) -> anyhow::Result<Exit> {
    let input = read(&arguments.files, Options::all())?;
    let (ir, found) = check(&input);
    report(&found, &input.sources, Format::Human, color)?;
    let Some(ir) = ir else {
        return Ok(exit_without_output(&found));
    };
    match arguments.format {
        IrFormat::Json => {
            let mut text = serde_json::to_string_pretty(&ir)?;
            text.push('\n');
            io::stdout().lock().write_all(text.as_bytes())?;
        }
    }
    Ok(Exit::Good)
}
