//! Calls that cannot be carried out end with 2.

use snapbox::str;

use crate::{folder, fraise, fraise_in};

#[test]
fn no_verb() {
    fraise().assert().code(2).stdout_eq(str![]);
}

#[test]
fn an_unknown_verb_is_met_with_the_nearest() {
    fraise().arg("complie").assert().code(2).stdout_eq(str![]).stderr_eq(str![[r#"
error: unrecognized subcommand 'complie'

  tip: some similar subcommands exist: 'completions', 'compile'

Usage: fraise [OPTIONS] <COMMAND>

For more information, try '--help'.

"#]]);
}

#[test]
fn an_unknown_target() {
    fraise().args(["compile", "a.yaml", "--emit", "mysql"]).assert().code(2).stderr_eq(str![[r#"
error: invalid value 'mysql' for '--emit <TARGETS>'
  [possible values: postgres, graphql, rust]

For more information, try '--help'.

"#]]);
}

#[test]
fn a_schema_that_is_not_there() {
    let empty = folder(&[]);
    fraise_in(empty.path()).args(["check", "shop.yaml"]).assert().code(2).stdout_eq(str![]).stderr_eq(str![
        [r#"
error: cannot read `shop.yaml`: there is no such file

"#]
    ]);
}

#[test]
fn a_schema_in_rust() {
    fraise().args(["check", "schema.rs"]).assert().code(2).stderr_eq(str![[r#"
error: cannot read `schema.rs`: schemas in Rust cannot be read yet

"#]]);
}

#[test]
fn check_and_force_exclude_each_other() {
    fraise().args(["compile", "a.yaml", "--check", "--force"]).assert().code(2).stderr_eq(str![[r#"
error: the argument '--check' cannot be used with '--force'

Usage: fraise compile --check <FILE>...

For more information, try '--help'.

"#]]);
}
