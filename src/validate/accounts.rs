//! Tables of accounts: which row has the password of an extension.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::cell::{self, Content};
use super::{ROWS_PER_TASK, chunks};
use crate::finding::{Collector, Finding, Problem, Rules};
use crate::input::{Row, SheetKind};
use crate::roster::{Kind, Roster, RowRef, Table, Unread};
use crate::value::Field;

/// The accounts of all accounts tables, to be found by their extensions.
///
/// A sorted list, for there may be a million: threads sort it together, and a map would take twice the
/// memory.
#[derive(Debug, Default)]
pub(super) struct Accounts<'r> {
    hasher: RandomState,
    /// By hash and extension, SIP accounts first, then in the order of the roster.
    entries: Vec<Entry<'r>>,
    /// For each value of the first bits of a hash where its entries begin, and where the last end.
    begins: Vec<u32>,
    /// Whether there is a table of accounts, be it empty.
    any: bool,
}

/// An account.
#[derive(Debug)]
struct Entry<'r> {
    hash: u64,
    extension: Cow<'r, str>,
    is_sip: bool,
    row: RowRef,
    /// Whether a handset uses it.
    used: AtomicBool,
}

impl Entry<'_> {
    fn key(&self) -> (u64, &str) {
        (self.hash, &self.extension)
    }
}

/// What the accounts tables have for an extension.
#[derive(Debug, Clone, Copy)]
pub(super) enum Account<'a> {
    /// Nothing; an extension that differs in leading zeros, where there is one.
    None(Option<&'a str>),
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
        let mut entries = Vec::with_capacity(parts.iter().map(|(part, ..)| part.len()).sum());
        for (accounts, columns, found) in parts {
            entries.extend(accounts);
            unread.append(columns);
            findings.extend(found);
        }
        entries.par_sort_unstable_by(|a, b| {
            (a.key(), !a.is_sip, a.row).cmp(&(b.key(), !b.is_sip, b.row))
        });
        let mut accounts = Self {
            hasher,
            begins: Vec::new(),
            entries,
            any: !tables.is_empty(),
        };
        accounts.index();
        accounts
    }

    /// Notes where the entries of each slot begin. There are about as many slots as entries.
    fn index(&mut self) {
        let slots = self.entries.len().next_power_of_two();
        let mut begins = vec![0; slots + 1];
        for entry in &self.entries {
            begins[slot(entry.hash, slots) + 1] += 1;
        }
        let mut end = 0;
        for begin in &mut begins {
            end += *begin;
            *begin = end;
        }
        self.begins = begins;
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
            self.hasher.hash_one(text)
        };
        let slots: Vec<usize> = rows
            .map(|index| slot(hash(index), self.begins.len() - 1))
            .collect();
        let begins: Vec<u32> = slots.iter().map(|slot| self.begins[*slot]).collect();
        let entries = begins
            .iter()
            .filter_map(|begin| self.entries.get(*begin as usize));
        let rows: Vec<RowRef> = entries.map(|entry| entry.row).collect();
        let rows = rows
            .iter()
            .filter_map(|at| Some(roster.table_with(*at)?.row(at.index)));
        std::hint::black_box(rows.filter_map(|row| row.cells().next()).count());
    }

    /// The account of an extension, which counts as used.
    pub(super) fn of(&self, extension: &str) -> Account<'_> {
        let entries = self.find(extension);
        let Some(first) = entries.first() else {
            return Account::None(self.near(extension));
        };
        first.used.store(true, Ordering::Relaxed);
        match entries.get(1) {
            Some(second) if second.is_sip && second.key() == first.key() => {
                Account::Several(first.row)
            }
            _ if !first.is_sip => Account::NotSip(first.row),
            _ => Account::One(first.row),
        }
    }

    /// The entries from the first of an extension on, up to others; none where there is no such account.
    fn find(&self, extension: &str) -> &[Entry<'r>] {
        if self.entries.is_empty() {
            return &[];
        }
        let hash = self.hasher.hash_one(extension);
        let slot = slot(hash, self.begins.len() - 1);
        let entries = &self.entries[self.begins[slot] as usize..self.begins[slot + 1] as usize];
        let first = entries.partition_point(|entry| entry.key() < (hash, extension));
        match entries.get(first) {
            Some(entry) if entry.key() == (hash, extension) => &entries[first..],
            _ => &[],
        }
    }

    /// The extension of an account that differs from this one in leading zeros, which spreadsheets drop.
    fn near(&self, extension: &str) -> Option<&str> {
        let bare = extension.trim_start_matches('0');
        (0..4)
            .map(|zeros| format!("{:0>zeros$}{bare}", ""))
            .find_map(|near| self.find(&near).first())
            .map(|entry| entry.extension.as_ref())
    }

    /// How many accounts there are, and how many of them handsets use.
    pub(super) fn counts(&self) -> Option<AccountCounts> {
        if self.is_none() {
            return None;
        }
        let sip = self.entries.iter().filter(|entry| entry.is_sip);
        Some(AccountCounts {
            all: self
                .entries
                .chunk_by(|a, b| a.key() == b.key())
                .filter(|same| same[0].is_sip)
                .count(),
            used: sip
                .filter(|entry| entry.used.load(Ordering::Relaxed))
                .count(),
        })
    }
}

/// The slot of a hash, by its first bits; `slots` is a power of two.
fn slot(hash: u64, slots: usize) -> usize {
    let high = (u128::from(hash) * slots as u128) >> 64;
    usize::try_from(high).unwrap_or(0)
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
fn part<'r>(
    table: Table<'r>,
    rows: Range<u32>,
    hasher: &RandomState,
    rules: &Rules,
) -> (Vec<Entry<'r>>, Unread, Vec<Finding>) {
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
                    hash: hasher.hash_one(extension.as_ref()),
                    extension,
                    is_sip: technology.is_none_or(|column| is_sip(row, column)),
                    row: RowRef { sheet, index },
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
    match cell::read(Field::Extension, row.cell(column)) {
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
