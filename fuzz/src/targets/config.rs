//! A config file, with nothing on the command line that would overrule it.

use chrono::DateTime;
use clap::Parser;
use dect_roster::command::cli::{Cli, Command};
use dect_roster::command::options;
use dect_roster::settings::Clock;

use super::file;

pub fn config(bytes: &[u8]) {
    let path = file("dect-roster.toml", bytes);
    let arguments = ["dect-roster", "check", "roster.csv", "--config"].map(Into::into);
    let arguments = arguments.into_iter().chain([path.into_os_string()]);
    let Command::Check { run } = Cli::try_parse_from(arguments).unwrap().command else {
        unreachable!("check was asked for");
    };
    let clock = Clock::Fixed(DateTime::from_timestamp(1_764_000_000, 0).unwrap());
    match options::resolve(run, None, clock) {
        Ok(options) => {
            assert!(options.mode & !0o777 == 0 && options.mode & 0o600 == 0o600);
            assert_eq!(options.version, "2411251600");
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
