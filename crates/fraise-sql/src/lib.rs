//! PostgreSQL: identifiers, literals, fragments, the catalog model and its printer.
