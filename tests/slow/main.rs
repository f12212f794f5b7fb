//! Sweeps: the real program over many cases. `cargo test` tries a sample of each; `SWEEPS=all` tries all,
//! as `.ci/run` does. They kill, trace and limit the program as only Unix can.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "in a test a panic is the failure")]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a sweep says what it found"
)]

mod damages;
mod family;
mod faults;
mod fuzz_corpus;
#[path = "../harness/mod.rs"]
mod harness;
mod hostile;
mod killed;
mod positions;
mod sites;
mod situations;
