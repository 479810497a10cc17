//! `fraise explain`.

use snapbox::str;

use crate::fraise;

#[test]
fn a_code() {
    fraise().args(["explain", "F0108"]).assert().code(0).stderr_eq(str![]).stdout_eq(str![[r#"
F0108: import cycle or missing file (error)

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
