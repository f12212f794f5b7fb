//! Tables of accounts: which row has the password of an extension.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::cell::{self, Content};
use super::{ROWS_PER_TASK, chunks};
use crate::finding::{Collector, Finding, Problem, Rules};
use crate::input::{Row, SheetKind};
use crate::roster::{Identity, Kind, Roster, RowRef, Table, Unread};
use crate::value::Field;

/// The accounts of all accounts tables, by their extensions.
#[derive(Debug, Default)]
pub(super) struct Accounts<'r> {
    by_extension: HashMap<Cow<'r, str>, Rows>,
    /// Whether there is a table of accounts, be it empty.
    any: bool,
}

/// The rows of one extension.
#[derive(Debug, Clone, Copy)]
struct Rows {
    first: RowRef,
    /// Whether there is another.
    several: bool,
    /// Whether the first is a SIP account.
    is_sip: bool,
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
        let parts: Vec<_> = tasks
            .into_par_iter()
            .map(|(table, rows)| part(table, rows, rules))
            .collect();
        let number = parts.iter().map(|(accounts, ..)| accounts.len()).sum();
        let mut by_extension = HashMap::with_capacity(number);
        for (accounts, columns, found) in parts {
            for (extension, first, is_sip) in accounts {
                let new = Rows {
                    first,
                    several: false,
                    is_sip,
                };
                by_extension
                    .entry(extension)
                    .and_modify(|rows: &mut Rows| match (rows.is_sip, is_sip) {
                        (true, true) => rows.several = true,
                        (false, true) => *rows = new,
                        (_, false) => {}
                    })
                    .or_insert(new);
            }
            unread.append(columns);
            findings.extend(found);
        }
        Self {
            by_extension,
            any: !tables.is_empty(),
        }
    }

    /// Whether the roster has no table of accounts.
    pub(super) fn is_none(&self) -> bool {
        !self.any
    }

    /// The account of an extension.
    pub(super) fn of(&self, extension: &str) -> Account<'_> {
        match self.by_extension.get(extension) {
            Some(rows) if rows.several => Account::Several(rows.first),
            Some(rows) if !rows.is_sip => Account::NotSip(rows.first),
            Some(rows) => Account::One(rows.first),
            None => Account::None(self.near(extension)),
        }
    }

    /// The extension of an account that differs from this one in leading zeros, which spreadsheets drop.
    fn near(&self, extension: &str) -> Option<&str> {
        let bare = extension.trim_start_matches('0');
        (0..4)
            .map(|zeros| format!("{:0>zeros$}{bare}", ""))
            .find_map(|near| self.by_extension.get_key_value(near.as_str()))
            .map(|(near, _)| near.as_ref())
    }

    /// How many accounts there are, and how many of them handsets use.
    pub(super) fn counts(&self, identities: &[Identity<'_>]) -> Option<AccountCounts> {
        if self.is_none() {
            return None;
        }
        let used: HashSet<&str> = identities
            .iter()
            .filter_map(|identity| identity.extension.as_ref())
            .filter_map(|extension| self.by_extension.get_key_value(extension.as_str()))
            .filter(|(_, rows)| rows.is_sip)
            .map(|(extension, _)| extension.as_ref())
            .collect();
        Some(AccountCounts {
            all: self
                .by_extension
                .values()
                .filter(|rows| rows.is_sip)
                .count(),
            used: used.len(),
        })
    }
}

/// How many accounts the accounts tables have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountCounts {
    /// The accounts, by extension.
    pub all: usize,
    /// Those that a handset uses.
    pub used: usize,
}

/// An account: its extension, its row, and whether it is a SIP account.
type Found<'r> = (Cow<'r, str>, RowRef, bool);

/// The accounts of some rows.
fn part<'r>(
    table: Table<'r>,
    rows: std::ops::Range<u32>,
    rules: &Rules,
) -> (Vec<Found<'r>>, Unread, Vec<Finding>) {
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
                let is_sip = technology.is_none_or(|column| is_sip(row, column));
                accounts.push((extension, RowRef { sheet, index }, is_sip));
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
