//! All roster files of a run as one roster.

mod remarks;
mod shown;

use std::ops::Range;

use crate::field::Field;
use crate::finding::{Collector, Place};
use crate::handset::RowRef;
use crate::header::{self, Aliases, Header};
use crate::input::{Row, Sheet};

/// The sheets of all files, in the order of the command line, with their headers.
#[derive(Debug)]
pub struct Roster {
    sheets: Vec<Sheet>,
    headers: Vec<Option<Header>>,
}

/// A sheet with a header.
#[derive(Debug, Clone, Copy)]
pub struct Table<'r> {
    /// The sheet's place among the sheets of the run.
    pub number: u32,
    /// The sheet.
    pub sheet: &'r Sheet,
    /// Its header.
    pub header: &'r Header,
}

impl<'r> Table<'r> {
    /// The indices of the rows below the header.
    #[must_use]
    pub fn rows(&self) -> Range<u32> {
        let index = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
        index(self.header.body)..index(self.sheet.len())
    }

    /// The row at this index.
    #[must_use]
    pub fn row(&self, index: u32) -> Row<'r> {
        self.sheet.row(index as usize)
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
    /// Finds the headers; what is wrong with them goes to `findings`.
    #[must_use]
    pub fn new(sheets: Vec<Sheet>, aliases: &Aliases, findings: &mut Collector<'_>) -> Self {
        remarks::report(&sheets, findings);
        let headers = header::find(&sheets, aliases, findings);
        Self { sheets, headers }
    }

    /// Every sheet that was read, with or without a header.
    #[must_use]
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// The sheets that have a header.
    pub fn tables(&self) -> impl Iterator<Item = Table<'_>> {
        (0..)
            .map_while(|number| Some(self.table(number).ok_or(self.sheets.get(number as usize)?)))
            .flatten()
    }

    /// The sheet of this number, if it has a header.
    #[must_use]
    pub fn table(&self, number: u32) -> Option<Table<'_>> {
        let index = number as usize;
        let header = self.headers.get(index)?.as_ref()?;
        Some(Table {
            number,
            sheet: &self.sheets[index],
            header,
        })
    }

    /// How many rows there are below all headers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tables().map(|table| table.rows().len()).sum()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where a row's field stands.
    #[must_use]
    pub fn place(&self, at: RowRef, field: Field) -> Option<Place> {
        let table = self.table(at.sheet)?;
        Some(table.place(table.row(at.index), field))
    }
}
