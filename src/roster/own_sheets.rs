//! Sheets that this program made: in an empty roster, and in an annotated workbook. They are not read,
//! because they name the handsets of other sheets.

use crate::finding::COLUMNS;
use crate::input::Sheet;

/// The first cell of the example in an empty roster.
pub(crate) const EXAMPLE: &str =
    "An example, all of it invented. This sheet is not read: fill in the sheet Roster.";
/// The first cell of the instructions in an empty roster.
pub(crate) const INSTRUCTIONS: &str = "How to fill it in";
/// The first cell of the summary in an annotated workbook.
pub(crate) const SUMMARY_TITLE: &str = "What dect-roster found in this roster";

/// Whether this program made the sheet.
pub(crate) fn is_own_sheet(sheet: &Sheet) -> bool {
    sheet.row_by_number(1).is_some_and(|row| {
        [EXAMPLE, INSTRUCTIONS, SUMMARY_TITLE].contains(&row.cell(0).text)
            || row.cells().map(|(_, cell)| cell.text).eq(COLUMNS)
    })
}
