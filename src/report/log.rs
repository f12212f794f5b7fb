//! The run as lines of a log, each an object: every finding, then the run; or the error that stopped it.
//!
//! A line begins with `time`, when the run began, and `event`: `finding`, `run` or `error`.

use std::io;

use serde::Serialize;

use super::line::Line;
use super::text::visible;
use crate::error::Error;
use crate::finding::Counts;
use crate::site::outcome::{Outcome, RowCounts};
use crate::site::plan::Status;

/// What every line begins with.
#[derive(Serialize)]
struct Entry<'o, E> {
    time: &'o str,
    event: &'static str,
    #[serde(flatten)]
    of: E,
}

#[derive(Serialize)]
struct Run {
    command: &'static str,
    exit: u8,
    rows: RowCounts,
    findings: Counts,
    bases: Bases,
    deregistrations: usize,
    reassignments: usize,
}

#[derive(Serialize)]
struct Bases {
    written: usize,
    unchanged: usize,
    held: usize,
    untouched: usize,
}

#[derive(Serialize)]
struct Stopped {
    exit: u8,
    message: String,
    causes: Vec<String>,
    so_far: Option<String>,
    help: Option<String>,
}

/// Writes a line for each finding, with the columns of the CSV as keys, and one for the run.
///
/// # Errors
/// When `out` fails.
pub fn write(outcome: &Outcome<'_>, time: &str, out: &mut dyn io::Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    for finding in &outcome.findings {
        write_line(time, "finding", Line::new(outcome, finding), &mut out)?;
    }
    let run = Run {
        command: outcome.command,
        exit: outcome.exit_code(),
        rows: outcome.rows,
        findings: outcome.counts(),
        bases: Bases {
            written: outcome.bases_with(Status::Written),
            unchanged: outcome.bases_with(Status::Unchanged),
            held: outcome.bases_with(Status::Held),
            untouched: outcome.bases_with(Status::Untouched),
        },
        deregistrations: outcome.deregistrations,
        reassignments: outcome.reassignments,
    };
    write_line(time, "run", run, &mut out)?;
    io::Write::flush(&mut out)
}

/// Writes the line of an error that stopped a run: exit code 2.
///
/// # Errors
/// When `out` fails.
pub fn write_error(error: &Error, time: &str, out: &mut dyn io::Write) -> io::Result<()> {
    let stopped = Stopped {
        exit: 2,
        message: visible(&error.to_string()).into_owned(),
        causes: error
            .causes()
            .map(|cause| visible(&cause.to_string()).into_owned())
            .collect(),
        so_far: error.so_far().map(|text| visible(text).into_owned()),
        help: error.help(),
    };
    write_line(time, "error", stopped, out)
}

fn write_line(
    time: &str,
    event: &'static str,
    of: impl Serialize,
    mut out: &mut dyn io::Write,
) -> io::Result<()> {
    serde_json::to_writer(&mut out, &Entry { time, event, of })?;
    out.write_all(b"\n")
}
