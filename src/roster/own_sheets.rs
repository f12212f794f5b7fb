//! Sheets that this program made: in an empty roster, and in an annotated workbook. They are not read,
//! because they name the handsets of other sheets.

use crate::finding::COLUMNS;
use crate::input::Sheet;

/// The first cell of the example in an empty roster: German, English, French, Dutch, Spanish, Italian.
pub(crate) const EXAMPLES: [&str; 6] = [
    "Ein Beispiel, alles erfunden. Dieses Blatt wird nicht gelesen.",
    "An example, all of it invented. This sheet is not read.",
    "Un exemple, entièrement inventé. Cette feuille n'est pas lue.",
    "Een voorbeeld, helemaal verzonnen. Dit blad wordt niet gelezen.",
    "Un ejemplo, todo inventado. Esta hoja no se lee.",
    "Un esempio, tutto inventato. Questo foglio non viene letto.",
];
/// The first cell of the instructions in an empty roster, in the same order.
pub(crate) const INSTRUCTIONS: [&str; 6] = [
    "So wird es ausgefüllt",
    "How to fill it in",
    "Comment le remplir",
    "Zo vult u het in",
    "Cómo rellenarlo",
    "Come compilarlo",
];
/// The first cell of the example in an empty roster of one sheet, as it was before.
const OLD_EXAMPLE: &str =
    "An example, all of it invented. This sheet is not read: fill in the sheet Roster.";
/// The first cell of the summary in an annotated workbook.
pub(crate) const SUMMARY_TITLE: &str = "What dect-roster found in this roster";

/// Whether this program made the sheet.
pub(crate) fn is_own_sheet(sheet: &Sheet) -> bool {
    let is_title = |text: &str| {
        [OLD_EXAMPLE, SUMMARY_TITLE].contains(&text)
            || EXAMPLES.contains(&text)
            || INSTRUCTIONS.contains(&text)
    };
    sheet.row_by_number(1).is_some_and(|row| {
        is_title(row.cell(0).text) || row.cells().map(|(_, cell)| cell.text).eq(COLUMNS)
    })
}
