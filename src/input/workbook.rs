//! Workbooks: `.xlsx`, `.xlsm`, `.xlsb`, `.xls` and `.ods`, each sheet to a [`Sheet`].
//!
//! The first three are streamed cell by cell, so a stray cell in the last corner of a sheet costs
//! nothing. The reader of the other two builds a dense table first, from the first used cell to
//! the last. What a workbook may ask for is bounded before the reader sees it, see `guard`, and for
//! all else by the memory that the program may use, see [`crate::input::memory`].

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    Data, DataRef, Dimensions, Ods, Range, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx,
    XlsxCellReader, XlsxError,
};

use super::content::Content;
use super::error::Fault;
use super::sheet::{CellKind, Index, MAX_COLUMNS, Refusal, Sheet, Standing};
use crate::settings::ReadOptions;

mod fault;
mod guard;
mod merges;
mod value;

use fault::reader;
use guard::Bounded;
use merges::{Merges, Region, TooMuch};

/// How many cells are read while those before them are kept: enough that handing them over costs nothing.
const CELLS_PER_BATCH: usize = 4096;

/// Reads every worksheet. Those that are `wanted`, or else the visible ones, belong to the roster.
///
/// # Errors
///
/// When `found` is not what is `expected`, when the workbook is encrypted, damaged or beyond the
/// limits, and when a sheet that is wanted is not there.
pub(super) fn read(
    book: &[u8],
    expected: Content,
    found: Content,
    options: &ReadOptions,
) -> Result<Vec<Sheet>, Fault> {
    let wanted = options.sheets.as_slice();
    // The reader indexes into damaged records without looking, so it may panic.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        if found != Content::Xls {
            guard::archive(book, options.limits)?;
        }
        match (expected, found) {
            // An encrypted workbook of any kind is in the container of the old ones. The reader would
            // make room for whatever a broken one announces.
            (Content::Xlsx | Content::Xlsb, Content::Xls) if guard::is_protected(book) => {
                Err(Fault::PasswordProtected)
            }
            (Content::Xlsx, Content::Zip) => read_xlsx(book, wanted),
            (Content::Xlsb, Content::Zip) => read_xlsb(book, wanted),
            (Content::Xls, Content::Xls) => {
                read_xls(guard::container(book, options.limits)?, wanted)
            }
            (Content::Ods, Content::Ods | Content::Zip) => read_ods(book, wanted),
            _ => Err(mismatch(expected, found)),
        }
    }));
    let stumbled = "the reader of this format stumbled over it";
    let result = outcome.unwrap_or_else(|_| Err(Fault::damaged(stumbled)));
    // What could not be opened as what its name says may well be something else.
    let other = match &result {
        Err(Fault::Damaged(_) | Fault::ContentMismatch { .. }) if found == Content::Zip => {
            other_archive(book, expected)
        }
        _ => None,
    };
    match other {
        Some(other) => Err(mismatch(expected, other)),
        None => result,
    }
}

/// Which workbook a zip archive is that is not the one expected.
fn other_archive(book: &[u8], expected: Content) -> Option<Content> {
    let opens = |found: Content| {
        let input = Cursor::new(book);
        let opens = catch_unwind(AssertUnwindSafe(|| match found {
            Content::Xlsx => Xlsx::new(input).is_ok_and(|book| !book.sheet_names().is_empty()),
            _ => Xlsb::new(input).is_ok_and(|book| !book.sheet_names().is_empty()),
        }));
        opens.unwrap_or(false).then_some(found)
    };
    [Content::Xlsx, Content::Xlsb]
        .into_iter()
        .filter(|&found| found != expected)
        .find_map(opens)
}

fn mismatch(expected: Content, found: Content) -> Fault {
    Fault::ContentMismatch { expected, found }
}

fn read_xlsx(book: &[u8], wanted: &[String]) -> Result<Vec<Sheet>, Fault> {
    let (may_be_merged, book) = rayon::join(
        || guard::may_have_merged_cells(book),
        || Xlsx::new(Bounded::new(book)),
    );
    let mut book = book.map_err(reader)?;
    let worksheets = worksheets(book.sheets_metadata(), wanted)?;
    each(worksheets, |name| {
        // Looking for them reads the whole sheet once more.
        let regions = if may_be_merged {
            regions(book.merge_cells_by_sheet_name(name).map_err(reader)?)
        } else {
            Vec::new()
        };
        let cells = match book.worksheet_cells_reader(name) {
            // A dialog sheet that the list of sheets calls a worksheet.
            Err(XlsxError::NotAWorksheet(_)) => return Ok(None),
            cells => cells.map_err(reader)?,
        };
        let mut filling = Filling::new(regions);
        keep_while_reading(cells, &mut filling)?;
        filling.finish(name).map(Some)
    })
}

/// A cell of an `.xlsx`.
struct XlsxCell<'b> {
    position: (u32, u32),
    value: DataRef<'b>,
    is_formula: bool,
}

/// Keeps the cells of a sheet, on another thread than that which reads them if there is one.
fn keep_while_reading(
    mut cells: XlsxCellReader<'_, Bounded<'_>>,
    filling: &mut Filling,
) -> Result<(), Fault> {
    let (mut read, mut next) = (Vec::new(), Vec::new());
    let mut more = next_cells(&mut cells, &mut read);
    while let Ok(true) = more {
        let kept;
        (more, kept) = rayon::join(
            || next_cells(&mut cells, &mut next),
            || filling.push_all(&mut read),
        );
        kept?;
        std::mem::swap(&mut read, &mut next);
    }
    // Of two faults the first one in the sheet is said.
    filling.push_all(&mut read)?;
    more.map(|_| ())
}

/// Reads a batch of cells, and says whether there may be more.
fn next_cells<'b>(
    cells: &mut XlsxCellReader<'b, Bounded<'_>>,
    read: &mut Vec<XlsxCell<'b>>,
) -> Result<bool, Fault> {
    while read.len() < CELLS_PER_BATCH {
        let Some(cell) = cells.next_cell_with_formula_metadata().map_err(reader)? else {
            return Ok(false);
        };
        read.push(XlsxCell {
            position: cell.pos,
            is_formula: cell.formula.is_some(),
            value: cell.value,
        });
    }
    Ok(true)
}

/// The reader does not say which cells are merged in this format: but the first they are empty.
fn read_xlsb(book: &[u8], wanted: &[String]) -> Result<Vec<Sheet>, Fault> {
    let mut book = Xlsb::new(Bounded::new(book)).map_err(reader)?;
    let worksheets = worksheets(book.sheets_metadata(), wanted)?;
    each(worksheets, |name| {
        let mut cells = book.worksheet_cells_reader(name).map_err(reader)?;
        let mut filling = Filling::new(Vec::new());
        while let Some(cell) = cells.next_cell().map_err(reader)? {
            filling.push(cell.get_position(), cell.get_value())?;
        }
        filling.finish(name).map(Some)
    })
}

fn read_xls(input: Cursor<Vec<u8>>, wanted: &[String]) -> Result<Vec<Sheet>, Fault> {
    let mut book = Xls::new(input).map_err(reader)?;
    let worksheets = worksheets(book.sheets_metadata(), wanted)?;
    each(worksheets, |name| {
        let range = book.worksheet_range(name).map_err(reader)?;
        let regions = regions(book.merge_cells_by_sheet_name(name).map_err(reader)?);
        let mut filling = Filling::new(regions);
        for (position, data) in used_cells(&range) {
            filling.push(position, &value::borrowed(data))?;
        }
        filling.finish(name).map(Some)
    })
}

/// In this format an error is a text like any other; only its formula tells them apart.
fn read_ods(book: &[u8], wanted: &[String]) -> Result<Vec<Sheet>, Fault> {
    let merged = guard::ods_regions(book)?;
    let mut book = Ods::new(Bounded::new(book)).map_err(reader)?;
    let worksheets = worksheets(book.sheets_metadata(), wanted)?;
    each(worksheets, |name| {
        let range = book.worksheet_range(name).map_err(reader)?;
        let mut formulas: Option<Range<String>> = None;
        let regions = merged.get(name).cloned().unwrap_or_default();
        let mut filling = Filling::new(regions);
        for (position, data) in used_cells(&range) {
            let Some(error) = value::error_name(data) else {
                filling.push(position, &value::borrowed(data))?;
                continue;
            };
            if formulas.is_none() {
                formulas = Some(book.worksheet_formula(name).map_err(reader)?);
            }
            let computed = formulas
                .as_ref()
                .and_then(|formulas| formulas.get_value(position))
                .is_some_and(|formula| !formula.is_empty());
            let kind = if computed {
                CellKind::Error
            } else {
                CellKind::Text
            };
            filling.push_text(position, kind, error)?;
        }
        filling.finish(name).map(Some)
    })
}

/// Reads each worksheet. One that the user did not choose may be damaged: that is why they chose.
fn each(
    worksheets: Vec<(String, Standing)>,
    mut read: impl FnMut(&str) -> Result<Option<Sheet>, Fault>,
) -> Result<Vec<Sheet>, Fault> {
    let mut sheets = Vec::with_capacity(worksheets.len());
    for (name, standing) in worksheets {
        match read(&name) {
            Err(_) if standing == Standing::NotChosen => {}
            sheet => {
                let sheet = sheet.map_err(|fault| fault.in_sheet(&name))?;
                sheets.extend(sheet.map(|sheet| sheet.standing_as(standing)));
            }
        }
    }
    Ok(sheets)
}

/// The first column of each merged cell.
fn regions(merged: Vec<Dimensions>) -> Vec<Region> {
    let regions = merged.into_iter().map(|merged| Region {
        first: merged.start.0,
        last: merged.end.0,
        column: merged.start.1,
    });
    regions.collect()
}

/// The cells of a dense table, each with its place on the sheet: a table starts at its first used
/// cell, not at A1.
fn used_cells(range: &Range<Data>) -> impl Iterator<Item = ((u32, u32), &Data)> {
    let (top, left) = range.start().unwrap_or_default();
    let width = u32::try_from(range.width()).unwrap_or(u32::MAX).max(1);
    (0_u32..)
        .zip(range.rows())
        .flat_map(move |(row, cells)| {
            (0..width)
                .zip(cells)
                .map(move |(column, data)| ((top + row, left + column), data))
        })
        .filter(|(_, data)| !matches!(data, Data::Empty))
}

/// The names of all worksheets, in the workbook's order, and whether each belongs to the roster.
fn worksheets(
    sheets: &[calamine::Sheet],
    wanted: &[String],
) -> Result<Vec<(String, Standing)>, Fault> {
    let worksheets = sheets
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let wanted_lower: Vec<_> = wanted.iter().map(|name| name.to_lowercase()).collect();
    let mut missing: Vec<_> = wanted_lower.iter().zip(wanted).collect();
    let mut found = Vec::new();
    for sheet in worksheets {
        let lower = sheet.name.to_lowercase();
        missing.retain(|(name, _)| **name != lower);
        let standing = match sheet.visible {
            _ if wanted_lower.contains(&lower) => Standing::Read,
            _ if !wanted.is_empty() => Standing::NotChosen,
            SheetVisible::Visible => Standing::Read,
            _ => Standing::Hidden,
        };
        found.push((sheet.name.clone(), standing));
    }
    match missing.first() {
        None => Ok(found),
        Some((_, sheet)) => Err(Fault::NoSuchSheet {
            sheet: (*sheet).clone(),
            present: found.into_iter().map(|(name, _)| name).collect(),
        }),
    }
}

/// A sheet while its cells come in.
struct Filling {
    merges: Merges,
    index: Index,
    text: String,
    /// The text of one cell that is not text.
    scratch: String,
}

impl Filling {
    fn new(regions: Vec<Region>) -> Self {
        Self {
            merges: Merges::new(regions),
            index: Index::default(),
            text: String::new(),
            scratch: String::new(),
        }
    }

    fn push(&mut self, position: (u32, u32), data: &DataRef<'_>) -> Result<(), Fault> {
        let mut scratch = std::mem::take(&mut self.scratch);
        let (kind, text) = value::kind_and_text(data, &mut scratch);
        let pushed = self.push_text(position, kind, text);
        self.scratch = scratch;
        pushed
    }

    /// Adds some cells of an `.xlsx`, and forgets them.
    fn push_all(&mut self, cells: &mut Vec<XlsxCell<'_>>) -> Result<(), Fault> {
        for cell in cells.drain(..) {
            if cell.is_formula && matches!(cell.value, DataRef::Empty) {
                self.push_text(cell.position, CellKind::Formula, "")?;
            } else {
                self.push(cell.position, &cell.value)?;
            }
        }
        Ok(())
    }

    /// Adds a cell, with its place counted from 0, and before it what merged cells hold for its row.
    fn push_text(
        &mut self,
        (row, column): (u32, u32),
        kind: CellKind,
        text: &str,
    ) -> Result<(), Fault> {
        if self.merges.is_empty() {
            return self.put((row, column), kind, text);
        }
        if self.merges.is_new_row(row) {
            self.fill_in(u32::MAX)?;
            self.merges.begin_row(row);
        }
        let is_empty = text.is_empty() && kind != CellKind::Formula;
        if is_empty || self.merges.covers(column) {
            return Ok(());
        }
        self.merges.row_is_used();
        self.fill_in(column)?;
        self.put((row, column), kind, text)?;
        self.merges.note(column, kind, text);
        Ok(())
    }

    /// Adds what merged cells hold for this row, up to this column.
    fn fill_in(&mut self, column: u32) -> Result<(), Fault> {
        let row = self.merges.row();
        loop {
            let due = self.merges.due_before(column);
            let Some((column, kind, text)) = due.map_err(|TooMuch| Fault::TooLarge)? else {
                return Ok(());
            };
            let text = text.to_owned();
            self.put((row, column), kind, &text)?;
        }
    }

    fn put(&mut self, (row, column): (u32, u32), kind: CellKind, text: &str) -> Result<(), Fault> {
        let number = row.saturating_add(1);
        let column = usize::try_from(column).unwrap_or(usize::from(MAX_COLUMNS));
        self.index
            .push(number, column, kind, text.len())
            .map_err(|refusal| match refusal {
                Refusal::TooManyColumns => Fault::TooManyColumns(number),
                Refusal::TooLarge => Fault::TooLarge,
                Refusal::OutOfOrder => {
                    Fault::damaged(format!("the cells of row {number} are not in order"))
                }
            })?;
        self.text.push_str(text);
        Ok(())
    }

    fn finish(mut self, name: &str) -> Result<Sheet, Fault> {
        self.fill_in(u32::MAX)?;
        Ok(Sheet::new(Some(name.to_owned()), self.text, self.index))
    }
}
