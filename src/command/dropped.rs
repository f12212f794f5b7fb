//! Rosters that somebody dropped on the program, or sent to it from the menu of a file: they are checked,
//! and the reports appear beside the first of them and open. The window of the program would close with
//! it, so it waits for a key.

use std::env;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{CommandFactory, Parser};

use super::cli::Cli;
use crate::input::is_roster_name;

/// How the program was started.
#[derive(Debug)]
pub enum Started {
    /// With a command.
    Typed,
    /// With nothing, by a double click.
    Opened,
    /// With the paths of rosters and nothing else.
    Dropped {
        /// The rosters.
        rosters: Vec<PathBuf>,
        /// Where the reports go.
        reports: [PathBuf; 2],
    },
}

/// Finds out how the program was started.
pub fn look(arguments: impl IntoIterator<Item = OsString>) -> Started {
    let mut rosters = Vec::new();
    for argument in arguments.into_iter().skip(1) {
        let path = PathBuf::from(argument);
        if !(is_roster_name(&path) && path.is_file()) {
            return Started::Typed;
        }
        rosters.push(std::path::absolute(&path).unwrap_or(path));
    }
    match rosters.first() {
        None => Started::Opened,
        Some(first) => Started::Dropped {
            reports: free_names(first),
            rosters,
        },
    }
}

/// Two names beside a roster that nothing has yet: somebody may have corrected the cells in the reports of
/// the last time.
fn free_names(roster: &Path) -> [PathBuf; 2] {
    let stem = roster.file_stem().unwrap_or_default().to_string_lossy();
    let names = |number: u32| {
        let number = if number == 1 {
            String::new()
        } else {
            format!("-{number}")
        };
        ["xlsx", "html"]
            .map(|ending| roster.with_file_name(format!("{stem}-checked{number}.{ending}")))
    };
    let mut numbers = (1..).map(names);
    let free = numbers.find(|names| !names.iter().any(|name| name.exists()));
    free.unwrap_or_else(|| names(1))
}

impl Started {
    /// What would have been typed to the same end; `None` where something was typed.
    #[must_use]
    pub fn command_line(&self) -> Option<Cli> {
        match self {
            Self::Typed => None,
            Self::Opened => {
                let _ = Cli::command().print_help();
                let mut out = io::stdout().lock();
                let _ = writeln!(out, "\nTo check a roster, drop its file on this program.");
                drop(out);
                wait_for_key();
                std::process::exit(2)
            }
            Self::Dropped { rosters, reports } => {
                // The config beside the roster counts, as it would for who works in that directory.
                if let Some(directory) = rosters.first().and_then(|first| first.parent()) {
                    let _ = env::set_current_dir(directory);
                }
                let mut words: Vec<OsString> = vec!["dect-roster".into(), "check".into()];
                for report in reports {
                    words.extend(["--report".into(), report.into()]);
                }
                words.push("--".into());
                words.extend(rosters.iter().map(OsString::from));
                Cli::try_parse_from(words).ok()
            }
        }
    }

    /// Opens the reports that were written, and waits for a key.
    pub fn show(&self) {
        let Self::Dropped { reports, .. } = self else {
            return;
        };
        let written = reports.iter().filter(|report| report.exists());
        for report in written {
            let mut out = io::stdout().lock();
            let _ = writeln!(out, "Wrote {}", report.display());
            if is_watched()
                && let Err(error) = opener::open(report)
            {
                let _ = writeln!(out, "  it does not open by itself: {error}");
            }
        }
        wait_for_key();
    }
}

/// Whether somebody sees the window and can press a key.
fn is_watched() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

fn wait_for_key() {
    if is_watched() {
        let _ = writeln!(io::stdout(), "Press a key to close this window.");
        let _ = console::Term::stdout().read_key();
    }
}
