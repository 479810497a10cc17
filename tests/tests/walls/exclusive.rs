//! Some crates of others have one owner here, so that what they do is done in one place.

use pretty_assertions::assert_eq;

use super::workspace::{Krate, krates};

struct Exclusive {
    name: &'static str,
    /// Who links it.
    owners: &'static [&'static str],
    /// Whose tests link it too, beside those of the owners and `fraise-tests`.
    testers: &'static [&'static str],
}

const fn owned(name: &'static str, owners: &'static [&'static str]) -> Exclusive {
    Exclusive { name, owners, testers: &[] }
}

/// Who judges the whole, and may link anything for it.
const JUDGES: &[&str] = &["fraise-fuzz", "fraise-mutants", "fraise-tests"];

const EXCLUSIVE: &[Exclusive] = &[
    owned("annotate-snippets", &["fraise-diagnostics"]),
    owned("anyhow", &["fraise", "xtask"]),
    Exclusive {
        name: "apollo-compiler",
        owners: &["fraise-runtime"],
        testers: &["fraise-emit-graphql", "fraise-emit-rust"],
    },
    owned("axum", &["fraise-runtime"]),
    owned("clap", &["fraise", "xtask"]),
    owned("clap_complete", &["fraise"]),
    owned("deadpool-postgres", &["fraise-runtime"]),
    owned("graphql-parser", &["fraise-emit-graphql"]),
    owned("jsonwebtoken", &["fraise-runtime"]),
    owned("libfuzzer-sys", &["fraise-fuzz"]),
    owned("minijinja", &["fraise-templates"]),
    owned("granit-parser", &["fraise-syntax"]),
    owned("serde_yaml", &[]),
    owned("serde_yml", &[]),
    owned("sha2", &["fraise-emit", "fraise-ir", "fraise-runtime"]),
    Exclusive {
        name: "sqlparser",
        owners: &["fraise-expr"],
        testers: &["fraise-sql", "fraise-emit-postgres"],
    },
    Exclusive { name: "squawk-syntax", owners: &[], testers: &["fraise-sql", "fraise-emit-postgres"] },
    Exclusive {
        name: "syn",
        owners: &["fraise-syntax", "fraise-attributes"],
        testers: &["fraise-emit-rust"],
    },
    owned("tokio-postgres", &["fraise-pg", "fraise-runtime"]),
    // Casing and plural forms are decided in one file of ours.
    owned("Inflector", &[]),
    owned("convert_case", &[]),
    owned("heck", &[]),
    owned("pluralizer", &[]),
];

fn owners_hold(krates: &[Krate]) -> Vec<String> {
    let mut found = Vec::new();
    for krate in krates.iter().filter(|it| !JUDGES.contains(&it.name.as_str())) {
        for exclusive in EXCLUSIVE {
            let name = exclusive.name.to_owned();
            let is_owner = exclusive.owners.contains(&krate.name.as_str());
            let is_tester = is_owner || exclusive.testers.contains(&krate.name.as_str());
            if krate.dependencies.contains(&name) && !is_owner {
                found.push(format!("{} links {name}, which is not its own", krate.name));
            }
            if krate.dev_dependencies.contains(&name) && !is_tester {
                found.push(format!("the tests of {} link {name}, which is not their own", krate.name));
            }
        }
    }
    found
}

#[test]
fn exclusive_crates_have_their_owners_only() {
    assert_eq!(owners_hold(&krates()), Vec::<String>::new());
}

#[test]
fn violations_are_found() {
    let krate = Krate {
        name: "fraise-ir".into(),
        dependencies: vec!["serde".into(), "minijinja".into()],
        dev_dependencies: vec!["sqlparser".into()],
        ..Krate::default()
    };
    let tester = Krate {
        name: "fraise-sql".into(),
        dependencies: vec!["sqlparser".into()],
        dev_dependencies: vec!["sqlparser".into(), "heck".into()],
        ..Krate::default()
    };
    assert_eq!(
        owners_hold(&[krate, tester]),
        [
            "fraise-ir links minijinja, which is not its own",
            "the tests of fraise-ir link sqlparser, which is not their own",
            "fraise-sql links sqlparser, which is not its own",
            "the tests of fraise-sql link heck, which is not their own",
        ]
    );
}
