//! Columns that are not read, and what is in them.

use std::collections::{BTreeMap, HashSet};

use super::identities::{self, Identity};
use super::{Roster, Table};
use crate::finding::{Collector, Place, Problem};
use crate::value::Ipui;

/// The digits of an IPEI without its check digit.
const IPEI_DIGITS: usize = 12;

/// What the rows hold in columns that have no meaning, by table and column.
#[derive(Debug, Default)]
pub struct Unread {
    columns: BTreeMap<(u32, u32, u16), Content>,
}

/// What one such column holds.
#[derive(Debug, Default)]
struct Content {
    /// The number of the first row with something in it.
    first: u32,
    /// Whether a value certainly is an identity, of a handset or of another device.
    has_identity: bool,
    /// How many cells have something in them.
    filled: usize,
    /// How many of them are twelve digits that make an IPEI. Of phone numbers hardly one in ten does.
    ipeis: usize,
    /// The handsets, or numbers that may be some, each with its row.
    handsets: Vec<(Ipui, u32)>,
}

impl Content {
    fn may_be_handsets(&self) -> bool {
        self.has_identity || self.ipeis * 2 > self.filled
    }
}

impl Unread {
    /// Notes a cell of a row. Cells come in the order of the rows.
    pub(crate) fn note(&mut self, table: Table<'_>, row: u32, column: u16, text: &str) {
        let key = (table.number, table.header.row, column);
        let content = self.columns.entry(key).or_insert_with(|| Content {
            first: row,
            ..Content::default()
        });
        content.filled += 1;
        match identities::of(text) {
            Some(Identity::Handset(ipui)) => {
                content.has_identity = true;
                content.handsets.push((ipui, row));
            }
            Some(Identity::PerhapsHandset(ipui)) => {
                let digits = text.bytes().filter(u8::is_ascii_digit).count();
                content.ipeis += usize::from(digits == IPEI_DIGITS);
                content.handsets.push((ipui, row));
            }
            Some(Identity::Device(_)) => content.has_identity = true,
            None => {}
        }
    }

    /// Adds what later rows hold.
    pub(crate) fn append(&mut self, later: Self) {
        for (key, more) in later.columns {
            match self.columns.entry(key) {
                std::collections::btree_map::Entry::Vacant(entry) => {
                    entry.insert(more);
                }
                std::collections::btree_map::Entry::Occupied(mut entry) => {
                    let content = entry.get_mut();
                    content.has_identity |= more.has_identity;
                    content.filled += more.filled;
                    content.ipeis += more.ipeis;
                    content.handsets.extend(more.handsets);
                }
            }
        }
    }

    /// What may be handsets in these columns, each with its place, without those of a set.
    pub(crate) fn doubtful_handsets(&self, known: &HashSet<Ipui>) -> Vec<(Ipui, Place)> {
        let columns = self.columns.iter();
        let handsets = columns.flat_map(|(&(sheet, _, column), content)| {
            let place = move |row| Place::cell(sheet, row, column);
            content
                .handsets
                .iter()
                .map(move |&(ipui, row)| (ipui, place(row)))
        });
        handsets.filter(|(ipui, _)| !known.contains(ipui)).collect()
    }

    /// Whether some column may hold handsets, so that it matters which handsets the rows have.
    fn holds_handsets(&self) -> bool {
        self.columns
            .values()
            .any(|content| !content.handsets.is_empty())
    }
}

/// Names every column that is not read: an info, a warning where it looks like one that should be, an
/// error where it holds handsets that no row has.
///
/// Returns the numbers in these columns that are a handset's if a file in place has it.
pub fn unread(
    roster: &Roster,
    unread: &Unread,
    handsets: impl Iterator<Item = Ipui>,
    findings: &mut Collector<'_>,
) -> Vec<(Ipui, Place)> {
    let known: HashSet<Ipui> = if unread.holds_handsets() {
        handsets.collect()
    } else {
        HashSet::new()
    };
    for table in roster.tables() {
        let key = |column| (table.number, table.header.row, column);
        for extra in &table.header.extra {
            let place = Place::cell(table.number, table.header.row, extra.column);
            let near = roster.aliases.near(&extra.name);
            let Some(content) = unread.columns.get(&key(extra.column)) else {
                // A column without a value holds nothing that could be missing.
                findings.add(place, None, Problem::UnusedColumn, None);
                continue;
            };
            let lost = lost(content, near.is_some(), &known);
            let problem = match lost {
                Some((count, row)) => {
                    let place = Place::cell(table.number, row, extra.column);
                    findings.add(place, None, Problem::UnusedIdentities(count), None);
                    continue;
                }
                None if content.may_be_handsets() => Problem::UnusedColumnWithIdentities,
                None => near.map_or(Problem::UnusedColumn, Problem::UnusedColumnNear),
            };
            findings.add(place, None, problem, None);
        }
        report_headless(table, unread, &known, findings);
    }
    unread.doubtful_handsets(&known)
}

/// Names the columns that have values and no header.
fn report_headless(
    table: Table<'_>,
    unread: &Unread,
    known: &HashSet<Ipui>,
    findings: &mut Collector<'_>,
) {
    let (number, row) = (table.number, table.header.row);
    let extra: HashSet<u16> = table
        .header
        .extra
        .iter()
        .map(|extra| extra.column)
        .collect();
    let of_table = unread
        .columns
        .range((number, row, 0)..=(number, row, u16::MAX));
    for (&(_, _, column), content) in of_table.filter(|((_, _, column), _)| !extra.contains(column))
    {
        let place = Place::cell(number, content.first, column);
        let (place, problem) = match lost(content, false, known) {
            Some((count, row)) => (
                Place::cell(number, row, column),
                Problem::UnusedIdentities(count),
            ),
            None if content.may_be_handsets() => (place, Problem::UnusedColumnWithIdentities),
            None => (place, Problem::ColumnWithoutHeader),
        };
        findings.add(place, None, problem, None);
    }
}

/// How many handsets of a column no row has, and the row of the first. Mere numbers count only in a
/// column that certainly is about handsets.
fn lost(content: &Content, near: bool, known: &HashSet<Ipui>) -> Option<(u32, u32)> {
    if !content.has_identity && !near {
        return None;
    }
    let mut lost = content
        .handsets
        .iter()
        .filter(|(ipui, _)| !known.contains(ipui));
    let (_, row) = lost.next()?;
    Some((u32::try_from(1 + lost.count()).unwrap_or(u32::MAX), *row))
}
