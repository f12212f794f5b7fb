//! The main job: what each base's file is to say, and making it so.
//!
//! Each base is a task of its own: its file in place is read, its rows are placed, the new file is
//! rendered and compared. Then `settle` holds those that others make wait. What changes is staged beside its target; once all bases are done, and
//! only if nothing speaks against the run as a whole, all of it takes its place. `plan` is the same
//! without the staging, so it cannot say anything else than what `build` does.

mod across;
pub mod assign;
mod base;
mod carried;
mod guard;
mod left_out;
pub mod outcome;
pub mod plan;
mod rejected;
mod settle;
mod window;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::device::render::Renderer;
use crate::device::template::Template;
use crate::error::Error;
use crate::finding::{Collector, Finding, Group, Place, Problem, Severity};
use crate::roster::Identity;
use crate::roster::Roster;
use crate::settings::OnError;
use crate::settings::Options;
use crate::settings::shard::Shard;
use crate::site::outcome::{Ending, Outcome, RowCounts, WindowRequest};
use crate::site::plan::Status;
use crate::store::{self, Directory, Listing, Staged};
use crate::validate::{self, LeftOut};
use crate::value::{Ipui, Mac};

use base::{Base, BaseRows, Site};
use rejected::Rejected;

/// Called as bases are finished, with how many are and how many there are in all.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// What a run is made of.
#[derive(Clone, Copy)]
pub struct Job<'a, 'r> {
    /// The roster.
    pub roster: &'r Roster,
    /// What the run may do.
    pub options: &'a Options,
    /// The template of the files.
    pub template: &'a Template,
    /// The directory of the provisioning files.
    pub out: &'a Path,
    /// Who wants to know how far it is.
    pub progress: Progress<'a>,
    /// Called right before the first file takes its place. Until then the program may be ended at any
    /// moment without a trace.
    pub committing: &'a (dyn Fn() + Sync),
}

/// Checks a roster and touches no file.
#[must_use]
pub fn check<'r>(roster: &'r Roster, options: &Options, found: Vec<Finding>) -> Outcome<'r> {
    read_rows(roster, options, found).into_outcome("check", roster, None)
}

impl<'r> Job<'_, 'r> {
    /// Writes the provisioning files. `found` is what is wrong with the headers.
    ///
    /// Where it may write it returns the directory too, which keeps other runs out until it is dropped: the
    /// report in it is then that of its files.
    ///
    /// # Errors
    /// When the template fails or the directory cannot be written. No file in place has changed
    /// then, unless the system failed in the middle of the last renames; each is whole in any case,
    /// and the error says which are new.
    pub fn build(self, found: Vec<Finding>) -> Result<(Outcome<'r>, Option<Directory>), Error> {
        self.run("build", found, || {
            let directory = Directory::open(self.out, self.options.shard)?;
            let mut reports = self.options.reports.iter();
            reports.try_for_each(|report| store::can_replace(&report.path))?;
            Ok(directory)
        })
        .map_err(|error| error.after("no file in place was changed"))
    }

    /// Finds what [`Job::build`] would do now, and writes nothing.
    ///
    /// # Errors
    /// As [`Job::build`], as far as they show without writing.
    pub fn plan(self, found: Vec<Finding>) -> Result<Outcome<'r>, Error> {
        let planned = self.run("plan", found, || Ok(Directory::look_at(self.out)));
        planned.map(|(outcome, _)| outcome)
    }

    fn run(
        self,
        command: &'static str,
        found: Vec<Finding>,
        open: impl FnOnce() -> Result<Directory, Error>,
    ) -> Result<(Outcome<'r>, Option<Directory>), Error> {
        let mut read = read_rows(self.roster, self.options, found);
        let into_outcome = |read: Read<'r>| {
            let mut outcome = read.into_outcome(command, self.roster, Some(self.out));
            outcome.shard = self.options.shard;
            outcome.window_request = WindowRequest::of(self.options.registration);
            outcome
        };
        if read.ending == Ending::Aborted {
            return Ok((into_outcome(read), None));
        }
        let mut directory = open()?;
        if read.ending != Ending::Done {
            return Ok((into_outcome(read), Some(directory)));
        }
        let listing = directory.list()?;
        read.take_back(&directory, &listing, self.options);
        if read.ending != Ending::Done {
            return Ok((into_outcome(read), Some(directory)));
        }
        let mut bases = self.bases(&read.identities, &directory, &listing)?;
        across::name_moves(&mut bases);
        let doubly_held =
            across::doubly_held(self.roster, &self.options.rules, &bases, &read.identities);

        let staged: Vec<Staged> = bases
            .iter_mut()
            .filter_map(|base| base.writing.as_mut()?.staged.take())
            .collect();
        let plans: Vec<_> = bases.iter().map(|base| &base.plan).collect();
        let ending = guard::judge(&plans, self.options);
        let mut outcome = into_outcome(read);
        outcome.ending = ending;
        if !self.options.shard.is_first() {
            // Each finding is in the report of one shard: those of the roster in that of the first.
            outcome.findings.clear();
        }
        outcome.findings.extend(doubly_held);
        for mut base in bases {
            outcome.findings.append(&mut base.findings);
            outcome.deregistrations += base.plan.deregistrations;
            outcome.reassignments += base.plan.reassignments;
            outcome.given_up += base.plan.given_up;
            if ending != Ending::Done && base.plan.status == Status::Written {
                base.plan.status = Status::Held;
            }
            outcome.bases.push(base.plan);
        }
        outcome.findings.sort_unstable();
        // The last step: whatever takes memory has been done.
        if ending == Ending::Done {
            (self.committing)();
            directory.commit(staged)?;
        }
        Ok((outcome, Some(directory)))
    }

    /// Does every base of the share that a row names or that has a file, in the order of their MACs.
    fn bases(
        self,
        identities: &[Identity<'_>],
        directory: &Directory,
        listing: &Listing,
    ) -> Result<Vec<Base>, Error> {
        let mut rows = rows_by_base(identities);
        for mac in listing.macs() {
            rows.entry(mac).or_default();
        }
        let renderer = Renderer::new(
            self.template,
            self.roster,
            &self.options.settings,
            self.options.registration.pin,
        );
        let rejected = Rejected::of(identities);
        let site = Site {
            roster: self.roster,
            options: self.options,
            renderer: &renderer,
            directory,
            stages: true,
            listing,
            rejected: &rejected,
            named_handsets: &named_handsets(identities),
        };
        let is_own = |mac: Mac| self.options.shard.owns(mac);
        let own: Vec<_> = rows.iter().filter(|(mac, _)| is_own(**mac)).collect();
        let all = own.len();
        let done = AtomicUsize::new(0);
        let results: Vec<_> = own
            .into_par_iter()
            .map(|(mac, rows)| {
                let result = site.base(*mac, rows).map(|base| (*mac, base));
                (self.progress)(1 + done.fetch_add(1, Ordering::Relaxed), all);
                result
            })
            .collect();
        let mut bases = results.into_iter().collect::<Result<BTreeMap<_, _>, _>>()?;
        settle::settle(&site, &rows, identities, &mut bases)?;
        bases.retain(|mac, _| is_own(*mac));
        Ok(bases.into_values().collect())
    }
}

/// The rows of a roster, read and checked.
struct Read<'r> {
    identities: Vec<Identity<'r>>,
    left_out: Vec<LeftOut<'r>>,
    /// What may be handsets in columns that are not read.
    elsewhere: Vec<(Ipui, Place)>,
    findings: Vec<Finding>,
    ending: Ending,
}

fn read_rows<'r>(roster: &'r Roster, options: &Options, mut findings: Vec<Finding>) -> Read<'r> {
    // A sheet whose header is wrong is not read, and its handsets would look as if they were gone.
    if findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
    {
        findings.sort_unstable();
        return Read {
            identities: Vec::new(),
            left_out: Vec::new(),
            elsewhere: Vec::new(),
            findings,
            ending: Ending::Unusable,
        };
    }
    let validated = validate::roster(roster, &options.rules);
    let (identities, left_out) = (validated.identities, validated.left_out);
    let elsewhere = validated.elsewhere;
    let mut found = validated.findings;
    // The few are added to the many.
    found.append(&mut findings);
    let mut findings = found;
    if options.retire_absent {
        // Whose rows are missing would be switched off.
        let empty = |finding: &&mut Finding| finding.problem == Problem::EmptyTable;
        for finding in findings.iter_mut().filter(empty) {
            finding.severity = Severity::Error;
        }
    }
    findings.sort_unstable();
    // Handsets in a column that is not read would look as if they were gone, too.
    let is_unusable = |finding: &Finding| {
        finding.severity == Severity::Error && finding.problem.code().info().group == Group::Reading
    };
    if findings.iter().any(is_unusable) {
        return Read {
            identities: Vec::new(),
            left_out: Vec::new(),
            elsewhere: Vec::new(),
            findings,
            ending: Ending::Unusable,
        };
    }
    let rejected = identities.iter().any(|identity| !identity.accepted);
    let aborted = rejected && options.on_error == OnError::Abort;
    Read {
        identities,
        left_out,
        elsewhere,
        findings,
        ending: if aborted {
            Ending::Aborted
        } else {
            Ending::Done
        },
    }
}

impl<'r> Read<'r> {
    /// Rejects the rows that were left out and are about an account of a file in place.
    fn take_back(&mut self, directory: &Directory, listing: &Listing, options: &Options) {
        let known = left_out::known(
            directory,
            listing,
            options.limits,
            &self.left_out,
            &self.identities,
        );
        for row in known {
            self.identities.push(left_out::rejected(row));
            left_out::report(row, &options.rules, &mut self.findings);
            if options.on_error == OnError::Abort {
                self.ending = Ending::Aborted;
            }
        }
        let lost = left_out::elsewhere(directory, listing, options.limits, &self.elsewhere);
        if let Some(&place) = lost.first() {
            let mut findings = Collector::new(&options.rules);
            let number = u32::try_from(lost.len()).unwrap_or(u32::MAX);
            let problem = Problem::UnusedIdentities(number);
            if findings.add(place, None, problem, None) == Some(Severity::Error) {
                self.ending = Ending::Unusable;
            }
            self.findings.extend(findings.into_findings());
        }
        self.findings.sort_unstable();
    }

    fn into_outcome(
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
            shard: Shard::WHOLE,
            rows: RowCounts {
                read,
                accepted,
                rejected: read - accepted,
            },
            findings: self.findings,
            bases: Vec::new(),
            deregistrations: 0,
            reassignments: 0,
            given_up: 0,
            window_request: WindowRequest::Nothing,
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
        rows.named = true;
        if identity.accepted {
            rows.accepted.push(identity);
        }
    }
    bases
}

/// The handsets that the roster names. They matter only to rows without one, so they are gathered
/// only where there is such a row.
fn named_handsets(identities: &[Identity<'_>]) -> BTreeSet<Ipui> {
    if identities.iter().all(|identity| identity.ipui.is_some()) {
        return BTreeSet::new();
    }
    identities
        .iter()
        .filter_map(|identity| identity.ipui)
        .collect()
}
