//! Wordings that many findings share.

use fraise_diagnostics::{Code, Diagnostic, Fix, Span, nearest};

/// The most names that a help text lists.
const LISTED: usize = 12;

/// A name that nobody declared, with the nearest one that somebody did; `what` is "role" or "field of `Order`".
pub(crate) fn unknown(code: Code, span: Span, name: &str, what: &str, candidates: &[&str]) -> Diagnostic {
    let message = match what.split_once(" of ") {
        Some((kind, owner)) => format!("unknown {kind} `{name}` of {owner}"),
        None => format!("unknown {what} `{name}`"),
    };
    let found = Diagnostic::error(code, span, message);
    suggest(found, span, name, candidates)
}

/// Adds the nearest of some names and the edit that takes it; without a near one, the names themselves.
pub(crate) fn suggest(found: Diagnostic, span: Span, name: &str, candidates: &[&str]) -> Diagnostic {
    suggest_written(found, span, name, candidates, str::to_owned)
}

/// As [`suggest`], for names that are written in some other way than they read: in quotes, say.
pub(crate) fn suggest_written(
    found: Diagnostic,
    span: Span,
    name: &str,
    candidates: &[&str],
    written: impl Fn(&str) -> String,
) -> Diagnostic {
    match nearest(name, candidates.iter().copied()) {
        Some(near) => found.label(format!("did you mean `{near}`?")).fix(Fix::replace(
            format!("write `{near}`"),
            span,
            written(near),
        )),
        None if candidates.is_empty() => found.label("nothing of this kind is declared"),
        None => {
            let expected = format!("Expected {}.", one_of(candidates));
            found.label("not declared").help(expected)
        }
    }
}

/// `` `a`, `b` or `c` ``; a long list is cut.
pub(crate) fn one_of(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().take(LISTED).map(|it| format!("`{it}`")).collect();
    if names.len() > LISTED {
        return format!("{}, or another of {}", quoted.join(", "), names.len());
    }
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => "nothing".to_owned(),
    }
}
