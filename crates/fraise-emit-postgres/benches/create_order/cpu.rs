//! The CPU time of a process.

use std::fs;
use std::time::Duration;

/// What a process has used so far: the first number of its `schedstat`, in nanoseconds.
pub(crate) fn of_process(process: i32) -> Duration {
    let text = fs::read_to_string(format!("/proc/{process}/schedstat")).unwrap();
    let nanoseconds = text.split(' ').next().unwrap().parse().unwrap();
    Duration::from_nanos(nanoseconds)
}
