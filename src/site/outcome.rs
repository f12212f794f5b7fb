//! What a run found and did, for the reports and the exit code.

use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use serde::Serialize;

use crate::device::Device;
use crate::finding::{Counts, Finding};
use crate::roster::Roster;
use crate::settings::shard::Shard;
use crate::settings::{Registration, Start};
use crate::site::plan::{BasePlan, Status, WindowChange};
use crate::validate::AccountCounts;
use crate::value::Mac;

/// Everything that a report may say about a run.
#[derive(Debug)]
pub struct Outcome<'r> {
    /// The command as typed: `build`, `check` or `plan`.
    pub command: &'static str,
    /// The roster, to look values up in.
    pub roster: &'r Roster,
    /// The output directory, where there is one.
    pub out: Option<PathBuf>,
    /// When the run began, as the clock of the machine shows it.
    pub started: NaiveDateTime,
    /// The share of the bases; the rows are always all of them.
    pub shard: Shard,
    /// How many accounts the accounts tables have, where there are any.
    pub accounts: Option<AccountCounts>,
    /// How many rows there were.
    pub rows: RowCounts,
    /// What was found, ordered by place.
    pub findings: Vec<Finding>,
    /// What each base's file becomes, ordered by MAC.
    pub bases: Vec<BasePlan>,
    /// How many handsets would be de-registered by the bases that are written.
    pub deregistrations: usize,
    /// How many handsets would stay and get another extension, on the bases that are written.
    pub reassignments: usize,
    /// How many positions in use would be given up: `deregistrations`, and accounts without an IPUI,
    /// where a handset may have been registered by hand.
    pub given_up: usize,
    /// What was asked of the registration windows.
    pub window_request: WindowRequest,
    /// Whether a run that would change a base, and finds nothing else to complain of, says so by its exit
    /// code.
    pub signals_changes: bool,
    /// How the run ended.
    pub ending: Ending,
}

/// The exit code of `plan --detailed-exitcode` when something would change. Terraform's 2 is taken: the run
/// failed.
pub const CHANGES: u8 = 4;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// What was planned was done; some rows may have been rejected.
    Done,
    /// Rejected rows and `--on-error abort`: nothing was written.
    Aborted,
    /// The roster's structure has an error, so it was not used: nothing was written.
    Unusable,
    /// More handsets would be de-registered, or get another extension, than allowed: nothing was
    /// written.
    Refused {
        /// How many positions may be given up, where more would be.
        deregister: Option<usize>,
        /// How many handsets may get another extension, where more would.
        reassign: Option<usize>,
    },
}

/// What the options ask of the registration windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowRequest {
    /// Nothing: they stay.
    Nothing,
    /// To open now.
    Open,
    /// To have a start or a duration.
    Set,
    /// To go.
    Remove,
}

impl WindowRequest {
    /// What these options ask.
    #[must_use]
    pub fn of(registration: Registration) -> Self {
        match registration.start {
            Some(Start::Now) => Self::Open,
            Some(Start::At(_)) => Self::Set,
            Some(Start::Never) => Self::Remove,
            None if registration.duration.is_some() => Self::Set,
            None => Self::Nothing,
        }
    }
}

/// Rows by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct RowCounts {
    /// Rows below the headers that are not empty.
    pub read: usize,
    /// Rows that became a handset.
    pub accepted: usize,
    /// Rows with an error.
    pub rejected: usize,
}

impl Outcome<'_> {
    /// How many findings there are, by severity.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts::of(&self.findings)
    }

    /// How many bases have this status.
    #[must_use]
    pub fn bases_with(&self, status: Status) -> usize {
        self.bases
            .iter()
            .filter(|base| base.status == status)
            .count()
    }

    /// How many windows of bases that were done become this. One that is incomplete opens nothing,
    /// and counts as that alone.
    #[must_use]
    pub fn windows_with(&self, change: WindowChange) -> usize {
        self.done()
            .filter(|base| base.window_change == Some(change) && !base.window_incomplete)
            .count()
    }

    /// How many windows of bases that were done lack their start or their duration.
    #[must_use]
    pub fn windows_incomplete(&self) -> usize {
        self.done().filter(|base| base.window_incomplete).count()
    }

    fn done(&self) -> impl Iterator<Item = &BasePlan> {
        let is_done = |base: &&BasePlan| matches!(base.status, Status::Written | Status::Unchanged);
        self.bases.iter().filter(is_done)
    }

    /// The file of a base in the output directory.
    #[must_use]
    pub fn file_of(&self, mac: Mac) -> PathBuf {
        let base = self.bases.binary_search_by_key(&mac, |base| base.mac);
        let device = base.map_or(Device::DEFAULT, |at| self.bases[at].device);
        self.out
            .as_deref()
            .unwrap_or(Path::new(""))
            .join(device.layout.file_name(mac))
    }

    /// Whether every row went through and no base was held.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let is_held = || self.bases_with(Status::Held) > 0;
        self.ending == Ending::Done && self.rows.rejected == 0 && !is_held()
    }

    /// The exit code that the contract gives this ending.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self.ending {
            Ending::Refused { .. } => 3,
            Ending::Unusable => 2,
            Ending::Aborted => 1,
            Ending::Done if !self.is_complete() => 1,
            Ending::Done if self.signals_changes && self.bases_with(Status::Written) > 0 => CHANGES,
            Ending::Done => 0,
        }
    }
}
