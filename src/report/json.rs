//! The run as one JSON object, `dect-roster/run/1`, and as lines of a log, each an object: every finding, then
//! the run; or the error that stopped it. A line begins with `time`, when the run began, and `event`.
//!
//! The objects have types of their own: what the rest of the program renames, they do not.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::line::Line;
use super::text::visible;
use crate::error::Error;
use crate::finding::Counts;
use crate::site::outcome::{Outcome, RowCounts};
use crate::site::plan::{BasePlan, Change, ChangeKind, Fields, Status};
use crate::value::Position;

/// The name and version of the object.
pub const SCHEMA: &str = "dect-roster/run/1";

/// Writes the run with its findings under `details`, each with the columns of the CSV as keys. It is the
/// object of `--format json` and of a report, which `docs/run.schema.json` describes.
///
/// # Errors
/// When `out` fails.
pub fn write(outcome: &Outcome<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings = || outcome.findings.iter();
    let run = Run {
        schema: Some(SCHEMA),
        exit_code: Some(outcome.exit_code()),
        details: Some(Each(|| {
            findings().map(|finding| Line::new(outcome, finding))
        })),
        ..Run::new(outcome, bases(outcome))
    };
    let mut out = io::BufWriter::new(out);
    write_object(&run, &mut out)?;
    out.flush()
}

/// Writes a line of the log for each finding, with the columns of the CSV as keys, and one for the run.
///
/// # Errors
/// When `out` fails.
pub fn write_log(outcome: &Outcome<'_>, time: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    for finding in &outcome.findings {
        write_line(time, "finding", Line::new(outcome, finding), &mut out)?;
    }
    let bases = BTreeMap::from(Status::ALL.map(|status| (status, outcome.bases_with(status))));
    let run: Run<_, ()> = Run {
        exit: Some(outcome.exit_code()),
        ..Run::new(outcome, bases)
    };
    write_line(time, "run", run, &mut out)?;
    out.flush()
}

/// Writes the line of the log for an error that stopped a run: exit code 2.
///
/// # Errors
/// When `out` fails.
pub fn write_log_of_error(error: &Error, time: &str, out: &mut dyn Write) -> io::Result<()> {
    let shown = |text: &str| visible(text).into_owned();
    let stopped = Stopped {
        exit: 2,
        message: shown(&error.to_string()),
        causes: error
            .causes()
            .map(|cause| shown(&cause.to_string()))
            .collect(),
        so_far: error.so_far().map(shown),
        help: error.help(),
    };
    write_line(time, "error", stopped, out)
}

fn write_line(
    time: &str,
    event: &'static str,
    of: impl Serialize,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_object(&Entry { time, event, of }, out)
}

fn write_object(object: &impl Serialize, mut out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut out, object)?;
    out.write_all(b"\n")
}

/// What every line of the log begins with.
#[derive(Serialize)]
struct Entry<'o, E> {
    time: &'o str,
    event: &'static str,
    #[serde(flatten)]
    of: E,
}

/// The run; the log has another name for the exit code, no schema and no details.
#[derive(Serialize)]
struct Run<B, D> {
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<&'static str>,
    command: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_code: Option<u8>,
    /// Only in a log.
    #[serde(skip_serializing_if = "Option::is_none")]
    exit: Option<u8>,
    rows: RowCounts,
    findings: Counts,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<D>,
    bases: B,
    deregistrations: usize,
    reassignments: usize,
}

impl<B, D> Run<B, D> {
    fn new(outcome: &Outcome<'_>, bases: B) -> Self {
        Self {
            schema: None,
            command: outcome.command,
            exit_code: None,
            exit: None,
            rows: outcome.rows,
            findings: outcome.counts(),
            details: None,
            bases,
            deregistrations: outcome.deregistrations,
            reassignments: outcome.reassignments,
        }
    }
}

#[derive(Serialize)]
struct Stopped {
    exit: u8,
    message: String,
    causes: Vec<String>,
    so_far: Option<String>,
    help: Option<String>,
}

/// A list, each item of which is made while it is written.
struct Each<F>(F);

impl<F: Fn() -> I, I: Iterator<Item: Serialize>> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0())
    }
}

fn bases(outcome: &Outcome<'_>) -> impl Serialize {
    Each(|| {
        outcome
            .bases
            .iter()
            .map(|base| BaseObject::new(outcome, base))
    })
}

#[derive(Serialize)]
struct BaseObject {
    mac: String,
    file: String,
    status: Status,
    used: usize,
    capacity: usize,
    changes: Vec<ChangeObject>,
}

impl BaseObject {
    fn new(outcome: &Outcome<'_>, base: &BasePlan) -> Self {
        Self {
            mac: base.mac.to_string(),
            file: visible(&outcome.file_of(base.mac).to_string_lossy()).into_owned(),
            status: base.status,
            used: base.used,
            capacity: base.device.capacity,
            changes: base
                .changes
                .iter()
                .map(|change| ChangeObject::new(base, change))
                .collect(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct ChangeObject {
    kind: ChangeKind,
    /// `null` for a device without positions.
    position: Option<u16>,
    extension: Option<String>,
    ipui: Option<String>,
    previous_ipui: Option<String>,
    fields: Fields,
    /// Where a handset that moves was until now; only there where one moves.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<OriginObject>,
}

#[derive(Serialize)]
struct OriginObject {
    /// `null` for the same base.
    mac: Option<String>,
    position: Option<u16>,
}

impl ChangeObject {
    pub(super) fn new(base: &BasePlan, change: &Change) -> Self {
        let extension = change.who.extension();
        Self {
            kind: change.kind,
            position: base.position(change).map(Position::number),
            extension: extension.map(|text| visible(text).into_owned()),
            ipui: change.ipui.map(|ipui| ipui.to_string()),
            previous_ipui: change.previous_ipui.map(|ipui| ipui.to_string()),
            fields: change.fields,
            from: change.from.map(|origin| OriginObject {
                mac: origin.mac.map(|mac| mac.to_string()),
                position: origin.position.map(Position::number),
            }),
        }
    }
}
