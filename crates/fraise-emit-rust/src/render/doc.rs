//! Documentation of statics.

/// The description, or the fallback where the schema says nothing.
pub(super) fn lines(description: Option<&str>, fallback: &str) -> String {
    description.map(str::trim).filter(|it| !it.is_empty()).unwrap_or(fallback).to_owned()
}
