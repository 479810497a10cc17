//! `create sequence`.

use crate::SqlType;
use crate::catalog::Sequence;

pub(super) fn create(sequence: &Sequence) -> String {
    let mut text = format!("create sequence {}", sequence.name);
    if sequence.ty != SqlType::Bigint {
        text.push_str(&format!(" as {}", sequence.ty));
    }
    if sequence.increment != 1 {
        text.push_str(&format!(" increment by {}", sequence.increment));
    }
    if sequence.start != 1 {
        text.push_str(&format!(" start with {}", sequence.start));
    }
    text.push(';');
    text
}

pub(super) fn own(sequence: &Sequence) -> String {
    match &sequence.owned_by {
        Some(owner) => format!("alter sequence {} owned by {}.{};", sequence.name, owner.table, owner.column),
        None => format!("alter sequence {} owned by none;", sequence.name),
    }
}
