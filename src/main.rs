//! The command-line program: arguments in, exit code out. All else is in the library.

use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use dect_roster::command::cli::Cli;
use dect_roster::command::{self, Fault};
use dect_roster::store;

fn main() -> ExitCode {
    store::harden();
    let fault = Fault::catch();
    let cli = parse();
    store::clear_up_on_signals();
    let (color, log) = (cli.color, cli.command.log());
    match panic::catch_unwind(AssertUnwindSafe(|| command::run(cli))) {
        Ok(Ok(code)) => ExitCode::from(code),
        Ok(Err(error)) => {
            command::report_error(&error, color, log);
            ExitCode::from(2)
        }
        Err(_) => {
            fault.report(color, log);
            ExitCode::from(2)
        }
    }
}

/// The command line. A mistake in it is shown as the parser shows it, which repeats what was typed;
/// the name of a file may hold what would act on a terminal, so that is spelled out first.
fn parse() -> Cli {
    Cli::try_parse().unwrap_or_else(|error| {
        let shown = std::env::args_os().map(|argument| command::shown(&argument));
        let error = Cli::try_parse_from(shown).err().unwrap_or(error);
        without_secret(without_dashes(error)).exit()
    })
}

/// A mistyped PIN is still most of the PIN, a setting may be a password, and output ends up in logs.
fn without_secret(mut error: clap::Error) -> clap::Error {
    let secret = ["--pin <PIN>", "--set <KEY=VALUE>"];
    let secret = secret.map(|option| ContextValue::String(option.into()));
    if let Some(option) = error.get(ContextKind::InvalidArg)
        && secret.contains(option)
    {
        error.insert(ContextKind::InvalidValue, ContextValue::String("…".into()));
    }
    error
}

/// Takes away clap's advice to give an unknown option as a value: nobody has such a value.
fn without_dashes(mut error: clap::Error) -> clap::Error {
    if error.kind() == ErrorKind::UnknownArgument
        && let Some(ContextValue::StyledStrs(mut tips)) = error.remove(ContextKind::Suggested)
    {
        tips.retain(|tip| !tip.to_string().contains("as a value"));
        if !tips.is_empty() {
            error.insert(ContextKind::Suggested, ContextValue::StyledStrs(tips));
        }
    }
    error
}
