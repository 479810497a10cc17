//! What the walls look at: our crates with their dependencies, our sources as tokens.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use cargo_metadata::{DependencyKind, MetadataCommand, TargetKind};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// One crate of the workspace, as its manifest has it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Krate {
    pub(crate) name: String,
    /// Linked into the crate, or into its build script.
    pub(crate) dependencies: Vec<String>,
    /// Linked into its tests only.
    pub(crate) dev_dependencies: Vec<String>,
    pub(crate) has_build_script: bool,
    pub(crate) manifest: String,
}

/// One source file, without its `#[cfg(test)]` items.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) krate: String,
    /// From the root of the repository, with `/`.
    pub(crate) path: String,
    pub(crate) tokens: Vec<TokenTree>,
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

pub(crate) fn krates() -> Vec<Krate> {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(["--locked".to_owned(), "--offline".to_owned()])
        .exec()
        .unwrap();
    metadata
        .packages
        .iter()
        .map(|package| {
            let names = |is_wanted: fn(DependencyKind) -> bool| {
                let wanted = package.dependencies.iter().filter(|it| is_wanted(it.kind));
                wanted.map(|it| it.name.clone()).collect()
            };
            Krate {
                name: package.name.to_string(),
                dependencies: names(|it| it != DependencyKind::Development),
                dev_dependencies: names(|it| it == DependencyKind::Development),
                has_build_script: package.targets.iter().any(|it| it.kind.contains(&TargetKind::CustomBuild)),
                manifest: fs::read_to_string(&package.manifest_path).unwrap(),
            }
        })
        .collect()
}

/// The sources of our crates, that is of their `src` folders.
pub(crate) fn sources() -> Vec<Source> {
    let root = root();
    let mut sources = Vec::new();
    let crates = fs::read_dir(root.join("crates")).unwrap().map(|it| it.unwrap().path());
    for folder in crates.chain([root.join("templates")]).filter(|it| it.is_dir()) {
        let krate = match folder.file_name().unwrap().to_str().unwrap() {
            "templates" => "fraise-templates",
            name => name,
        };
        for file in rust_files(&folder.join("src")) {
            let path = file.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            let text = fs::read_to_string(&file).unwrap();
            sources.push(Source::parse(krate, &path, &text));
        }
    }
    assert!(sources.len() > 20, "the sources were found");
    sources
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
        if entry.is_dir() {
            files.extend(rust_files(&entry));
        } else if entry.extension().is_some_and(|it| it == "rs") {
            files.push(entry);
        }
    }
    files.sort();
    files
}

impl Source {
    pub(crate) fn parse(krate: &str, path: &str, text: &str) -> Self {
        let tokens = TokenStream::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let is_test_module = path.ends_with("/tests.rs") || path.contains("/tests/");
        let tokens = if is_test_module { Vec::new() } else { without_tests(tokens) };
        Self { krate: krate.to_owned(), path: path.to_owned(), tokens }
    }

    /// `path:line: what`.
    pub(crate) fn violation(&self, at: &TokenTree, what: impl std::fmt::Display) -> String {
        format!("{}:{}: {what}", self.path, at.span().start().line)
    }

    /// Visits all neighbours in all groups: each token with what follows it in its group.
    pub(crate) fn each(&self, visit: &mut impl FnMut(&[TokenTree])) {
        each_of(&self.tokens, visit);
    }
}

fn each_of(tokens: &[TokenTree], visit: &mut impl FnMut(&[TokenTree])) {
    for (at, token) in tokens.iter().enumerate() {
        visit(&tokens[at..]);
        if let TokenTree::Group(group) = token {
            let inner: Vec<_> = group.stream().into_iter().collect();
            each_of(&inner, visit);
        }
    }
}

/// Drops each item under `#[cfg(test)]`: up to its braces, or to its semicolon.
fn without_tests(stream: TokenStream) -> Vec<TokenTree> {
    let mut kept = Vec::new();
    let mut tokens = stream.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_test = is_punct(&token, '#')
            && tokens.peek().is_some_and(|it| it.to_string().replace(' ', "") == "[cfg(test)]");
        if !is_test {
            kept.push(token);
            continue;
        }
        for token in tokens.by_ref() {
            let is_body = matches!(&token, TokenTree::Group(it) if it.delimiter() == Delimiter::Brace);
            if is_body || is_punct(&token, ';') {
                break;
            }
        }
    }
    kept
}

pub(crate) fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(it) if it.as_char() == wanted)
}

pub(crate) fn is_ident(token: &TokenTree, wanted: &str) -> bool {
    matches!(token, TokenTree::Ident(it) if it == wanted)
}

#[test]
fn test_items_are_left_out() {
    let text = "use a; #[cfg(test)] mod tests { use std::fs; } #[cfg(test)] use c; fn d() {}";
    let source = Source::parse("x", "x.rs", text);
    let kept: String = source.tokens.iter().map(|it| format!("{it} ")).collect();
    assert_eq!(kept, "use a ; fn d () { } ");
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    for krate in krates() {
        assert!(krate.manifest.contains("[lints]\nworkspace = true\n"), "{}", krate.name);
    }
}
