//! `fraise fmt`: what is written, what is only told, what is left alone.

use std::fs;

use pretty_assertions::assert_eq;
use snapbox::str;

use crate::{folder, fraise_in};

const UNTIDY: &str = "fraise: 1\nservice:   shop\nroles:\n    # runs it\n    admin: { }\n";
const TIDY: &str = "fraise: 1\nservice: shop\nroles:\n  # runs it\n  admin: {}\n";
const BROKEN: &str = "fraise: 1\nroles:   {admin: {}\n";

#[test]
fn files_are_laid_out_once() {
    let shop = folder(&[("shop.yaml", UNTIDY), ("part.yaml", TIDY)]);
    let run = || fraise_in(shop.path()).args(["fmt", "shop.yaml", "part.yaml"]).assert();
    run().code(0).stdout_eq(str![]).stderr_eq(str![[r#"
1 file laid out anew, 1 unchanged

"#]]);
    assert_eq!(fs::read_to_string(shop.path().join("shop.yaml")).unwrap(), TIDY);
    assert_eq!(fs::read_to_string(shop.path().join("part.yaml")).unwrap(), TIDY);
    run().code(0).stdout_eq(str![]).stderr_eq(str![[r#"
0 files laid out anew, 2 unchanged

"#]]);
    assert_eq!(fs::read_dir(shop.path()).unwrap().count(), 2, "nothing else is left in the folder");
}

#[test]
fn check_tells_and_writes_nothing() {
    let shop = folder(&[("shop.yaml", UNTIDY), ("part.yaml", TIDY)]);
    let check = |file: &str| fraise_in(shop.path()).args(["fmt", "--check", file]).assert();
    check("shop.yaml")
        .code(3)
        .stdout_eq(str![[r#"
--- shop.yaml
+++ shop.yaml
@@ -1,5 +1,5 @@
 fraise: 1
-service:   shop
+service: shop
 roles:
-    # runs it
-    admin: { }
+  # runs it
+  admin: {}

"#]])
        .stderr_eq(str![[r#"
1 file would be laid out anew

"#]]);
    assert_eq!(fs::read_to_string(shop.path().join("shop.yaml")).unwrap(), UNTIDY);
    check("part.yaml").code(0).stdout_eq(str![]).stderr_eq(str![]);
}

#[test]
fn a_file_with_errors_is_told_and_left_alone() {
    let shop = folder(&[("broken.yaml", BROKEN), ("shop.yaml", UNTIDY)]);
    fraise_in(shop.path())
        .args(["fmt", "broken.yaml", "shop.yaml"])
        .assert()
        .code(1)
        .stdout_eq(str![])
        .stderr_eq(str![[r#"
error[F0111]: a `{` that is never closed
 --> broken.yaml:2:10
  |
2 | roles:   {admin: {}
  |          ^

1 error
1 file laid out anew, 1 with errors left alone

"#]]);
    assert_eq!(fs::read_to_string(shop.path().join("broken.yaml")).unwrap(), BROKEN);
    assert_eq!(fs::read_to_string(shop.path().join("shop.yaml")).unwrap(), TIDY, "the other is done");
}

#[test]
fn bytes_that_are_no_text_are_left_alone() {
    let shop = folder(&[]);
    let file = shop.path().join("shop.yaml");
    fs::write(&file, b"a:   \xff").unwrap();
    fraise_in(shop.path()).args(["fmt", "shop.yaml"]).assert().code(1).stdout_eq(str![]);
    assert_eq!(fs::read(&file).unwrap(), b"a:   \xff");
}

#[test]
fn nothing_is_written_if_a_file_is_not_there() {
    let shop = folder(&[("shop.yaml", UNTIDY)]);
    fraise_in(shop.path())
        .args(["fmt", "shop.yaml", "part.yaml"])
        .assert()
        .code(2)
        .stdout_eq(str![])
        .stderr_eq(str![[r#"
error: cannot read `part.yaml`: there is no such file

"#]]);
    assert_eq!(fs::read_to_string(shop.path().join("shop.yaml")).unwrap(), UNTIDY);
}

#[test]
fn what_a_stopped_run_left_behind_is_no_obstacle() {
    let shop = folder(&[("shop.yaml", UNTIDY), (".shop.yaml.fraise-new", "half")]);
    fraise_in(shop.path()).args(["fmt", "shop.yaml"]).assert().code(0);
    assert_eq!(fs::read_to_string(shop.path().join("shop.yaml")).unwrap(), TIDY);
    assert_eq!(fs::read_dir(shop.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn links_and_rights_stay() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let shop = folder(&[("shop.yaml", UNTIDY)]);
    let (file, link) = (shop.path().join("shop.yaml"), shop.path().join("link.yaml"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("shop.yaml", &link).unwrap();
    fraise_in(shop.path()).args(["fmt", "link.yaml"]).assert().code(0);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&file).unwrap(), TIDY);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
}
