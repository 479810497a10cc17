//! The schemas of the suite: the folders of `tests/compile`, and the whole services in `schemas`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use fraise::{Input, Options, RuntimeSource};
use fraise_diagnostics::{Format, render};
use fraise_emit::{OutputPath, OutputTree};
use fraise_ir::{Checked, Ir};
use fraise_sql::catalog::{Catalog, RoleSetup};

/// A schema that has no errors.
#[derive(Clone)]
pub(crate) struct Case {
    /// The folder's name.
    pub(crate) name: String,
    /// What the schema becomes.
    pub(crate) tree: OutputTree,
    pub(crate) ir: Checked<Ir>,
}

/// `tests/`
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The folders of `tests/compile`, by name.
pub(crate) fn small() -> Vec<Case> {
    let entries = fs::read_dir(folder().join("compile")).unwrap();
    let mut names: Vec<String> = entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert!(names.len() > 5, "the cases were found");
    names.iter().map(|it| Case::compile(it, &folder().join("compile").join(it).join("schema.yaml"))).collect()
}

pub(crate) fn storefront() -> Case {
    Case::compile("storefront", &service("storefront"))
}

/// The whole services beside the storefront.
pub(crate) const OF_OTHER_FIELDS: [&str; 3] = ["hotel", "library", "seats"];

/// Where the schema of a whole service is.
pub(crate) fn service(name: &str) -> PathBuf {
    folder().join("../schemas").join(format!("{name}.yaml"))
}

/// The small ones and the whole services.
pub(crate) fn all() -> Vec<Case> {
    let mut all = small();
    all.push(storefront());
    all.extend(OF_OTHER_FIELDS.map(|it| Case::compile(it, &service(it))));
    all
}

impl Case {
    pub(crate) fn compile(name: &str, schema: &Path) -> Self {
        Self::of(name, &input(schema))
    }

    /// A schema that was read, and has no errors.
    pub(crate) fn of(name: &str, input: &Input) -> Self {
        let (tree, found) = fraise::compile(input);
        let said = || render(&found, &input.sources, Format::Short);
        let tree = tree.unwrap_or_else(|| panic!("{}", said()));
        let ir = fraise::check(input).0.unwrap();
        Self { name: name.to_owned(), tree, ir }
    }

    /// The text of a file of the output.
    pub(crate) fn file(&self, path: &str) -> &str {
        self.find(path).unwrap_or_else(|| panic!("{} has no {path}", self.name))
    }

    /// The schema definition; without a query there is none, and no service.
    pub(crate) fn sdl(&self) -> Option<&str> {
        let sdl = self.find("graphql/schema.graphql");
        assert_eq!(sdl.is_none(), self.ir.queries.is_empty(), "{}", self.name);
        sdl
    }

    fn find(&self, path: &str) -> Option<&str> {
        self.tree.get(&OutputPath::new(path).unwrap()).map(|it| it.text.as_str())
    }

    pub(crate) fn catalog(&self) -> Catalog {
        fraise_emit_postgres::catalog(&self.ir).unwrap()
    }

    pub(crate) fn role_setup(&self) -> RoleSetup {
        fraise_emit_postgres::role_setup(&self.ir)
    }

    /// A role of PostgreSQL: `owner`, `service`, `role_support`.
    pub(crate) fn role(&self, end: &str) -> String {
        format!("{}_{end}", self.ir.service.roles_prefix)
    }
}

fn input(schema: &Path) -> Input {
    let options = Options {
        allow_unfinished: true,
        // Not our own version, so that a release changes no snapshot.
        runtime: RuntimeSource::Version("1".to_owned()),
        ..Options::all()
    };
    fraise::read(&[schema.to_owned()], options).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn no_service_is_forgotten() {
    let files = fs::read_dir(folder().join("../schemas")).unwrap().map(|it| it.unwrap().path());
    let schemas = files.filter(|it| it.extension().is_some_and(|it| it == "yaml"));
    let mut found: Vec<String> =
        schemas.map(|it| it.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    found.sort();
    let mut known = [OF_OTHER_FIELDS.as_slice(), &["storefront"]].concat();
    known.sort_unstable();
    assert_eq!(found, known);
}

/// Roles are shared by all databases of a server.
#[test]
fn no_two_cases_share_their_roles() {
    let all = all();
    let prefixes: BTreeSet<&str> = all.iter().map(|it| it.ir.service.roles_prefix.as_str()).collect();
    assert_eq!(prefixes.len(), all.len(), "{prefixes:?}");
}

#[test]
fn two_runs_give_the_same_bytes() {
    // Each thread has hash maps of another order.
    let run = || all().into_iter().map(|it| it.tree).collect::<Vec<_>>();
    let (one, other) = (std::thread::spawn(run), std::thread::spawn(run));
    assert!(one.join().unwrap() == other.join().unwrap());
}
