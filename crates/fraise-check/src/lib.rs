//! A document to a checked model: resolve, type, apply the rules.
