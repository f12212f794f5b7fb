//! Tables of accounts: which row has the password of an extension.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::cell::{self, Content};
use super::{ROWS_PER_TASK, chunks};
use crate::finding::{Collector, Finding, Problem, Rules};
use crate::input::{Cell, Row, SheetKind};
use crate::roster::{Kind, Roster, RowRef, Table, Unread};
use crate::value::Field;

/// The accounts of all accounts tables, to be found by their extensions.
///
/// There may be a million, so an account takes 16 bytes here: its extension stays in its row.
#[derive(Debug, Default)]
pub(super) struct Accounts<'r> {
    roster: Option<&'r Roster>,
    hasher: RandomState,
    /// By hash, SIP accounts first, then in the order of the roster.
    entries: Vec<Entry>,
    /// For each value of the first bits of a hash where its entries begin, and where the last end.
    begins: Vec<u32>,
    /// Whether there is a table of accounts, be it empty.
    any: bool,
}

/// An account.
#[derive(Debug, Default)]
struct Entry {
    /// That of its extension.
    hash: u32,
    row: RowRef,
    is_sip: bool,
    /// Whether a handset uses it.
    used: AtomicBool,
}

/// What the accounts tables have for an extension.
#[derive(Debug, Clone)]
pub(super) enum Account<'a> {
    /// Nothing; an extension that differs in leading zeros, where there is one.
    None(Option<Cow<'a, str>>),
    /// One row.
    One(RowRef),
    /// More than one; the first.
    Several(RowRef),
    /// One that is no SIP account.
    NotSip(RowRef),
}

impl<'r> Accounts<'r> {
    /// Reads the extensions of all accounts tables, and notes what is in columns without a meaning.
    pub(super) fn read(
        roster: &'r Roster,
        unread: &mut Unread,
        rules: &Rules,
        findings: &mut Vec<Finding>,
    ) -> Self {
        let tables: Vec<_> = roster.tables_of(Kind::Accounts).collect();
        let tasks: Vec<_> = tables
            .iter()
            .flat_map(|table| chunks(*table, ROWS_PER_TASK))
            .collect();
        let hasher = RandomState::new();
        let parts: Vec<_> = tasks
            .into_par_iter()
            .map(|(table, rows)| part(table, rows, &hasher, rules))
            .collect();
        let mut found_accounts = Vec::with_capacity(parts.len());
        for (accounts, columns, found) in parts {
            found_accounts.push(accounts);
            unread.append(columns);
            findings.extend(found);
        }
        let (entries, begins) = by_hash(found_accounts);
        Self {
            roster: Some(roster),
            hasher,
            entries,
            begins,
            any: !tables.is_empty(),
        }
    }

    /// Whether the roster has no table of accounts.
    pub(super) fn is_none(&self) -> bool {
        !self.any
    }

    /// Looks at the accounts of some handsets, one step for all of them at a time, and so brings them into
    /// the processor's cache: memory gives many answers at once as quickly as one, and accounts are in an
    /// order of their own.
    pub(super) fn read_ahead(&self, roster: &Roster, handsets: Table<'_>, rows: Range<u32>) {
        let column = handsets.header.column(Field::Extension);
        let Some(column) = column.filter(|_| !self.entries.is_empty()) else {
            return;
        };
        let hash = |index| {
            let text = handsets.row(index).cell(column).text.trim();
            self::hash(&self.hasher, text)
        };
        let hashes: Vec<u32> = rows.map(hash).collect();
        let begins: Vec<usize> = hashes
            .iter()
            .map(|hash| self.begins[slot(*hash, self.begins.len() - 1)] as usize)
            .collect();
        let rows: Vec<RowRef> = hashes
            .iter()
            .zip(begins)
            .filter_map(|(hash, begin)| {
                let mut entries = self.entries[begin..].iter();
                entries.find(|entry| entry.hash >= *hash)
            })
            .map(|entry| entry.row)
            .collect();
        let rows = rows
            .iter()
            .filter_map(|at| Some(roster.table_with(*at)?.row(at.index)));
        std::hint::black_box(rows.filter_map(|row| row.cells().next()).count());
    }

    /// The account of an extension, which counts as used.
    pub(super) fn of(&self, extension: &str) -> Account<'r> {
        let mut entries = self.find(extension);
        let Some(first) = entries.next() else {
            return Account::None(self.near(extension));
        };
        first.used.store(true, Ordering::Relaxed);
        match entries.next() {
            _ if !first.is_sip => Account::NotSip(first.row),
            Some(second) if second.is_sip => Account::Several(first.row),
            _ => Account::One(first.row),
        }
    }

    /// The accounts with an extension, SIP accounts first.
    fn find<'s>(&'s self, extension: &'s str) -> impl Iterator<Item = &'s Entry> {
        let hash = hash(&self.hasher, extension);
        let slot = slot(hash, self.begins.len().saturating_sub(1));
        let end = |slot: usize| self.begins.get(slot).map_or(0, |end| *end as usize);
        let entries = &self.entries[end(slot)..end(slot + 1)];
        let first = entries.partition_point(|entry| entry.hash < hash);
        entries[first..]
            .iter()
            .take_while(move |entry| entry.hash == hash)
            .filter(|entry| self.has(entry, extension))
    }

    /// Whether an account has this extension.
    fn has(&self, entry: &Entry, extension: &str) -> bool {
        self.extension_cell(entry)
            .is_some_and(|cell| cell.text == extension)
            || self.extension(entry).as_deref() == Some(extension)
    }

    fn extension(&self, entry: &Entry) -> Option<Cow<'r, str>> {
        read_extension(self.extension_cell(entry)?)
    }

    fn extension_cell(&self, entry: &Entry) -> Option<Cell<'r>> {
        let table = self.roster?.table_with(entry.row)?;
        let column = table.header.column(Field::Extension)?;
        Some(table.row(entry.row.index).cell(column))
    }

    /// The extension of an account that differs from this one in leading zeros, which spreadsheets drop.
    fn near(&self, extension: &str) -> Option<Cow<'r, str>> {
        let bare = extension.trim_start_matches('0');
        (0..4)
            .map(|zeros| format!("{:0>zeros$}{bare}", ""))
            .find_map(|near| self.extension(self.find(&near).next()?))
    }

    /// How many accounts there are, and how many of them handsets use.
    pub(super) fn counts(&self) -> Option<AccountCounts> {
        if self.is_none() {
            return None;
        }
        let sip = self.entries.iter().filter(|entry| entry.is_sip);
        let same = self.entries.chunk_by(|a, b| a.hash == b.hash);
        let distinct = |same: &[Entry]| match same {
            [one] => usize::from(one.is_sip),
            several => {
                let sip = several.iter().filter(|entry| entry.is_sip);
                let extensions: HashSet<_> = sip.map(|entry| self.extension(entry)).collect();
                extensions.len()
            }
        };
        Some(AccountCounts {
            all: same.map(distinct).sum(),
            used: sip
                .filter(|entry| entry.used.load(Ordering::Relaxed))
                .count(),
        })
    }
}

fn hash(hasher: &RandomState, extension: &str) -> u32 {
    // Any 32 bits of it do.
    u32::try_from(hasher.hash_one(extension) >> 32).unwrap_or(0)
}

/// The slot of a hash, by its first bits; `slots` is a power of two.
fn slot(hash: u32, slots: usize) -> usize {
    let high = (u64::from(hash) * slots as u64) >> 32;
    usize::try_from(high).unwrap_or(0)
}

/// Puts accounts into the order of their hashes. There are about as many slots as accounts, so that nothing
/// but the few of a slot need be compared: the accounts, and where each slot begins and the last ends.
fn by_hash(found: Vec<Vec<Entry>>) -> (Vec<Entry>, Vec<u32>) {
    let all: usize = found.iter().map(Vec::len).sum();
    let slots = all.next_power_of_two();
    let mut begins = vec![0_u32; slots + 1];
    for entry in found.iter().flatten() {
        begins[slot(entry.hash, slots) + 1] += 1;
    }
    let mut end = 0;
    for begin in &mut begins {
        end += *begin;
        *begin = end;
    }
    let mut next = begins.clone();
    let mut entries = Vec::new();
    entries.resize_with(all, Entry::default);
    for entry in found.into_iter().flatten() {
        let place = &mut next[slot(entry.hash, slots)];
        entries[*place as usize] = entry;
        *place += 1;
    }
    for ends in begins.windows(2) {
        let same = &mut entries[ends[0] as usize..ends[1] as usize];
        if same.len() > 1 {
            same.sort_unstable_by_key(|entry| (entry.hash, !entry.is_sip, entry.row));
        }
    }
    (entries, begins)
}

/// How many accounts the accounts tables have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountCounts {
    /// The accounts, by extension.
    pub all: usize,
    /// Those that a handset uses.
    pub used: usize,
}

/// The accounts of some rows.
fn part(
    table: Table<'_>,
    rows: Range<u32>,
    hasher: &RandomState,
    rules: &Rules,
) -> (Vec<Entry>, Unread, Vec<Finding>) {
    let mut unread = Unread::default();
    let mut accounts = Vec::with_capacity(rows.len());
    let mut findings = Collector::new(rules);
    let technology = technology(table);
    let names = table.row_of_header();
    for index in rows {
        let row = table.row(index);
        for (column, cell) in row.cells() {
            if table.header.field(column).is_some() {
                continue;
            }
            // A column that nobody named is said to be unread; the others are those of the PBX.
            if names.cell(column).is_empty() && table.sheet.kind() == SheetKind::Workbook {
                unread.note(table, row.number(), column, cell.text);
            } else {
                unread.note_handset(table, row.number(), column, cell.text);
            }
        }
        let has = |field| {
            let column = table.header.column(field);
            column.is_some_and(|column| !row.cell(column).text.trim().is_empty())
        };
        let is_filled = [
            Field::Password,
            Field::Login,
            Field::DisplayName,
            Field::LastName,
        ]
        .into_iter()
        .any(has);
        match extension(table, row).filter(|_| is_filled) {
            Some(extension) => {
                let sheet = table.number;
                accounts.push(Entry {
                    hash: hash(hasher, &extension),
                    row: RowRef { sheet, index },
                    is_sip: technology.is_none_or(|column| is_sip(row, column)),
                    used: AtomicBool::new(false),
                });
            }
            None if is_filled || has(Field::Extension) => {
                let place = table.place(row, Field::Extension);
                findings.add(place, None, Problem::AccountLeftOut, None);
            }
            None => {}
        }
    }
    (accounts, unread, findings.into_findings())
}

fn extension<'r>(table: Table<'r>, row: Row<'r>) -> Option<Cow<'r, str>> {
    let column = table.header.column(Field::Extension)?;
    read_extension(row.cell(column))
}

fn read_extension(cell: Cell<'_>) -> Option<Cow<'_, str>> {
    match cell::read(Field::Extension, cell) {
        Content::Text(extension, _) => Some(extension),
        Content::Empty | Content::Fault(_) => None,
    }
}

/// The column that says which protocol an account speaks, as `FreePBX`, Issabel, Grandstream and Wazo
/// export it.
fn technology(table: Table<'_>) -> Option<u16> {
    const NAMES: [&str; 4] = ["tech", "technology", "line_protocol", "protocol"];
    let extra = table.header.extra.iter();
    let mut named = extra.filter(|extra| NAMES.contains(&extra.name.to_lowercase().as_str()));
    named.next().map(|extra| extra.column)
}

/// Whether the account of a row is a SIP account. A cell without a word says nothing.
fn is_sip(row: Row<'_>, technology: u16) -> bool {
    let text = row.cell(technology).text.trim().to_lowercase();
    text.is_empty() || text.contains("sip")
}
