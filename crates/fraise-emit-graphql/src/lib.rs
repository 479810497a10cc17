//! The checked model to a GraphQL schema definition.
