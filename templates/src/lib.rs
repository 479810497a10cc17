//! The embedded templates, one view struct each.
