//! The main job: what each base's file is to say, and making it so.
//!
//! Each base is a task of its own: its file in place is read, its rows are placed, the new file is
//! rendered, compared, and staged beside its target. Then `settle` holds those that others make wait.
//! Once all bases are done, and only if nothing speaks against the run as a whole, the staged files
//! take their places. `plan` is the same without the staging, so it cannot say anything else than what
//! `build` does.
//!
//! Only this file touches the disk: the modules below decide, from what the files in place say.

mod across;
pub mod assign;
mod base;
mod carried;
mod guard;
mod left_out;
pub mod outcome;
mod own;
pub mod plan;
mod rejected;
mod settle;
mod window;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::device::published::Published;
use crate::device::render::Renderer;
use crate::device::template::Template;
use crate::device::{DEVICES, Device};
use crate::error::Error;
use crate::finding::{Collector, Finding, Group, Problem, Severity};
use crate::roster::{Identity, Roster};
use crate::settings::{OnError, Options};
use crate::site::outcome::{Ending, Outcome, RowCounts, WindowRequest};
use crate::site::plan::Status;
use crate::store::{self, Directory, Listing, Staged};
use crate::validate::devices::Devices;
use crate::validate::{self, Joined, Validated};
use crate::value::{Ipui, Mac};

use base::{Base, BaseRows, Former, InDirectory, Site};
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
pub fn check<'r>(
    roster: &'r Roster,
    template: &Template,
    options: &Options,
    found: Vec<Finding>,
) -> Outcome<'r> {
    let devices = Devices {
        asked: asked(options, template),
        own: template.device(),
        ..Devices::default()
    };
    let read = read_rows(roster, template, options, devices, found);
    read.into_outcome("check", roster, options, None)
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
        let devices = self.devices()?;
        let mut read = read_rows(self.roster, self.template, self.options, devices, found);
        let into_outcome =
            |read: Read<'r>| read.into_outcome(command, self.roster, self.options, Some(self.out));
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
        let identities = &read.rows.identities;
        let lists_changes = command == "plan" || self.options.lists_changes;
        let (mut bases, mut staged) = self.bases(&read, &directory, &listing, lists_changes)?;
        across::name_moves(&mut bases);
        let doubly_held = across::doubly_held(self.roster, &self.options.rules, &bases, identities);
        let plans: Vec<_> = bases.iter().map(|base| &base.plan).collect();
        let ending = guard::judge(&plans, self.options);
        staged.retain(|mac, _| {
            let at = plans.binary_search_by_key(mac, |plan| plan.mac);
            at.is_ok_and(|at| plans[at].status == Status::Written)
        });
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
            directory.commit(staged.into_values().collect())?;
        }
        Ok((outcome, Some(directory)))
    }

    /// What tells which device each base is. The files in place count as they are now; one that is no
    /// longer what it was when it is read whole, holds its base.
    fn devices(&self) -> Result<Devices, Error> {
        let directory = Directory::look_at(self.out);
        let listing = match store::must_be_directory(self.out) {
            // That it is something else is said when it is opened.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                Listing::default()
            }
            found => {
                found.map_err(Error::io("open the directory", self.out))?;
                directory.list()?
            }
        };
        // Files of the usual device need not be looked at, unless the template is another's.
        let is_usual = self.template.device().is_like(Device::DEFAULT);
        let of_file = |mac: Mac| {
            let usual = Device::DEFAULT.layout.file_name(mac);
            let names = listing.names(mac).iter();
            let mut others = names.filter(|name| !is_usual || **name != usual);
            others.find_map(|name| device_of(&directory, mac, name))
        };
        Ok(Devices {
            asked: asked(self.options, self.template),
            in_place: listing
                .macs()
                .filter_map(|mac| Some((mac, of_file(mac)?)))
                .collect(),
            own: self.template.device(),
        })
    }

    /// Does every base of the share that a row names or that has a file, in the order of their MACs, and
    /// stages the new files.
    fn bases(
        self,
        read: &Read<'r>,
        directory: &Directory,
        listing: &Listing,
        lists_changes: bool,
    ) -> Result<(Vec<Base>, BTreeMap<Mac, Staged>), Error> {
        let identities = &read.rows.identities;
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
        let site = Site {
            roster: self.roster,
            options: self.options,
            lists_changes,
            template: self.template,
            renderer: &renderer,
            joined: &read.rows.joined,
            templates: &read.templates,
            in_place: &|mac| in_place(directory, listing, self.options, &read.rows.joined, mac),
            rejected: &Rejected::of(identities),
            named_handsets: &named_handsets(identities),
        };
        let is_own = |mac: Mac| self.options.shard.owns(mac);
        let own: Vec<_> = rows.iter().filter(|(mac, _)| is_own(**mac)).collect();
        let all = own.len();
        let done = AtomicUsize::new(0);
        let stage = |base: &Base, bytes: Vec<u8>| {
            let name = base.plan.device.layout.file_name(base.plan.mac);
            directory.stage(&name, &bytes, self.options.mode)
        };
        let results: Vec<_> = own
            .into_par_iter()
            .map(|(mac, rows)| {
                let result = site.base(*mac, rows).and_then(|mut base| {
                    let staged = base
                        .take_file()
                        .map(|bytes| stage(&base, bytes))
                        .transpose()?;
                    Ok((*mac, base, staged.flatten()))
                });
                (self.progress)(1 + done.fetch_add(1, Ordering::Relaxed), all);
                result
            })
            .collect();
        let (mut bases, mut staged) = (BTreeMap::new(), BTreeMap::new());
        for result in results {
            let (mac, base, file) = result?;
            bases.insert(mac, base);
            staged.extend(file.map(|file| (mac, file)));
        }
        settle::settle(&site, &rows, identities, &mut bases)?;
        bases.retain(|mac, _| is_own(*mac));
        Ok((bases.into_values().collect(), staged))
    }
}

/// The device that somebody asked for.
fn asked(options: &Options, template: &Template) -> Option<&'static Device> {
    options.names_device.then(|| template.device())
}

/// The file of a base.
fn in_place(
    directory: &Directory,
    listing: &Listing,
    options: &Options,
    joined: &Joined<'_>,
    mac: Mac,
) -> base::InPlace {
    let unreadable = |why: String| Err(Problem::UnreadableFileInPlace(why.into()));
    let device = joined.device(mac);
    let asked = device.layout.file_name(mac);
    let names = listing.names(mac);
    let has_file = names.contains(&asked);
    // Only somebody who says what the base is can say that it is another device than before.
    let is_former = |name: &str| {
        let of_file = device_of(directory, mac, name);
        joined.is_device_named(mac) && of_file.is_some_and(|other| !other.is_like(device))
    };
    let mut others = names.iter().filter(|name| **name != asked);
    if let Some(name) = others.clone().find(|name| !is_former(name)) {
        let names = Box::new((name.as_str().into(), asked.into()));
        return Err(if has_file {
            Problem::TwoFilesInPlace(names)
        } else {
            Problem::MisnamedFileInPlace(names)
        });
    }
    let former = others.next().map(|name| {
        let says = match directory.in_place(name, options.limits) {
            store::InPlace::File(bytes) => {
                device_of(directory, mac, name).and_then(|device| device.read(&bytes).ok())
            }
            store::InPlace::Absent | store::InPlace::Unreadable(_) => None,
        };
        let handsets = says.iter().flat_map(Published::handsets);
        Former {
            name: name.clone(),
            handsets: handsets.map(|(_, ipui)| ipui).collect(),
        }
    });
    let bytes = match directory.in_place(&asked, options.limits) {
        store::InPlace::Absent if has_file => {
            return unreadable("it was in the directory a moment ago and is gone now".into());
        }
        store::InPlace::Absent => None,
        store::InPlace::Unreadable(why) => return unreadable(why),
        store::InPlace::File(bytes) => Some(bytes),
    };
    Ok(InDirectory { bytes, former })
}

/// The device whose file this is, by its name and how it begins.
pub(crate) fn device_of(directory: &Directory, mac: Mac, name: &str) -> Option<&'static Device> {
    let mut devices = DEVICES.iter();
    let by_name = devices.find(|device| device.layout.file_name(mac) == name)?;
    let found = match directory.head(name) {
        Ok(head) => Device::recognized(&head),
        // It is read whole later, and then what is wrong with it is said.
        Err(_) => Some(by_name),
    };
    found.filter(|found| found.is_like(by_name))
}

/// The rows of a roster, read and checked.
struct Read<'r> {
    rows: Validated<'r>,
    /// The templates that rows of bases name.
    templates: own::Templates,
    ending: Ending,
}

fn read_rows<'r>(
    roster: &'r Roster,
    template: &Template,
    options: &Options,
    devices: Devices,
    found: Vec<Finding>,
) -> Read<'r> {
    let is_error = |finding: &Finding| finding.severity == Severity::Error;
    // A sheet whose header is wrong is not read, and its handsets would look as if they were gone.
    if found.iter().any(is_error) {
        return Read::unusable(found);
    }
    let mut rows = validate::roster(roster, devices, &options.rules);
    rows.findings.extend(found);
    let mut collector = Collector::new(&options.rules);
    let bases = &rows.joined.bases;
    let (templates, refused) = own::templates(&rows.joined, template, options, &mut collector);
    own::look_for_unknown_settings(bases, template, &templates, &mut collector);
    rows.findings.extend(collector.into_findings());
    let bases = &mut rows.joined.bases;
    let refused = refused.iter().filter_map(|mac| bases.reject(*mac));
    rows.identities.extend(refused);
    rows.identities.sort_by_key(|identity| identity.row);
    if options.retire_absent {
        // Whose rows are missing would be switched off.
        let empty = |finding: &&mut Finding| finding.problem == Problem::EmptyTable;
        for finding in rows.findings.iter_mut().filter(empty) {
            finding.severity = Severity::Error;
        }
    }
    // Handsets in a column that is not read would look as if they were gone, too.
    let is_unusable = |finding: &Finding| {
        is_error(finding) && finding.problem.code().info().group == Group::Reading
    };
    if rows.findings.iter().any(is_unusable) {
        return Read::unusable(rows.findings);
    }
    rows.findings.sort_unstable();
    let rejected = rows.identities.iter().any(|identity| !identity.accepted);
    let ending = if rejected && options.on_error == OnError::Abort {
        Ending::Aborted
    } else {
        Ending::Done
    };
    Read {
        rows,
        templates,
        ending,
    }
}

impl<'r> Read<'r> {
    /// A roster whose structure has an error.
    fn unusable(mut findings: Vec<Finding>) -> Self {
        findings.sort_unstable();
        Self {
            rows: Validated {
                findings,
                ..Validated::default()
            },
            templates: own::Templates::new(),
            ending: Ending::Unusable,
        }
    }

    /// Rejects the rows that were left out and are about an account of a file in place.
    fn take_back(&mut self, directory: &Directory, listing: &Listing, options: &Options) {
        let rows = &mut self.rows;
        let macs: Vec<Mac> = listing.macs().collect();
        // A file that cannot be read holds its base in any case.
        let joined = &rows.joined;
        let read = |mac: &Mac| {
            let device = joined.device(*mac);
            match directory.in_place(&device.layout.file_name(*mac), options.limits) {
                store::InPlace::File(bytes) => device.read(&bytes).ok(),
                store::InPlace::Absent | store::InPlace::Unreadable(_) => None,
            }
        };
        let files = || macs.par_iter().filter_map(read);
        for row in left_out::known(files(), &rows.left_out, &rows.identities) {
            rows.identities.push(left_out::rejected(row));
            left_out::report(row, &options.rules, &mut rows.findings);
            if options.on_error == OnError::Abort {
                self.ending = Ending::Aborted;
            }
        }
        let lost = left_out::elsewhere(files(), &rows.elsewhere);
        if let Some(&place) = lost.first() {
            let mut findings = Collector::new(&options.rules);
            let number = u32::try_from(lost.len()).unwrap_or(u32::MAX);
            let problem = Problem::UnusedIdentities(number);
            if findings.add(place, None, problem, None) == Some(Severity::Error) {
                self.ending = Ending::Unusable;
            }
            rows.findings.extend(findings.into_findings());
        }
        rows.findings.sort_unstable();
    }

    fn into_outcome(
        self,
        command: &'static str,
        roster: &'r Roster,
        options: &Options,
        out: Option<&Path>,
    ) -> Outcome<'r> {
        let identities = &self.rows.identities;
        let accepted = identities.iter().filter(|row| row.accepted).count();
        let read = identities.len();
        Outcome {
            command,
            roster,
            out: out.map(Path::to_owned),
            started: options.now,
            shard: options.shard,
            accounts: self.rows.accounts,
            rows: RowCounts {
                read,
                accepted,
                rejected: read - accepted,
            },
            findings: self.rows.findings,
            bases: Vec::new(),
            deregistrations: 0,
            reassignments: 0,
            given_up: 0,
            window_request: WindowRequest::of(options.registration),
            signals_changes: false,
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
