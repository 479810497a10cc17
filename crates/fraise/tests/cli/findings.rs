//! Errors in a schema end with 1; people read them on stderr, programs on stdout.

use snapbox::str;
use tempfile::TempDir;

use crate::{folder, fraise_in};

fn with_a_cycle() -> TempDir {
    folder(&[
        ("shop.yaml", "fraise: 1\nservice: shop\nimports: [part.yaml]\n"),
        ("part.yaml", "fraise: 1\nimports: [shop.yaml]\n"),
    ])
}

#[test]
fn for_people() {
    let schema = with_a_cycle();
    fraise_in(schema.path()).args(["check", "shop.yaml"]).assert().code(1).stdout_eq(str![]).stderr_eq(str![
        [r#"
error[F0108]: `shop.yaml` is imported by way of itself
 --> part.yaml:2:11
  |
2 | imports: [shop.yaml]
  |           ^^^^^^^^^ comes back to a file that is being read
  |
 ::: shop.yaml:3:11
  |
3 | imports: [part.yaml]
  |           --------- by way of this import
  |
  = help: All names of a schema share one space: no file needs to import the one that imports it.

1 error

"#]
    ]);
}

#[test]
fn in_colour_only_when_asked_for() {
    let schema = with_a_cycle();
    let colored = |arguments: &[&str], no_color: &str| {
        let command = fraise_in(schema.path()).env("NO_COLOR", no_color).args(["check", "shop.yaml"]);
        let output = command.args(arguments).assert().code(1);
        output.get_output().stderr.contains(&0x1b)
    };
    assert!(colored(&["--color", "always"], "1"));
    assert!(!colored(&["--color", "never"], ""));
    assert!(!colored(&[], ""), "stderr is no terminal here");
    assert!(!colored(&[], "1"));
}

#[test]
fn in_short() {
    let schema = with_a_cycle();
    let arguments = ["check", "shop.yaml", "--format", "short"];
    fraise_in(schema.path()).args(arguments).assert().code(1).stdout_eq(str![]).stderr_eq(str![[r#"
part.yaml:2:11: error[F0108]: `shop.yaml` is imported by way of itself
1 error

"#]]);
}

#[test]
fn for_programs() {
    let schema = with_a_cycle();
    for format in ["json", "sarif", "github"] {
        let output =
            fraise_in(schema.path()).env("FRAISE_FORMAT", format).args(["check", "shop.yaml"]).assert();
        let output = output.code(1).stderr_eq(str![]);
        let text = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
        assert!(text.contains("F0108") && text.ends_with('\n'), "{format}: {text}");
    }
}

#[test]
fn nothing_is_written() {
    let schema = with_a_cycle();
    fraise_in(schema.path()).args(["compile", "shop.yaml"]).assert().code(1);
    assert!(!schema.path().join("out").exists());
}

#[test]
fn no_model_is_printed() {
    let schema = with_a_cycle();
    fraise_in(schema.path()).args(["ir", "shop.yaml"]).assert().code(1).stdout_eq(str![]);
}

#[test]
fn a_warning_is_an_error_if_one_is_strict() {
    let schema = folder(&[(
        "shop.yaml",
        "fraise: 1\nservice: shop\nroles: {admin: {}}\ntypes:\n  Item:\n    fields:\n      pieces: int\n      pairs:\n        type: int\n        from: pieces / 2\n    access: {read: [admin]}\n",
    )]);
    let arguments = ["check", "shop.yaml", "--emit", "postgres", "--format", "short"];
    let warned = "shop.yaml:10:15: warning[F0514]: a whole number divided by a whole number loses its rest";
    fraise_in(schema.path()).args(arguments).assert().code(0).stderr_eq(format!("{warned}\n1 warning\n"));
    let refused = warned.replace("warning", "error");
    let strictly = fraise_in(schema.path()).args(arguments).arg("--strict");
    strictly.assert().code(1).stderr_eq(format!("{refused}\n1 error\n"));
}
