//! The write plan: the new output held against what is on disk.

use std::collections::BTreeMap;

use crate::{ContentHash, File, Manifest, OutputPath, OutputTree, Owner};

/// What is to happen to each path, and the manifest that is true afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// One action for each path, in the order of the paths.
    pub actions: BTreeMap<OutputPath, Action>,
    /// The manifest of the last run, as it was read.
    pub before: Manifest,
    /// The manifest once all is written.
    pub after: Manifest,
}

/// What is to happen to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing is there: write it.
    Create {
        /// The whole text.
        text: String,
    },
    /// Something else is there that we may replace.
    Update {
        /// What is on disk.
        old: Vec<u8>,
        /// The whole new text.
        text: String,
    },
    /// It is there with just this content, and is not touched.
    Unchanged,
    /// It left the model and is taken away.
    Remove {
        /// What is on disk.
        old: Vec<u8>,
    },
    /// A scaffold that is there: its owner's, whatever it holds.
    Keep,
    /// A scaffold that was written once and that its owner removed.
    StayAway,
    /// A file that we may not touch without [`Force::Overwrite`].
    Conflict(Conflict),
}

/// Why a file may not be touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// We wrote it, and somebody changed it since.
    EditedByHand,
    /// It stands where a generated file belongs, and we never wrote it.
    NotOurs,
    /// It left the model, but somebody changed it.
    EditedThenLeft,
}

/// Whether conflicts stop the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Force {
    /// They do.
    Ask,
    /// Generated files win, and scaffolds that are gone are written again.
    Overwrite,
}

/// One touch of the disk. Carried out in order, a stop between any two steps leaves either the old
/// folder, the new one, or one whose manifest says `unfinished`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<'a> {
    /// Replace the lock file.
    Manifest(Manifest),
    /// Replace or create a file.
    Write(&'a OutputPath, &'a str),
    /// Take a file away.
    Remove(&'a OutputPath),
}

/// Decides for each path of the tree, of the manifest and of the disk.
///
/// `found` holds the content of those paths of the tree and of the manifest that are on disk.
pub fn plan(
    tree: &OutputTree,
    before: Manifest,
    found: &BTreeMap<OutputPath, Vec<u8>>,
    force: Force,
) -> Plan {
    let mut actions = BTreeMap::new();
    for (path, file) in tree.iter() {
        let on_disk = found.get(path).map(Vec::as_slice);
        let action = match file.owner {
            Owner::Generated => generated(path, file, &before, on_disk, force),
            Owner::Scaffold => scaffold(path, file, &before, on_disk, force),
        };
        actions.insert(path.clone(), action);
    }
    for path in before.paths() {
        if tree.get(path).is_some() {
            continue;
        }
        if let Some(old) = found.get(path) {
            actions.insert(path.clone(), departed(path, &before, old, force));
        }
    }
    Plan { actions, after: manifest_of(tree), before }
}

fn generated(
    path: &OutputPath,
    file: &File,
    before: &Manifest,
    on_disk: Option<&[u8]>,
    force: Force,
) -> Action {
    let Some(old) = on_disk else {
        return Action::Create { text: file.text.clone() };
    };
    if old == file.text.as_bytes() {
        return Action::Unchanged;
    }
    if force == Force::Overwrite || before.wrote(path, &ContentHash::of(old)) {
        return Action::Update { old: old.to_vec(), text: file.text.clone() };
    }
    Action::Conflict(if before.owns(path) { Conflict::EditedByHand } else { Conflict::NotOurs })
}

fn scaffold(
    path: &OutputPath,
    file: &File,
    before: &Manifest,
    on_disk: Option<&[u8]>,
    force: Force,
) -> Action {
    if on_disk.is_some() {
        return Action::Keep;
    }
    if before.scaffold.contains(path) && force == Force::Ask {
        return Action::StayAway;
    }
    Action::Create { text: file.text.clone() }
}

fn departed(path: &OutputPath, before: &Manifest, old: &[u8], force: Force) -> Action {
    if force == Force::Overwrite || before.wrote(path, &ContentHash::of(old)) {
        return Action::Remove { old: old.to_vec() };
    }
    Action::Conflict(Conflict::EditedThenLeft)
}

fn manifest_of(tree: &OutputTree) -> Manifest {
    let mut manifest = Manifest::default();
    for (path, file) in tree.iter() {
        match file.owner {
            Owner::Generated => {
                let hash = ContentHash::of(file.text.as_bytes());
                manifest.generated.insert(path.clone(), hash);
            }
            Owner::Scaffold => {
                manifest.scaffold.insert(path.clone());
            }
        }
    }
    manifest
}

impl Plan {
    /// The files that stop the run.
    pub fn conflicts(&self) -> impl Iterator<Item = (&OutputPath, Conflict)> {
        self.actions.iter().filter_map(|(path, action)| match action {
            Action::Conflict(conflict) => Some((path, *conflict)),
            Action::Create { .. }
            | Action::Update { .. }
            | Action::Unchanged
            | Action::Remove { .. }
            | Action::Keep
            | Action::StayAway => None,
        })
    }

    /// Whether the disk already holds the output, lock file included.
    pub fn is_settled(&self) -> bool {
        self.before == self.after
            && self.actions.values().all(|action| match action {
                Action::Unchanged | Action::Keep | Action::StayAway => true,
                Action::Create { .. }
                | Action::Update { .. }
                | Action::Remove { .. }
                | Action::Conflict(_) => false,
            })
    }

    /// The touches of the disk in their order: what is meant, the files, what is true. None when
    /// the plan is settled; none either while there are conflicts, since nothing is written then.
    ///
    /// Removals come before writes, so that a file can take the place of a folder and the reverse.
    pub fn steps(&self) -> Vec<Step<'_>> {
        if self.is_settled() || self.conflicts().next().is_some() {
            return Vec::new();
        }
        let removals = self.actions.iter().filter_map(|(path, action)| match action {
            Action::Remove { .. } => Some(Step::Remove(path)),
            Action::Create { .. }
            | Action::Update { .. }
            | Action::Unchanged
            | Action::Keep
            | Action::StayAway
            | Action::Conflict(_) => None,
        });
        let mut steps = vec![Step::Manifest(self.intent())];
        steps.extend(removals);
        steps.extend(self.writes().map(|(path, text)| Step::Write(path, text)));
        steps.push(Step::Manifest(self.after.clone()));
        steps
    }

    /// The files to be written, with their texts.
    fn writes(&self) -> impl Iterator<Item = (&OutputPath, &str)> {
        self.actions.iter().filter_map(|(path, action)| match action {
            Action::Create { text } | Action::Update { text, .. } => Some((path, text.as_str())),
            Action::Unchanged
            | Action::Remove { .. }
            | Action::Keep
            | Action::StayAway
            | Action::Conflict(_) => None,
        })
    }

    /// The old manifest with all that this run is about to write.
    fn intent(&self) -> Manifest {
        let mut intent = self.before.clone();
        for (path, _) in self.writes() {
            if let Some(hash) = self.after.generated.get(path) {
                intent.unfinished.entry(path.clone()).or_default().insert(hash.clone());
            }
        }
        intent
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use pretty_assertions::assert_eq;

    use super::*;

    /// A disk in memory, which carries out as many steps as it is allowed to.
    #[derive(Debug, Clone, Default, PartialEq)]
    struct Disk {
        files: BTreeMap<OutputPath, Vec<u8>>,
        manifest: Manifest,
    }

    impl Disk {
        fn plan(&self, tree: &OutputTree, force: Force) -> Plan {
            plan(tree, self.manifest.clone(), &self.files, force)
        }

        fn carry_out(&mut self, steps: &[Step<'_>]) {
            for step in steps {
                match step {
                    Step::Manifest(manifest) => self.manifest = manifest.clone(),
                    Step::Write(path, text) => {
                        self.files.insert((*path).clone(), text.as_bytes().to_vec());
                    }
                    Step::Remove(path) => {
                        self.files.remove(*path);
                    }
                }
            }
        }

        fn write(&mut self, tree: &OutputTree) {
            let plan = self.plan(tree, Force::Ask);
            self.carry_out(&plan.steps());
        }

        fn edit(&mut self, at: &str, text: &str) {
            self.files.insert(path(at), text.as_bytes().to_vec());
        }
    }

    fn path(text: &str) -> OutputPath {
        OutputPath::new(text).unwrap()
    }

    fn tree(files: &[(&str, File)]) -> OutputTree {
        let mut tree = OutputTree::new();
        for (at, file) in files {
            tree.insert(path(at), file.clone()).unwrap();
        }
        tree
    }

    fn first() -> OutputTree {
        tree(&[
            ("a.sql", File::generated("one")),
            ("b.sql", File::generated("two")),
            ("main.rs", File::scaffold("fn main() {}")),
        ])
    }

    fn second() -> OutputTree {
        tree(&[
            ("b.sql", File::generated("two, again")),
            ("c.sql", File::generated("three")),
            ("main.rs", File::scaffold("fn main() { new() }")),
        ])
    }

    #[test]
    fn an_empty_folder_gets_everything_and_the_manifest_last() {
        let plan = Disk::default().plan(&first(), Force::Ask);
        let steps = plan.steps();
        assert!(matches!(steps.first(), Some(Step::Manifest(it)) if it.unfinished.len() == 2));
        assert!(matches!(steps.last(), Some(Step::Manifest(it)) if *it == plan.after));
        assert_eq!(steps.len(), 5);
    }

    #[test]
    fn a_second_run_touches_nothing() {
        let mut disk = Disk::default();
        disk.write(&first());
        let plan = disk.plan(&first(), Force::Ask);
        assert!(plan.is_settled());
        assert_eq!(plan.steps(), []);
    }

    #[test]
    fn files_are_updated_made_removed_and_scaffolds_kept() {
        let mut disk = Disk::default();
        disk.write(&first());
        disk.edit("main.rs", "mine");
        disk.write(&second());
        let mut expected = Disk::default();
        expected.write(&second());
        expected.edit("main.rs", "mine");
        assert_eq!(disk, expected);
    }

    #[test]
    fn an_edit_by_hand_stops_the_run_until_forced() {
        let mut disk = Disk::default();
        disk.write(&first());
        disk.edit("a.sql", "edited");
        disk.edit("b.sql", "edited");
        disk.edit("c.sql", "the user's");
        let plan = disk.plan(&second(), Force::Ask);
        let conflicts: Vec<_> = plan.conflicts().map(|(at, why)| (at.as_str(), why)).collect();
        assert_eq!(
            conflicts,
            [
                ("a.sql", Conflict::EditedThenLeft),
                ("b.sql", Conflict::EditedByHand),
                ("c.sql", Conflict::NotOurs),
            ]
        );
        assert_eq!(plan.steps(), []);

        let forced = disk.plan(&second(), Force::Overwrite);
        disk.carry_out(&forced.steps());
        assert!(disk.plan(&second(), Force::Ask).is_settled());
        assert_eq!(disk.files.get(&path("a.sql")), None);
    }

    #[test]
    fn a_scaffold_that_its_owner_removed_stays_away_until_forced() {
        let mut disk = Disk::default();
        disk.write(&first());
        disk.files.remove(&path("main.rs"));
        assert!(disk.plan(&first(), Force::Ask).is_settled());
        let forced = disk.plan(&first(), Force::Overwrite);
        assert!(matches!(forced.actions.get(&path("main.rs")), Some(Action::Create { .. })));
    }

    #[test]
    fn a_file_that_becomes_the_users_is_kept() {
        let mut disk = Disk::default();
        disk.write(&first());
        let handed_over = tree(&[("a.sql", File::scaffold("other"))]);
        let plan = disk.plan(&handed_over, Force::Ask);
        assert_eq!(plan.actions.get(&path("a.sql")), Some(&Action::Keep));
    }

    #[test]
    fn a_lost_lock_file_is_made_again_when_nothing_differs() {
        let mut disk = Disk::default();
        disk.write(&first());
        disk.manifest = Manifest::default();
        let plan = disk.plan(&first(), Force::Ask);
        assert!(!plan.is_settled());
        assert_eq!(plan.conflicts().count(), 0);
    }

    #[test]
    fn a_run_stopped_anywhere_is_seen_and_the_next_one_ends_it() {
        let mut before = Disk::default();
        before.write(&first());
        let mut after = before.clone();
        after.write(&second());

        let steps_of_second = before.plan(&second(), Force::Ask);
        let steps = steps_of_second.steps();
        for stop in 0..=steps.len() {
            let mut disk = before.clone();
            disk.carry_out(steps.get(..stop).unwrap());
            let is_old_or_new = disk == before || disk == after;
            assert!(is_old_or_new || !disk.manifest.unfinished.is_empty(), "stop {stop}");

            let mut back = disk.clone();
            back.write(&first());
            assert_eq!(back, before, "back to the first after stop {stop}");
            disk.write(&second());
            assert_eq!(disk, after, "on to the second after stop {stop}");
        }
    }
}
