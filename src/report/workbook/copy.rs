//! Which sheets are copied, under which names, and what was found in them.

use super::names::Names;
use crate::finding::{Finding, Place};
use crate::input::{Sheet, Standing};
use crate::roster::{Header, is_own_sheet};
use crate::site::outcome::{Ending, Outcome};

/// A sheet of the roster that is in the report too.
pub(super) struct Copy<'o> {
    pub sheet: &'o Sheet,
    pub header: Option<&'o Header>,
    /// Whether its rows were read; where a header is wrong, no row is.
    pub validated: bool,
    /// Its name in the report.
    pub name: String,
    /// What was found, from the top left, the gravest finding of a cell first.
    pub marks: Vec<Mark<'o>>,
}

/// A cell: the row as the spreadsheet numbers it, the column from 0.
pub(super) type At = (u32, u16);

/// A finding at the cell where a person looks for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark<'o> {
    pub at: At,
    pub finding: &'o Finding,
}

impl<'o> Copy<'o> {
    /// A copy for each sheet of the roster, by their numbers; none for a sheet that was not read, and
    /// none for what an earlier report of this kind put before the sheets.
    pub fn all_of(outcome: &'o Outcome<'_>) -> Vec<Option<Self>> {
        let mut names = Names::new();
        let sheets = (0..).zip(outcome.roster.sheets());
        sheets
            .map(|(number, sheet)| {
                let header = outcome.roster.table(number).map(|table| table.header);
                let is_ours = header.is_none() && is_own_sheet(sheet);
                if is_ours || sheet.standing() != Standing::Read {
                    return None;
                }
                let mut copy = Self {
                    sheet,
                    header,
                    validated: header.is_some() && outcome.ending != Ending::Unusable,
                    name: names.give(sheet),
                    marks: Vec::new(),
                };
                let found = found_in(&outcome.findings, number).iter();
                let marks = found.filter_map(|finding| {
                    let at = copy.cell_of(finding.place)?;
                    Some(Mark { at, finding })
                });
                copy.marks = marks.collect();
                copy.marks
                    .sort_by_key(|mark| (mark.at, mark.finding.severity));
                Some(copy)
            })
            .collect()
    }

    /// The cell that stands for a place: for a row its first cell, for a sheet that of its header.
    pub fn cell_of(&self, place: Place) -> Option<At> {
        let Place::Roster { row, column, .. } = place else {
            return None;
        };
        let row = match (row, self.header) {
            (0, Some(header)) => header.row,
            (0, None) => self.sheet.rows().next().map_or(1, |row| row.number()),
            (row, _) => row,
        };
        let first = || {
            let row = self.sheet.row_by_number(row)?;
            row.cells().next().map(|(column, _)| column)
        };
        Some((row, column.or_else(first).unwrap_or(0)))
    }
}

/// The findings of a sheet, which stand together.
fn found_in(findings: &[Finding], number: u32) -> &[Finding] {
    let first = findings.partition_point(|finding| finding.place < Place::sheet(number));
    let beyond = Place::sheet(number.saturating_add(1));
    let found = &findings[first..];
    &found[..found.partition_point(|finding| finding.place < beyond)]
}
