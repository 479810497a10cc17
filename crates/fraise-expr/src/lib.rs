//! The expression language: text to a syntax tree with spans, value types and the function list.
