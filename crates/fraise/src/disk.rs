//! The output folder on disk: read for the plan, then changed step by step as the plan says.
//!
//! Everything new is first written whole into a folder `.fraise-new` beside the output. Only when all of it
//! is there are files renamed into place, so that a full disk leaves the old files as they were.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use fraise_emit::{Force, Manifest, ManifestError, OutputPath, OutputTree, Plan, Step, plan};

/// Where new files wait until all are written.
const STAGE: &str = ".fraise-new";

/// A folder that output is written into; it need not be there yet.
#[derive(Debug, Clone)]
pub struct OutputFolder {
    root: PathBuf,
}

/// What went wrong with the disk.
#[derive(Debug)]
pub enum DiskError {
    /// The system refused: `what` could not be done to `path`.
    Refused {
        /// The verb: "read", "write", "remove".
        what: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// A symbolic link, which may lead out of the folder.
    Link(PathBuf),
    /// A folder where a file belongs.
    FolderInTheWay(PathBuf),
    /// A file where a folder belongs.
    FileInTheWay(PathBuf),
    /// A lock file that cannot be read, or not be made.
    Manifest(ManifestError),
}

type Result<T> = std::result::Result<T, DiskError>;

impl OutputFolder {
    /// The folder at this path, which is no symbolic link and no file.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self> {
        let root = root.into();
        match kind_of(&root)? {
            Found::Nothing | Found::Folder => Ok(Self { root }),
            Found::File => Err(DiskError::FileInTheWay(root)),
        }
    }

    /// What has to be done for the folder to hold the tree.
    pub fn plan(&self, tree: &OutputTree, force: Force) -> Result<Plan> {
        let manifest = self.manifest()?;
        let found = self.contents(tree.iter().map(|(path, _)| path).chain(manifest.paths()), &manifest)?;
        Ok(plan(tree, manifest, &found, force))
    }

    /// The lock file of the last run; an empty one where there is none.
    fn manifest(&self) -> Result<Manifest> {
        let path = self.root.join(Manifest::FILE_NAME);
        match kind_of(&path)? {
            Found::Nothing => Ok(Manifest::default()),
            Found::Folder => Err(DiskError::FolderInTheWay(path)),
            Found::File => {
                let text = fs::read_to_string(&path).map_err(refused("read", &path))?;
                Manifest::parse(&text).map_err(DiskError::Manifest)
            }
        }
    }

    /// The content of those paths that are there. A link on the way is an error.
    fn contents<'a>(
        &self,
        paths: impl IntoIterator<Item = &'a OutputPath>,
        manifest: &Manifest,
    ) -> Result<BTreeMap<OutputPath, Vec<u8>>> {
        let mut contents = BTreeMap::new();
        for path in paths {
            if let Some(content) = self.content(path, manifest)? {
                contents.insert(path.clone(), content);
            }
        }
        Ok(contents)
    }

    /// A file where one of its folders belongs is in the way, unless it is ours and so leaves.
    fn content(&self, path: &OutputPath, manifest: &Manifest) -> Result<Option<Vec<u8>>> {
        for folder in path.folders() {
            let place = self.root.join(folder);
            match kind_of(&place)? {
                Found::Folder => {}
                Found::Nothing => return Ok(None),
                Found::File if manifest.paths().any(|it| it.as_str() == folder) => return Ok(None),
                Found::File => return Err(DiskError::FileInTheWay(place)),
            }
        }
        let file = self.root.join(path.as_str());
        match kind_of(&file)? {
            Found::Nothing => Ok(None),
            Found::Folder => Err(DiskError::FolderInTheWay(file)),
            Found::File => fs::read(&file).map(Some).map_err(refused("read", &file)),
        }
    }

    /// Carries out a plan that was made from this folder.
    pub fn carry_out(&self, plan: &Plan) -> Result<()> {
        let steps = plan.steps();
        if steps.is_empty() {
            return Ok(());
        }
        fs::create_dir_all(&self.root).map_err(refused("make", &self.root))?;
        let stage = self.root.join(STAGE);
        remove_stage(&stage)?;
        let done = self.stage(&stage, &steps).and_then(|()| self.put_in_place(&stage, &steps));
        let cleared = remove_stage(&stage);
        done.and(cleared)
    }

    /// Writes the new files, whole, each under the number of its step.
    fn stage(&self, stage: &Path, steps: &[Step<'_>]) -> Result<()> {
        fs::create_dir(stage).map_err(refused("make", stage))?;
        for (number, step) in steps.iter().enumerate() {
            let waiting = stage.join(number.to_string());
            match step {
                Step::Manifest(manifest) => {
                    write(&waiting, &manifest.print().map_err(DiskError::Manifest)?)?;
                }
                Step::Write(_, text) => write(&waiting, text)?,
                Step::Remove(_) => {}
            }
        }
        Ok(())
    }

    fn put_in_place(&self, stage: &Path, steps: &[Step<'_>]) -> Result<()> {
        for (number, step) in steps.iter().enumerate() {
            let waiting = stage.join(number.to_string());
            match step {
                Step::Manifest(_) => rename(&waiting, &self.root.join(Manifest::FILE_NAME))?,
                Step::Write(path, _) => {
                    let file = self.root.join(path.as_str());
                    if let Some(folder) = file.parent() {
                        fs::create_dir_all(folder).map_err(refused("make", folder))?;
                    }
                    rename(&waiting, &file)?;
                }
                Step::Remove(path) => self.remove(path)?,
            }
        }
        Ok(())
    }

    /// Takes a file away, and the folders above it that are empty then.
    fn remove(&self, path: &OutputPath) -> Result<()> {
        let file = self.root.join(path.as_str());
        fs::remove_file(&file).map_err(refused("remove", &file))?;
        let folders: Vec<&str> = path.folders().collect();
        for folder in folders.into_iter().rev() {
            if fs::remove_dir(self.root.join(folder)).is_err() {
                break;
            }
        }
        Ok(())
    }
}

/// What stands at a path.
enum Found {
    Nothing,
    File,
    Folder,
}

fn kind_of(path: &Path) -> Result<Found> {
    match fs::symlink_metadata(path) {
        Ok(it) if it.is_symlink() => Err(DiskError::Link(path.to_owned())),
        Ok(it) if it.is_dir() => Ok(Found::Folder),
        Ok(_) => Ok(Found::File),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Found::Nothing),
        Err(error) => Err(refused("read", path)(error)),
    }
}

fn write(path: &Path, text: &str) -> Result<()> {
    let mut file = File::create_new(path).map_err(refused("write", path))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_data()).map_err(refused("write", path))
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(refused("write", to))
}

/// A run that was stopped may have left its folder behind.
fn remove_stage(stage: &Path) -> Result<()> {
    match kind_of(stage)? {
        Found::Nothing => Ok(()),
        Found::File => Err(DiskError::FileInTheWay(stage.to_owned())),
        Found::Folder => fs::remove_dir_all(stage).map_err(refused("remove", stage)),
    }
}

fn refused(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> DiskError {
    move |source| DiskError::Refused { what, path: path.to_owned(), source }
}

impl fmt::Display for DiskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { what, path, source } => {
                write!(f, "cannot {what} `{}`: {source}", path.display())?;
                match source.kind() {
                    ErrorKind::StorageFull | ErrorKind::QuotaExceeded => f.write_str("; the disk is full"),
                    ErrorKind::ReadOnlyFilesystem => f.write_str("; the disk cannot be written to"),
                    _ => Ok(()),
                }
            }
            Self::Link(path) => write!(
                f,
                "`{}` is a symbolic link; name the folder it leads to, or put a file in its place",
                path.display()
            ),
            Self::FolderInTheWay(path) => write!(f, "`{}` is a folder, a file belongs there", path.display()),
            Self::FileInTheWay(path) => write!(f, "`{}` is a file, a folder belongs there", path.display()),
            Self::Manifest(error) => error.fmt(f),
        }
    }
}

/// The system's answer is part of what it says, and no source beside.
impl std::error::Error for DiskError {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use pretty_assertions::assert_eq;
    use tempfile::TempDir;

    use super::*;

    fn tree(files: &[(&str, &str)]) -> OutputTree {
        let mut tree = OutputTree::new();
        for (path, text) in files {
            let file = fraise_emit::File::generated(*text);
            tree.insert(OutputPath::new(*path).unwrap(), file).unwrap();
        }
        tree
    }

    fn compile(folder: &OutputFolder, tree: &OutputTree) -> Result<()> {
        folder.carry_out(&folder.plan(tree, Force::Ask)?)
    }

    /// All that is in a folder, by name.
    fn listing(root: &Path) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        let mut folders = vec![root.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
                if entry.is_dir() {
                    folders.push(entry);
                } else {
                    let name = entry.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                    files.insert(name, fs::read_to_string(&entry).unwrap());
                }
            }
        }
        files
    }

    #[test]
    fn files_come_and_go_with_their_folders() {
        let temporary = TempDir::new().unwrap();
        let root = temporary.path().join("deep/out");
        let folder = OutputFolder::open(&root).unwrap();
        compile(&folder, &tree(&[("postgres/schema.sql", "1"), ("a", "2")])).unwrap();
        compile(&folder, &tree(&[("a/b", "3")])).unwrap();
        compile(&folder, &tree(&[("a/b", "3"), ("c", "4")])).unwrap();
        let mut files = listing(&root);
        assert!(files.remove(Manifest::FILE_NAME).unwrap().ends_with("}\n"));
        let names: Vec<_> = files.keys().map(String::as_str).collect();
        assert_eq!(names, ["a/b", "c"]);
        assert!(!root.join("postgres").exists() && !root.join(STAGE).exists());
    }

    #[cfg(unix)]
    #[test]
    fn equal_files_are_not_touched() {
        let temporary = TempDir::new().unwrap();
        let folder = OutputFolder::open(temporary.path()).unwrap();
        compile(&folder, &tree(&[("a", "1"), ("b", "1")])).unwrap();
        let identity = |name: &str| {
            use std::os::unix::fs::MetadataExt as _;
            fs::metadata(temporary.path().join(name)).unwrap().ino()
        };
        let before = [identity("a"), identity("b"), identity(Manifest::FILE_NAME)];
        compile(&folder, &tree(&[("a", "1"), ("b", "1")])).unwrap();
        assert_eq!(before, [identity("a"), identity("b"), identity(Manifest::FILE_NAME)]);
        compile(&folder, &tree(&[("a", "1"), ("b", "2")])).unwrap();
        assert_eq!(before[0], identity("a"));
        assert_ne!(before[1], identity("b"));
    }

    #[test]
    fn what_a_stopped_run_left_behind_is_cleared() {
        let temporary = TempDir::new().unwrap();
        let folder = OutputFolder::open(temporary.path()).unwrap();
        fs::create_dir(temporary.path().join(STAGE)).unwrap();
        fs::write(temporary.path().join(STAGE).join("0"), "half").unwrap();
        compile(&folder, &tree(&[("a", "1")])).unwrap();
        assert!(!temporary.path().join(STAGE).exists());
    }

    #[test]
    fn a_run_that_cannot_write_leaves_the_old_files() {
        let temporary = TempDir::new().unwrap();
        let folder = OutputFolder::open(temporary.path()).unwrap();
        compile(&folder, &tree(&[("a", "1")])).unwrap();
        let before = listing(temporary.path());
        let plan = folder.plan(&tree(&[("a", "2")]), Force::Ask).unwrap();
        // A file in the way of the stage stops even an administrator, whom permissions do not.
        fs::write(temporary.path().join(STAGE), "").unwrap();
        let error = folder.carry_out(&plan).unwrap_err().to_string();
        assert!(error.contains("is a file, a folder belongs there"), "{error}");
        fs::remove_file(temporary.path().join(STAGE)).unwrap();
        assert_eq!(listing(temporary.path()), before);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_never_followed() {
        use std::os::unix::fs::symlink;
        let temporary = TempDir::new().unwrap();
        let elsewhere = temporary.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        let root = temporary.path().join("out");
        fs::create_dir(&root).unwrap();

        symlink(&elsewhere, temporary.path().join("link")).unwrap();
        let link = OutputFolder::open(temporary.path().join("link"));
        assert!(matches!(link.unwrap_err(), DiskError::Link(_)));

        let folder = OutputFolder::open(&root).unwrap();
        symlink(&elsewhere, root.join("a")).unwrap();
        let error = compile(&folder, &tree(&[("a/b", "1")])).unwrap_err();
        assert!(matches!(error, DiskError::Link(_)));
        let error = compile(&folder, &tree(&[("a", "1")])).unwrap_err();
        assert!(matches!(error, DiskError::Link(_)));
        assert_eq!(listing(&elsewhere), BTreeMap::new());
    }

    #[test]
    fn a_folder_where_a_file_belongs_is_named() {
        let temporary = TempDir::new().unwrap();
        fs::create_dir(temporary.path().join("a")).unwrap();
        let folder = OutputFolder::open(temporary.path()).unwrap();
        let error = compile(&folder, &tree(&[("a", "1")])).unwrap_err().to_string();
        assert!(error.ends_with("is a folder, a file belongs there"), "{error}");
        fs::write(temporary.path().join("b"), "").unwrap();
        assert!(OutputFolder::open(temporary.path().join("b")).is_err());
    }
}
