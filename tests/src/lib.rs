//! The suites that judge the whole compiler.
