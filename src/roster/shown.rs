//! Which cells a report may show. This module alone decides it.

use std::collections::HashMap;

use super::{BaseColumn, Header, Kind, Roster, RowRef, Table};
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
        let table = self.table_at(sheet, row.number());
        let withheld = match table {
            Some(table) if row.number() > table.header.row => match table.header.kind {
                Kind::Handsets => {
                    let secret = self.secret(table.header, row);
                    is_withheld(table.header, row, column, secret, sheet_read.kind())
                }
                Kind::Accounts => {
                    let secret = self.secret(table.header, row);
                    // Other columns hold the passwords of voicemail, web pages and conferences.
                    table.header.field(column).is_none()
                        || is_withheld(table.header, row, column, secret, sheet_read.kind())
                }
                Kind::Bases => !is_of_base(table, column),
            },
            // Without a header nobody knows which cell is a password.
            None => true,
            Some(_) => false,
        };
        (!withheld && cell.kind != CellKind::Empty).then_some(cell.text)
    }

    /// The password of a row: its own, or that of the account with its extension.
    fn secret<'r>(&'r self, header: &Header, row: Row<'r>) -> Cell<'r> {
        let own = header
            .column(Field::Password)
            .map(|column| row.cell(column));
        if let Some(own) = own.filter(|cell| !cell.text.trim().is_empty()) {
            return own;
        }
        let account = || {
            let extension = row.cell(header.column(Field::Extension)?).text.trim();
            let at = *self.accounts().get(extension)?;
            let table = self.table_with(at)?;
            Some(
                table
                    .row(at.index)
                    .cell(table.header.column(Field::Password)?),
            )
        };
        account().or(own).unwrap_or(Cell::EMPTY)
    }

    /// The accounts by the text of their extension, found when a report first needs them.
    fn accounts(&self) -> &HashMap<Box<str>, RowRef> {
        self.accounts.get_or_init(|| {
            let mut accounts = HashMap::new();
            for table in self.tables_of(Kind::Accounts) {
                let Some(column) = table.header.column(Field::Extension) else {
                    continue;
                };
                let sheet = table.number;
                for index in table.rows() {
                    let extension = table.row(index).cell(column).text.trim();
                    accounts.insert(extension.into(), RowRef { sheet, index });
                }
            }
            accounts
        })
    }
}

/// Whether a column of bases may be shown. The PIN and the settings may be secret.
fn is_of_base(table: Table<'_>, column: u16) -> bool {
    let columns = table.base_columns();
    let meant = columns.iter().find(|(found, _)| *found == column);
    meant.is_some_and(|(_, meant)| !matches!(meant, BaseColumn::Pin | BaseColumn::Setting(_)))
}

fn is_withheld(
    header: &Header,
    row: Row<'_>,
    column: u16,
    secret: Cell<'_>,
    kind: SheetKind,
) -> bool {
    let cell = row.cell(column);
    let password = header.column(Field::Password);
    // What a column without a meaning holds may be an old password.
    let is_unread = header.field(column).is_none() && !is_identity(cell.text);
    is_unread
        || password == Some(column)
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
