//! Located rows -> handsets, or all their faults at once.
//!
//! `cell`, `number` and `meaning` take a cell to the text that was meant, `row` takes a row to a handset or its faults,
//! `across` finds rows that contradict each other, `lint` what only looks wrong in many rows. A check
//! of one value goes into `row`, one that compares rows into `across` or `lint`.

mod accounts;
mod across;
pub mod bases;
mod cell;
pub mod devices;
mod encoding;
mod lint;
mod row;

use std::hash::RandomState;

use rayon::prelude::*;

use crate::device::Device;
use crate::finding::{Collector, Finding, Place, Problem, Rules};
use crate::roster::{self, Handset, Identity, Kind as TableKind, Roster, RowRef, Table, Unread};
use crate::value::{Ipui, Mac};
pub use accounts::AccountCounts;
use accounts::Accounts;
use bases::Bases;
use devices::Devices;
use row::Kind;

/// How many rows one task takes: enough that handing out tasks costs nothing.
const ROWS_PER_TASK: usize = 4096;
/// For how many rows the accounts are looked up ahead: as many as the processor's own cache holds.
const ROWS_READ_AHEAD: u32 = 256;

/// What a roster says, row by row.
#[derive(Debug, Default)]
pub struct Validated<'r> {
    /// What each handset's row says of who is where, in the order of the roster.
    pub identities: Vec<Identity<'r>>,
    /// The rows that are no handsets, in the same order.
    pub left_out: Vec<LeftOut<'r>>,
    /// What may be handsets in columns that are not read, each with its place; no row has them.
    pub elsewhere: Vec<(Ipui, Place)>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// How many accounts the accounts tables have, where there are any.
    pub accounts: Option<AccountCounts>,
    /// The tables that rows are joined with.
    pub joined: Joined<'r>,
}

/// What rows of handsets are read together with: the accounts and the names of bases.
#[derive(Debug, Default)]
pub struct Joined<'r> {
    accounts: Accounts<'r>,
    /// What the bases tables say.
    pub bases: Bases,
    devices: Devices,
    has_other_devices: bool,
}

impl Joined<'_> {
    /// What device a base is.
    #[must_use]
    pub fn device(&self, mac: Mac) -> &'static Device {
        self.devices.of(&self.bases, mac)
    }

    /// Whether nothing says what device a base is, and it may be another than it would be taken for.
    #[must_use]
    pub fn is_device_unclear(&self, mac: Mac) -> bool {
        self.has_other_devices
            && self.devices.named(&self.bases, mac).is_none()
            && !self.devices.in_place.contains_key(&mac)
    }

    /// Whether a base is this device, as far as bases are known by their rows, files and options.
    #[must_use]
    pub fn has_device(&self, device: &Device) -> bool {
        let rows = self.bases.rows().filter_map(|(_, row)| row.device);
        let in_place = self.devices.in_place.values().copied();
        let mut devices = rows
            .chain(in_place)
            .chain([self.devices.own])
            .chain(self.devices.asked);
        devices.any(|other| other == device)
    }

    /// Whether somebody said what device a base is.
    #[must_use]
    pub fn is_device_named(&self, mac: Mac) -> bool {
        self.devices.named(&self.bases, mac).is_some()
    }
}

/// A row without password, IPUI and base: a total, a signature, a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOut<'r> {
    /// Which row it is.
    pub row: RowRef,
    /// Where to say so.
    pub place: Place,
    /// The text in its extension cell.
    pub extension: Option<&'r str>,
}

/// Reads every row of the roster and checks the rows against each other.
///
/// Neither rows nor findings depend on the number of threads.
#[must_use]
pub fn roster<'r>(roster: &'r Roster, devices: Devices, rules: &Rules) -> Validated<'r> {
    let hasher = RandomState::new();
    let mut collector = Collector::new(rules);
    let mut unread = Unread::default();
    let mut of_accounts = Vec::new();
    let mut joined = Joined {
        accounts: Accounts::read(roster, &mut unread, rules, &mut of_accounts),
        bases: Bases::read(roster, &mut collector),
        devices,
        has_other_devices: false,
    };
    joined.has_other_devices = joined.devices.has_others(&joined.bases);
    let tasks: Vec<_> = roster
        .tables_of(TableKind::Handsets)
        .flat_map(|table| chunks(table, ROWS_PER_TASK))
        .collect();
    let parts: Vec<_> = tasks
        .into_par_iter()
        .map(|(table, rows)| part(roster, &joined, table, rows, &hasher, rules))
        .collect();
    let mut all = Validated::default();
    all.identities.reserve(roster.len());
    // Millions of findings; growing would take them twice.
    let found = parts.iter().map(|(part, _)| part.findings.len()).sum();
    all.findings.reserve_exact(found);
    for (part, columns) in parts {
        all.identities.extend(part.identities);
        all.left_out.extend(part.left_out);
        all.findings.extend(part.findings);
        unread.append(columns);
    }
    let handsets = all.identities.iter().filter_map(|row| row.ipui);
    all.elsewhere = roster::unread(roster, &unread, handsets, &mut collector);
    let bases = all.identities.iter().filter_map(|row| row.base);
    roster.report_not_chosen(bases, &mut collector);
    empty_tables(roster, &all, &mut collector);
    joined
        .bases
        .refuse_other_devices(&all.identities, &mut collector);
    let of_bases = all.identities.len();
    all.identities.extend(joined.bases.rejected());
    if all.identities.len() > of_bases {
        all.identities.sort_by_key(|identity| identity.row);
    }
    encoding::check(roster, &mut all.identities, &mut collector);
    across::check(roster, &mut all.identities, &joined, &mut collector);
    all.accounts = joined.accounts.counts();
    all.findings.extend(collector.into_findings());
    all.findings.extend(of_accounts);
    if !joined.accounts.is_none() {
        // An account that several handsets use is read for each of them.
        all.findings.sort_unstable();
        all.findings.dedup();
    }
    all.joined = joined;
    all
}

/// Reports sheets whose tables have no row at all.
fn empty_tables(roster: &Roster, read: &Validated<'_>, findings: &mut Collector<'_>) {
    if read.identities.is_empty() {
        if roster.tables().next().is_some() {
            findings.add(Place::sheet(0), None, Problem::EmptyRoster, None);
        }
        return;
    }
    for table in roster.tables().filter(|table| table.rows().is_empty()) {
        if table.header.kind != TableKind::Handsets {
            let place = Place::row(table.number, table.header.row);
            findings.add(place, None, Problem::EmptyOtherTable, None);
        }
    }
    let has_row = |table: &Table<'_>| {
        let after = |row: &Identity<'_>| row.row.sheet < table.number;
        let first = read.identities.partition_point(after);
        let row = read.identities.get(first);
        row.is_some_and(|row| row.row.sheet == table.number)
    };
    let mut last = None;
    for table in roster
        .tables_of(TableKind::Handsets)
        .filter(|table| !has_row(table))
    {
        if last != Some(table.number) {
            let place = Place::row(table.number, table.header.row);
            findings.add(place, None, Problem::EmptyTable, None);
            last = Some(table.number);
        }
    }
}

/// Reads some rows of a table.
fn part<'r>(
    roster: &'r Roster,
    joined: &Joined<'r>,
    table: Table<'r>,
    rows: std::ops::Range<u32>,
    hasher: &RandomState,
    rules: &Rules,
) -> (Validated<'r>, Unread) {
    let mut findings = Collector::new(rules);
    let mut unread = Unread::default();
    let mut part = Validated::default();
    part.identities.reserve(rows.len());
    for index in rows.clone() {
        if (index - rows.start).is_multiple_of(ROWS_READ_AHEAD) {
            let end = rows.end.min(index.saturating_add(ROWS_READ_AHEAD));
            joined.accounts.read_ahead(roster, table, index..end);
        }
        match row::identity(
            roster,
            joined,
            table,
            index,
            hasher,
            &mut findings,
            &mut unread,
        ) {
            Kind::Handset(identity) => part.identities.push(identity),
            Kind::LeftOut(row) => part.left_out.push(row),
            Kind::Blank => {}
        }
    }
    part.findings = findings.into_findings();
    part.findings.shrink_to_fit();
    (part, unread)
}

/// Reads one row whole. `None` when it has an error.
#[must_use]
pub fn handset<'r>(
    roster: &'r Roster,
    joined: &Joined<'r>,
    at: RowRef,
    rules: &Rules,
) -> Option<Handset<'r>> {
    let table = roster.table_with(at)?;
    row::handset(roster, joined, table, at.index, &mut Collector::new(rules))
}

fn chunks(
    table: Table<'_>,
    size: usize,
) -> impl Iterator<Item = (Table<'_>, std::ops::Range<u32>)> {
    let rows = table.rows();
    rows.clone().step_by(size).map(move |start| {
        let end = rows
            .end
            .min(start.saturating_add(u32::try_from(size).unwrap_or(u32::MAX)));
        (table, start..end)
    })
}
