//! Merged cells: what is in one holds for each of its rows.
//!
//! A workbook stores the text of a merged cell in its upper left corner only. Here it goes into the first
//! column of each further row too, so that the rest of the program need not know about merging. It never
//! goes into another column: a title merged over a whole table means no column.

use std::collections::{BTreeMap, HashMap};

use crate::input::sheet::CellKind;

/// How many bytes may be filled in on one sheet. A few bytes of a hostile workbook can merge every column
/// over all rows.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// What one filled cell costs beside its text.
const CELL_BYTES: usize = 16;

/// A merged cell of more than one row; rows and columns count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Region {
    /// Its first row.
    pub(super) first: u32,
    /// Its last row.
    pub(super) last: u32,
    /// Its first column.
    pub(super) column: u32,
}

/// The merged cells of a sheet while its cells come in, from the top left to the bottom right.
pub(super) struct Merges {
    /// The last row of each merged cell that has not begun, by its first row and column.
    ahead: HashMap<(u32, u32), u32>,
    /// Those that have begun, by their column.
    begun: BTreeMap<u32, Held>,
    /// The row of the last cell.
    row: u32,
    /// In a row with a cell of its own: the first column that has not been filled yet.
    due: Option<u32>,
    left: usize,
}

struct Held {
    last: u32,
    kind: CellKind,
    text: String,
}

/// More is merged than a roster can need.
pub(super) struct TooMuch;

impl Merges {
    pub(super) fn new(regions: impl IntoIterator<Item = Region>) -> Self {
        let regions = regions.into_iter();
        Self {
            ahead: regions
                .filter(|region| region.last > region.first)
                .map(|region| ((region.first, region.column), region.last))
                .collect(),
            begun: BTreeMap::new(),
            row: 0,
            due: None,
            left: MOST_BYTES,
        }
    }

    /// Whether there is nothing to fill in, now or later.
    pub(super) fn is_empty(&self) -> bool {
        self.ahead.is_empty() && self.begun.is_empty()
    }

    /// The row of the cells that [`Merges::due_before`] gives.
    pub(super) fn row(&self) -> u32 {
        self.row
    }

    /// Whether this is not the row of the last cell: then what is due in that row comes first.
    pub(super) fn is_new_row(&self, row: u32) -> bool {
        self.row != row
    }

    /// Begins a row.
    pub(super) fn begin_row(&mut self, row: u32) {
        self.row = row;
        self.due = None;
    }

    /// Whether a cell of this row is a further row of a merged cell. What it holds itself is not shown.
    pub(super) fn covers(&self, column: u32) -> bool {
        let held = self.begun.get(&column);
        held.is_some_and(|held| held.last >= self.row)
    }

    /// Notes that the row has a cell of its own. A row without one is not filled: a cell merged far below
    /// the table makes no rows.
    pub(super) fn row_is_used(&mut self) {
        if self.due.is_none() {
            let row = self.row;
            self.begun.retain(|_, held| held.last >= row);
            self.due = Some(0);
        }
    }

    /// The next cell to fill in before this column, as its column, kind and text.
    pub(super) fn due_before(
        &mut self,
        column: u32,
    ) -> Result<Option<(u32, CellKind, &str)>, TooMuch> {
        let Some(due) = self.due.filter(|&due| due < column) else {
            return Ok(None);
        };
        let Some((&at, held)) = self.begun.range(due..column).next() else {
            self.due = Some(column);
            return Ok(None);
        };
        self.due = Some(at + 1);
        let bytes = CELL_BYTES + held.text.len();
        self.left = self.left.checked_sub(bytes).ok_or(TooMuch)?;
        Ok(Some((at, held.kind, &held.text)))
    }

    /// Notes a cell that has been added; a merged cell may begin with it.
    pub(super) fn note(&mut self, column: u32, kind: CellKind, text: &str) {
        self.due = Some(column.saturating_add(1));
        if let Some(last) = self.ahead.remove(&(self.row, column)) {
            let text = text.to_owned();
            self.begun.insert(column, Held { last, kind, text });
        }
    }
}
