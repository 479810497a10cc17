//! The suites that judge the whole compiler, and what they judge by.

pub mod access;
