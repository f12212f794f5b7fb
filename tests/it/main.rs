//! Runs the real binary, as people and other programs do: given these files, when this is typed,
//! then this is printed, written and returned.
//!
//! One binary for all of it, because linking is what a test build spends its time on.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the failure")]

mod carried;
mod carriers;
mod codes;
mod comparison;
mod config;
mod docs;
mod faulty;
mod files;
mod formats;
mod handout;
mod harness;
mod identities;
#[path = "../support/machine.rs"]
mod machine;
mod mistakes;
mod packaging;
mod policies;
mod provisioning;
mod reports;
mod secrets;
mod seed;
mod shards;
mod template_from;
mod templates;
mod text_files;
mod texts;
mod threads;
mod windows;
