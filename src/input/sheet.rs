//! What every file format becomes: a sheet of located cells that keep their kind.
//!
//! A roster may have a million rows, so a sheet is a few flat tables and no string per cell. All
//! text of a sheet is in one arena, in reading order; a cell record says only its column, its kind,
//! how many bytes of the arena it takes and how many before it are nobody's. The arena holds
//! passwords and is wiped when the sheet is dropped.

use std::fmt;

use zeroize::{Zeroize, Zeroizing};

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

/// A cell that is not empty. Its text follows that of the cell before it in the arena, after a gap.
#[derive(Clone, Copy)]
struct CellRecord {
    len: u32,
    column: u16,
    kind: CellKind,
    gap: u8,
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
    file: String,
    name: Option<String>,
    standing: Standing,
    remarks: Remarks,
    text: Zeroizing<String>,
    /// The rows in their order, each part with how many rows are before it.
    parts: Vec<(usize, Index)>,
}

impl Sheet {
    /// The sheet that an arena and the tables of its parts make, in their order.
    pub(super) fn new(
        file: String,
        name: Option<String>,
        text: Zeroizing<String>,
        parts: impl IntoIterator<Item = Index>,
    ) -> Self {
        let mut rows = 0;
        let parts = parts.into_iter().filter(|part| !part.rows.is_empty());
        let parts: Vec<_> = parts
            .map(|part| {
                let before = rows;
                rows += part.rows.len();
                (before, part)
            })
            .collect();
        debug_assert!(parts.iter().all(|(_, part)| part.end <= text.len() as u64));
        Self {
            file,
            name,
            standing: Standing::Read,
            remarks: Remarks::default(),
            text,
            parts,
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
        self.parts
            .last()
            .map_or(0, |(before, part)| before + part.rows.len())
    }

    /// How many cells have something in them.
    #[must_use]
    pub fn cell_count(&self) -> usize {
        self.parts.iter().map(|(_, part)| part.cells.len()).sum()
    }

    /// Whether no row has anything in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether the text of a cell has more bytes than this. It looks at no text, and so takes next to no
    /// time.
    pub(super) fn has_cell_over(&self, bytes: usize) -> bool {
        let Ok(most) = u32::try_from(bytes) else {
            return false;
        };
        let mut cells = self.parts.iter().flat_map(|(_, part)| &part.cells);
        cells.any(|cell| cell.len > most)
    }

    /// The row at `index`, counted from 0 over the rows that have something in them.
    ///
    /// # Panics
    ///
    /// When `index` is not below [`Sheet::len`].
    #[must_use]
    pub fn row(&self, index: usize) -> Row<'_> {
        assert!(index < self.len(), "row {index} of {}", self.len());
        let after = self.parts.partition_point(|(before, _)| *before <= index);
        let (before, part) = &self.parts[after - 1];
        Row {
            text: &self.text,
            part,
            index: index - before,
        }
    }

    /// The rows that have something in them, from the top.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        (0..self.len()).map(|index| self.row(index))
    }

    /// The row that the spreadsheet (or the text editor) shows as `number`, if anything is in it.
    #[must_use]
    pub fn row_by_number(&self, number: u32) -> Option<Row<'_>> {
        let begins_above = |(_, part): &(usize, Index)| part.rows[0].number <= number;
        let after = self.parts.partition_point(begins_above);
        let (_, part) = &self.parts[after.checked_sub(1)?];
        let index = part.rows.binary_search_by_key(&number, |row| row.number);
        Some(Row {
            text: &self.text,
            part,
            index: index.ok()?,
        })
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
    text: &'a str,
    part: &'a Index,
    index: usize,
}

impl<'a> Row<'a> {
    /// The row's number from 1, as the spreadsheet shows it; in a text file the line where the
    /// record starts.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.part.rows[self.index].number
    }

    /// The cell in `column`, counted from 0; [`Cell::EMPTY`] where there is none.
    #[must_use]
    pub fn cell(&self, column: u16) -> Cell<'a> {
        self.cells()
            .take_while(|&(at, _)| at <= column)
            .find_map(|(at, cell)| (at == column).then_some(cell))
            .unwrap_or(Cell::EMPTY)
    }

    /// Whether the text of the cell in `column` begins with a digit, without a look at other cells.
    pub(crate) fn begins_with_digit(&self, column: u16) -> bool {
        let mut start = self.part.rows[self.index].text;
        for record in self.records() {
            start += u64::from(record.gap);
            if record.column >= column {
                let first = usize::try_from(start)
                    .ok()
                    .and_then(|start| self.text.as_bytes().get(start));
                return record.column == column
                    && record.len > 0
                    && first.is_some_and(u8::is_ascii_digit);
            }
            start += u64::from(record.len);
        }
        false
    }

    fn records(&self) -> &'a [CellRecord] {
        let Self { part, index, .. } = *self;
        let next = part.rows.get(index + 1);
        let end = next.map_or(part.cells.len(), |next| next.first_cell as usize);
        &part.cells[part.rows[index].first_cell as usize..end]
    }

    /// The non-empty cells from the left, each with its column, counted from 0.
    pub fn cells(&self) -> impl Iterator<Item = (u16, Cell<'a>)> + use<'a> {
        let text = self.text;
        let start = self.part.rows[self.index].text;
        // The text before `start` was in memory, so its length fits a usize.
        let mut start = usize::try_from(start).unwrap_or(usize::MAX);
        self.records().iter().map(move |record| {
            start += usize::from(record.gap);
            let text = &text[start..start + record.len as usize];
            start += record.len as usize;
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
    /// More lies between its text and that of the cell before it than the tables can say.
    TooFarOff,
}

/// The tables of a sheet, or of a part of it, without the text.
///
/// Apart from the text because a text file compacts its own buffer into the arena, while a
/// workbook fills a new one.
#[derive(Default)]
pub(super) struct Index {
    cells: Vec<CellRecord>,
    rows: Vec<RowRecord>,
    /// Where the text of the last cell ends.
    end: u64,
    /// Where the text of the next cell starts.
    position: u64,
}

impl Index {
    /// For the part of the arena from `position` on.
    pub(super) fn starting_at(position: usize) -> Self {
        Self {
            position: position as u64,
            ..Self::default()
        }
    }

    /// Notes that the next `bytes` of the arena belong to no cell.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.position += bytes as u64;
    }

    /// Counts the rows of this part from this line on instead of 0.
    pub(super) fn count_from(&mut self, line: u32) -> Result<(), Refusal> {
        for row in &mut self.rows {
            row.number = row.number.checked_add(line).ok_or(Refusal::TooLarge)?;
        }
        Ok(())
    }

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
        let mut gap = 0;
        match self.rows.last() {
            Some(last) if last.number == row => {
                if self.cells.last().is_some_and(|cell| cell.column >= column) {
                    return Err(Refusal::OutOfOrder);
                }
                gap = u8::try_from(self.position - self.end).map_err(|_| Refusal::TooFarOff)?;
            }
            Some(last) if last.number > row => return Err(Refusal::OutOfOrder),
            _ => self.rows.push(RowRecord {
                text: self.position,
                first_cell,
                number: row,
            }),
        }
        self.cells.push(CellRecord {
            len,
            column,
            kind,
            gap,
        });
        self.position += u64::from(len);
        self.end = self.position;
        Ok(())
    }
}

/// Appends to the arena; a smaller one that it leaves behind on growing is wiped.
pub(super) fn push_wiping(arena: &mut Zeroizing<String>, text: &str) {
    reserve_wiping(arena, text.len());
    arena.push_str(text);
}

/// Makes room for `more` bytes, doubling at least, and wipes what is left behind.
pub(super) fn reserve_wiping(arena: &mut Zeroizing<String>, more: usize) {
    let needed = arena.len() + more;
    if needed > arena.capacity() {
        let mut larger = String::with_capacity(needed.max(arena.capacity() * 2).max(1024));
        larger.push_str(arena);
        std::mem::swap(&mut **arena, &mut larger);
        larger.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(cells: &[(u32, usize, CellKind, &str)]) -> Sheet {
        let mut index = Index::default();
        let mut text = Zeroizing::new(String::new());
        for &(row, column, kind, value) in cells {
            index.push(row, column, kind, value.len()).unwrap();
            push_wiping(&mut text, value);
        }
        Sheet::new(
            "file.xlsx".to_owned(),
            Some("One".to_owned()),
            text,
            [index],
        )
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
