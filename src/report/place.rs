//! Places in the words of a spreadsheet.

use std::borrow::Cow;

use super::text::visible;
use crate::finding::{Finding, Place, cell_name};
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

/// The header above the cell of a finding, in the sheet's own words, where it is not the field's name.
pub(super) fn header(outcome: &Outcome<'_>, finding: &Finding) -> Option<String> {
    let header = outcome.roster.header_of(finding.place, finding.field?)?;
    let words: Vec<_> = header.split_whitespace().collect();
    Some(visible(&words.join(" ")).into_owned())
}

/// The other place, with as much as one needs to find it: `D9` in the same sheet, `Sheet!D9` in
/// another of the same file, `file:Sheet!D9` elsewhere.
pub(super) fn related(outcome: &Outcome<'_>, from: Place, to: Place) -> String {
    let (sheet, within) = (sheet(outcome, to), within(to));
    if let (Place::Roster { sheet: here, .. }, Place::Roster { sheet: there, .. }) = (from, to)
        && here == there
        && let Some(within) = within
    {
        return within;
    }
    let in_file = [sheet.map(Cow::into_owned), within].into_iter().flatten();
    let in_file = in_file.collect::<Vec<_>>().join("!");
    let file = file(outcome, to);
    let is_same_file = sheet_of(outcome, from).is_some_and(|from| file_of(from) == file);
    match (in_file.is_empty(), is_same_file) {
        (true, _) => file.into_owned(),
        (false, true) => in_file,
        (false, false) => format!("{file}:{in_file}"),
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
