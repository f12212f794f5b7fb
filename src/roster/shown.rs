//! Which cells a report may show. This module alone decides it.

use super::{Header, Roster};
use crate::finding::Place;
use crate::input::{Cell, CellKind, Row, SheetKind};
use crate::value::{Field, Hidden, is_identity, look_swapped};

impl Roster {
    /// The text of a cell as a report may show it: never a password, wherever it is.
    ///
    /// Withheld are the password's cell and every cell that contains the row's password, because
    /// people type the extension as the password, or the password into a wrong column. Where the
    /// values of a row may have moved to other columns, any of them may be the password: then only
    /// IPUIs, IPEIs and MAC addresses are shown. See `may_have_slipped`.
    #[must_use]
    pub fn shown_value(&self, place: Place) -> Option<&str> {
        let Place::Roster {
            sheet,
            row,
            column: Some(column),
        } = place
        else {
            return None;
        };
        let sheet_read = self.sheets.get(sheet as usize)?;
        if sheet_read.has_swallowed_rows(row) {
            return None;
        }
        let row = sheet_read.row_by_number(row)?;
        let cell = row.cell(column);
        let withheld = match self.table_at(sheet, row.number()).map(|table| table.header) {
            Some(header) if row.number() > header.row => {
                is_withheld(header, row, column, sheet_read.kind())
            }
            // Without a header nobody knows which cell is a password.
            None => true,
            Some(_) => false,
        };
        (!withheld && cell.kind != CellKind::Empty).then_some(cell.text)
    }
}

fn is_withheld(header: &Header, row: Row<'_>, column: u16, kind: SheetKind) -> bool {
    let cell = row.cell(column);
    let password = header.column(Field::Password);
    let secret = password.map_or(Cell::EMPTY, |column| row.cell(column));
    password == Some(column)
        || Hidden(secret.text).is_shown_by(cell.text)
        || holds_several(cell.text)
        || (!is_identity(cell.text) && may_have_slipped(header, row, secret, kind))
}

/// Whether the values of a row may be in other columns than their own: a required cell is empty
/// (one value was lost, or a delimiter is wrong), the password or another value reads as an identity
/// or the password as an extension (columns are swapped), or a row of a text file is longer than its
/// header (a delimiter too many).
fn may_have_slipped(header: &Header, row: Row<'_>, secret: Cell<'_>, kind: SheetKind) -> bool {
    let required = Field::ALL.into_iter().filter(|field| field.is_required());
    let lacks_one = || {
        required
            .filter_map(|field| header.column(field))
            .any(|column| row.cell(column).text.trim().is_empty())
    };
    let is_too_long =
        || kind == SheetKind::Text && row.cells().any(|(column, _)| column >= header.width);
    is_identity(secret.text) || lacks_one() || is_too_long() || is_swapped(header, row, secret)
}

/// Whether a value that is no identity reads as one, or the password as the extension.
fn is_swapped(header: &Header, row: Row<'_>, secret: Cell<'_>) -> bool {
    let text = |field| {
        header
            .column(field)
            .map_or("", |column| row.cell(column).text)
    };
    let values = [
        Field::Extension,
        Field::Login,
        Field::DisplayName,
        Field::FirstName,
        Field::LastName,
        Field::AccountName,
        Field::Voicemail,
    ];
    values.into_iter().any(|field| is_identity(text(field)))
        || look_swapped(text(Field::Extension), secret.text)
}

/// Whether a text looks like several values, because it has so many delimiters. The bytes of an IPUI,
/// as the device writes them, are one value.
fn holds_several(text: &str) -> bool {
    let often = |delimiter| text.matches(delimiter).count() >= 2;
    [';', ',', '\t', '|'].into_iter().any(often) && !is_identity(text)
}
