//! The key words that PostgreSQL does not take as a bare name everywhere.
//!
//! Source: `select word, catcode from pg_get_keywords()` on PostgreSQL 15, joined with what
//! appendix C of the manuals of 16, 17 and 18 adds. The classes are those of that appendix:
//! reserved (`R`), reserved but allowed as a function or type (`T`), and not reserved but not
//! allowed as a function or type (`C`). All three are quoted, as `quote_ident` does it; words
//! that are not reserved (`name`, `type`, `value`) stay bare.

/// Reserved words (class `R`), in order. `system_user` came with PostgreSQL 16.
const RESERVED: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "constraint",
    "create",
    "current_catalog",
    "current_date",
    "current_role",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "false",
    "fetch",
    "for",
    "foreign",
    "from",
    "grant",
    "group",
    "having",
    "in",
    "initially",
    "intersect",
    "into",
    "lateral",
    "leading",
    "limit",
    "localtime",
    "localtimestamp",
    "not",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "placing",
    "primary",
    "references",
    "returning",
    "select",
    "session_user",
    "some",
    "symmetric",
    "system_user",
    "table",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "variadic",
    "when",
    "where",
    "window",
    "with",
];

/// Reserved, but a function or a type may be called so (class `T`), in order.
const TYPE_OR_FUNCTION: &[&str] = &[
    "authorization",
    "binary",
    "collation",
    "concurrently",
    "cross",
    "current_schema",
    "freeze",
    "full",
    "ilike",
    "inner",
    "is",
    "isnull",
    "join",
    "left",
    "like",
    "natural",
    "notnull",
    "outer",
    "overlaps",
    "right",
    "similar",
    "tablesample",
    "verbose",
];

/// Not reserved, but no function or type may be called so (class `C`), in order. The `json_`
/// words came with PostgreSQL 16 and 17, `merge_action` with 17.
const COLUMN_NAME: &[&str] = &[
    "between",
    "bigint",
    "bit",
    "boolean",
    "char",
    "character",
    "coalesce",
    "dec",
    "decimal",
    "exists",
    "extract",
    "float",
    "greatest",
    "grouping",
    "inout",
    "int",
    "integer",
    "interval",
    "json",
    "json_array",
    "json_arrayagg",
    "json_exists",
    "json_object",
    "json_objectagg",
    "json_query",
    "json_scalar",
    "json_serialize",
    "json_table",
    "json_value",
    "least",
    "merge_action",
    "national",
    "nchar",
    "none",
    "normalize",
    "nullif",
    "numeric",
    "out",
    "overlay",
    "position",
    "precision",
    "real",
    "row",
    "setof",
    "smallint",
    "substring",
    "time",
    "timestamp",
    "treat",
    "trim",
    "values",
    "varchar",
    "xmlattributes",
    "xmlconcat",
    "xmlelement",
    "xmlexists",
    "xmlforest",
    "xmlnamespaces",
    "xmlparse",
    "xmlpi",
    "xmlroot",
    "xmlserialize",
    "xmltable",
];

/// Whether a name that looks like this word must be quoted.
pub fn must_be_quoted(word: &str) -> bool {
    let lists = [RESERVED, TYPE_OR_FUNCTION, COLUMN_NAME];
    may_be_one(word) && lists.iter().any(|words| words.binary_search(&word).is_ok())
}

/// For each first letter the lengths of the words that begin with it, a bit each: most names are told from all of them by
/// one look.
#[allow(clippy::indexing_slicing, reason = "of constants, while this is compiled")]
const LENGTHS: [u32; 26] = {
    let mut lengths = [0; 26];
    let lists = [RESERVED, TYPE_OR_FUNCTION, COLUMN_NAME];
    let mut list = 0;
    while list < lists.len() {
        let mut word = 0;
        while word < lists[list].len() {
            let text = lists[list][word].as_bytes();
            lengths[(text[0] - b'a') as usize] |= 1 << text.len();
            word += 1;
        }
        list += 1;
    }
    lengths
};

fn may_be_one(word: &str) -> bool {
    let Some(letter) = word.bytes().next().filter(u8::is_ascii_lowercase) else { return false };
    let lengths = LENGTHS.get(usize::from(letter - b'a')).copied().unwrap_or_default();
    word.len() < 32 && lengths & (1 << word.len()) != 0
}

/// Every word that is quoted, class by class.
pub fn quoted_words() -> impl Iterator<Item = &'static str> {
    [RESERVED, TYPE_OR_FUNCTION, COLUMN_NAME].into_iter().flatten().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_so_that_search_finds_each_word() {
        for words in [RESERVED, TYPE_OR_FUNCTION, COLUMN_NAME] {
            assert!(words.is_sorted(), "{words:?}");
        }
        assert!(quoted_words().all(must_be_quoted));
    }

    #[test]
    fn words_that_are_not_reserved_stay_bare() {
        for word in ["name", "type", "value", "status", "key", "orders", "data"] {
            assert!(!must_be_quoted(word), "{word}");
        }
    }
}
