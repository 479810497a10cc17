//! The name that may have been meant.

/// The nearest of some names, if it is near: about one mistake in three letters.
pub(crate) fn nearest<'n>(text: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let written = text.to_lowercase();
    // Nobody means a name by something of another length.
    let near = names.filter(|it| it.len().abs_diff(text.len()) <= 3);
    let (mistakes, name) =
        near.map(|it| (distance(&written, &it.to_lowercase()), it)).min_by_key(|it| it.0)?;
    (mistakes <= name.chars().count().div_ceil(3)).then_some(name)
}

/// How many letters are wrong, missing or too many.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (at, letter) in from.chars().enumerate() {
        let mut next = vec![at + 1];
        for ((other, above), before) in to.iter().zip(row.iter().skip(1)).zip(&row) {
            let left = next.last().copied().unwrap_or_default();
            next.push((before + usize::from(letter != *other)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn near_names_are_offered_and_far_ones_are_not() {
        let names = ["pending", "confirmed", "shipped"];
        let of = |text: &str| nearest(text, names.into_iter());
        assert_eq!(of("shiped"), Some("shipped")); // misspelt
        assert_eq!(of("PENDING"), Some("pending"));
        assert_eq!(of("confirmd"), Some("confirmed")); // misspelt
        assert_eq!(of("lost"), None);
        assert_eq!(of(""), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
