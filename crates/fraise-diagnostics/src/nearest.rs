//! "Did you mean": the one name that was probably meant.

/// The candidate nearest to `name`, if it is near enough to be a slip of the hand.
///
/// Case, `_` and `-` do not count (`onDelete` finds `on_delete`); otherwise a third of the letters may differ.
/// Of equally near candidates the first wins.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(name);
    let length = folded.chars().count();
    let limit = length.div_ceil(3);
    // A name of many `_` may be longer by them; beyond twice the limit no fold is near enough.
    let may_be_near = |it: &str| it != name && it.chars().count().abs_diff(length) <= 2 * limit;
    candidates
        .into_iter()
        .filter(|it| may_be_near(it))
        .map(|it| (strsim::osa_distance(&folded, &fold(it)), it))
        .filter(|(distance, it)| *distance <= limit && *distance < it.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, it)| it)
}

fn fold(name: &str) -> String {
    name.chars().filter(|it| !matches!(it, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_finds_its_name() {
        let keys = ["on_delete", "unique", "frozen", "type"];
        assert_eq!(nearest("uniqe", keys), Some("unique"));
        assert_eq!(nearest("onDelete", keys), Some("on_delete"));
        assert_eq!(nearest("tpye", keys), Some("type"));
    }

    #[test]
    fn a_stranger_finds_nothing() {
        assert_eq!(nearest("banana", ["on_delete", "unique"]), None);
        assert_eq!(nearest("x", ["y", "z"]), None);
        assert_eq!(nearest("", ["y"]), None);
    }
}
