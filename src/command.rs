//! The commands, each from its arguments to what it prints and its exit code.

pub mod cli;
#[cfg(windows)]
pub mod dropped;
mod explain;
pub mod export;
mod fault;
pub mod handout;
mod in_place;
mod init;
mod ipui;
pub mod mistyped;
pub mod options;
mod packaging;
mod progress;
mod roster;
mod template;

use std::ffi::OsStr;
use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use crate::command::cli::{Cli, ColorWhen, Command, LogFormat};
use crate::error::Error;
use crate::report::{json, visible};
use crate::settings::Clock;
pub use fault::Fault;
use roster::Intent;

/// The exit code of a command, as the contract has it.
pub type ExitCode = u8;

/// Runs a command.
///
/// # Errors
/// When it could not do its work at all: exit code 2.
pub fn run(cli: Cli) -> Result<ExitCode, Error> {
    let mut out = AutoStream::new(io::stdout().lock(), choice(cli.color));
    let done = dispatch(cli, &mut out)?;
    match done.printed.and_then(|()| out.flush()) {
        // Whoever reads the output, such as `head`, has enough of it; the work is done.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::io("write to", "standard output")(error).after("all else is done"))
        }
        _ => Ok(done.code),
    }
}

/// A command that did its work.
#[derive(Debug)]
pub struct Done {
    /// Its exit code.
    pub code: ExitCode,
    /// Whether what it has to say could be printed.
    pub printed: io::Result<()>,
}

impl Done {
    /// The code of a command for which nothing can go wrong but the printing.
    fn printing(printed: io::Result<()>) -> Self {
        Self { code: 0, printed }
    }
}

fn dispatch(cli: Cli, out: &mut dyn Write) -> Result<Done, Error> {
    let messages = || AutoStream::new(io::stderr().lock(), choice(cli.color));
    Ok(match cli.command {
        Command::Build { site, run } => roster::site(Intent::Build, run, &site, cli.color, out)?,
        Command::Plan {
            site,
            run,
            detailed_exitcode,
        } => {
            let intent = Intent::Plan { detailed_exitcode };
            roster::site(intent, run, &site, cli.color, out)?
        }
        Command::Check { run } => roster::check(run, cli.color, out)?,
        Command::Export { dir, to, positions } => {
            export::run(&dir, &to, positions, out, &mut messages())?
        }
        Command::Handout { dir, to } => handout::run(&dir, &to, out, &mut messages())?,
        Command::Init { file, lang } => init::run(&file, lang, out)?,
        Command::Ipui { values } => ipui::run(&values, out),
        Command::Explain { code } => explain::run(code.as_deref(), out)?,
        Command::Template(command) => template::run(&command, out, &mut messages())?,
        Command::Completions { shell } => packaging::completions(shell, out),
        Command::Man { out: directory } => packaging::man(directory.as_deref(), out)?,
    })
}

/// Writes what a person should know on standard error, a line each.
fn write_notes(out: &mut dyn Write, word: &str, notes: &[String]) -> io::Result<()> {
    let yellow = AnsiColor::Yellow.on_default();
    notes
        .iter()
        .try_for_each(|note| writeln!(out, "{yellow}{word}{yellow:#} {}", visible(note)))
}

/// An argument or a path, with what would act on a terminal spelled out.
#[must_use]
pub fn shown(text: &OsStr) -> String {
    visible(&text.to_string_lossy()).into_owned()
}

/// Prints an error with its causes and the cure on standard error, as a line of the log if there is one.
pub fn report_error(error: &Error, color: ColorWhen, log: Option<LogFormat>) {
    let mut out = AutoStream::new(io::stderr().lock(), choice(color));
    // There is nowhere left to say that standard error is closed.
    let _ = match log {
        None => write_error(error, &mut out),
        Some(LogFormat::Json) => {
            json::write_log_of_error(error, &Clock::now().to_string(), &mut out)
        }
    };
}

fn write_error(error: &Error, out: &mut dyn Write) -> io::Result<()> {
    let red = AnsiColor::Red.on_default().bold();
    writeln!(out, "{red}error{red:#}: {}", visible(&error.to_string()))?;
    for cause in error.causes() {
        writeln!(out, "  because: {}", visible(&cause.to_string()))?;
    }
    let bold = Style::new().bold();
    if let Some(so_far) = error.so_far() {
        writeln!(out, "  {bold}so far{bold:#}: {}", visible(so_far))?;
    }
    if let Some(help) = error.help() {
        writeln!(out, "  {bold}help{bold:#}: {help}")?;
    }
    Ok(())
}

fn choice(color: ColorWhen) -> ColorChoice {
    match color {
        ColorWhen::Auto => ColorChoice::Auto,
        ColorWhen::Always => ColorChoice::Always,
        ColorWhen::Never => ColorChoice::Never,
    }
}
