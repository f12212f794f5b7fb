//! What every file format becomes: a sheet of located cells that keep their kind.
//!
//! A roster may have a million rows, so a sheet is a few flat tables and no string per cell. All
//! text of a sheet is in one arena, in reading order; a cell record says only its column, its kind,
//! and how many bytes of the arena it takes.

use std::fmt;

/// The most columns that a sheet may use, as in Excel (`XFD`).
pub const MAX_COLUMNS: u16 = 16_384;

/// What a sheet was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetKind {
    /// Delimited text: every cell is [`CellKind::Text`], and a row's number is the line where its
    /// record starts.
    Text,
    /// One sheet of a workbook: cells are typed, and a row's number is the one in its margin.
    Workbook,
}

/// Whether the rows of a sheet belong to the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does: a text file, a sheet that the user named, or a visible one where none was named.
    Read,
    /// It is hidden, and no sheet was named.
    Hidden,
    /// Other sheets were named.
    NotChosen,
}

/// A cell of a text file whose quote is closed only on a later line, so that it takes in what looks like
/// the rows between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swallowed {
    /// The row's number: the line where its record starts.
    pub row: u32,
    /// The column, from 0.
    pub column: u16,
    /// The line where the quote is closed.
    pub last_line: u32,
}

/// What was noticed while a text file was read.
#[derive(Debug, Default)]
pub struct Remarks {
    /// The name of the encoding that was assumed, for the file is neither UTF-8 nor UTF-16 and the user
    /// named none.
    pub assumed_encoding: Option<&'static str>,
    /// Whether a space behind every delimiter was taken for a part of it.
    pub spaced: bool,
    /// The cells that take in rows, in the order of their rows, one at most for each row.
    pub swallowed: Vec<Swallowed>,
}

/// What a cell holds, as its file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum CellKind {
    /// Nothing, or an empty text.
    Empty,
    /// Text, verbatim: nothing is trimmed or normalised.
    Text,
    /// A number: the shortest decimal digits that give the stored double again, never with an
    /// exponent, and without `.0` when it is whole.
    Number,
    /// A date, a time or a duration: `2017-04-24`, `2017-04-24T11:42:00`, `11:42:00` (a time, or
    /// hours that may exceed 24); from `.ods` a duration as it stands there, `PT11H42M00S`.
    Date,
    /// `TRUE` or `FALSE`.
    Boolean,
    /// The name of an error, such as `#N/A`.
    Error,
    /// A formula whose result was never stored; the text is empty. Known only for `.xlsx` and
    /// `.xlsm`; elsewhere such a cell is [`CellKind::Empty`].
    Formula,
}

/// One cell: what it is, and its text.
///
/// Its `Debug` shows the length of the text only, since the text may be a password.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    /// What the file says that the cell is.
    pub kind: CellKind,
    /// The text, whose form depends on the kind; empty for [`CellKind::Empty`].
    pub text: &'a str,
}

impl Cell<'_> {
    /// The cell that is not there.
    pub const EMPTY: Cell<'static> = Cell {
        kind: CellKind::Empty,
        text: "",
    };

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kind == CellKind::Empty
    }
}

impl fmt::Debug for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cell")
            .field("kind", &self.kind)
            .field("len", &self.text.len())
            .finish()
    }
}

/// A cell that is not empty. Its text follows that of the cell before it in the arena.
#[derive(Clone, Copy)]
struct CellRecord {
    len: u32,
    column: u16,
    kind: CellKind,
}

/// A row with at least one cell. Its cells end where those of the next row start.
#[derive(Clone, Copy)]
struct RowRecord {
    text: u64,
    first_cell: u32,
    number: u32,
}

const _: () = assert!(size_of::<CellRecord>() == 8 && size_of::<RowRecord>() == 16);

/// The rows of one sheet, or of one text file, that have something in them.
///
/// Rows without a single non-empty cell are not kept, but they count in [`Row::number`].
/// `Debug` shows where the sheet is from and how long it is, never its text.
pub struct Sheet {
    pub(super) file: String,
    name: Option<String>,
    standing: Standing,
    remarks: Remarks,
    text: String,
    index: Index,
}

impl Sheet {
    /// The sheet that an arena and its tables make; [`crate::input::read`] names the file.
    pub(super) fn new(name: Option<String>, text: String, index: Index) -> Self {
        debug_assert!(index.position == text.len() as u64);
        Self {
            file: String::new(),
            name,
            standing: Standing::Read,
            remarks: Remarks::default(),
            text,
            index,
        }
    }

    /// The same sheet with this standing; a new one is read.
    pub(super) fn standing_as(self, standing: Standing) -> Self {
        Self { standing, ..self }
    }

    /// The same sheet with these remarks; a new one has none.
    pub(super) fn with_remarks(self, remarks: Remarks) -> Self {
        Self { remarks, ..self }
    }

    /// What was noticed while it was read.
    #[must_use]
    pub fn remarks(&self) -> &Remarks {
        &self.remarks
    }

    /// Whether a cell of the row of this number takes in other rows: what looks like one value is many.
    pub(crate) fn has_swallowed_rows(&self, row: u32) -> bool {
        let swallowed = &self.remarks.swallowed;
        swallowed
            .binary_search_by_key(&row, |cell| cell.row)
            .is_ok()
    }

    /// The file as the user named it; `-` for standard input. A path that is not Unicode is shown
    /// with replacement characters.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The name on the sheet's tab; `None` for a text file.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Whether its rows belong to the roster.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// Whether this was a text file or a sheet of a workbook.
    #[must_use]
    pub fn kind(&self) -> SheetKind {
        if self.name.is_some() {
            SheetKind::Workbook
        } else {
            SheetKind::Text
        }
    }

    /// How many rows have something in them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.index.rows.len()
    }

    /// How many cells have something in them.
    #[must_use]
    pub fn cell_count(&self) -> usize {
        self.index.cells.len()
    }

    /// Whether no row has anything in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.index.rows.is_empty()
    }

    /// Whether the text of a cell has more bytes than this. It looks at no text, and so takes next to no
    /// time.
    pub(super) fn has_cell_over(&self, bytes: usize) -> bool {
        let Ok(most) = u32::try_from(bytes) else {
            return false;
        };
        self.index.cells.iter().any(|cell| cell.len > most)
    }

    /// The row at `index`, counted from 0 over the rows that have something in them.
    ///
    /// # Panics
    ///
    /// When `index` is not below [`Sheet::len`].
    #[must_use]
    pub fn row(&self, index: usize) -> Row<'_> {
        assert!(index < self.len(), "row {index} of {}", self.len());
        Row { sheet: self, index }
    }

    /// The rows that have something in them, from the top.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        (0..self.len()).map(|index| self.row(index))
    }

    /// The row that the spreadsheet (or the text editor) shows as `number`, if anything is in it.
    #[must_use]
    pub fn row_by_number(&self, number: u32) -> Option<Row<'_>> {
        let rows = &self.index.rows;
        let index = rows.binary_search_by_key(&number, |row| row.number).ok()?;
        Some(self.row(index))
    }
}

impl fmt::Debug for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sheet")
            .field("file", &self.file)
            .field("name", &self.name)
            .field("rows", &self.len())
            .finish_non_exhaustive()
    }
}

/// One row of a [`Sheet`] with at least one non-empty cell.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    sheet: &'a Sheet,
    index: usize,
}

impl<'a> Row<'a> {
    /// The row's number from 1, as the spreadsheet shows it; in a text file the line where the
    /// record starts.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.record().number
    }

    /// The cell in `column`, counted from 0; [`Cell::EMPTY`] where there is none.
    #[must_use]
    pub fn cell(&self, column: u16) -> Cell<'a> {
        self.cells()
            .take_while(|&(at, _)| at <= column)
            .find_map(|(at, cell)| (at == column).then_some(cell))
            .unwrap_or(Cell::EMPTY)
    }

    /// Whether the text of the cell in `column` begins with a digit.
    pub(crate) fn begins_with_digit(&self, column: u16) -> bool {
        self.cell(column)
            .text
            .starts_with(|c: char| c.is_ascii_digit())
    }

    fn record(&self) -> &'a RowRecord {
        &self.sheet.index.rows[self.index]
    }

    /// The non-empty cells from the left, each with its column, counted from 0.
    pub fn cells(&self) -> impl Iterator<Item = (u16, Cell<'a>)> + use<'a> {
        let Sheet { text, index, .. } = self.sheet;
        let next = index.rows.get(self.index + 1);
        let end = next.map_or(index.cells.len(), |next| next.first_cell as usize);
        // The text before it was in memory, so its length fits a usize.
        let mut start = usize::try_from(self.record().text).unwrap_or(usize::MAX);
        let records = &index.cells[self.record().first_cell as usize..end];
        records.iter().map(move |record| {
            let from = start;
            start += record.len as usize;
            let text = &text[from..start];
            let kind = record.kind;
            (record.column, Cell { kind, text })
        })
    }
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row")
            .field("number", &self.number())
            .field("cells", &self.cells().count())
            .finish()
    }
}

/// Why a cell cannot be added to a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is in a column beyond [`MAX_COLUMNS`].
    TooManyColumns,
    /// It, or the sheet with it, is longer than a `u32` counts.
    TooLarge,
    /// It is not after the cell before it, from the top left to the bottom right.
    OutOfOrder,
}

/// The tables of a sheet without the text.
///
/// Apart from the text because a text file compacts its own buffer into the arena, while a
/// workbook fills a new one.
#[derive(Default)]
pub(super) struct Index {
    cells: Vec<CellRecord>,
    rows: Vec<RowRecord>,
    /// Where the text of the next cell starts.
    position: u64,
}

impl Index {
    /// Notes a cell whose `len` bytes of text are the next ones of the arena.
    ///
    /// `row` counts from 1 and `column` from 0. An empty cell is not noted.
    pub(super) fn push(
        &mut self,
        row: u32,
        column: usize,
        kind: CellKind,
        len: usize,
    ) -> Result<(), Refusal> {
        if len == 0 && kind != CellKind::Formula {
            return Ok(());
        }
        let column = u16::try_from(column)
            .ok()
            .filter(|&column| column < MAX_COLUMNS)
            .ok_or(Refusal::TooManyColumns)?;
        let len = u32::try_from(len).map_err(|_| Refusal::TooLarge)?;
        let first_cell = u32::try_from(self.cells.len()).map_err(|_| Refusal::TooLarge)?;
        match self.rows.last() {
            Some(last) if last.number == row => {
                if self.cells.last().is_some_and(|cell| cell.column >= column) {
                    return Err(Refusal::OutOfOrder);
                }
            }
            Some(last) if last.number > row => return Err(Refusal::OutOfOrder),
            _ => self.rows.push(RowRecord {
                text: self.position,
                first_cell,
                number: row,
            }),
        }
        self.cells.push(CellRecord { len, column, kind });
        self.position += u64::from(len);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(cells: &[(u32, usize, CellKind, &str)]) -> Sheet {
        let mut index = Index::default();
        let mut text = String::new();
        for &(row, column, kind, value) in cells {
            index.push(row, column, kind, value.len()).unwrap();
            text.push_str(value);
        }
        Sheet::new(Some("One".to_owned()), text, index)
    }

    #[test]
    fn finds_cells_by_place_and_rows_by_number() {
        let sheet = sheet(&[
            (2, 1, CellKind::Text, "ä"),
            (2, 4, CellKind::Number, "7"),
            (9, 0, CellKind::Formula, ""),
            (9, 2, CellKind::Text, "z"),
        ]);
        assert_eq!(sheet.len(), 2);
        assert_eq!(sheet.kind(), SheetKind::Workbook);
        let row = sheet.row_by_number(9).unwrap();
        assert_eq!((row.number(), row.cell(2).text), (9, "z"));
        assert_eq!(row.cell(0).kind, CellKind::Formula);
        assert_eq!(row.cell(1), Cell::EMPTY);
        assert_eq!(sheet.row(0).cell(4).text, "7");
        assert_eq!(sheet.row(0).cell(u16::MAX), Cell::EMPTY);
        assert!(sheet.row_by_number(3).is_none());
    }

    #[test]
    fn debug_keeps_text_to_itself() {
        let sheet = sheet(&[(1, 0, CellKind::Text, "hunter2")]);
        let row = sheet.row(0);
        let shown = format!("{sheet:?} {row:?} {:?}", row.cell(0));
        assert!(!shown.contains("hunter2"), "{shown}");
        assert!(shown.contains("len: 7"), "{shown}");
    }

    #[test]
    fn refuses_cells_out_of_order_and_out_of_range() {
        let mut index = Index::default();
        index.push(5, 3, CellKind::Text, 1).unwrap();
        assert_eq!(
            index.push(4, 9, CellKind::Text, 1),
            Err(Refusal::OutOfOrder)
        );
        assert_eq!(
            index.push(5, 3, CellKind::Text, 1),
            Err(Refusal::OutOfOrder)
        );
        assert_eq!(
            index.push(5, 16_384, CellKind::Text, 1),
            Err(Refusal::TooManyColumns)
        );
        index.push(5, 70_000, CellKind::Text, 0).unwrap();
        index.push(5, 16_383, CellKind::Text, 1).unwrap();
    }
}
