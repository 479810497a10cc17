//! What a generated service runs on: one SQL statement for each GraphQL request.
