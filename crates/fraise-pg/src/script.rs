//! Scripts cut into statements, so that an error can name its statement and line.
//!
//! It knows what a semicolon may hide in: strings, quoted names, dollar quotes, comments. It does
//! not know `begin atomic` bodies, `create rule` with several actions and psql's backslash commands.

use tokio_postgres::error::ErrorPosition;

use crate::ScriptError;

/// A statement of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Statement<'a> {
    /// Its text, from its first word to its semicolon.
    pub(crate) text: &'a str,
    /// Where it begins in the script, in bytes.
    pub(crate) start: usize,
}

/// The statements of a script.
pub(crate) fn statements(script: &str) -> Vec<Statement<'_>> {
    let mut statements = Vec::new();
    let mut rest = skip_blanks(script);
    let mut end = rest;
    while let Some(first) = end.chars().next() {
        end = after_token(end, first);
        if first == ';' {
            push(&mut statements, script, rest, end);
            rest = skip_blanks(end);
            end = rest;
        }
    }
    push(&mut statements, script, rest, end);
    statements
}

/// Adds what lies between two tails of the script, unless it is empty.
fn push<'a>(statements: &mut Vec<Statement<'a>>, script: &'a str, from: &'a str, to: &'a str) {
    let text = from.get(..from.len() - to.len()).unwrap_or_default();
    if !text.trim().is_empty() {
        statements.push(Statement { text, start: script.len() - from.len() });
    }
}

/// What follows the blanks and comments at the beginning.
fn skip_blanks(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        let next = if rest.starts_with("--") || rest.starts_with("/*") {
            after_comment(rest)
        } else {
            return rest;
        };
        rest = next.trim_start();
    }
}

/// What follows the token at the beginning of a text that is not empty.
fn after_token(text: &str, first: char) -> &str {
    let rest = text.get(first.len_utf8()..).unwrap_or_default();
    match first {
        '\'' => after_quote(rest, '\'', false),
        '"' => after_quote(rest, '"', false),
        'e' | 'E' if rest.starts_with('\'') => after_quote(rest.get(1..).unwrap_or_default(), '\'', true),
        '$' => after_dollar_quote(text).unwrap_or(rest),
        '-' if rest.starts_with('-') => after_comment(text),
        '/' if rest.starts_with('*') => after_comment(text),
        c if c.is_alphanumeric() || c == '_' => after_word(rest),
        _ => rest,
    }
}

/// What follows the closing quote. A doubled quote opens the next part, which comes to the same.
fn after_quote(text: &str, quote: char, backslashes: bool) -> &str {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == quote {
            // In an E string a doubled quote must not lose what a backslash means.
            if backslashes && chars.as_str().starts_with(quote) {
                chars.next();
                continue;
            }
            return chars.as_str();
        }
        if backslashes && c == '\\' {
            chars.next();
        }
    }
    ""
}

/// What follows a word; the `$` in `a$b` opens nothing.
fn after_word(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_' || c == '$')
}

/// What follows a dollar quoted string, if there is one.
fn after_dollar_quote(text: &str) -> Option<&str> {
    let after_dollar = text.strip_prefix('$')?;
    let (tag, _) = after_dollar.split_once('$')?;
    let is_tag = tag.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !tag.starts_with(|c: char| c.is_ascii_digit());
    if !is_tag {
        return None;
    }
    let quote = text.get(..tag.len() + 2)?;
    let (_, rest) = text.get(quote.len()..)?.split_once(quote)?;
    Some(rest)
}

/// What follows the comment at the beginning. Comments with stars nest.
fn after_comment(text: &str) -> &str {
    if text.starts_with("--") {
        return text.split_once('\n').map_or("", |(_, rest)| rest);
    }
    let mut depth = 0_u32;
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix("/*") {
            depth += 1;
            rest = inside;
        } else if let Some(outside) = rest.strip_prefix("*/") {
            depth -= 1;
            rest = outside;
            if depth == 0 {
                break;
            }
        } else {
            let mut chars = rest.chars();
            chars.next();
            rest = chars.as_str();
        }
    }
    rest
}

impl ScriptError {
    pub(crate) fn new(script: &str, statement: &Statement<'_>, error: &tokio_postgres::Error) -> Self {
        let said = error.as_db_error();
        let offset = match said.and_then(|said| said.position()) {
            Some(ErrorPosition::Original(character)) => {
                let before = usize::try_from(*character).unwrap_or(1).saturating_sub(1);
                statement.text.chars().take(before).map(char::len_utf8).sum()
            }
            Some(ErrorPosition::Internal { .. }) | None => 0,
        };
        let before = script.get(..statement.start + offset).unwrap_or_default();
        Self {
            line: before.matches('\n').count() + 1,
            statement: statement.text.to_owned(),
            code: said.map_or_else(String::new, |said| said.code().code().to_owned()),
            message: said.map_or_else(|| error.to_string(), |said| said.message().to_owned()),
            detail: said.and_then(|said| said.detail()).map(str::to_owned),
            hint: said.and_then(|said| said.hint()).map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(script: &str) -> Vec<&str> {
        statements(script).iter().map(|it| it.text).collect()
    }

    #[test]
    fn semicolons_end_statements() {
        assert_eq!(cut("a; b;\n\n-- c;\nd"), ["a;", "b;", "d"]);
        assert_eq!(cut(" /* a; /* b; */ ; */ c;"), ["c;"]);
        assert_eq!(cut(""), [""; 0]);
        assert_eq!(cut(" ;; "), [";", ";"]);
    }

    #[test]
    fn semicolons_hide_in_quotes() {
        for whole in [
            "select ';';",
            "select ''';';",
            r"select E'\';';",
            r"select E'''\';';",
            r"select '\';",
            "select \"a;\"\"b;\";",
            "do $$ a; $b$ ; $$;",
            "do $fn$ a; $$ ; $fn$;",
            "select a$b$;",
            "select $1;",
            "select 1 -- ;\n;",
            "select 1 /* ; */;",
        ] {
            assert_eq!(cut(whole), [whole]);
        }
    }

    #[test]
    fn statements_know_where_they_begin() {
        let starts: Vec<usize> = statements("a;\n  bc; ").iter().map(|it| it.start).collect();
        assert_eq!(starts, [0, 5]);
    }
}
