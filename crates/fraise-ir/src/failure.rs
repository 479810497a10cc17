//! Codes of errors: what callers are told, and the SQLSTATEs that stand for it (LANGUAGE 11).

/// Codes of the language, snake case, each with the SQLSTATEs of which it is told; two letters stand for a whole class.
/// Two codes share ZF005 and tell themselves apart by the code in the DETAIL.
const CODES: &[(&str, &[&str])] = &[
    ("bad_input", &["ZF010", "23502", "23514", "22"]),
    ("unauthenticated", &[]),
    ("forbidden", &["ZF005", "42501"]),
    ("not_found", &["ZF006"]),
    ("invalid_transition", &["ZF001"]),
    ("guard_failed", &["ZF002"]),
    ("frozen", &["ZF003"]),
    ("not_editable", &["ZF004"]),
    ("append_only", &["ZF012"]),
    ("same_law", &["ZF007"]),
    ("within_law", &["ZF008"]),
    ("no_counter_row", &["ZF009"]),
    ("conflict", &["23505", "23503", "23001"]),
    ("idempotency_mismatch", &["ZF011"]),
    ("try_again", &["40001", "40P01", "55P03"]),
    (INTERNAL, &[]),
];

/// What everything else is.
const INTERNAL: &str = "internal";

/// All codes of the language.
pub fn codes() -> Vec<&'static str> {
    CODES.iter().map(|(code, _)| *code).collect()
}

/// The code of an error that tells none itself.
pub fn code_of(sqlstate: &str) -> &'static str {
    let is_told = |states: &&[&str]| states.iter().any(|it| sqlstate.starts_with(it));
    CODES.iter().find(|(_, states)| is_told(states)).map_or(INTERNAL, |(code, _)| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_have_codes() {
        assert_eq!(code_of("ZF006"), "not_found");
        assert_eq!(code_of("22P02"), "bad_input");
        assert_eq!(code_of("23514"), "bad_input");
        assert_eq!(code_of("23505"), "conflict");
        // What PostgreSQL 18 says of `on delete restrict`, and older ones call 23503.
        assert_eq!(code_of("23001"), "conflict");
        assert_eq!(code_of("XX000"), "internal");
        assert!(codes().contains(&"unauthenticated"));
    }
}
