//! The run as one JSON object, `dect-roster/run/1`.
//!
//! The object has a type of its own: what the rest of the program renames, it does not.

use std::io;

use serde::{Serialize, Serializer};

use super::line::Line;
use super::text::visible;
use crate::site::outcome::Outcome;
use crate::site::plan::{BasePlan, Change, ChangeKind, Status};
use crate::value::Field;
use crate::value::Position;

/// The name and version of the object.
pub const SCHEMA: &str = "dect-roster/run/1";

/// Writes the run without its findings, as `--format json` prints it.
///
/// # Errors
/// When `out` fails.
pub fn write_summary(outcome: &Outcome<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    write(&Run::new(outcome), out)
}

/// Writes the run with its findings under `details`, each with the columns of the CSV as keys.
///
/// # Errors
/// When `out` fails.
pub fn write_report(outcome: &Outcome<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut run = Run::new(outcome);
    run.details = Some(Details(outcome));
    write(&run, out)
}

fn write(run: &Run<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    serde_json::to_writer(&mut out, run)?;
    io::Write::write_all(&mut out, b"\n")?;
    io::Write::flush(&mut out)
}

#[derive(Serialize)]
struct Run<'o> {
    schema: &'static str,
    command: &'static str,
    rows: Rows,
    findings: Findings,
    bases: Bases<'o>,
    deregistrations: usize,
    reassignments: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Details<'o>>,
}

impl<'o> Run<'o> {
    fn new(outcome: &'o Outcome<'o>) -> Self {
        let counts = outcome.counts();
        Self {
            schema: SCHEMA,
            command: outcome.command,
            rows: Rows {
                read: outcome.rows.read,
                accepted: outcome.rows.accepted,
                rejected: outcome.rows.rejected,
            },
            findings: Findings {
                error: counts.error,
                warning: counts.warning,
                info: counts.info,
            },
            bases: Bases(outcome),
            deregistrations: outcome.deregistrations,
            reassignments: outcome.reassignments,
            details: None,
        }
    }
}

#[derive(Serialize)]
struct Rows {
    read: usize,
    accepted: usize,
    rejected: usize,
}

#[derive(Serialize)]
struct Findings {
    error: usize,
    warning: usize,
    info: usize,
}

/// The bases, each made into its object while it is written.
struct Bases<'o>(&'o Outcome<'o>);

impl Serialize for Bases<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bases = self.0.bases.iter();
        serializer.collect_seq(bases.map(|base| BaseObject::new(self.0, base)))
    }
}

#[derive(Serialize)]
struct BaseObject<'o> {
    mac: String,
    file: String,
    status: &'static str,
    used: usize,
    capacity: usize,
    changes: Changes<'o>,
}

impl<'o> BaseObject<'o> {
    fn new(outcome: &Outcome<'_>, base: &'o BasePlan) -> Self {
        Self {
            mac: base.mac.to_string(),
            file: visible(&outcome.file_of(base.mac).to_string_lossy()).into_owned(),
            status: match base.status {
                Status::Written => "written",
                Status::Unchanged => "unchanged",
                Status::Held => "held",
                Status::Untouched => "untouched",
            },
            used: base.used,
            capacity: Position::CAPACITY,
            changes: Changes(&base.changes),
        }
    }
}

struct Changes<'o>(&'o [Change]);

impl Serialize for Changes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(ChangeObject::new))
    }
}

#[derive(Serialize)]
struct ChangeObject {
    kind: &'static str,
    position: u8,
    extension: Option<String>,
    ipui: Option<String>,
    previous_ipui: Option<String>,
    fields: Vec<&'static str>,
    /// Where a handset that moves was until now; only there where one moves.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<OriginObject>,
}

#[derive(Serialize)]
struct OriginObject {
    /// `null` for the same base.
    mac: Option<String>,
    position: u8,
}

impl ChangeObject {
    fn new(change: &Change) -> Self {
        Self {
            kind: match change.kind {
                ChangeKind::Add => "add",
                ChangeKind::Update => "update",
                ChangeKind::Replace => "replace",
                ChangeKind::Remove => "remove",
                ChangeKind::Move => "move",
            },
            position: change.position.number(),
            extension: change
                .extension
                .as_deref()
                .map(|text| visible(text).into_owned()),
            ipui: change.ipui.map(|ipui| ipui.to_string()),
            previous_ipui: change.previous_ipui.map(|ipui| ipui.to_string()),
            fields: change.fields.iter().map(Field::name).collect(),
            from: change.from.map(|origin| OriginObject {
                mac: origin.mac.map(|mac| mac.to_string()),
                position: origin.position.number(),
            }),
        }
    }
}

/// The findings, each made into its object while it is written.
struct Details<'o>(&'o Outcome<'o>);

impl Serialize for Details<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let findings = self.0.findings.iter();
        serializer.collect_seq(findings.map(|finding| Line::new(self.0, finding)))
    }
}
