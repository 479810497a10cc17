//! The input that is being tried, on disk: what ends the process at once, such as a stack that ends, leaves
//! the engine no time to keep it.

use std::cell::RefCell;
use std::fs::File;
use std::io::{Seek as _, Write as _};
use std::path::PathBuf;

thread_local! {
    static LAST: RefCell<Option<File>> = RefCell::new(open());
}

/// The file that `FRAISE_FUZZ_LAST` names.
fn open() -> Option<File> {
    let path = PathBuf::from(std::env::var_os("FRAISE_FUZZ_LAST")?);
    Some(File::create(path).unwrap())
}

/// Notes the input.
pub fn noted(bytes: &[u8]) {
    LAST.with_borrow_mut(|last| {
        let Some(file) = last else { return };
        file.rewind().unwrap();
        file.write_all(bytes).unwrap();
        file.set_len(u64::try_from(bytes.len()).unwrap()).unwrap();
    });
}
