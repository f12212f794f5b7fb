//! The command-line program: arguments in, exit code out. All else is in the library.

use std::process::ExitCode;

use clap::Parser;
use dect_roster::cli::Cli;
use dect_roster::command;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let color = cli.color;
    match command::run(cli) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            command::report_error(&error, color);
            ExitCode::from(2)
        }
    }
}
