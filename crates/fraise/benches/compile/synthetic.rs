//! Schemas of any size, all of one make: types with eight fields, two relations, a rule, an index and access.

use std::fmt::Write as _;

/// Types in one file: a file of a schema may not be larger than 4 MB.
const TYPES_PER_FILE: usize = 2_000;

/// The files of a schema with so many types; the first imports the others. Name and text.
pub(crate) fn schema(types: usize) -> Vec<(String, String)> {
    let parts: Vec<String> = (0..types).step_by(TYPES_PER_FILE).map(|first| part_of(first, types)).collect();
    let name = |part: usize| if part == 0 { "schema.yaml".to_owned() } else { format!("part_{part}.yaml") };
    let imports: Vec<String> = (1..parts.len()).map(name).collect();
    let mut root = String::from("fraise: 1\nservice: synthetic\n");
    if !imports.is_empty() {
        let _ = writeln!(root, "imports: [{}]", imports.join(", "));
    }
    root.push_str(SERVICE);
    let files = parts.into_iter().enumerate().map(|(part, types)| {
        let head = if part == 0 { root.as_str() } else { "fraise: 1\n\n" };
        (name(part), format!("{head}{types}"))
    });
    files.collect()
}

const SERVICE: &str = "\
viewer: {type: Type0, id: sub, roles: roles, claims: {code: \"varchar(20)?\"}}
roles: {member: {}, admin: {}}
queries:
  type0: {get: Type0, by: [id], access: public}

";

/// The types stand in a ring, each naming the one before it, so that relations cross the files.
fn part_of(first: usize, types: usize) -> String {
    let mut text = String::from("types:");
    for number in first..types.min(first + TYPES_PER_FILE) {
        let (before, behind) = ((number + types - 1) % types, (number + 1) % types);
        let _ = write!(
            text,
            r#"
  Type{number}:
    description: The type with the number {number}
    fields:
      name: varchar(100)
      code: {{type: varchar(20), unique: true}}
      price: {{type: money, check: price >= 0}}
      quantity: int = 0
      total: {{type: money, from: price * quantity, stored: true}}
      active: bool = true
      parent: {{type: "Type{before}?", on_delete: restrict}}
      owner: {{type: "Type{before}?", on_delete: restrict, frozen: true}}
    relations:
      children: Type{behind}.parent
      owned: Type{behind}.owner
    rules:
      mine: code = viewer.code
    access:
      read: [public if active, member if mine, admin]
      update: [admin]
    indexes:
      - [active, name]
"#
        );
    }
    text
}
