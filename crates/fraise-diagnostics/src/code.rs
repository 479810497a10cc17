//! The table of codes: the registry that `explain`, the documentation and the tests read.
//!
//! A code never changes its meaning. A new finding gets a new row here.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::Severity;

macro_rules! codes {
    ($($code:ident $severity:ident $title:literal;)*) => {
        /// Which finding a diagnostic is; `F0505` is the fifth of the findings about expressions.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "each row's title is its documentation")]
        pub enum Code {
            $(#[doc = $title] $code,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Self] = &[$(Self::$code,)*];

            /// The code as it is printed.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$code => stringify!($code),)* }
            }

            /// The finding in a few words.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$code => $title,)* }
            }

            /// The weight it usually has.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$code => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    F0001 Error "the compiler itself went wrong";
    F0002 Error "declared, but not emitted by the selected targets";
    F0003 Error "belongs to a later version of the language";

    F0101 Error "unknown key";
    F0102 Error "duplicate key";
    F0103 Error "anchor, alias, merge key, tag or second document";
    F0104 Error "plain scalar that YAML 1.1 and 1.2 read differently";
    F0105 Error "unquoted float";
    F0106 Error "scalar cut at a comma";
    F0107 Error "unknown version of the language";
    F0108 Error "import cycle or missing file";
    F0109 Error "missing key";
    F0110 Error "wrong kind of value";
    F0111 Error "not readable as YAML";
    F0112 Error "file too large, too deep, not UTF-8, or with a control character";

    F0201 Error "unknown name";
    F0202 Error "name in the wrong case";
    F0203 Error "declared twice";
    F0204 Error "two things with one SQL or GraphQL name";
    F0205 Error "renamed_from names something that still exists";
    F0206 Error "name reserved by fraise";
    F0207 Error "name collides with a function of fraise";

    F0301 Error "unknown or refused type";
    F0302 Error "bad size of a type";
    F0303 Error "array of a type";
    F0304 Error "object that contains itself";
    F0305 Error "default of the wrong type";
    F0306 Error "missing on_delete";
    F0307 Error "set_null on a field that is not null or frozen";
    F0308 Error "relation is not the inverse of a to-one";
    F0309 Error "index or unique over an unknown field";
    F0310 Error "index or unique that repeats another";
    F0311 Error "index predicate that is not immutable";
    F0312 Error "search over something that is not text";
    F0313 Error "empty enum";
    F0314 Error "repeated member";
    F0315 Error "composite key together with id";
    F0316 Error "unique without the partition field";
    F0317 Error "cascade into a type whose rows stay";
    F0318 Error "index method that does not take the field";

    F0501 Error "type mismatch";
    F0502 Error "not in the expression language";
    F0503 Error "path in a check";
    F0504 Error "root not allowed here";
    F0505 Error "unknown enum member";
    F0506 Error "volatile where it may not be";
    F0507 Error "unknown function";
    F0508 Error "two to-many relations in one aggregate";
    F0509 Error "aggregate where none may be";
    F0510 Error "computed fields in a circle";
    F0511 Error "stored aggregate reads too far";
    F0512 Error "money of several currencies";
    F0513 Warning "stored aggregate without an index";
    F0514 Warning "integer division";
    F0515 Error "view that is not one SELECT";
    F0516 Error "view of an unknown table";

    F0601 Error "operation without access";
    F0602 Error "rule that nobody can enforce";
    F0603 Error "unknown role";
    F0604 Error "write without create or update";
    F0605 Note "relation to a type that fewer may read";
    F0606 Error "roles that include each other";
    F0607 Error "effect reads a field that is not frozen";
    F0608 Error "relation from a shared type to a tenant type";
    F0609 Error "computed field shows a guarded one";

    F0701 Error "default is not the initial state";
    F0702 Error "two events for one pair of states";
    F0703 Error "way out of a final state";
    F0704 Error "state that is unreachable or a dead end";
    F0705 Error "key of moves is not unique";
    F0706 Error "move is not a member of the journal's kind";
    F0707 Error "counter written outside its moves";
    F0708 Error "role in `by` cannot read the row";
    F0709 Error "machines that fire each other in a circle";
    F0710 Error "quantity that leaks or returns twice";
    F0711 Warning "conservation undecided";
    F0712 Note "counter that no holds mentions";
    F0713 Warning "writes against the order of locks";
    F0714 Error "timer without the role system, or on a state that its event does not leave";
    F0715 Warning "event that nobody may fire";
    F0716 Error "guard that can never hold";

    F0801 Error "same over more than one hop";
    F0802 Error "within over a nullable reference";
    F0803 Error "remote side of same is not frozen";
    F0804 Error "counting can become true later";
    F0805 Error "at_most can shrink";

    F0901 Error "get over something that is not unique";
    F0902 Error "rank without search";
    F0903 Error "order is not total";
    F0904 Error "filter on a field that the caller may not read";
    F0905 Error "measure is not an aggregate";
    F0906 Error "query that GraphQL cannot answer";
    F0907 Warning "nothing can be asked of the service";
    F0908 Error "subscription to a field that no column holds";

    F1001 Error "unknown step name";
    F1002 Error "step used before it is made";
    F1003 Error "find may meet two rows";
    F1004 Error "no unique for match";
    F1005 Error "hook output not used as declared";
    F1006 Error "hook inside steps";
    F1007 Error "result that a caller may not read";
    F1008 Warning "called mutation is not repeatable";

    F1101 Error "event not declared";
    F1102 Warning "event never emitted";
    F1103 Error "guarded field in a payload";
    F1104 Error "path of a message out of scope";

    F1201 Error "unknown label";
    F1202 Error "missing required field";
    F1203 Error "unknown error code";
    F1204 Error "seeds that need one another";
    F1205 Error "seed that the database refuses";
    F1206 Error "nothing to save";
    F1207 Error "test that fails";
    F1208 Error "database that breaks what the schema says";
}

impl Code {
    /// The code of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.as_str().eq_ignore_ascii_case(text))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn codes_are_ascending_and_found_by_name() {
        assert!(Code::ALL.windows(2).all(|pair| matches!(pair, [a, b] if a.as_str() < b.as_str())));
        assert_eq!(Code::parse("f0505"), Some(Code::F0505));
        assert_eq!(Code::parse("F9999"), None);
        assert!(Code::ALL.iter().all(|it| !it.title().is_empty() && !it.title().ends_with('.')));
    }
}
