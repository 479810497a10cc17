//! The text of a function between its dollar quotes.

use std::fmt;

use serde::Serialize;

use crate::Fragment;

/// What stands between the dollar quotes of a function, byte for byte as `pg_proc.prosrc` keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Body(String);

impl Body {
    /// A body rendered by a template in which only fragments print. It is put on lines of its own,
    /// without blank lines around it, spaces at line ends or NUL.
    pub fn rendered(text: &str) -> Self {
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        let text = lines.join("\n").replace('\0', "");
        Self(format!("\n{}\n", text.trim_matches('\n')))
    }

    /// A body as a server keeps it.
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The body as a server keeps it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A dollar quote that does not occur in the body.
    pub fn quote(&self) -> String {
        let mut tag = String::from("$fn$");
        let mut round = 1_u32;
        // Without its last `$`: a body may also end in the beginning of the tag.
        while self.0.contains(tag.trim_end_matches('$')) {
            round += 1;
            tag = format!("$fn{round}$");
        }
        tag
    }
}

impl From<&Fragment> for Body {
    fn from(fragment: &Fragment) -> Self {
        Self::rendered(fragment.as_str())
    }
}

impl fmt::Display for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quote = self.quote();
        write!(f, "{quote}{}{quote}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_stand_on_their_own_lines() {
        let body = Body::rendered("\n\nbegin  \n  return new;\nend\n");
        assert_eq!(body.to_string(), "$fn$\nbegin\n  return new;\nend\n$fn$");
    }

    #[test]
    fn the_quote_never_occurs_inside() {
        for text in ["select '$fn$'", "$fn$ $fn2$", "x$fn", "$", "$$", "$fn3 $fn2 $fn"] {
            let body = Body::stored(text);
            let quote = body.quote();
            let printed = body.to_string();
            let inside = printed.strip_prefix(&quote).and_then(|rest| rest.find(&quote));
            assert_eq!(inside, Some(text.len()), "{printed}");
        }
    }
}
