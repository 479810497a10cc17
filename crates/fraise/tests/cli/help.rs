//! `--help`, `--version`, completions.

use snapbox::str;

use crate::fraise;

#[test]
fn the_command() {
    fraise().arg("--help").assert().code(0).stderr_eq(str![]).stdout_eq(str![[r#"
Compiles a service schema to PostgreSQL, GraphQL and Rust

Usage: fraise [OPTIONS] <COMMAND>

Commands:
  compile      Compile a schema and write what comes out
  check        Look for errors without writing anything
  fmt          Lay out schema files: indentation, spaces, blank lines
  explain      Explain a code such as F0201
  ir           Print the checked model
  completions  Print the completions of a shell

Options:
      --color <COLOR>
          Colours in messages; `auto` obeys NO_COLOR

          Possible values:
          - auto:   On a terminal, unless NO_COLOR is set
          - always: Always
          - never:  Never
          
          [env: FRAISE_COLOR]
          [default: auto]

  -h, --help
          Print help (see a summary with '-h')

  -V, --version
          Print version

Exit codes: 0 good, 1 errors in the schema, 2 usage, 3 differs (--check), 4 no usable PostgreSQL, 101 a bug of fraise.

"#]]);
}

#[test]
fn compile() {
    fraise().args(["compile", "--help"]).assert().code(0).stderr_eq(str![]).stdout_eq(str![[r#"
Compile a schema and write what comes out

Usage: fraise compile [OPTIONS] <FILE>...

Arguments:
  <FILE>...
          The schema; further files share its names, as if it imported them

Options:
      --emit <TARGETS>
          What to emit

          Possible values:
          - postgres: roles.sql and schema.sql
          - graphql:  schema.graphql
          - rust:     The crate of a service
          
          [default: postgres,graphql,rust]

      --allow-unfinished
          Warn of what is declared but cannot be emitted yet, instead of refusing it

      --format <FORMAT>
          How findings are printed: for people on stderr, for programs on stdout

          Possible values:
          - human:  With the lines of the schema
          - short:  One line each
          - json:   One JSON object each, on a line of its own
          - sarif:  A SARIF log
          - github: Annotations of GitHub's workflows
          
          [env: FRAISE_FORMAT]
          [default: human]

  -o, --output <DIR>
          The folder that the output is written to
          
          [env: FRAISE_OUTPUT]
          [default: out]

      --runtime <DIR>
          The folder of the crate `fraise-runtime`, for the service to link
          
          [env: FRAISE_RUNTIME]

      --check
          Write nothing; print how the folder differs, and exit with 3 if it does

      --color <COLOR>
          Colours in messages; `auto` obeys NO_COLOR

          Possible values:
          - auto:   On a terminal, unless NO_COLOR is set
          - always: Always
          - never:  Never
          
          [env: FRAISE_COLOR]
          [default: auto]

      --force
          Overwrite generated files that were edited by hand

  -h, --help
          Print help (see a summary with '-h')

"#]]);
}

#[test]
fn check() {
    fraise().args(["check", "-h"]).assert().code(0).stderr_eq(str![]).stdout_eq(str![[r#"
Look for errors without writing anything

Usage: fraise check [OPTIONS] <FILE>...

Arguments:
  <FILE>...  The schema; further files share its names, as if it imported them

Options:
      --emit <TARGETS>    What to emit [default: postgres,graphql,rust] [possible values: postgres, graphql, rust]
      --allow-unfinished  Warn of what is declared but cannot be emitted yet, instead of refusing it
      --format <FORMAT>   How findings are printed: for people on stderr, for programs on stdout [env: FRAISE_FORMAT] [default: human] [possible values: human, short, json, sarif, github]
      --color <COLOR>     Colours in messages; `auto` obeys NO_COLOR [env: FRAISE_COLOR] [default: auto] [possible values: auto, always, never]
  -h, --help              Print help (see more with '--help')

"#]]);
}

#[test]
fn fmt() {
    fraise().args(["fmt", "-h"]).assert().code(0).stderr_eq(str![]).stdout_eq(str![[r#"
Lay out schema files: indentation, spaces, blank lines

Usage: fraise fmt [OPTIONS] <FILE>...

Arguments:
  <FILE>...  The files; imported ones are left alone unless they are named

Options:
      --check          Write nothing; print how the files would change, and exit with 3 if they would
      --color <COLOR>  Colours in messages; `auto` obeys NO_COLOR [env: FRAISE_COLOR] [default: auto] [possible values: auto, always, never]
  -h, --help           Print help (see more with '--help')

"#]]);
}

#[test]
fn version() {
    let version = concat!("fraise ", env!("CARGO_PKG_VERSION"), "\n");
    fraise().arg("--version").assert().code(0).stdout_eq(version);
}

#[test]
fn completions_of_each_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = fraise().args(["completions", shell]).assert().code(0).stderr_eq(str![]);
        let script = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
        assert!(script.contains("compile") && script.contains("allow-unfinished"), "{shell}");
    }
}
