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
  seed         Load the seeds of a schema into a database
  test         Run the tests of a schema on a throw-away server
  verify       Try to break the database of a schema, on a throw-away server
  doctor       Look for what a generated service needs on this machine
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

To begin with a schema in shop.yaml:
  fraise check shop.yaml      says what is wrong with it; `fraise explain CODE` says more
  fraise compile shop.yaml    writes SQL, the GraphQL schema and a service into out/
  fraise test shop.yaml       runs the tests in it on a throw-away server
  fraise verify shop.yaml     tries to break its database there
  fraise doctor               says what this machine lacks to run it
Then psql runs out/postgres/roles.sql and out/postgres/schema.sql, and `fraise seed shop.yaml` loads its seeds.

Exit codes: 0 good, 1 errors in the schema, a test that fails or a check that finds something, 2 usage, 3 differs (--check), 4 no usable PostgreSQL, 101 a bug of fraise.

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
          What to emit, with commas between; all of it without this

          Possible values:
          - postgres: roles.sql and schema.sql
          - graphql:  schema.graphql
          - rust:     The crate of a service
          
          [default: postgres,graphql,rust]

      --allow-unfinished
          Warn of what is declared but cannot be emitted yet, instead of refusing it

      --strict
          Refuse what is only warned of: what could not be proven, what was probably not meant

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

      --force
          Overwrite generated files that were edited by hand

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
      --emit <TARGETS>    What to emit, with commas between; all of it without this [default: postgres,graphql,rust] [possible values: postgres, graphql, rust]
      --allow-unfinished  Warn of what is declared but cannot be emitted yet, instead of refusing it
      --strict            Refuse what is only warned of: what could not be proven, what was probably not meant
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
fn seed() {
    fraise().args(["seed", "-h"]).assert().code(0).stderr_eq(str![]).stdout_eq(str![[r#"
Load the seeds of a schema into a database

Usage: fraise seed [OPTIONS] <FILE>...

Arguments:
  <FILE>...  The schema; further files share its names, as if it imported them

Options:
      --set <NAME>          Load this set, and those its rows reference; may be given several times [default: all]
      --database-url <URL>  The database: postgres://login:password@host/name, or host=.. user=.. dbname=.. [env: DATABASE_URL]
      --dry-run             Print the SQL instead of running it; needs no database
      --format <FORMAT>     How findings are printed: for people on stderr, for programs on stdout [env: FRAISE_FORMAT] [default: human] [possible values: human, short, json, sarif, github]
      --color <COLOR>       Colours in messages; `auto` obeys NO_COLOR [env: FRAISE_COLOR] [default: auto] [possible values: auto, always, never]
  -h, --help                Print help (see more with '--help')

The database must have been made by postgres/roles.sql and postgres/schema.sql, and the login must be allowed to take the role of the owner. All rows are loaded or none. A row keeps its key from run to run: one that is there already stays as it is, whatever was changed in it since.

Example: fraise seed shop.yaml --set demo --database-url postgres://deployer@localhost/shop

"#]]);
}

#[test]
fn doctor() {
    fraise().args(["doctor", "-h"]).assert().code(0).stderr_eq(str![]).stdout_eq(str![[r#"
Look for what a generated service needs on this machine

Usage: fraise doctor [OPTIONS]

Options:
      --database-url <URL>  Look at this database too: postgres://login:password@host/name, or host=.. user=.. dbname=.. [env: DATABASE_URL]
      --color <COLOR>       Colours in messages; `auto` obeys NO_COLOR [env: FRAISE_COLOR] [default: auto] [possible values: auto, always, never]
  -h, --help                Print help (see more with '--help')

Exits with 0 if there is a PostgreSQL that can be used, and with 4 if there is none. What else is missing is told with what to do about it.

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
