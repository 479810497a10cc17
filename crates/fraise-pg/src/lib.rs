//! Finding, starting and reading PostgreSQL servers.
