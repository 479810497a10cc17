//! Differences being collected.

use std::fmt::Display;

use fraise_sql::Text;

use super::Difference;

pub(super) struct Report(Vec<Difference>);

impl Report {
    pub(super) fn new() -> Self {
        Self(Vec::new())
    }

    pub(super) fn finish(self) -> Vec<Difference> {
        self.0
    }

    pub(super) fn missing(&mut self, object: String) {
        self.0.push(Difference::Missing { object });
    }

    pub(super) fn unexpected(&mut self, object: String) {
        self.0.push(Difference::Unexpected { object });
    }

    /// Notes a property that differs.
    pub(super) fn property(&mut self, object: &str, what: &'static str, expected: String, found: String) {
        if expected != found {
            self.0.push(Difference::Changed { object: object.to_owned(), what, expected, found });
        }
    }

    /// Brings together what has the same key: notes what is only on one side, and compares the rest.
    pub(super) fn matched<T, K: PartialEq>(
        &mut self,
        expected: &[T],
        found: &[T],
        key: impl Fn(&T) -> K,
        object: impl Fn(&T) -> String,
        compare: impl Fn(&mut Self, &str, &T, &T),
    ) {
        for it in expected {
            match found.iter().find(|other| key(other) == key(it)) {
                Some(other) => compare(self, &object(it), it, other),
                None => self.missing(object(it)),
            }
        }
        for it in found {
            if !expected.iter().any(|other| key(other) == key(it)) {
                self.unexpected(object(it));
            }
        }
    }
}

/// A comment, as SQL.
pub(super) fn text(text: &Option<Text>) -> String {
    shown(text)
}

/// A value, or `none`.
pub(super) fn shown<T: Display>(value: &Option<T>) -> String {
    value.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string)
}

/// `a, b`
pub(super) fn list<T: Display>(items: &[T]) -> String {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    items.join(", ")
}

/// `yes` or `no`.
pub(super) fn yes(value: bool) -> String {
    if value { "yes" } else { "no" }.to_owned()
}
