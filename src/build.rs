//! The main job: what each base's file is to say, and making it so.
//!
//! Each base is a task of its own: its file in place is read, its rows are placed, the new file is
//! rendered and compared. What changes is staged beside its target; once all bases are done, and
//! only if nothing speaks against the run as a whole, all of it takes its place.

mod base;

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use crate::config::OnError;
use crate::error::Error;
use crate::finding::{Finding, Severity};
use crate::handset::Identity;
use crate::options::Options;
use crate::outcome::{Ending, Outcome, RowCounts};
use crate::publish::{self, Directory};
use crate::render::Renderer;
use crate::roster::Roster;
use crate::template::Template;
use crate::validate;
use crate::value::Mac;

use base::{BaseRows, Site};

/// Called as bases are finished, with how many are and how many there are in all.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// Checks a roster and touches no file.
#[must_use]
pub fn check<'r>(roster: &'r Roster, options: &Options, found: Vec<Finding>) -> Outcome<'r> {
    let read = read_rows(roster, options, found);
    read.into_outcome("check", roster, None)
}

/// Builds the provisioning files of a roster into a directory.
///
/// # Errors
/// When the template cannot be used or the directory cannot be written; no file in place has
/// changed then, unless the system failed in the middle of the last renames.
pub fn build<'r>(
    roster: &'r Roster,
    options: &Options,
    template: &Template,
    found: Vec<Finding>,
    out: &Path,
    progress: Progress<'_>,
) -> Result<Outcome<'r>, Error> {
    let read = read_rows(roster, options, found);
    if read.ending != Ending::Done {
        return Ok(read.into_outcome("build", roster, Some(out)));
    }
    let renderer = Renderer::new(
        template,
        roster,
        &options.settings,
        options.registration.pin,
    );
    let directory = Directory::open(out)?;
    let site = Site {
        roster,
        options,
        renderer: &renderer,
        directory: &directory,
    };
    let bases = rows_by_base(&read.identities);
    let total = bases.len();
    let done = std::sync::atomic::AtomicUsize::new(0);
    let results: Vec<_> = bases
        .into_par_iter()
        .map(|(mac, rows)| {
            let result = site.base(mac, &rows);
            progress(
                1 + done.fetch_add(1, std::sync::atomic::Ordering::Relaxed),
                total,
            );
            result
        })
        .collect();

    let mut plans = Vec::with_capacity(total);
    let mut staged = Vec::new();
    let mut findings = Vec::new();
    let mut failed = None;
    for result in results {
        match result {
            Ok(base) => {
                plans.push(base.plan);
                staged.extend(base.staged);
                findings.extend(base.findings);
            }
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    if let Some(error) = failed {
        publish::discard(staged);
        return Err(error);
    }
    directory.commit(staged)?;
    let mut outcome = read.into_outcome("build", roster, Some(out));
    outcome.findings.extend(findings);
    outcome.findings.sort();
    outcome.deregistrations = plans.iter().map(|plan| plan.deregistrations).sum();
    outcome.bases = plans;
    Ok(outcome)
}

/// The rows of a roster, read and checked.
struct Read<'r> {
    identities: Vec<Identity<'r>>,
    findings: Vec<Finding>,
    ending: Ending,
}

fn read_rows<'r>(roster: &'r Roster, options: &Options, mut findings: Vec<Finding>) -> Read<'r> {
    // A sheet whose header is wrong is not read, and its handsets would look as if they were gone.
    if findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
    {
        return Read {
            identities: Vec::new(),
            findings,
            ending: Ending::Unusable,
        };
    }
    let (identities, found) = validate::roster(roster, &options.rules);
    findings.extend(found);
    findings.sort();
    let rejected = identities.iter().any(|identity| !identity.accepted);
    let aborted = rejected && options.on_error == OnError::Abort;
    Read {
        identities,
        findings,
        ending: if aborted {
            Ending::Aborted
        } else {
            Ending::Done
        },
    }
}

impl Read<'_> {
    fn into_outcome<'r>(
        self,
        command: &'static str,
        roster: &'r Roster,
        out: Option<&Path>,
    ) -> Outcome<'r> {
        let accepted = self
            .identities
            .iter()
            .filter(|identity| identity.accepted)
            .count();
        let read = self.identities.len();
        Outcome {
            command,
            roster,
            out: out.map(Path::to_owned),
            rows: RowCounts {
                read,
                accepted,
                rejected: read - accepted,
            },
            findings: self.findings,
            bases: Vec::new(),
            deregistrations: 0,
            ending: self.ending,
        }
    }
}

/// The rows of each base, in the order of the roster.
fn rows_by_base<'a, 'r>(identities: &'a [Identity<'r>]) -> BTreeMap<Mac, BaseRows<'a, 'r>> {
    let mut bases: BTreeMap<Mac, BaseRows<'a, 'r>> = BTreeMap::new();
    for identity in identities {
        let Some(mac) = identity.base else { continue };
        let rows = bases.entry(mac).or_default();
        if identity.accepted {
            rows.accepted.push(identity);
        } else {
            rows.rejected += 1;
        }
    }
    bases
}
