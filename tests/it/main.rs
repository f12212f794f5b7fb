//! Runs the real binary, as people and other programs do: given these files, when this is typed,
//! then this is printed, written and returned.
//!
//! One binary for all of it, because linking is what a test build spends its time on. Sweeps over many
//! cases are in `tests/slow`.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the failure")]
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

mod carried;
mod carriers;
mod codes;
#[cfg(unix)]
mod comparison;
mod config;
#[cfg(unix)]
mod disturbed;
#[cfg(unix)]
mod docs;
mod export;
mod faulty;
mod files;
mod formats;
mod handout;
#[path = "../harness/mod.rs"]
mod harness;
mod html_report;
mod identities;
mod in_place;
mod init;
mod input_workbooks;
mod lost;
// Windows has its own words for what it refuses.
#[cfg(unix)]
mod mistakes;
mod n870;
#[cfg(windows)]
mod on_windows;
#[cfg(unix)]
mod packaging;
mod plan;
mod policies;
mod printed_report;
mod reports;
mod schema;
mod secrets;
mod seed;
mod shards;
mod tables;
mod template_from;
mod templates;
mod text_files;
mod texts;
mod threads;
#[cfg(unix)]
mod unfinished;
mod windows;
mod workbook_report;
