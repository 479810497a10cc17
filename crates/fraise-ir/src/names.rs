//! The one place where names are made: casing, plural forms, constraint names, shortening.
//!
//! SQL names are snake case and at most 63 bytes, PostgreSQL's `NAMEDATALEN - 1` (manual, section 4.1.1):
//! longer ones would be cut in silence, so a derived name is cut here and ended with a hash of the whole.

use crate::service::{Case, Naming};

/// The most bytes that PostgreSQL keeps of an identifier.
pub const MAX_IDENTIFIER_BYTES: usize = 63;

/// `OrderItem` to `order_item`, `SKUCode` to `sku_code`.
pub fn snake(name: &str) -> String {
    words(name).join("_")
}

/// `order_item` to `OrderItem`.
pub fn pascal(name: &str) -> String {
    words(name).iter().map(|word| capitalized(word)).collect()
}

/// `order_item` to `orderItem`.
pub fn camel(name: &str) -> String {
    let mut parts = words(name).into_iter();
    let first = parts.next().unwrap_or_default();
    parts.fold(first, |all, word| all + &capitalized(&word))
}

/// `order_item` to `ORDER_ITEM`.
pub fn screaming(name: &str) -> String {
    snake(name).to_uppercase()
}

/// A name in one of the cases of the naming policy.
pub fn in_case(name: &str, case: Case) -> String {
    match case {
        Case::Camel => camel(name),
        Case::Snake => snake(name),
        Case::Screaming => screaming(name),
        Case::AsWritten => name.to_owned(),
    }
}

impl Naming {
    /// SDL name of an operation.
    pub fn operation(&self, name: &str) -> String {
        in_case(name, self.operations)
    }

    /// SDL name of an argument, or of a field of an input object.
    pub fn argument(&self, name: &str) -> String {
        in_case(name, self.arguments)
    }

    /// SDL name of a field of an output type.
    pub fn field(&self, name: &str) -> String {
        in_case(name, self.fields)
    }

    /// SDL name of an enum value.
    pub fn enum_value(&self, name: &str) -> String {
        in_case(name, self.enum_values)
    }
}

/// The plural of a snake-case noun, by the regular rules of English: `order_items`, `categories`, `boxes`.
pub fn plural(name: &str) -> String {
    let before_y = name.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    match before_y {
        Some(stem) => format!("{stem}ies"),
        None if ["s", "x", "z", "ch", "sh"].iter().any(|end| name.ends_with(end)) => {
            format!("{name}es")
        }
        None => format!("{name}s"),
    }
}

/// `orders_customer_id_created_at_idx`.
pub fn index(table: &str, columns: &[&str]) -> String {
    derived(table, columns, "idx")
}

/// `orders_order_number_key`.
pub fn unique(table: &str, columns: &[&str]) -> String {
    derived(table, columns, "key")
}

/// `orders_customer_id_fkey`.
pub fn foreign_key(table: &str, columns: &[&str]) -> String {
    derived(table, columns, "fkey")
}

/// `orders_status_since_pending_idx`: of the rows in a state in which time runs.
pub fn timer(table: &str, since: &str, state: &str) -> String {
    derived(table, &[since, state], "idx")
}

/// `order_transitions`: the table of changes of a type's state.
pub fn transitions(entity: &str) -> String {
    derived(&snake(entity), &[], "transitions")
}

/// `orders_tax_check`; also of named checks.
pub fn check(table: &str, what: &[&str]) -> String {
    derived(table, what, "check")
}

/// `orders_pkey`.
pub fn primary_key(table: &str) -> String {
    derived(table, &[], "pkey")
}

/// `<table>_<parts>_<end>`, shortened when it is too long.
pub fn derived(table: &str, parts: &[&str], end: &str) -> String {
    let mut all = vec![table];
    all.extend_from_slice(parts);
    all.push(end);
    shortened(&all.join("_"))
}

/// The name itself, or its beginning and eight hex digits of a hash of all of it.
pub fn shortened(name: &str) -> String {
    if name.len() <= MAX_IDENTIFIER_BYTES {
        return name.to_owned();
    }
    let room = MAX_IDENTIFIER_BYTES - "_".len() - 8;
    let cut = (0..=room).rev().find(|&at| name.is_char_boundary(at)).unwrap_or(0);
    let kept = name.get(..cut).unwrap_or_default();
    format!("{kept}_{:08x}", fnv1a(name.as_bytes()))
}

/// The 32-bit FNV-1a hash: stable for ever, spread enough for names of one schema; clashes are F0204.
fn fnv1a(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// Words of a name in lower case; a new word begins at `_`, at a capital after a small letter or digit, and at the
/// last capital of a row that a small letter follows.
fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for (at, &letter) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|it| chars.get(it)).copied();
        let after = chars.get(at + 1).copied();
        let starts_word = letter.is_uppercase()
            && (before.is_some_and(|it| it.is_lowercase() || it.is_ascii_digit())
                || (before.is_some_and(char::is_uppercase) && after.is_some_and(char::is_lowercase)));
        if (letter == '_' || starts_word) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if letter != '_' {
            word.extend(letter.to_lowercase());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn casing() {
        assert_eq!(snake("OrderItem"), "order_item");
        assert_eq!(snake("SKUCode"), "sku_code");
        assert_eq!(snake("line1"), "line1");
        assert_eq!(camel("my_orders"), "myOrders");
        assert_eq!(pascal("order_item"), "OrderItem");
        assert_eq!(screaming("creditCard"), "CREDIT_CARD");
    }

    #[test]
    fn plurals() {
        for (one, many) in
            [("order_item", "order_items"), ("category", "categories"), ("address", "addresses")]
        {
            assert_eq!(plural(one), many);
        }
        assert_eq!(plural("day"), "days");
        assert_eq!(plural("batch"), "batches");
    }

    #[test]
    fn long_names_are_cut_and_stay_distinct() {
        let long = "a".repeat(80);
        let one = index(&long, &["x"]);
        let other = index(&long, &["y"]);
        assert_eq!(one.len(), MAX_IDENTIFIER_BYTES);
        assert_ne!(one, other);
        assert_eq!(index("orders", &["customer_id", "created_at"]), "orders_customer_id_created_at_idx");
        assert!(shortened(&"é".repeat(60)).len() <= MAX_IDENTIFIER_BYTES);
    }
}
