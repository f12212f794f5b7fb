//! Columns that are not read, and what is in them.

use std::collections::{BTreeMap, HashSet};

use super::identities::{self, Identity};
use super::{Kind, Roster, Table};
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
    /// What is to be said of the column: that it holds handsets that no row has, with the row of the first
    /// of them, or that it may hold handsets, or else what is given. Mere numbers count as lost only in a
    /// column that certainly is about handsets.
    fn problem(
        &self,
        near: bool,
        unused: Problem,
        known: &HashSet<Ipui>,
    ) -> (Option<u32>, Problem) {
        let is_lost = |(ipui, _): &&(Ipui, u32)| !known.contains(ipui);
        let mut lost = self.handsets.iter().filter(is_lost);
        let certain = self.has_identity || near;
        if let Some((_, row)) = certain.then(|| lost.next()).flatten() {
            let count = u32::try_from(1 + lost.count()).unwrap_or(u32::MAX);
            return (Some(*row), Problem::UnusedIdentities(count));
        }
        if self.has_identity || self.ipeis * 2 > self.filled {
            return (None, Problem::UnusedColumnWithIdentities);
        }
        (None, unused)
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

    /// Notes a cell of a table of accounts. The MAC addresses there are of desk phones.
    pub(crate) fn note_handset(&mut self, table: Table<'_>, row: u32, column: u16, text: &str) {
        if matches!(identities::of(text), Some(Identity::Handset(_))) {
            self.note(table, row, column, text);
        }
    }

    /// Adds what later rows hold.
    pub(crate) fn append(&mut self, later: Self) {
        for (key, more) in later.columns {
            let content = self.columns.entry(key).or_insert_with(|| Content {
                first: more.first,
                ..Content::default()
            });
            content.has_identity |= more.has_identity;
            content.filled += more.filled;
            content.ipeis += more.ipeis;
            content.handsets.extend(more.handsets);
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
        if table.header.kind == Kind::Bases {
            // Every column there is the base's own, or a setting.
            continue;
        }
        let (number, row) = (table.number, table.header.row);
        let mut add = |row, column, problem| {
            findings.add(Place::cell(number, row, column), None, problem, None);
        };
        let mut named = HashSet::new();
        for extra in &table.header.extra {
            named.insert(extra.column);
            let near = Some(table.header.kind)
                .filter(|kind| *kind == Kind::Handsets)
                .and_then(|_| roster.aliases.near(&extra.name));
            let Some(content) = unread.columns.get(&(number, row, extra.column)) else {
                // A column without a value holds nothing that could be missing.
                add(row, extra.column, Problem::UnusedColumn);
                continue;
            };
            let unused = near.map_or(Problem::UnusedColumn, Problem::UnusedColumnNear);
            let (lost, problem) = content.problem(near.is_some(), unused, &known);
            add(lost.unwrap_or(row), extra.column, problem);
        }
        let of_table = unread
            .columns
            .range((number, row, 0)..=(number, row, u16::MAX));
        for (&(_, _, column), content) in of_table {
            if !named.contains(&column) {
                let (lost, problem) = content.problem(false, Problem::ColumnWithoutHeader, &known);
                add(lost.unwrap_or(content.first), column, problem);
            }
        }
    }
    unread.doubtful_handsets(&known)
}
