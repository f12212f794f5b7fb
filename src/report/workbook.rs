//! The roster again as a workbook, with every faulty cell coloured and explained, to send back to
//! whoever typed it.
//!
//! Each sheet that was read stands at the same rows and columns as in its file, and each cell keeps
//! its kind: a workbook that is given back as it is says the same findings again, and one whose
//! faulty cells were corrected builds. The sheets before them, `Summary` and `Findings`, have no
//! roster header, so no reader takes them for a roster.
//!
//! Notes exist only in memory until the file is saved, so their number is limited; large sheets
//! are written through a temporary file that has no name.

mod copy;
mod findings;
mod names;
mod sheet;
mod style;
mod summary;
mod text;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use super::table::new_workbook;
use crate::finding::COLUMNS;
use crate::site::outcome::Outcome;
use copy::Copy;
use style::Styles;

/// How many cells of a workbook are kept in memory while it is written; each takes some 200 bytes. Sheets
/// that would exceed this go through a temporary file.
const KEPT: usize = 100_000;
/// How many cells of a workbook get a note. Excel and LibreOffice take minutes to open many more,
/// and each costs some kilobytes while the file is saved.
const NOTES: usize = 20_000;
/// How many links Excel allows on a sheet.
const LINKS: usize = 65_530;
/// How many rows Excel allows on a sheet.
const ROWS: u32 = 1_048_576;

/// What did not fit the format, and was left out.
#[derive(Debug, Clone, Copy, Default)]
struct LeftOut {
    rows: usize,
    texts: usize,
    /// Cells whose findings stand in the list only.
    notes: usize,
    /// Notes that were written.
    noted: usize,
    findings: usize,
    links: usize,
}

/// Writes the workbook.
///
/// # Errors
/// When `out` fails, or the temporary file of a large sheet.
pub fn write(outcome: &Outcome<'_>, out: &mut (dyn io::Write + Send)) -> io::Result<()> {
    // The writer of large sheets does not expect that a disk can be full.
    catch_unwind(AssertUnwindSafe(|| {
        let mut workbook = workbook(outcome)?;
        workbook.save_to_writer(out)
    }))
    .map_err(|_| io::Error::other("a temporary file cannot be written"))?
    .map_err(|error| match error {
        XlsxError::IoError(error) => error,
        error => io::Error::other(error),
    })
}

fn workbook(outcome: &Outcome<'_>) -> Result<Workbook, XlsxError> {
    let styles = Styles::new();
    let copies = Copy::all_of(outcome);
    let mut left_out = LeftOut::default();
    let mut workbook = new_workbook()?;

    // It says what to do, so it is what people see first; its numbers are known last.
    workbook.add_worksheet();
    let mut room = KEPT;
    let list = add_sheet(
        &mut workbook,
        &mut room,
        outcome.findings.len() * COLUMNS.len(),
    )?;
    findings::write(list, outcome, &copies, &styles, &mut left_out)?;
    for copy in copies.iter().flatten() {
        let sheet = add_sheet(&mut workbook, &mut room, copy.sheet.cell_count())?;
        sheet::write(sheet, outcome, copy, &styles, &mut left_out)?;
    }
    let sheet = workbook.worksheet_from_index(0)?;
    summary::write(sheet, outcome, &copies, &styles, left_out)?;
    Ok(workbook)
}

fn add_sheet<'w>(
    workbook: &'w mut Workbook,
    room: &mut usize,
    cells: usize,
) -> Result<&'w mut Worksheet, XlsxError> {
    match room.checked_sub(cells) {
        Some(left) => {
            *room = left;
            Ok(workbook.add_worksheet())
        }
        None => workbook.add_worksheet_with_constant_memory(),
    }
}
