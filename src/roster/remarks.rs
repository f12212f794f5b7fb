//! What reading a text file showed, as findings.

use crate::finding::{Collector, Place, Problem};
use crate::input::Sheet;

/// Reports cells that take in rows, whose handsets nobody would miss, and delimiters with a space.
pub(super) fn report(sheets: &[Sheet], findings: &mut Collector<'_>) {
    for (number, sheet) in (0..).zip(sheets) {
        let remarks = sheet.remarks();
        if remarks.spaced {
            findings.add(Place::sheet(number), None, Problem::SpacedDelimiters, None);
        }
        for cell in &remarks.swallowed {
            let place = Place::cell(number, cell.row, cell.column);
            findings.add(place, None, Problem::SwallowedRows(cell.last_line), None);
        }
    }
}
