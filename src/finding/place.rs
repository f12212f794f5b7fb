//! Where a problem is.

use crate::value::Mac;

/// The place of a problem, ordered as reports are: roster files, sheets, rows and columns in their
/// own order, then the files in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A place in the roster.
    Roster {
        /// Which sheet, by its place among the sheets of the run.
        sheet: u32,
        /// The row as the spreadsheet numbers it, from 1; 0 is the sheet as a whole.
        row: u32,
        /// The column, from 0; `None` is the row as a whole.
        column: Option<u16>,
    },
    /// The file of a base in the output directory.
    Base(Mac),
    /// The settings of the config and of `--set`.
    Settings,
}

impl Place {
    /// A sheet as a whole.
    #[must_use]
    pub fn sheet(sheet: u32) -> Self {
        Self::Roster {
            sheet,
            row: 0,
            column: None,
        }
    }

    /// A row as a whole.
    #[must_use]
    pub fn row(sheet: u32, row: u32) -> Self {
        Self::Roster {
            sheet,
            row,
            column: None,
        }
    }

    /// One cell.
    #[must_use]
    pub fn cell(sheet: u32, row: u32, column: u16) -> Self {
        Self::Roster {
            sheet,
            row,
            column: Some(column),
        }
    }
}

/// The letters of a column as a spreadsheet shows them: 0 is `A`, 26 is `AA`.
#[must_use]
pub fn column_name(column: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// A cell as a spreadsheet shows it: `D17`.
#[must_use]
pub fn cell_name(row: u32, column: u16) -> String {
    format!("{}{row}", column_name(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_in_a_spreadsheet() {
        for (column, name) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (701, "ZZ"),
            (702, "AAA"),
            (16383, "XFD"),
        ] {
            assert_eq!(column_name(column), name);
        }
        assert_eq!(cell_name(17, 3), "D17");
    }
}
