//! The checked model to the crate of a running service.
