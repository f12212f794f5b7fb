//! Turns a roster of DECT handsets into provisioning files for Gigaset N720 bases.
//!
//! The program is [`command::run`]; the rooms are public for its tests, fuzzers and benchmarks, and may
//! change at any time. In the order in which a roster travels:
//!
//! | module | from | to |
//! |---|---|---|
//! | [`command`] | a command line | all of the below, in order; what is printed; the exit code |
//! | [`settings`] | `dect-roster.toml`, options, clock | what the run is to do |
//! | [`input`] | a roster file | located cells |
//! | [`roster`] | sheets | tables with known columns |
//! | [`validate`], [`value`] | a row | a handset, or all its faults |
//! | [`site`] | handsets and the files in place | who gets which position; what each base's file becomes |
//! | [`device`] | a file in place | what it says; and from what it is to say, the file |
//! | [`store`] | finished files | files replaced whole |
//! | [`finding`], [`report`] | what was found and done | reports |

pub mod command;
pub mod device;
pub mod error;
pub mod finding;
pub mod input;
pub mod report;
pub mod roster;
pub mod settings;
pub mod site;
pub mod store;
pub mod validate;
pub mod value;
