//! Places in the words of a spreadsheet.

use std::borrow::Cow;

use super::text::visible;
use crate::finding::{Place, cell_name};
use crate::input::Sheet;
use crate::site::outcome::Outcome;

/// The file of a place, as the user named it.
pub(super) fn file<'o>(outcome: &Outcome<'o>, place: Place) -> Cow<'o, str> {
    match place {
        Place::Roster { .. } => sheet_of(outcome, place).map_or(Cow::Borrowed(""), file_of),
        Place::Base(mac) => {
            let path = outcome.file_of(mac);
            Cow::Owned(visible(&path.to_string_lossy()).into_owned())
        }
        Place::Settings => Cow::Borrowed("settings"),
    }
}

/// The sheet of a place, where its file has sheets.
pub(super) fn sheet<'o>(outcome: &Outcome<'o>, place: Place) -> Option<Cow<'o, str>> {
    sheet_of(outcome, place)?.name().map(visible)
}

/// The row and the column of a place, where it is not a sheet or a file.
pub(super) fn row_and_column(place: Place) -> (Option<u32>, Option<u16>) {
    match place {
        Place::Roster { row: 0, .. } | Place::Base(_) | Place::Settings => (None, None),
        Place::Roster { row, column, .. } => (Some(row), column),
    }
}

/// Where in the sheet a place is: `D17`, `row 17`; nothing where it is the sheet or the file.
pub(super) fn within(place: Place) -> Option<String> {
    let (row, column) = row_and_column(place);
    row.map(|row| match column {
        Some(column) => cell_name(row, column),
        None => format!("row {row}"),
    })
}

/// The other place, with as much as one needs to find it: `D9` in the same sheet, `Sheet!D9` in
/// another of the same file, `file:Sheet!D9` elsewhere.
pub(super) fn related(outcome: &Outcome<'_>, from: Place, to: Place) -> String {
    let within = within(to);
    if let (Place::Roster { sheet: here, .. }, Place::Roster { sheet: there, .. }) = (from, to)
        && here == there
        && let Some(within) = within
    {
        return within;
    }
    let in_sheet = match (sheet(outcome, to), within) {
        (Some(sheet), Some(within)) => Some(format!("{sheet}!{within}")),
        (Some(sheet), None) => Some(sheet.into_owned()),
        (None, within) => within,
    };
    let file = file(outcome, to);
    match in_sheet {
        None => file.into_owned(),
        Some(in_sheet) if sheet_of(outcome, from).is_some_and(|from| file_of(from) == file) => {
            in_sheet
        }
        Some(in_sheet) => format!("{file}:{in_sheet}"),
    }
}

fn sheet_of<'o>(outcome: &Outcome<'o>, place: Place) -> Option<&'o Sheet> {
    let Place::Roster { sheet, .. } = place else {
        return None;
    };
    let roster = outcome.roster;
    roster.sheets().get(sheet as usize)
}

pub(super) fn file_of(sheet: &Sheet) -> Cow<'_, str> {
    match sheet.file() {
        // A single minus sign tells nobody anything, and a spreadsheet may try to calculate it.
        "-" => Cow::Borrowed("standard input"),
        file => visible(file),
    }
}
