//! Disk, environment, network, processes and the clock are touched at the rim only, and no build script
//! runs on the machine of who builds us.

use pretty_assertions::assert_eq;
use proc_macro2::{Delimiter, TokenTree};

use super::workspace::{Krate, Source, is_ident, is_punct, krates, sources};

const RIM: &[&str] = &["fraise", "fraise-pg", "fraise-runtime", "xtask"];

/// Modules of `std` and `tokio` that lead outside.
const MODULES: &[&str] = &["env", "fs", "net", "process"];

/// Types that read the clock.
const CLOCKS: &[&str] = &["Instant", "SystemTime"];

fn stays_inside(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources.iter().filter(|it| !RIM.contains(&it.krate.as_str())) {
        source.each(&mut |tokens| {
            if let Some(module) = outside_module(tokens) {
                found.push(source.violation(&tokens[0], format!("leads outside by `{module}`")));
            }
            if CLOCKS.iter().any(|it| is_ident(&tokens[0], it)) {
                found.push(source.violation(&tokens[0], format!("reads the clock by `{}`", tokens[0])));
            }
        });
    }
    found
}

/// The module in `std::fs`, `std::{io, fs}`, `tokio::net`.
fn outside_module(tokens: &[TokenTree]) -> Option<String> {
    let [library, first, second, module, ..] = tokens else { return None };
    let is_path = is_punct(first, ':') && is_punct(second, ':');
    if !is_path || !(is_ident(library, "std") || is_ident(library, "tokio")) {
        return None;
    }
    let mentioned: Vec<TokenTree> = match module {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            let all: Vec<_> = group.stream().into_iter().collect();
            let starts = (0..all.len()).filter(|at| *at == 0 || is_punct(&all[at - 1], ','));
            starts.map(|at| all[at].clone()).collect()
        }
        other => vec![other.clone()],
    };
    let module = MODULES.iter().find(|name| mentioned.iter().any(|it| is_ident(it, name)))?;
    Some(format!("{library}::{module}"))
}

fn no_build_scripts(krates: &[Krate]) -> Vec<String> {
    let with = krates.iter().filter(|it| it.has_build_script);
    with.map(|it| format!("{} has a build script", it.name)).collect()
}

#[test]
fn only_the_rim_touches_the_outside_world() {
    assert_eq!(stays_inside(&sources()), Vec::<String>::new());
}

#[test]
fn no_crate_runs_code_when_built() {
    assert_eq!(no_build_scripts(&krates()), Vec::<String>::new());
}

#[test]
fn violations_are_found() {
    let text = "
        use std::fs;
        use std::{fmt, net::TcpStream};
        fn f() { let _ = (std::env::var(\"HOME\"), tokio::process::Command::new(\"x\")); }
        fn g() -> std::time::SystemTime { todo!() }
        const NAME: &str = env!(\"CARGO_PKG_NAME\"); // std::fs
        mod fs {}
        #[cfg(test)]
        mod tests { use std::fs; }
    ";
    let inside = Source::parse("fraise-ir", "a.rs", text);
    assert_eq!(
        stays_inside(&[inside, Source::parse("fraise-pg", "b.rs", text)]),
        [
            "a.rs:2: leads outside by `std::fs`",
            "a.rs:3: leads outside by `std::net`",
            "a.rs:4: leads outside by `std::env`",
            "a.rs:4: leads outside by `tokio::process`",
            "a.rs:5: reads the clock by `SystemTime`",
        ]
    );
    let krate = Krate { name: "fraise-ir".into(), has_build_script: true, ..Krate::default() };
    assert_eq!(no_build_scripts(&[krate]), ["fraise-ir has a build script"]);
}
