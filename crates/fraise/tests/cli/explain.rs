//! `fraise explain`.

use snapbox::str;

use crate::{folder, fraise, fraise_in};

#[test]
fn a_code() {
    fraise().args(["explain", "f0505"]).assert().code(0).stderr_eq(str![]).stdout_eq(str![[r#"
# F0505: unknown enum member (error)

## A text that is no member of the enum it meets

A text in quotes takes the type of what it is compared with.

```yaml
fraise: 1
service: shop
roles:
  admin: {}
enums:
  Status: [draft, active]
types:
  Product:
    fields:
      status: Status = 'drafd'
    rules:
      listed: status = 'actve'
    access: {read: [public if listed]}
```

```text
error[F0505]: `drafd` is not a member of `Status`
  --> schema.yaml:10:24
   |
 6 |   Status: [draft, active]
   |   ------ declared here
...
10 |       status: Status = 'drafd'
   |                        ^^^^^^^ did you mean `draft`?
   |
help: write `draft`
   |
10 -       status: Status = 'drafd'
10 +       status: Status = 'draft'
   |

error[F0505]: `actve` is not a member of `Status`
  --> schema.yaml:12:24
   |
 6 |   Status: [draft, active]
   |   ------ declared here
...
12 |       listed: status = 'actve'
   |                        ^^^^^^^ did you mean `active`?
   |
help: write `active`
   |
12 |       listed: status = 'active'
   |                            +
```

"#]]);
}

/// What a page shows is what the command says of that schema.
#[test]
fn the_schema_of_a_page_is_found_wrong_as_the_page_says() {
    let output = fraise().args(["explain", "F0306"]).assert().code(0);
    let page = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
    let block = |name: &str| page.split(name).nth(1).unwrap().split("```").next().unwrap().to_owned();
    let schema = folder(&[("schema.yaml", &block("```yaml\n"))]);
    let output = fraise_in(schema.path()).args(["check", "schema.yaml"]).assert().code(1);
    let told = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    assert!(told.starts_with(block("```text\n").trim_end()), "{told}");
}

#[test]
fn a_code_without_a_page() {
    fraise().args(["explain", "F0311"]).assert().code(0).stderr_eq(str![]).stdout_eq(str![[r#"
F0311: index predicate that is not immutable (error)

"#]]);
}

#[test]
fn a_code_that_no_schema_alone_shows() {
    fraise().args(["explain", "F0108"]).assert().code(0).stderr_eq(str![]).stdout_eq(str![[r#"
F0108: import cycle or missing file (error)

An import names a file by a path relative to the file that it stands in, with `/` between its parts:

    imports: [types/orders.yaml, ../common/money.yaml]

The file must be there, be a schema in YAML, and must not lead back to one that is being read. All names of
a schema share one space, so a file never needs to import the one that imports it.

"#]]);
}

#[test]
fn an_unknown_code() {
    fraise().args(["explain", "F0180"]).assert().code(2).stdout_eq(str![]).stderr_eq(str![[r#"
error: there is no code `F0180`; did you mean `F0108`?

"#]]);
    fraise().args(["explain", "\u{1b}[2Jx"]).assert().code(2).stdout_eq(str![]).stderr_eq(str![[r#"
error: there is no code `/u{1b}[2Jx`; codes look like `F0201`

"#]]);
}
