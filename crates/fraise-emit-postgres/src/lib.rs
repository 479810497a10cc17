//! The checked model to a PostgreSQL catalog and its files.
