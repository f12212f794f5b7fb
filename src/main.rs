//! The command-line program: arguments in, exit code out. All else is in the library.

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use dect_roster::cli::Cli;
use dect_roster::command;
use signal_hook::consts::SIGXFSZ;

fn main() -> ExitCode {
    // A file that may not be as large ends the program otherwise, with the passwords in its core.
    // Where the signal cannot be caught, it still does.
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::default());
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
