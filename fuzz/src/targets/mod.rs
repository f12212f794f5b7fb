//! What each fuzz target does with its bytes. A function panics when the program breaks a promise.
//!
//! `tests/slow/fuzz_corpus.rs` runs the same functions over the inputs in `fuzz/corpus`.

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a panic is how a target says that a promise is broken"
)]

mod config;
mod positions;
mod published;
mod render;
mod roster;
mod site;
mod template;
mod values;

pub use config::config;
pub use positions::positions;
pub use published::published;
pub use render::render_roundtrip;
pub use roster::{roster_csv, roster_workbook};
pub use site::{build_over, lists, template_from};
pub use template::template;
pub use values::{ipui, mac};

use std::fs;
use std::path::PathBuf;

use arbitrary::{Result, Unstructured};
use dect_roster::value::Position;
use tempfile::TempDir;

/// A directory in memory where the system has one: the program waits for the disk, and the targets need
/// not.
fn scratch() -> TempDir {
    let made = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    made.unwrap()
}

/// What a target is to the fuzzer, and to the test of its corpus.
pub type Target = fn(&[u8]);

/// Every target by its name.
pub const ALL: [(&str, Target); 12] = [
    ("build_over", build_over),
    ("config", config),
    ("ipui", ipui),
    ("lists", lists),
    ("mac", mac),
    ("positions", positions),
    ("published", published),
    ("render_roundtrip", render_roundtrip),
    ("roster_csv", roster_csv),
    ("roster_workbook", roster_workbook),
    ("template", template),
    ("template_from", template_from),
];

/// A password that can be told from everything else.
const PASSWORD: &str = "Marker-Xq7Zk";

/// Puts the bytes into a file, in memory where the system has such a place.
fn file(name: &str, bytes: &[u8]) -> PathBuf {
    thread_local! {
        static DIRECTORY: TempDir = scratch();
    }
    let path = DIRECTORY.with(|directory| directory.path().join(name));
    fs::write(&path, bytes).unwrap();
    path
}

/// Some of the positions, first to last.
fn some_positions(u: &mut Unstructured<'_>) -> Result<Vec<Position>> {
    let some: u128 = u.arbitrary()?;
    Ok(Position::first(100)
        .filter(|position| some >> position.index() & 1 == 1)
        .collect())
}
