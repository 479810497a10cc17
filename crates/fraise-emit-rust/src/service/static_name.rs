//! Names of the statics of a generated module.

use std::collections::BTreeSet;
use std::fmt;

use fraise_ir::names;
use serde::Serialize;

/// The name of a static: capitals, digits and underscores, so never a word of Rust.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct StaticName(String);

/// Names that are taken in one module.
#[derive(Debug, Default)]
pub struct StaticNames(BTreeSet<StaticName>);

impl StaticName {
    /// The name as it prints.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl StaticNames {
    /// The name of the schema in capitals; with a number behind it when another has taken it.
    pub fn take(&mut self, name: &str) -> StaticName {
        let capitals: String = names::screaming(name).chars().map(letter_of_rust).collect();
        let begins_well = capitals.starts_with(|c: char| c.is_ascii_uppercase());
        let base = if begins_well { capitals } else { format!("X_{capitals}") };
        let mut candidate = StaticName(base.clone());
        let mut number = 1;
        while !self.0.insert(candidate.clone()) {
            number += 1;
            candidate = StaticName(format!("{base}_{number}"));
        }
        candidate
    }
}

fn letter_of_rust(c: char) -> char {
    if c.is_ascii_uppercase() || c.is_ascii_digit() { c } else { '_' }
}

impl fmt::Display for StaticName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn names_are_capitals_and_distinct() {
        let mut names = StaticNames::default();
        let taken: Vec<String> = ["OrderItem", "order_item", "order_item_2", "type", "größe", "1st", ""]
            .iter()
            .map(|it| names.take(it).to_string())
            .collect();
        assert_eq!(taken, ["ORDER_ITEM", "ORDER_ITEM_2", "ORDER_ITEM_2_2", "TYPE", "GR_SSE", "X_1ST", "X_"]);
    }
}
