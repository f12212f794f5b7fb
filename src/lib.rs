//! Turns a roster of DECT handsets into provisioning files for Gigaset N720 bases.
//!
//! The whole way, as the command `build` goes it:
//!
//! ```
//! use clap::Parser;
//! use dect_roster::build::Job;
//! use dect_roster::cli::{Cli, Command};
//! use dect_roster::finding::Collector;
//! use dect_roster::options::{Clock, Options};
//! use dect_roster::{input, roster::Roster};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let directory = tempfile::tempdir()?;
//! # let out = directory.path().join("out").display().to_string();
//! let line = ["dect-roster", "build", "samples/roster.csv", "--out", &out];
//! let Command::Build { run, site } = Cli::try_parse_from(line)?.command else {
//!     unreachable!("the line says build");
//! };
//! let options = Options::resolve(run, Some(&site), Clock::read()?)?;
//! let template = options.template.load(options.limits)?;
//! let sheets = input::read(&options.sources[0], &options.read)?;
//! let mut findings = Collector::new(&options.rules);
//! let roster = Roster::new(sheets, &options.reading, &mut findings);
//! let (roster, options, template) = (&roster, &options, &template);
//! let job = Job { roster, options, template, out: &site.out, progress: &|_, _| (), committing: &|| () };
//! let outcome = job.build(findings.into_findings())?;
//! assert_eq!((outcome.rows.accepted, outcome.exit_code()), (12, 0));
//! assert!(site.out.join("7C2F80A41C07.xml").exists());
//! # Ok(())
//! # }
//! ```
//!
//! The modules, in the order in which a roster travels:
//!
//! | module | from | to |
//! |---|---|---|
//! | [`cli`], [`config`], [`options`], [`shard`] | command line, `dect-roster.toml`, clock | what the run is to do |
//! | [`input`] | a roster file | located cells |
//! | [`field`], [`roster`] | sheets | tables with known columns |
//! | [`validate`], [`value`], [`handset`] | a row | a handset, or all its faults |
//! | [`published`] | the file in place | position -> account and handset |
//! | [`assign`] | rows and the file in place | who gets which position |
//! | [`template`], [`page`], [`render`] | placed handsets | the bytes of a file, read back |
//! | [`plan`] | what a file says, before and after | the changes |
//! | [`build`], [`publish`] | all of these, a base a task | files replaced whole |
//! | [`finding`], [`outcome`], [`report`] | what was found and done | reports and the exit code |
//! | [`export`] | the files in place | a roster |
//! | [`handout`] | the files in place | the list for the person who unpacks the phones |
//! | [`init`] | nothing | an empty roster to fill in |
//! | [`limits`] | | how much is taken from files that strangers made |
//! | [`command`] | a command | all of the above, in order |

pub mod assign;
pub mod build;
pub mod cli;
pub mod command;
pub mod config;
pub mod error;
pub mod export;
pub mod field;
mod files;
pub mod finding;
pub mod handout;
pub mod handset;
pub mod init;
pub mod input;
pub mod limits;
mod memory;
pub mod options;
pub mod outcome;
pub mod page;
pub mod plan;
pub mod publish;
pub mod published;
pub mod render;
pub mod report;
pub mod roster;
pub mod shard;
mod site;
mod suggest;
pub mod template;
pub mod validate;
pub mod value;
