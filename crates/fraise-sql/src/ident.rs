//! Names of PostgreSQL objects. An [`Ident`] prints itself so that PostgreSQL reads back exactly
//! the name it was made from.

use std::fmt;

use serde::{Serialize, Serializer};
use smol_str::SmolStr;

use crate::keyword;

/// The longest name that PostgreSQL keeps (`NAMEDATALEN - 1`); longer ones are cut silently.
pub const LONGEST: usize = 63;

/// The name of a column, table, role or any other object: not empty, at most 63 bytes, no NUL. Names are copied all over
/// a catalog: short ones lie in the value itself, longer ones are shared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ident(SmolStr);

/// Why a text cannot be the name of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentError {
    /// The text has no character.
    Empty,
    /// The text has more than 63 bytes; its length is given.
    TooLong(usize),
    /// The text contains the character NUL.
    Nul,
}

impl Ident {
    /// Takes a name, which must be kept whole by PostgreSQL.
    pub fn new(name: impl AsRef<str>) -> Result<Self, IdentError> {
        let name = name.as_ref();
        match fault(name) {
            None => Ok(Self(SmolStr::new(name))),
            Some(error) => Err(error),
        }
    }

    /// The name as it stands in the system catalogs, without quotes.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Part of [`ident!`](crate::ident!), which checks the name while compiling.
    #[doc(hidden)]
    pub fn checked_while_compiling(name: &'static str) -> Self {
        debug_assert!(is_valid(name));
        Self(SmolStr::new_static(name))
    }
}

/// A name that is known to the compiler of this program: `ident!("fraise")`. A name that is empty,
/// too long or contains NUL does not compile.
#[macro_export]
macro_rules! ident {
    ($name:literal) => {{
        const _: () = assert!($crate::ident::is_valid($name), "not a PostgreSQL name");
        $crate::Ident::checked_while_compiling($name)
    }};
}

/// Whether a text can be the name of an object.
pub const fn is_valid(name: &str) -> bool {
    fault(name).is_none()
}

const fn fault(name: &str) -> Option<IdentError> {
    if name.is_empty() {
        return Some(IdentError::Empty);
    }
    if name.len() > LONGEST {
        return Some(IdentError::TooLong(name.len()));
    }
    let mut rest = name.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == 0 {
            return Some(IdentError::Nul);
        }
        rest = tail;
    }
    None
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_bare(&self.0) { f.write_str(&self.0) } else { write!(f, "\"{}\"", self.0.replace('"', "\"\"")) }
    }
}

/// Whether PostgreSQL reads the name back unchanged without quotes. Stricter than its scanner in
/// one point, like `quote_ident`: a name with `$` is quoted.
fn is_bare(name: &str) -> bool {
    let starts_well = name.starts_with(|c: char| c == '_' || c.is_ascii_lowercase());
    let goes_on_well = name.bytes().all(|c| c == b'_' || c.is_ascii_lowercase() || c.is_ascii_digit());
    starts_well && goes_on_well && !keyword::must_be_quoted(name)
}

impl Serialize for Ident {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl fmt::Display for IdentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a name must not be empty"),
            Self::TooLong(bytes) => {
                write!(f, "a name has at most {LONGEST} bytes, this one has {bytes}")
            }
            Self::Nul => f.write_str("a name must not contain the character NUL"),
        }
    }
}

impl std::error::Error for IdentError {}

/// A name together with the schema it lives in. It is always printed in full, so that nothing
/// depends on a search path.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QualifiedName {
    /// The schema, as `public` or `fraise`.
    pub schema: Ident,
    /// The object in it.
    pub name: Ident,
}

impl QualifiedName {
    /// The object `name` of `schema`.
    pub fn new(schema: Ident, name: Ident) -> Self {
        Self { schema, name }
    }
}

impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.schema, self.name)
    }
}

impl Serialize for QualifiedName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    /// What PostgreSQL's scanner makes of a printed name.
    fn read_back(printed: &str) -> String {
        match printed.strip_prefix('"') {
            Some(rest) => rest.strip_suffix('"').unwrap().replace("\"\"", "\""),
            None => printed.to_lowercase(),
        }
    }

    #[test]
    fn every_name_is_read_back_as_it_was() {
        let odd = [
            "orders", "Orders", "ORDERS", "größe", "a b", "a\"b", "\"", "\"\"", "a\nb", "a\\b", "a$b", "$1",
            "1a", "a'b", "--", ";", "数", "_", "ß", "a.b", "\u{7f}", "e'x'",
        ];
        for name in odd.into_iter().chain(keyword::quoted_words()) {
            let printed = Ident::new(name).unwrap().to_string();
            assert_eq!(read_back(&printed), name);
            let bare = !printed.starts_with('"');
            assert!(!bare || printed.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_')));
        }
    }

    #[test]
    fn plain_names_are_bare_and_reserved_ones_are_not() {
        assert_eq!(ident!("order_items").to_string(), "order_items");
        assert_eq!(ident!("order").to_string(), "\"order\"");
        assert_eq!(ident!("left").to_string(), "\"left\"");
        assert_eq!(ident!("values").to_string(), "\"values\"");
        assert_eq!(ident!("a\"b").to_string(), "\"a\"\"b\"");
    }

    #[test]
    fn names_that_postgresql_would_change_are_refused() {
        assert_eq!(Ident::new(""), Err(IdentError::Empty));
        assert_eq!(Ident::new("a\0"), Err(IdentError::Nul));
        assert!(Ident::new("x".repeat(63)).is_ok());
        assert_eq!(Ident::new("x".repeat(64)), Err(IdentError::TooLong(64)));
        assert_eq!(Ident::new("ä".repeat(32)), Err(IdentError::TooLong(64)));
    }

    #[test]
    fn qualified_names_quote_each_part() {
        let name = QualifiedName::new(ident!("public"), ident!("order"));
        assert_eq!(name.to_string(), "public.\"order\"");
    }
}
