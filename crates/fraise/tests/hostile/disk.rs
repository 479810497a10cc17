//! Folders, links, rights and devices that are not as a run would like them: an error that names the path, and
//! the files as they were.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use pretty_assertions::assert_eq;
use snapbox::cmd::cargo_bin;

use crate::shop::{Ended, SCHEMA, Shop, listing};

const SQL: &str = "out/postgres/schema.sql";

/// The next schema, which changes more than one file.
fn grown() -> String {
    let grown = SCHEMA.replacen(
        "types:\n",
        "description: grown\n\ntypes:\n  Crate:\n    fields: {size: int}\n    access: {read: public}\n",
        1,
    );
    assert_ne!(grown, SCHEMA);
    grown
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

/// The command as somebody whom rights stop: root becomes nobody.
fn as_nobody(shop: &Shop, arguments: &[&str]) -> Ended {
    if !is_root() {
        return shop.run(arguments);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]);
    command.arg(program_for_nobody(shop)).args(arguments);
    command.current_dir(shop.path("")).env_clear().env("PATH", "/usr/bin:/bin").env("FRAISE_FORMAT", "short");
    shop.end_of(&mut command)
}

/// Root's folders are closed to nobody, so the program is copied to where the schema is.
fn program_for_nobody(shop: &Shop) -> std::path::PathBuf {
    let copy = shop.path("fraise");
    if !copy.exists() {
        fs::copy(cargo_bin!("fraise"), &copy).unwrap();
    }
    give(&shop.path(""), 0o755);
    copy
}

fn give(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// All of the output belongs to nobody.
fn hand_over(shop: &Shop) {
    if is_root() {
        let done = Command::new("chown").arg("-R").arg("65534:65534").arg(shop.path("")).status().unwrap();
        assert!(done.success());
    }
}

/// Expects an error that says this, and everything as it was.
fn is_refused(shop: &Shop, arguments: &[&str], told: &str) {
    let before = listing(&shop.path(""));
    let ended = shop.run(arguments);
    assert!(ended.code != 0 && ended.told.contains(told), "{}: {}", ended.code, ended.told);
    assert_eq!(listing(&shop.path("")), before, "{}", ended.told);
}

#[test]
fn schemas_that_are_no_files() {
    let shop = Shop::compiled();
    fs::create_dir(shop.path("folder.yaml")).unwrap();
    symlink("nowhere.yaml", shop.path("dangling.yaml")).unwrap();
    symlink("loop.yaml", shop.path("loop.yaml")).unwrap();
    for verb in ["check", "compile", "fmt", "ir"] {
        let refused = |file: &str, told: &str| is_refused(&shop, &[verb, file], told);
        refused("missing.yaml", "there is no such file");
        refused("folder.yaml", "it is a folder");
        refused("dangling.yaml", "there is no such file");
        refused("loop.yaml", "cannot read `loop.yaml`");
        refused("shop.yaml/x.yaml", "cannot read `shop.yaml/x.yaml`");
        refused(&"x".repeat(300), "cannot read");
        refused("", "a value is required");
    }
    is_refused(&shop, &["compile", "."], "it is a folder");
}

#[test]
fn devices_without_an_end() {
    let shop = Shop::compiled();
    for verb in ["check", "compile", "fmt"] {
        is_refused(&shop, &[verb, "/dev/zero"], "F0112");
    }
    let ended = shop.run(&["check", "/dev/null"]);
    assert!(ended.code == 1 && ended.told.contains("F0107"), "{}", ended.told);
}

/// Whoever writes into a pipe is waited for, as by any program; what comes is read.
#[test]
fn a_pipe_is_read_to_its_end() {
    let shop = Shop::with(b"");
    let made = Command::new("mkfifo").arg(shop.path("pipe.yaml")).status().unwrap();
    assert!(made.success());
    let pipe = shop.path("pipe.yaml");
    let writer = std::thread::spawn(move || fs::write(pipe, SCHEMA).unwrap());
    let ended = shop.run(&["check", "pipe.yaml"]);
    writer.join().unwrap();
    assert_eq!(ended.code, 0, "{}", ended.told);
}

#[test]
fn schemas_that_may_not_be_read() {
    let shop = Shop::compiled();
    give(&shop.path("shop.yaml"), 0o000);
    for verb in ["check", "compile", "fmt"] {
        let ended = as_nobody(&shop, &[verb, "shop.yaml"]);
        assert!(ended.code == 2 && ended.told.contains("Permission denied"), "{}", ended.told);
    }
}

#[test]
fn imports_that_lead_elsewhere() {
    let shop = Shop::compiled();
    let imports = |name: &str, what: &str| {
        fs::write(shop.path(name), format!("fraise: 1\nservice: shop\nimports: [\"{what}\"]\n")).unwrap();
    };
    fs::create_dir(shop.path("parts")).unwrap();
    symlink("/dev/zero", shop.path("parts/zero.yaml")).unwrap();
    symlink("../chain.yaml", shop.path("parts/back.yaml")).unwrap();
    for (what, told) in [
        ("/etc/passwd", "F0108"),
        ("../../../../../../../../etc/passwd", "F0"),
        ("parts", "F0108"),
        ("parts/zero.yaml", "F0112"),
        ("parts/missing.yaml", "F0108"),
        ("parts/back.yaml", "F0108"),
        ("file:///etc/passwd", "F0108"),
        ("C:/shop.yaml", "F0108"),
        ("parts\\\\a.yaml", "F0108"),
        ("a\\nb.yaml", "F0108"),
        ("a\\0b.yaml", "F0108"),
        ("~/shop.yaml", "F0108"),
        ("$HOME/shop.yaml", "F0108"),
        ("chain.yaml", "F0108"),
        ("", "F0108"),
    ] {
        imports("chain.yaml", what);
        is_refused(&shop, &["compile", "chain.yaml"], told);
    }
}

#[test]
fn two_hundred_imports_in_a_row() {
    let shop = Shop::with(b"fraise: 1\nservice: shop\nimports: [part0.yaml]\n");
    for number in 0..200 {
        let text = format!("fraise: 1\nimports: [part{}.yaml]\n", number + 1);
        fs::write(shop.path(&format!("part{number}.yaml")), text).unwrap();
    }
    fs::write(shop.path("part200.yaml"), "fraise: 1\nimports: [shop.yaml]\n").unwrap();
    is_refused(&shop, &["compile", "shop.yaml"], "F0108");
}

#[test]
fn output_folders_that_are_something_else() {
    let shop = Shop::compiled();
    fs::create_dir(shop.path("elsewhere")).unwrap();
    symlink("elsewhere", shop.path("link")).unwrap();
    symlink("nowhere", shop.path("dangling")).unwrap();
    fs::create_dir(shop.path("inside")).unwrap();
    symlink("../elsewhere", shop.path("inside/postgres")).unwrap();
    fs::create_dir(shop.path("in_file")).unwrap();
    fs::write(shop.path("in_file/postgres"), "mine\n").unwrap();
    fs::create_dir_all(shop.path("in_folder/postgres/schema.sql")).unwrap();
    fs::create_dir(shop.path("locked")).unwrap();
    fs::create_dir(shop.path("locked/.fraise-lock.json")).unwrap();
    fs::create_dir(shop.path("waiting")).unwrap();
    fs::write(shop.path("waiting/.fraise-new"), "mine\n").unwrap();
    for (output, told) in [
        ("shop.yaml", "is a file, a folder belongs there"),
        ("shop.yaml/out", "shop.yaml/out"),
        ("link", "is a symbolic link"),
        ("dangling", "is a symbolic link"),
        ("inside", "`inside/postgres` is a symbolic link"),
        ("in_file", "`in_file/postgres` is a file, a folder belongs there"),
        ("in_folder", "is a folder, a file belongs there"),
        ("locked", "is a folder, a file belongs there"),
        ("waiting", "is a file, a folder belongs there"),
        ("/dev/null", "is a file, a folder belongs there"),
        ("/proc/fraise", "cannot make `/proc/fraise`"),
        ("", "a value is required"),
    ] {
        is_refused(&shop, &["compile", "shop.yaml", "-o", output], told);
    }
    assert!(listing(&shop.path("elsewhere")).is_empty());
}

#[test]
fn links_among_the_files_of_the_output() {
    let shop = Shop::compiled();
    fs::write(shop.path("precious.txt"), "precious\n").unwrap();
    for file in [SQL, "out/.fraise-lock.json", "out/service/src/main.rs"] {
        let kept = fs::read(shop.path(file)).unwrap();
        fs::remove_file(shop.path(file)).unwrap();
        symlink(shop.path("precious.txt"), shop.path(file)).unwrap();
        is_refused(&shop, &["compile", "shop.yaml"], "is a symbolic link");
        is_refused(&shop, &["compile", "shop.yaml", "--force"], "is a symbolic link");
        fs::remove_file(shop.path(file)).unwrap();
        fs::write(shop.path(file), kept).unwrap();
    }
    symlink("../elsewhere", shop.path("out/.fraise-new")).unwrap();
    fs::create_dir(shop.path("elsewhere")).unwrap();
    fs::write(shop.path("shop.yaml"), grown()).unwrap();
    is_refused(&shop, &["compile", "shop.yaml"], "is a symbolic link");
}

#[test]
fn lock_files_that_lie() {
    let shop = Shop::compiled();
    let lock = shop.path("out/.fraise-lock.json");
    let good = fs::read_to_string(&lock).unwrap();
    let outside = good.replacen("\"postgres/schema.sql\"", "\"../precious.txt\"", 1);
    let absolute = good.replacen("\"postgres/schema.sql\"", "\"/etc/passwd\"", 1);
    assert!(outside != good && absolute != good);
    fs::write(shop.path("precious.txt"), "precious\n").unwrap();
    for lie in [
        outside.as_str(),
        &absolute,
        "",
        "{}",
        "[]",
        "null",
        "\0",
        "{\"files\": 1}",
        &"[".repeat(100_000),
        &good[..good.len() / 2],
    ] {
        fs::write(&lock, lie).unwrap();
        is_refused(&shop, &["compile", "shop.yaml", "--force"], ".fraise-lock.json");
    }
    let bytes = [good.as_bytes(), b"\xff"].concat();
    fs::write(&lock, bytes).unwrap();
    is_refused(&shop, &["compile", "shop.yaml"], ".fraise-lock.json");
}

#[test]
fn folders_that_may_not_be_written() {
    let shop = Shop::compiled();
    fs::write(shop.path("shop.yaml"), grown()).unwrap();
    program_for_nobody(&shop);
    hand_over(&shop);
    for (folder, mode) in [("out", 0o555), ("out/postgres", 0o555), ("out/postgres", 0o000), ("out", 0o000)] {
        give(&shop.path(folder), mode);
        let before = shop.output();
        let ended = as_nobody(&shop, &["compile", "shop.yaml"]);
        assert!(ended.code == 2 && ended.told.contains("Permission denied"), "{folder}: {}", ended.told);
        give(&shop.path(folder), 0o755);
        assert_eq!(shop.output().get("postgres/schema.sql"), before.get("postgres/schema.sql"));
        is_seen_or_whole(&shop);
    }
    assert_eq!(as_nobody(&shop, &["compile", "shop.yaml"]).code, 0);
    assert_eq!(as_nobody(&shop, &["compile", "shop.yaml", "--check"]).code, 0);
}

/// What `--check` says of the folder is true: it differs, or it is what a fresh run would write.
pub(crate) fn is_seen_or_whole(shop: &Shop) {
    let checked = shop.compile(&["--check"]);
    let fresh = shop.compile(&["-o", "fresh"]);
    assert_eq!(fresh.code, 0, "{}", fresh.told);
    let is_whole = listing(&shop.path("fresh")) == shop.output();
    fs::remove_dir_all(shop.path("fresh")).unwrap();
    assert_eq!(checked.code == 0, is_whole, "{}", checked.told);
}

#[test]
fn a_schema_that_may_not_be_written_is_not_laid_out() {
    let shop = Shop::with(b"fraise:   1\nservice: shop\n");
    program_for_nobody(&shop);
    give(&shop.path("shop.yaml"), 0o444);
    if is_root() {
        // Its folder belongs to root.
        let ended = as_nobody(&shop, &["fmt", "shop.yaml"]);
        assert!(ended.code == 2 && ended.told.contains("cannot write"), "{}", ended.told);
        assert_eq!(fs::read(shop.path("shop.yaml")).unwrap(), b"fraise:   1\nservice: shop\n");
    }
}

#[test]
fn edits_by_hand_stop_the_run() {
    let shop = Shop::compiled();
    for (edit, told) in
        [("-- mine\n", "was edited by hand"), ("", "was edited by hand"), ("\0\u{ff}", "was edited by hand")]
    {
        fs::write(shop.path(SQL), edit).unwrap();
        is_refused(&shop, &["compile", "shop.yaml"], told);
    }
    fs::remove_file(shop.path(SQL)).unwrap();
    assert_eq!(shop.compile(&[]).code, 0, "a file that is gone is made again");
    is_seen_or_whole(&shop);
}

/// A disk of a few pages fills up at one file after the other.
#[test]
fn a_full_disk_leaves_the_old_files() {
    if !is_root() {
        // Only root may mount one; the command line's own tests fill a disk by a limit on files.
        return;
    }
    let shop = Shop::with(SCHEMA.as_bytes());
    fs::create_dir(shop.path("out")).unwrap();
    let mount = |size: &str| {
        let options = format!("size={size}");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(shop.path("out"));
        mount.status().is_ok_and(|it| it.success())
    };
    let unmount = || assert!(Command::new("umount").arg(shop.path("out")).status().unwrap().success());
    for pages in [1, 2, 4, 6, 8, 10, 12] {
        if !mount(&format!("{}k", pages * 4)) {
            // Mounts are not allowed everywhere, not even to root.
            return;
        }
        let ended = shop.compile(&[]);
        let is_empty = shop.output().is_empty();
        unmount();
        assert!(ended.code == 2 && ended.told.contains("the disk is full"), "{pages}: {}", ended.told);
        assert!(is_empty, "{pages} pages: {}", ended.told);
    }
    // The old output fits, both at once do not.
    assert!(mount("128k"));
    let first = shop.compile(&[]);
    let before = shop.output();
    fs::write(shop.path("shop.yaml"), grown()).unwrap();
    fs::write(shop.path("out/ballast"), vec![0; 1024 * 1024]).unwrap_err();
    let second = shop.compile(&[]);
    let mut after = shop.output();
    after.remove("ballast");
    unmount();
    assert_eq!(first.code, 0, "{}", first.told);
    assert!(second.code == 2 && second.told.contains("the disk is full"), "{}", second.told);
    assert_eq!(after, before);
}
