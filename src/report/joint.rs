//! The report in the directory of the files: one, also of all the shards of a run.
//!
//! Every shard knows what is wrong with the roster, and alone what it found in the files of its
//! bases. It leaves that beside the files, and the one that finds the parts of all others there
//! writes the report: the same, to the byte, as that of a run without shards.
//!
//! A part says of which run it is: of this roster, this version of the program and, where the shards
//! have one, this name of the run. Parts that do not fit together make no report.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::csv;
use crate::error::Error;
use crate::finding::{Finding, Group};
use crate::roster::Roster;
use crate::settings::Options;
use crate::site::outcome::Outcome;
use crate::store::{self, Access, Gathered};

/// What one shard leaves.
#[derive(Debug, Serialize, Deserialize)]
struct Part {
    run: String,
    findings: Vec<Finding>,
}

/// Writes the report of the run, or, for a shard, leaves its part and writes the report once the
/// parts of all are there. Returns whether it was written.
///
/// # Errors
/// Whatever the system refuses.
pub fn write(outcome: &Outcome<'_>, options: &Options, path: &Path) -> Result<bool, Error> {
    let Some(gathered) = gather(outcome, options)? else {
        return Ok(false);
    };
    let mut findings: Vec<&Finding> = outcome.findings.iter().chain(&gathered.findings).collect();
    findings.sort_unstable();
    store::replace_file(path, Access::Mode(options.mode), |file| {
        csv::write_findings(outcome, &findings, file)
    })?;
    Ok(true)
}

/// What the other shards found. No other shard writes the report while this is here.
#[derive(Default)]
struct Others {
    findings: Vec<Finding>,
    _gathered: Option<Gathered>,
}

/// Leaves the part of this shard and takes those of the others; `None` while one is missing.
fn gather(outcome: &Outcome<'_>, options: &Options) -> Result<Option<Others>, Error> {
    let Some(directory) = outcome.held.as_ref().filter(|_| !outcome.shard.is_whole()) else {
        return Ok(Some(Others::default()));
    };
    let run = run_of(outcome.roster, options.run_name.as_deref());
    let own = outcome
        .findings
        .iter()
        .filter(|finding| is_of_files(finding));
    let part = Part {
        run: run.clone(),
        findings: own.cloned().collect(),
    };
    let part = serde_json::to_vec(&part)
        .map_err(|error| Error::io("leave the findings in", directory.path())(error.into()))?;
    let gathered = directory.gather(&part)?;
    let mut findings = Vec::new();
    for part in gathered.iter().flat_map(|gathered| &gathered.parts) {
        match serde_json::from_slice::<Part>(part) {
            Ok(part) if part.run == run => findings.extend(part.findings),
            // It is not done, or it was of another run.
            _ => return Ok(None),
        }
    }
    Ok(Some(Others {
        findings,
        _gathered: gathered,
    }))
}

/// Whether only the shard that owns the base can know.
fn is_of_files(finding: &Finding) -> bool {
    finding.problem.code().info().group == Group::Files
}

/// What the parts of one run have in common, and those of others have not.
fn run_of(roster: &Roster, name: Option<&str>) -> String {
    let mut hasher = DefaultHasher::new();
    (env!("CARGO_PKG_VERSION"), name).hash(&mut hasher);
    for sheet in roster.sheets() {
        (sheet.file(), sheet.name(), sheet.len()).hash(&mut hasher);
        for row in sheet.rows() {
            row.number().hash(&mut hasher);
            for (column, cell) in row.cells() {
                (column, cell.kind as u8, cell.text).hash(&mut hasher);
            }
        }
    }
    format!("{:016x}", hasher.finish())
}
