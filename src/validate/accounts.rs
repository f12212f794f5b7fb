//! Tables of accounts: which row has the password of an extension.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::cell::{self, Content};
use super::{ROWS_PER_TASK, chunks};
use crate::input::Row;
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
}

impl<'r> Accounts<'r> {
    /// Reads the extensions of all accounts tables, and notes what is in columns without a meaning.
    pub(super) fn read(roster: &'r Roster, unread: &mut Unread) -> Self {
        let tables: Vec<_> = roster.tables_of(Kind::Accounts).collect();
        let tasks: Vec<_> = tables
            .iter()
            .flat_map(|table| chunks(*table, ROWS_PER_TASK))
            .collect();
        let parts: Vec<_> = tasks
            .into_par_iter()
            .map(|(table, rows)| part(table, rows))
            .collect();
        let number = parts.iter().map(|(accounts, _)| accounts.len()).sum();
        let mut by_extension = HashMap::with_capacity(number);
        for (accounts, columns) in parts {
            for (extension, row) in accounts {
                by_extension
                    .entry(extension)
                    .and_modify(|rows: &mut Rows| rows.several = true)
                    .or_insert(Rows {
                        first: row,
                        several: false,
                    });
            }
            unread.append(columns);
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
            .map(|(extension, _)| extension.as_ref())
            .collect();
        Some(AccountCounts {
            all: self.by_extension.len(),
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

/// The accounts of some rows.
fn part(table: Table<'_>, rows: std::ops::Range<u32>) -> (Vec<(Cow<'_, str>, RowRef)>, Unread) {
    let mut unread = Unread::default();
    let mut accounts = Vec::with_capacity(rows.len());
    let technology = technology(table);
    for index in rows {
        let row = table.row(index);
        for (column, cell) in row.cells() {
            if table.header.field(column).is_none() {
                unread.note_handset(table, row.number(), column, cell.text);
            }
        }
        if technology.is_some_and(|column| !is_sip(row, column)) {
            continue;
        }
        if let Some(extension) = extension(table, row) {
            let sheet = table.number;
            accounts.push((extension, RowRef { sheet, index }));
        }
    }
    (accounts, unread)
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
