//! `fraise compile` and the disk: what is written, what is left alone, what stops it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use snapbox::str;
use tempfile::TempDir;

use crate::{folder, fraise_in};

const SCHEMA: &str = include_str!("shop.yaml");
const GENERATED: &str = "out/postgres/schema.sql";
const SCAFFOLD: &str = "out/service/src/main.rs";

fn shop() -> TempDir {
    folder(&[("shop.yaml", SCHEMA)])
}

/// Runs `compile shop.yaml` with these arguments too, and expects this exit code.
fn compile(shop: &TempDir, more: &[&str], code: i32) -> snapbox::cmd::OutputAssert {
    fraise_in(shop.path()).args(["compile", "shop.yaml"]).args(more).assert().code(code)
}

fn compiled() -> TempDir {
    let shop = shop();
    compile(&shop, &[], 0).stdout_eq(str![]);
    shop
}

/// All files in a folder, by name.
fn listing(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else {
                let name = entry.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                files.insert(name, fs::read(&entry).unwrap());
            }
        }
    }
    files
}

fn edit(shop: &TempDir, file: &str) {
    fs::write(shop.path().join(file), "edited\n").unwrap();
}

fn is_edited(shop: &TempDir, file: &str) -> bool {
    fs::read(shop.path().join(file)).unwrap() == b"edited\n"
}

#[test]
fn all_is_there_and_a_second_run_changes_nothing() {
    let shop = compiled();
    let names: Vec<String> = listing(&shop.path().join("out")).into_keys().collect();
    for name in [
        ".fraise-lock.json",
        "graphql/schema.graphql",
        "postgres/roles.sql",
        "postgres/schema.sql",
        "service/Cargo.toml",
        "service/src/generated/mod.rs",
        "service/src/main.rs",
    ] {
        assert!(names.iter().any(|it| it == name), "{name} is missing: {names:?}");
    }
    let before = listing(shop.path());
    let again = compile(&shop, &[], 0);
    let told = String::from_utf8_lossy(&again.get_output().stderr).into_owned();
    assert!(told.starts_with("out: 0 files written, "), "{told}");
    assert_eq!(listing(shop.path()), before);
    compile(&shop, &["--check"], 0).stdout_eq(str![]);
}

#[test]
fn two_runs_give_the_same_bytes() {
    let shop = shop();
    compile(&shop, &["-o", "one"], 0);
    compile(&shop, &["-o", "two"], 0);
    assert_eq!(listing(&shop.path().join("one")), listing(&shop.path().join("two")));
}

#[test]
fn only_the_wanted_targets_are_emitted() {
    let shop = shop();
    compile(&shop, &["--emit", "graphql"], 0);
    let names: Vec<String> = listing(&shop.path().join("out")).into_keys().collect();
    assert_eq!(names, [".fraise-lock.json", "graphql/schema.graphql"]);
}

#[test]
fn files_that_left_the_model_are_removed() {
    let shop = compiled();
    compile(&shop, &["--emit", "graphql"], 0);
    assert!(!shop.path().join("out/postgres").exists());
    assert!(shop.path().join(SCAFFOLD).exists(), "what is the user's stays");
}

#[test]
fn check_shows_a_patch_and_writes_nothing() {
    let shop = shop();
    let output = compile(&shop, &["--check"], 3);
    let patch = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
    assert!(patch.contains("+++ postgres/schema.sql\n@@ -0,0 "), "{patch}");
    assert!(!shop.path().join("out").exists());

    compile(&shop, &[], 0);
    edit(&shop, GENERATED);
    let output = compile(&shop, &["--check"], 3);
    let told = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
    assert_eq!(told, "postgres/schema.sql: a generated file that was edited by hand\n");
    assert!(is_edited(&shop, GENERATED));
}

#[test]
fn an_edit_by_hand_is_kept_until_forced() {
    let shop = compiled();
    let before = listing(shop.path());
    edit(&shop, GENERATED);
    compile(&shop, &[], 3).stdout_eq(str![]).stderr_eq(str![[r#"
error: postgres/schema.sql: a generated file that was edited by hand
Nothing was written. Move these files away, or overwrite them with --force.

"#]]);
    assert!(is_edited(&shop, GENERATED));
    compile(&shop, &["--force"], 0);
    assert_eq!(listing(shop.path()), before);
}

#[test]
fn what_is_the_users_is_never_written_again() {
    let shop = compiled();
    edit(&shop, SCAFFOLD);
    compile(&shop, &["--force"], 0);
    assert!(is_edited(&shop, SCAFFOLD));
    fs::remove_file(shop.path().join(SCAFFOLD)).unwrap();
    compile(&shop, &[], 0);
    assert!(!shop.path().join(SCAFFOLD).exists());
}

#[test]
fn a_strange_file_in_the_way_is_kept() {
    let shop = shop();
    fs::create_dir_all(shop.path().join("out/postgres")).unwrap();
    edit(&shop, GENERATED);
    let output = compile(&shop, &[], 3);
    let told = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    assert!(told.starts_with("error: postgres/schema.sql: a file that fraise did not write"), "{told}");
    assert_eq!(listing(&shop.path().join("out")).len(), 1);
}

#[test]
fn a_file_is_no_output_folder() {
    let shop = shop();
    compile(&shop, &["-o", "shop.yaml"], 2).stderr_eq(str![[r#"
error: `shop.yaml` is a file, a folder belongs there

"#]]);
}

#[cfg(unix)]
#[test]
fn a_link_is_no_output_folder() {
    let shop = shop();
    fs::create_dir(shop.path().join("elsewhere")).unwrap();
    std::os::unix::fs::symlink("elsewhere", shop.path().join("out")).unwrap();
    compile(&shop, &[], 2).stderr_eq(str![[r#"
error: `out` is a symbolic link; name the folder it leads to, or put a file in its place

"#]]);
    assert_eq!(listing(&shop.path().join("elsewhere")), BTreeMap::new());
}

/// A limit on the size of files answers as a full disk does: in the middle of a write.
#[cfg(unix)]
#[test]
fn a_disk_that_fills_up_leaves_the_old_files() {
    use snapbox::cmd::{Command, cargo_bin};

    let shop = compiled();
    let before = listing(&shop.path().join("out"));
    let grown = SCHEMA.replace("types:\n", &format!("description: {}\n\ntypes:\n", "long ".repeat(2000)));
    assert_ne!(grown, SCHEMA);
    fs::write(shop.path().join("shop.yaml"), grown).unwrap();
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" compile shop.yaml";
    let command = Command::new("bash").args(["-c", script]).arg(cargo_bin!("fraise"));
    let output = command.current_dir(shop.path()).assert().code(2);
    let told = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    assert!(told.contains("cannot write"), "{told}");
    assert_eq!(listing(&shop.path().join("out")), before);
    compile(&shop, &[], 0);
}

#[test]
fn a_lock_file_that_is_no_lock_file_stops_the_run() {
    let shop = compiled();
    edit(&shop, "out/.fraise-lock.json");
    let output = compile(&shop, &["--force"], 2);
    let told = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    assert!(told.starts_with("error: the lock file `.fraise-lock.json` cannot be read: "), "{told}");
}

#[test]
fn a_schema_without_a_query_says_what_it_has_not() {
    let silent = "fraise: 1\nservice: shop\nroles:\n  admin: {}\ntypes:\n  Thing:\n    fields: {name: text}\n    access: {read: [admin]}\n";
    let shop = folder(&[("shop.yaml", silent)]);
    let output = compile(&shop, &[], 0);
    let told = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    assert!(
        told.contains("warning[F0907]: no query is published, so there is no schema.graphql and no service"),
        "{told}"
    );
    let output = compile(&shop, &["--emit", "postgres,graphql"], 0);
    let told = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    assert!(told.contains("so there is no schema.graphql\n"), "{told}");
    let output = compile(&shop, &["--emit", "postgres"], 0);
    let told = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    assert!(!told.contains("F0907"), "{told}");
}

/// The first folders of the output, for each choice of targets.
#[test]
fn each_choice_of_targets_gives_its_folders() {
    for (targets, expected) in [
        ("postgres", &["postgres"][..]),
        ("rust", &["service"]),
        ("graphql,postgres", &["graphql", "postgres"]),
        ("rust,postgres", &["postgres", "service"]),
        ("postgres,graphql,rust", &["graphql", "postgres", "service"]),
    ] {
        let shop = shop();
        compile(&shop, &["--emit", targets], 0);
        let names = fs::read_dir(shop.path().join("out")).unwrap();
        let mut names: Vec<String> = names.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        names.retain(|it| it != ".fraise-lock.json");
        names.sort();
        assert_eq!(names, expected, "{targets}");
    }
}

#[test]
fn a_list_of_a_view_is_not_emitted_yet() {
    let schema = format!(
        "{SCHEMA}\nviews:\n  days:\n    sql: select 1 as day\n    columns: {{day: int}}\n    key: [day]\n    access: public\n"
    );
    let shop = folder(&[("shop.yaml", &schema)]);
    compile(&shop, &["--emit", "postgres"], 0);
    let asked = schema.replacen("queries:\n", "queries:\n  by_day: {list: days, access: public}\n", 1);
    assert_ne!(asked, schema);
    let shop = folder(&[("shop.yaml", &asked)]);
    let told =
        |run: snapbox::cmd::OutputAssert| String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    let refused = told(compile(&shop, &[], 1));
    assert!(refused.starts_with("error[F0002]: not emitted yet: the list of a view `by_day`\n"), "{refused}");
    compile(&shop, &["--emit", "postgres"], 0);
    compile(&shop, &["--allow-unfinished"], 0);
}
