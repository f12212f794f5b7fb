//! Findings at the cells where a person looks for them.

use crate::finding::{Finding, Place, Severity};
use crate::input::Sheet;
use crate::roster::Header;

/// A finding at a cell: the row as the spreadsheet numbers it, the column from 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark<'o> {
    pub row: u32,
    pub column: u16,
    pub finding: &'o Finding,
}

/// The marks of a sheet, from the top left.
pub(super) fn of<'o>(
    findings: &'o [Finding],
    sheet: &Sheet,
    header: Option<&Header>,
) -> Vec<Mark<'o>> {
    let mut marks: Vec<_> = findings
        .iter()
        .filter_map(|finding| {
            let (row, column) = anchor(finding.place, sheet, header)?;
            Some(Mark {
                row,
                column,
                finding,
            })
        })
        .collect();
    marks.sort_by_key(|mark| (mark.row, mark.column, mark.finding.severity));
    marks
}

/// The cell that stands for a place: for a row its first cell, for a sheet that of its header.
pub(super) fn anchor(place: Place, sheet: &Sheet, header: Option<&Header>) -> Option<(u32, u16)> {
    let Place::Roster { row, column, .. } = place else {
        return None;
    };
    let row = match row {
        0 => header.map_or_else(
            || sheet.rows().next().map_or(1, |row| row.number()),
            |header| header.row,
        ),
        row => row,
    };
    let first = || {
        let row = sheet.row_by_number(row)?;
        row.cells().next().map(|(column, _)| column)
    };
    Some((row, column.or_else(first).unwrap_or(0)))
}

/// The gravest severity of marks in their order.
pub(super) fn gravest(marks: &[Mark<'_>]) -> Option<Severity> {
    marks.iter().map(|mark| mark.finding.severity).min()
}
