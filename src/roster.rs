//! All roster files of a run as one roster: its tables, and what is left out of them.

mod aliases;
mod bases;
mod columns;
mod fit;
mod handset;
mod header;
mod identities;
mod own_sheets;
mod remarks;
mod shown;
mod tables;

pub use aliases::{Aliases, Meaning};
pub(crate) use bases::spelling;
pub use bases::{BaseColumn, Names};
pub use columns::{Unread, unread};
pub use handset::{Handset, Identity, RowRef};
pub use header::{ExtraColumn, Header, Kind};
pub(crate) use own_sheets::{EXAMPLES, INSTRUCTIONS, SUMMARY_TITLE, is_own_sheet};

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use crate::finding::{Collector, Place};
use crate::input::{Cell, Row, Sheet, Standing};
use crate::settings::Reading;
use crate::value::{Field, Mac};

/// The sheets of all files, in the order of the command line, with their tables.
#[derive(Debug)]
pub struct Roster {
    sheets: Vec<Sheet>,
    /// The accounts by extension, for reports.
    accounts: OnceLock<HashMap<Box<str>, RowRef>>,
    /// Which headers mean which field.
    aliases: Aliases,
    /// By sheet, and in it from the top.
    tables: Vec<Found>,
}

/// A table that was found in a sheet.
#[derive(Debug)]
struct Found {
    sheet: u32,
    header: Header,
    /// The index behind its last row.
    end: usize,
    fills: Vec<Fill>,
}

/// Where the empty cells of a column take their value from.
#[derive(Debug)]
struct Fill {
    field: Field,
    column: u16,
    /// For each row of the table the index of the row whose cell counts.
    sources: Vec<u32>,
}

/// A table: a header and the rows below it, up to the next header of its sheet.
#[derive(Debug, Clone, Copy)]
pub struct Table<'r> {
    /// The sheet's place among the sheets of the run.
    pub number: u32,
    /// The sheet.
    pub sheet: &'r Sheet,
    /// Its header.
    pub header: &'r Header,
    found: &'r Found,
}

impl<'r> Table<'r> {
    /// The indices of the rows below the header.
    #[must_use]
    pub fn rows(&self) -> Range<u32> {
        index(self.header.body)..index(self.found.end)
    }

    /// The row at this index.
    #[must_use]
    pub fn row(&self, index: u32) -> Row<'r> {
        self.sheet.row(index as usize)
    }

    /// The header's own row.
    #[must_use]
    pub fn row_of_header(&self) -> Row<'r> {
        self.sheet.row(self.header.body - 1)
    }

    /// The cells that an empty cell of the row at this index takes its value from, each with the field.
    pub(crate) fn above(&self, row: u32) -> impl Iterator<Item = (Field, Cell<'r>)> {
        let Self { sheet, found, .. } = *self;
        let at = row as usize - self.header.body;
        found.fills.iter().filter_map(move |fill| {
            let source = sheet.row(*fill.sources.get(at)? as usize);
            Some((fill.field, source.cell(fill.column)))
        })
    }

    /// The place of a field in a row; the row as a whole where the roster lacks the column.
    #[must_use]
    pub fn place(&self, row: Row<'_>, field: Field) -> Place {
        match self.header.column(field) {
            Some(column) => Place::cell(self.number, row.number(), column),
            None => Place::row(self.number, row.number()),
        }
    }
}

impl Roster {
    /// Finds the tables; what is wrong with them goes to `findings`.
    #[must_use]
    pub fn new(sheets: Vec<Sheet>, reading: &Reading, findings: &mut Collector<'_>) -> Self {
        remarks::report(&sheets, findings);
        let mut aliases = Aliases::default();
        for (header, field) in &reading.columns {
            aliases.add(header, *field);
        }
        let mut tables = tables::find(&sheets, &aliases, findings);
        for table in &mut tables {
            let sheet = &sheets[table.sheet as usize];
            table.fills = fills(sheet, &table.header, table.end, &reading.fill_down);
        }
        Self {
            sheets,
            accounts: OnceLock::new(),
            aliases,
            tables,
        }
    }

    /// Reports sheets that were not chosen though they name one of these bases.
    pub(crate) fn report_not_chosen(
        &self,
        bases: impl Iterator<Item = Mac>,
        findings: &mut Collector<'_>,
    ) {
        let not_chosen = |sheet: &Sheet| sheet.standing() == Standing::NotChosen;
        if self.sheets.iter().any(not_chosen) {
            tables::report_not_chosen(&self.sheets, &bases.collect(), findings);
        }
    }

    /// Every sheet that was read, with or without a header.
    #[must_use]
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// The tables of this kind, by sheet.
    pub fn tables_of(&self, kind: Kind) -> impl Iterator<Item = Table<'_>> {
        self.tables().filter(move |table| table.header.kind == kind)
    }

    /// The tables, by sheet.
    pub fn tables(&self) -> impl Iterator<Item = Table<'_>> {
        self.tables.iter().map(|found| self.table_of(found))
    }

    /// The first table of the sheet of this number, if it has one.
    #[must_use]
    pub fn table(&self, number: u32) -> Option<Table<'_>> {
        let first = self.tables.partition_point(|found| found.sheet < number);
        let found = self.tables.get(first)?;
        (found.sheet == number).then(|| self.table_of(found))
    }

    /// The table that a row belongs to.
    #[must_use]
    pub fn table_with(&self, at: RowRef) -> Option<Table<'_>> {
        let is_before =
            |found: &Found| (found.sheet, found.header.body) <= (at.sheet, at.index as usize);
        self.last_table(is_before, at.sheet)
    }

    /// The table that the row of this number belongs to; none for a row above the first header.
    #[must_use]
    pub fn table_at(&self, sheet: u32, row: u32) -> Option<Table<'_>> {
        let is_before = |found: &Found| (found.sheet, found.header.row) <= (sheet, row);
        self.last_table(is_before, sheet)
    }

    fn last_table(&self, is_before: impl Fn(&Found) -> bool, sheet: u32) -> Option<Table<'_>> {
        let after = self.tables.partition_point(is_before);
        let found = &self.tables[after.checked_sub(1)?];
        (found.sheet == sheet).then(|| self.table_of(found))
    }

    fn table_of<'r>(&'r self, found: &'r Found) -> Table<'r> {
        Table {
            number: found.sheet,
            sheet: &self.sheets[found.sheet as usize],
            header: &found.header,
            found,
        }
    }

    /// How many rows there are below the headers of handsets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tables_of(Kind::Handsets)
            .map(|table| table.rows().len())
            .sum()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The header above a field's cell, where it is not the field's own name.
    #[must_use]
    pub fn header_of(&self, place: Place, field: Field) -> Option<&str> {
        let Place::Roster {
            sheet,
            row,
            column: Some(column),
        } = place
        else {
            return None;
        };
        let table = self.table_at(sheet, row)?;
        let header = table.row_of_header();
        if table.header.field(column) != Some(field) || header.number() == row {
            return None;
        }
        let text = header.cell(column).text.trim_matches([' ', '*']);
        (aliases::normalise(text) != aliases::normalise(field.name())).then_some(text)
    }

    /// Where a row's field stands.
    ///
    /// # Panics
    /// When the row is one of another roster.
    #[must_use]
    pub fn place(&self, at: RowRef, field: Field) -> Place {
        let table = self.table_with(at).expect("the row is one of this roster");
        table.place(table.row(at.index), field)
    }
}

/// Whether a text is or names an identity of a handset or a base.
pub(crate) fn names_identity(text: &str) -> bool {
    identities::named(text).is_some()
}

fn index(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

/// For each field that is filled down the row whose cell counts, which is the row's own or the
/// nearest above with something in it.
fn fills(sheet: &Sheet, header: &Header, end: usize, fields: &[Field]) -> Vec<Fill> {
    let fill = |field: &Field| {
        let column = header.column(*field)?;
        let mut last = header.body;
        let sources = (header.body..end).map(|row| {
            if !sheet.row(row).cell(column).text.trim().is_empty() {
                last = row;
            }
            index(last)
        });
        Some(Fill {
            field: *field,
            column,
            sources: sources.collect(),
        })
    };
    fields.iter().filter_map(fill).collect()
}
