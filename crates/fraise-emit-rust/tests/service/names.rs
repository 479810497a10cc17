//! Names and prose of the schema never become Rust by themselves.

use insta::assert_snapshot;

use crate::file;

#[test]
fn names_that_meet_and_prose_that_looks_like_rust() {
    let schema = r#"
fraise: 1
service: type
description: "Ends in */ \\ and \" or {{ braces }}"
settings: {timestamps: none}
roles: {all: {description: "]; fn main() {}"}, staff: {}}
types:
  All:
    table: alls
    description: "\"; compile_error!(\"\"); //"
    fields:
      type: {type: int, column: select}
    access: {read: [all, staff]}
  Staff:
    table: staff
    fields: {self: text}
    access: {read: [staff]}
queries:
  type: {list: All, order: [id], where: ["type <> 1 or 'it''s \\ \"' = ''"], access: [staff]}
"#;
    for path in ["Cargo.toml", "src/generated/types.rs", "src/generated/roles.rs", "src/generated/queries.rs"]
    {
        assert_snapshot!(path, file(schema, path));
    }
}
