//! `fraise explain`: what a code means, and a schema in which it is found.

mod pages;
mod unshown;

use std::io::{self, Write as _};

use fraise_diagnostics::{Code, nearest};

use crate::Exit;
use crate::cli::Explain;
use crate::report::say;

pub(crate) fn explain(arguments: &Explain) -> anyhow::Result<Exit> {
    let Some(code) = Code::parse(&arguments.code) else {
        say(&unknown(&arguments.code))?;
        return Ok(Exit::Usage);
    };
    let mut stdout = io::stdout().lock();
    match pages::page(code) {
        Some(page) => stdout.write_all(page.as_bytes())?,
        None => {
            writeln!(stdout, "{code}: {} ({})", code.title(), code.severity().as_str())?;
            if let Some(meaning) = unshown::meaning(code) {
                write!(stdout, "\n{meaning}")?;
            }
        }
    }
    Ok(Exit::Good)
}

fn unknown(code: &str) -> String {
    let name = fraise_diagnostics::visible(code);
    let codes: Vec<String> = Code::ALL.iter().map(ToString::to_string).collect();
    match nearest(code, codes.iter().map(String::as_str)) {
        Some(near) => format!("error: there is no code `{name}`; did you mean `{near}`?"),
        None => format!("error: there is no code `{name}`; codes look like `F0201`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes that nothing raises yet.
    const RESERVED: [&str; 4] = ["F0311", "F0316", "F0513", "F0608"];

    #[test]
    fn every_code_that_is_raised_says_more_than_its_title() {
        let silent =
            Code::ALL.iter().filter(|it| pages::page(**it).is_none() && unshown::meaning(**it).is_none());
        let silent: Vec<&str> = silent.map(|it| it.as_str()).collect();
        assert_eq!(silent, RESERVED);
    }
}
