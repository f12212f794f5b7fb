//! What this machine has.

#![allow(dead_code, reason = "the fuzz targets use a part of this")]
#![allow(clippy::unwrap_used, reason = "in a test a panic is the failure")]

use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A directory of its own, in memory where the system has such a place: the program waits for the
/// disk, and the tests need not.
pub fn scratch() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    made.unwrap()
}

/// Whether there is an `strace` that may trace.
pub fn traceable() -> bool {
    let traced = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null", "true"])
        .stderr(Stdio::null())
        .status();
    traced.is_ok_and(|status| status.success())
}
