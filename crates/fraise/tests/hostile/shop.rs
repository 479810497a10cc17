//! A folder with a schema in it, and the command run there.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use snapbox::cmd::cargo_bin;
use tempfile::TempDir;

/// A schema without errors.
pub(crate) const SCHEMA: &str = include_str!("../cli/shop.yaml");

pub(crate) struct Shop {
    folder: TempDir,
}

/// How a run ended.
pub(crate) struct Ended {
    pub(crate) code: i32,
    /// What was said, without the folder's name.
    pub(crate) told: String,
    pub(crate) time: Duration,
}

impl Shop {
    /// `shop.yaml` with these bytes.
    pub(crate) fn with(bytes: &[u8]) -> Self {
        let shop = Self { folder: TempDir::new().unwrap() };
        fs::write(shop.path("shop.yaml"), bytes).unwrap();
        shop
    }

    /// A good schema, compiled.
    pub(crate) fn compiled() -> Self {
        let shop = Self::with(SCHEMA.as_bytes());
        assert_eq!(shop.compile(&[]).code, 0);
        shop
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn compile(&self, more: &[&str]) -> Ended {
        self.run(&[&["compile", "shop.yaml"], more].concat())
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        self.end_of(self.command().args(arguments))
    }

    /// The command in this folder, without the caller's environment.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(cargo_bin!("fraise"));
        command.current_dir(self.folder.path()).env_clear().env("FRAISE_FORMAT", "short");
        command
    }

    /// Runs it to its end, which is an exit of ours: no signal, no panic.
    pub(crate) fn end_of(&self, command: &mut Command) -> Ended {
        let began = Instant::now();
        let Output { status, stdout, stderr } = command.stdin(Stdio::null()).output().unwrap();
        let time = began.elapsed();
        let told = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
        let told = told.replace(self.folder.path().to_str().unwrap(), "FOLDER");
        assert_eq!(status.signal(), None, "{told}");
        let code = status.code().unwrap();
        assert!((0..=3).contains(&code), "exit {code}: {told}");
        Ended { code, told, time }
    }

    /// All that is in the output folder, by name; links as where they lead.
    pub(crate) fn output(&self) -> BTreeMap<String, Vec<u8>> {
        listing(&self.path("out"))
    }
}

/// All files in a folder, by name.
pub(crate) fn listing(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder) else { continue };
        for entry in entries.map(|it| it.unwrap().path()) {
            let name = entry.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            if let Ok(target) = fs::read_link(&entry) {
                files.insert(name, target.into_os_string().into_encoded_bytes());
            } else if entry.is_dir() {
                folders.push(entry);
            } else {
                files.insert(name, fs::read(&entry).unwrap_or_default());
            }
        }
    }
    files
}
