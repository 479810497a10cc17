//! Runs that are stopped in the middle of writing, at any moment.

use std::process::Stdio;
use std::time::{Duration, Instant};

use pretty_assertions::assert_eq;

use crate::disk::is_seen_or_whole;
use crate::shop::{SCHEMA, Shop, listing};

/// Many tables, so that writing takes a while.
fn schema(turn: usize) -> String {
    let types = (0..30)
        .map(|it| format!("  Thing{it}:\n    fields: {{count_{turn}: int}}\n    access: {{read: public}}\n"));
    SCHEMA.replacen("types:\n", &format!("types:\n{}", types.collect::<String>()), 1)
}

/// Whatever is there after `kill -9`, `--check` says whether it is whole, and the next run makes it so.
#[test]
fn killed_at_any_moment() {
    let shop = Shop::with(schema(0).as_bytes());
    let began = Instant::now();
    assert_eq!(shop.compile(&[]).code, 0);
    let whole = began.elapsed();
    let mut stopped = 0;
    for turn in 1..=20 {
        std::fs::write(shop.path("shop.yaml"), schema(turn)).unwrap();
        let mut command = shop.command();
        command.args(["compile", "shop.yaml"]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut run = command.spawn().unwrap();
        // Later and later in the run, from reading to the last file.
        std::thread::sleep(
            whole.mul_f64(f64::from(u32::try_from(turn).unwrap()) / 20.0).min(Duration::from_secs(5)),
        );
        run.kill().unwrap();
        stopped += usize::from(!run.wait().unwrap().success());
        is_seen_or_whole(&shop);
        if turn % 4 == 0 {
            assert_eq!(shop.compile(&[]).code, 0);
            assert_eq!(shop.compile(&["--check"]).code, 0);
            assert!(listing(&shop.path("out")).keys().all(|it| !it.starts_with(".fraise-new")));
        }
    }
    assert!(stopped >= 5, "only {stopped} of 20 runs were stopped");
}
