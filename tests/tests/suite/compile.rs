//! The whole output of each schema as one snapshot, beside the schema.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use insta::{assert_snapshot, with_settings};

use crate::case::{self, Case};

/// Each file under its path; a text that is there twice is shown once.
fn shown(case: &Case) -> String {
    let mut shown = String::new();
    let mut seen = BTreeMap::new();
    for (path, file) in case.tree.iter() {
        let owner = match file.owner {
            fraise_emit::Owner::Generated => "",
            fraise_emit::Owner::Scaffold => ", the user's",
        };
        writeln!(shown, "==== {path}{owner}").unwrap();
        match seen.insert(&file.text, path) {
            None => shown.push_str(&file.text),
            Some(first) => writeln!(shown, "(the same as {first})").unwrap(),
        }
    }
    shown
}

fn check(case: &Case, folder: &str) {
    with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
        assert_snapshot!("output", shown(case));
    });
}

#[test]
fn small_schemas() {
    let cases = case::small();
    let is_other = |case: &&Case| {
        let folder = format!("../../compile/{}", case.name);
        catch_unwind(AssertUnwindSafe(|| check(case, &folder))).is_err()
    };
    let others: Vec<&str> = cases.iter().filter(is_other).map(|it| it.name.as_str()).collect();
    assert_eq!(others, [""; 0], "what they become is not what it was");
}

#[test]
fn the_storefront() {
    check(&case::storefront(), "../../storefront");
}

#[test]
fn files_end_with_one_line_feed_and_have_no_trailing_space() {
    for case in case::all() {
        for (path, file) in case.tree.iter() {
            let at = format!("{}: {path}", case.name);
            assert!(file.text.ends_with('\n') && !file.text.ends_with("\n\n"), "{at}");
            assert!(!file.text.contains('\r'), "{at}");
            for (number, line) in (1..).zip(file.text.lines()) {
                assert_eq!(line, line.trim_end(), "{at}:{number}");
            }
        }
    }
}
